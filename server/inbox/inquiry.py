"""One inquiry: the letter as it was written, where it stands, what happened to it, what can be done."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar_htmx import HTMXRequest
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.cleaning import prose
from server.contact.sender import store as sender
from server.contact.sender.question import NO_QUESTIONS
from server.db import Doubtful, Unavailable
from server.inbox import acts, note, store
from server.inbox.desk import Desk
from server.inbox.history import told
from server.inbox.reply import mailto
from server.inbox.states import STATES, known
from server.mail import outbox
from server.web.form import fields
from server.web.reads import reads

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)

Work = Callable[[AsyncConnection], Awaitable[None]]
INQUIRY = "/inbox/{inquiry_id:str}"
# The page of which nothing has been sent yet.
UNTOUCHED: Mapping[str, Any] = {
    "question": None, "question_fault": "", "text": "", "fault": "", "oob": False, "moved": False, "remark": False,
}  # fmt: skip


class Outcome(msgspec.Struct, frozen=True):
    """What became of an act: its status, and the words that tell it."""

    status: int
    words: str

    @property
    def done(self) -> bool:
        return self.status == 200


@reads(INQUIRY)
async def show(desk: NamedDependency[Desk], inquiry_id: FromPath[str]) -> Response[str]:
    """The page of an inquiry. Looking at it changes nothing: reading it to its end says so by a POST of its own."""
    return await _shown(desk, inquiry_id, "inbox/inquiry.html", 200)


@post(f"{INQUIRY}/state")
async def set_state(request: HTMXRequest, desk: NamedDependency[Desk], inquiry_id: FromPath[str]) -> Response[Any]:
    """Another state; the form names the one it was made from, so that it cannot undo a later decision."""
    form = await _form(request)
    was, to = known(form.get("was", "")), known(form.get("to", ""))
    if was is None or to is None:
        raise ClientException
    work = partial(acts.change, inquiry_id=inquiry_id, was=was, to=to, at=desk.clock.timestamp())
    # What reading to the end did by itself is shown, but neither announced nor given the focus.
    seen = "seen" in form
    outcome = await _tried(desk, inquiry_id, work, "" if seen else f"Kept: {STATES[to].label}.")
    return await _told(desk, request, inquiry_id, outcome, moved=outcome.done and not seen)


@post(f"{INQUIRY}/notes")
async def add_note(request: HTMXRequest, desk: NamedDependency[Desk], inquiry_id: FromPath[str]) -> Response[Any]:
    """A note of the owner's, or that the inquiry was answered."""
    form = await _form(request)
    kind, text = note.kind_of(form.get("kind", "")), prose(form.get("text", ""))
    fault = note.fault(kind, text)
    if fault:
        return await _told(desk, request, inquiry_id, Outcome(422, fault), remark=True, text=text, fault=fault)
    work = partial(acts.remark, inquiry_id=inquiry_id, kind=kind, text=text, at=desk.clock.timestamp())
    words = "Noted that you have answered." if kind == "reply" else "Your note is kept."
    outcome = await _tried(desk, inquiry_id, work, words)
    return await _told(desk, request, inquiry_id, outcome, remark=True, text="" if outcome.done else text)


@post(f"{INQUIRY}/questions")
async def ask_sender(request: HTMXRequest, desk: NamedDependency[Desk], inquiry_id: FromPath[str]) -> Response[Any]:
    """A question to the sender, who finds it on their page and in their mail."""
    text = prose((await _form(request)).get("text", ""))
    fault = note.fault("note", text).replace("note", "question")
    if fault:
        return await _told(desk, request, inquiry_id, Outcome(422, fault), question=text, question_fault=fault)
    domain = desk.settings.sender_domain
    work = partial(acts.ask, inquiry_id=inquiry_id, text=text, at=desk.clock.timestamp(), domain=domain)
    outcome = await _tried(desk, inquiry_id, work, "Your question is on its way.")
    return await _told(desk, request, inquiry_id, outcome, question="" if outcome.done else text)


@post(f"{INQUIRY}/letters/{{letter_id:str}}/queue")
async def queue_letter(
    request: HTMXRequest, desk: NamedDependency[Desk], inquiry_id: FromPath[str], letter_id: FromPath[str]
) -> Response[Any]:
    """Send a letter again that was given up."""
    work = partial(acts.queue, inquiry_id=inquiry_id, letter_id=letter_id, at=desk.clock.timestamp())
    return await _done_to_letter(desk, request, inquiry_id, work, "The letter is on its way again.")


