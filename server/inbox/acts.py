"""What the owner does to an inquiry: each act changes the row and its history in one transaction."""

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.sender import question
from server.contact.sender import store as sender
from server.contact.sender.acts import Erased
from server.contact.standing import Name
from server.contact.store import CLEAN
from server.db.tables import event, inquiry
from server.inbox import note
from server.inbox.states import CLOSED, STATES, may_follow
from server.mail import outbox
from server.mail.letter import Letter


class Unknown(Exception):
    """There is no inquiry of this id, or it has no such letter."""


class Overtaken(Exception):
    """The inquiry is no longer where the form says: somebody else, or another window, was faster."""

    def __init__(self, now: Name) -> None:
        super().__init__(f"It is now “{STATES[now].label}”.")
        self.now = now


class Impossible(Exception):
    """This state does not follow that one."""


async def change(conn: AsyncConnection, inquiry_id: str, was: Name, to: Name, at: int) -> None:
    """Set another state. Doing it twice is doing it once. Raises Unknown, Overtaken or Impossible."""
    if not may_follow(was, to):
        raise Impossible
    closed_at = at if to in CLOSED else None
    if await _moved(conn, inquiry_id, was, to, closed_at=closed_at):
        await _happened(conn, inquiry_id, at, "state", {"from": was, "to": to})


async def release(conn: AsyncConnection, inquiry_id: str, at: int) -> None:
    """Out of the drawer, onto the clean path: new, and the letters that were held are sent.

    Who has taken the inquiry back while it was there has taken it back. Why it was suspected moves from the row to
    the history. Raises Unknown or Overtaken.
    """
    reasons = await conn.scalar(select(inquiry.c.spam_reasons).where(inquiry.c.id == inquiry_id))
    over = any(said.act == "withdrawal" for said in await sender.said(conn, inquiry_id))
    to: Name = "withdrawn" if over else "new"
    if await _moved(conn, inquiry_id, "spam", to, closed_at=at if over else None, spam_reasons=CLEAN):
        detail = {"from": "spam", "to": to, "reasons": msgspec.json.decode(reasons or CLEAN)}
        await _happened(conn, inquiry_id, at, "state", detail)
        await outbox.release(conn, inquiry_id, at)


async def queue(conn: AsyncConnection, inquiry_id: str, letter_id: str, at: int) -> None:
    """Give a letter that was given up a new start; another needs none. Raises Unknown."""
    await _letter(conn, inquiry_id, letter_id)
    await outbox.requeue(conn, letter_id, at)


async def waive(conn: AsyncConnection, inquiry_id: str, letter_id: str, at: int) -> None:
    """Leave it at that with a dead letter: its address, say, does not exist. Raises Unknown."""
    letter = await _letter(conn, inquiry_id, letter_id)
    # Of an erased inquiry there is no history.
    if await outbox.waive(conn, letter_id) and await _state(conn, inquiry_id) is not None:
        await _happened(
            conn, inquiry_id, at, "letter", {"kind": letter.kind, "outcome": "waived", "code": None, "text": None}
        )


async def remark(conn: AsyncConnection, inquiry_id: str, kind: note.Kind, text: str, at: int) -> None:
    """Keep a note, or that it was answered, with what the owner wants to remember of it.

    The same remark as the last thing that happened is a double click. Raises Unknown.
    """
    if await _state(conn, inquiry_id) is None:
        raise Unknown
    last = select(event.c.kind, event.c.detail).where(event.c.inquiry_id == inquiry_id).order_by(event.c.id.desc())
    row = (await conn.execute(last.limit(1))).one_or_none()
    if row is None or row.kind != kind or msgspec.json.decode(row.detail) != {"text": text}:
        await _happened(conn, inquiry_id, at, kind, {"text": text})


async def ask(conn: AsyncConnection, inquiry_id: str, text: str, at: int, domain: str) -> None:
    """Ask the sender, on their page and by mail. Raises Unknown or Impossible."""
    try:
        await question.ask(conn, inquiry_id, text, at=at, domain=domain)
    except Erased as error:
        raise Unknown from error
    except question.Unasked as error:
        raise Impossible from error


async def _letter(conn: AsyncConnection, inquiry_id: str, letter_id: str) -> Letter:
    found = [letter for letter in await outbox.letters_of(conn, inquiry_id) if letter.id == letter_id]
    if not found:
        raise Unknown
    return found[0]


async def _moved(conn: AsyncConnection, inquiry_id: str, was: Name, to: Name, **values: object) -> bool:
    """Whether the state was changed now; False if it was so already.

    The condition on the old state is what keeps a form made earlier from undoing a later decision.
    """
    moved = update(inquiry).where(inquiry.c.id == inquiry_id, inquiry.c.state == was).values(state=to, **values)
    if (await conn.execute(moved)).rowcount == 1:
        return True
    now = await _state(conn, inquiry_id)
    if now is None:
        raise Unknown
    if now != to:
        raise Overtaken(now)
    return False


async def _state(conn: AsyncConnection, inquiry_id: str) -> Name | None:
    found: Name | None = await conn.scalar(select(inquiry.c.state).where(inquiry.c.id == inquiry_id))
    return found


async def _happened(conn: AsyncConnection, inquiry_id: str, at: int, kind: str, detail: dict[str, object]) -> None:
    text = msgspec.json.encode(detail).decode()
    await conn.execute(insert(event).values(inquiry_id=inquiry_id, at=at, kind=kind, detail=text))
