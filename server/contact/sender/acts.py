"""What a sender can do: each act is one event, however often it is sent, and tells the owner by a letter of its own."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY, HOUR
from server.contact.cleaning import blank
from server.contact.inquiry import LONGEST_MESSAGE
from server.contact.sender import store
from server.contact.sender.store import Detail
from server.contact.standing import CLOSED, Name
from server.mail import outbox

ADDITION, WITHDRAWAL = "addition", "withdrawal"  # kinds of letters
MOST_A_DAY = 10  # texts about one inquiry
MOST_LETTERS = 60  # an hour, about all inquiries together; what is beyond is kept without one


class Message(msgspec.Struct, frozen=True):
    """What a sender writes on their page, cleaned; with the question that it answers."""

    text: str
    question: int | None = None


class Erased(Exception):
    """The inquiry is no longer here."""


class Over(Exception):
    """It was withdrawn: nothing is added to it any more."""


class TooMuch(Exception):
    """This is more than is taken about one inquiry in a day."""


def fault(message: Message) -> str | None:
    """What is wrong with a message, in a sentence."""
    if blank(message.text):
        return "Write something here first."
    if len(message.text) > LONGEST_MESSAGE:
        return f"This has {len(message.text):,} characters and {LONGEST_MESSAGE:,} fit. Shorten it."
    return None


async def say(conn: AsyncConnection, inquiry_id: str, message: Message, *, at: int, domain: str) -> None:
    """Keep an answer or an addition. Raises Erased, Over or TooMuch: then nothing was written."""
    state = await store.state(conn, inquiry_id)
    if state is None:
        raise Erased
    earlier = await store.said(conn, inquiry_id)
    asked = {said.id for said in earlier if said.act == "question"}
    question = message.question if message.question in asked else None
    texts = [said for said in earlier if said.act in ("answer", "addition")]
    if any((said.text, said.question) == (message.text, question) for said in texts):
        return
    if _over(state, earlier):
        raise Over
    if sum(said.at > at - DAY for said in texts) >= MOST_A_DAY:
        raise TooMuch
    detail = Detail(text=message.text, act="answer" if question else "addition", question=question)
    if state == "need-info":
        detail = msgspec.structs.replace(detail, was=state, to="read")
    letter = await _letter(conn, inquiry_id, ADDITION, at=at, domain=domain, held=state == "spam")
    await store.keep(conn, inquiry_id, at, msgspec.structs.replace(detail, letter=letter))


async def withdraw(conn: AsyncConnection, inquiry_id: str, *, at: int, domain: str) -> None:
    """Take the inquiry back; once is enough. In the drawer it stays where it is. Raises Erased."""
    state = await store.state(conn, inquiry_id)
    if state is None:
        raise Erased
    if state in CLOSED or _over(state, await store.said(conn, inquiry_id)):
        return
    drawer = state == "spam"
    letter = await _letter(conn, inquiry_id, WITHDRAWAL, at=at, domain=domain, held=drawer)
    detail = Detail(act="withdrawal", was=state, to=None if drawer else "withdrawn", letter=letter)
    await store.keep(conn, inquiry_id, at, detail)


def _over(state: Name, said: Sequence[store.Said]) -> bool:
    """Whether it has been withdrawn, and not taken up again since. In the drawer only the history says so."""
    return state == "withdrawn" or (state == "spam" and any(one.act == "withdrawal" for one in said))


async def _letter(  # noqa: PLR0913 (a letter's particulars)
    conn: AsyncConnection, inquiry_id: str, kind: str, *, at: int, domain: str, held: bool
) -> str | None:
    """A letter to the owner, unless so many have just been sent that it would be one more of a flood."""
    if await store.letters_since(conn, (ADDITION, WITHDRAWAL), at - HOUR) >= MOST_LETTERS:
        return None
    return await outbox.put(conn, inquiry_id=inquiry_id, kind=kind, at=at, domain=domain, held=held)