@post(f"{INQUIRY}/letters/{{letter_id:str}}/waiver")
async def waive_letter(
    request: HTMXRequest, desk: NamedDependency[Desk], inquiry_id: FromPath[str], letter_id: FromPath[str]
) -> Response[Any]:
    """Leave it at that with a letter that was given up: the alarm ends."""
    work = partial(acts.waive, inquiry_id=inquiry_id, letter_id=letter_id, at=desk.clock.timestamp())
    return await _done_to_letter(desk, request, inquiry_id, work, "Left at that.")


async def _done_to_letter(desk: Desk, request: HTMXRequest, inquiry_id: str, work: Work, words: str) -> Response[Any]:
    """A letter about an erasure has outlived its inquiry: it stands with the erased."""
    outcome = await _tried(desk, inquiry_id, work, words)
    if outcome.done and await desk.database.read(partial(store.one, inquiry_id=inquiry_id)) is None:
        return Redirect(store.GONE, status_code=303)
    return await _told(desk, request, inquiry_id, outcome)


@post(f"{INQUIRY}/release")
async def release(request: HTMXRequest, desk: NamedDependency[Desk], inquiry_id: FromPath[str]) -> Response[Any]:
    """Not spam: what a clean inquiry would have had, it has now."""
    work = partial(acts.release, inquiry_id=inquiry_id, at=desk.clock.timestamp())
    outcome = await _tried(desk, inquiry_id, work, "Out of the drawer. What was held back with it is on its way.")
    return await _told(desk, request, inquiry_id, outcome, moved=outcome.done)


async def _tried(desk: Desk, inquiry_id: str, work: Work, words: str) -> Outcome:
    """Do the work; `words` are for when it was done."""
    _checked(inquiry_id)
    try:
        await desk.database.write(work)
    except acts.Unknown as error:
        raise NotFoundException from error
    except acts.Overtaken as overtaken:
        return Outcome(409, f"This has changed meanwhile. {overtaken} Your change was not made: please look again.")
    except acts.Impossible:
        return Outcome(409, "This does not follow from where it stands now. Nothing was changed.")
    except Doubtful:
        return Outcome(503, "Nobody knows whether this was stored. Please reload the page in a minute, and look.")
    except Unavailable:
        return Outcome(503, "This could not be stored, for a reason of the site's own. Please try again in a minute.")
    desk.ring()
    return Outcome(200, words)


async def _told(desk: Desk, request: HTMXRequest, inquiry_id: str, outcome: Outcome, **context: Any) -> Response[Any]:
    """In place under htmx; else back to the page, or the page itself where something has to be said."""
    if request.htmx:
        return await _shown(desk, inquiry_id, "inbox/_changed.html", outcome.status, notice=outcome.words, **context)
    if outcome.done:
        return Redirect(f"/inbox/{inquiry_id}", status_code=303)
    return await _shown(desk, inquiry_id, "inbox/inquiry.html", outcome.status, notice=outcome.words, **context)


async def _shown(desk: Desk, inquiry_id: str, name: str, status: int, **context: Any) -> Response[str]:
    _checked(inquiry_id)

    async def reading(conn: AsyncConnection) -> dict[str, Any]:
        return {
            "inquiry": await store.one(conn, inquiry_id),
            "history": told(await store.history(conn, inquiry_id)),
            "letters": await outbox.letters_of(conn, inquiry_id),
            "correspondence": await sender.correspondence(conn, inquiry_id),
        }

    found = await desk.database.read(reading)
    if (told_sender := found.pop("correspondence")) is None:
        raise NotFoundException
    found |= {"means": told_sender.means, "passed": [said for said in told_sender.said if said.text]}
    given = {**UNTOUCHED, **found, **context}
    return desk.page(name, status, states=STATES, unasked=NO_QUESTIONS, mailto=mailto(found["inquiry"]), **given)


def _checked(inquiry_id: str) -> None:
    """What cannot be an id is not looked for: PostgreSQL, for one, raises on a NUL."""
    if not ID.fullmatch(inquiry_id):
        raise NotFoundException


async def _form(request: HTMXRequest) -> dict[str, str]:
    return {name: values[0] for name, values in fields(await request.body()).items()}
