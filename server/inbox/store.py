"""What the inbox reads: a page of the list, the counts beside it, one inquiry with its history."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import RowMapping, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact import store as written
from server.contact.erasure import ERASURE
from server.contact.receipt import RECEIPT
from server.contact.standing import Name
from server.db.tables import event, inquiry, letter
from server.inbox.query import Query, beyond, conditions, turns
from server.inbox.states import WAITING_FOR_OWNER

PAGE = 50
GONE = "/inbox/privacy#gone"  # where the erased stand
OPENING = 400  # characters of a message that the list begins with; the style shows two lines of them


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry as one line of the list."""

    id: str
    received_at: int
    kind: str
    name: str
    email: str
    state: Name
    opening: str
    spam_reasons: tuple[str, ...]

    @property
    def yours(self) -> bool:
        """Whether it waits for the owner."""
        return self.state in WAITING_FOR_OWNER

    @property
    def cursor(self) -> str:
        """Where the next page begins, if this is the last line of one."""
        return f"{int(not self.yours)}.{self.received_at}.{self.id}"


class Inquiry(written.Inquiry, frozen=True, kw_only=True):
    """An inquiry as its letter shows it, and where it stands."""

    state: Name


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to an inquiry; what `detail` holds depends on the kind."""

    at: int
    kind: str
    detail: dict[str, object]


async def lines(conn: AsyncConnection, query: Query, after: str = "", limit: int = PAGE) -> Sequence[Line]:
    """What waits for the owner first, then the rest, each from the newest; at most `limit` after a cursor.

    A cursor that is none is taken as the beginning.
    """
    found: list[Line] = []
    for states in turns(query):
        if len(found) < limit:
            # Each state by itself, since its index is in this order: so the list does not get slower as it grows.
            some = [line for state in states for line in await _of(conn, state, query, after, limit - len(found))]
            found += sorted(some, key=lambda line: (line.received_at, line.id), reverse=True)[: limit - len(found)]
    return found


async def _of(conn: AsyncConnection, state: Name, query: Query, after: str, limit: int) -> list[Line]:
    columns = (inquiry.c.id, inquiry.c.received_at, inquiry.c.kind, inquiry.c.name, inquiry.c.email, inquiry.c.state)
    opening = func.substr(inquiry.c.message, 1, OPENING).label("opening")
    statement = (
        select(*columns, opening, inquiry.c.spam_reasons)
        .where(inquiry.c.state == state, *conditions(query), *beyond(after, yours=state in WAITING_FOR_OWNER))
        .order_by(inquiry.c.received_at.desc(), inquiry.c.id.desc())
        .limit(limit)
    )
    return [_line(row) for row in (await conn.execute(statement)).mappings()]


async def counts(conn: AsyncConnection) -> dict[Name, int]:
    """How many inquiries are in each state that has any."""
    rows = await conn.execute(select(inquiry.c.state, func.count().label("many")).group_by(inquiry.c.state))
    return {row.state: row.many for row in rows}


async def undelivered(conn: AsyncConnection, limit: int = 5) -> Sequence[tuple[str, str]]:
    """Where to look, and whose it is: the latest inquiries with a letter that was given up or is failing.

    Receipts are no trouble of the mail's: see outbox.delivery. A letter that asks for mails to be deleted has outlived
    its inquiry: what is known of that stands with the erased.
    """
    waiting = letter.c.state.in_(("queued", "sending", "held")) & letter.c.failing_since.is_not(None)
    failing = (letter.c.kind != RECEIPT) & or_(letter.c.state == "dead", waiting)
    statement = (
        select(inquiry.c.id, inquiry.c.name)
        .where(inquiry.c.id.in_(select(letter.c.inquiry_id).where(failing)))
        .order_by(inquiry.c.received_at.desc(), inquiry.c.id.desc())
        .limit(limit)
    )
    found = [(f"/inbox/{row.id}", row.name) for row in await conn.execute(statement)]
    erased = select(letter.c.id).where(failing, letter.c.kind == ERASURE).limit(1)
    return [*found, (GONE, "what has gone")] if await conn.scalar(erased) else found


async def given_up_of(conn: AsyncConnection, erased: Collection[str]) -> Mapping[str, str]:
    """Of erased inquiries, by their ids, the letter that was to tell the owner and was given up."""
    dead = select(letter.c.inquiry_id, letter.c.id).where(letter.c.kind == ERASURE, letter.c.state == "dead")
    rows = await conn.execute(dead.where(letter.c.inquiry_id.in_(erased)))
    return {row.inquiry_id: row.id for row in rows}


async def one(conn: AsyncConnection, inquiry_id: str) -> Inquiry | None:
    """The inquiry of that id."""
    state = await conn.scalar(select(inquiry.c.state).where(inquiry.c.id == inquiry_id))
    if state is None:
        return None
    return Inquiry(**msgspec.structs.asdict(await written.one(conn, inquiry_id)), state=state)


async def history(conn: AsyncConnection, inquiry_id: str) -> Sequence[Event]:
    """What happened to an inquiry, from the beginning."""
    statement = select(event).where(event.c.inquiry_id == inquiry_id).order_by(event.c.id)
    rows = await conn.execute(statement)
    return [Event(at=row.at, kind=row.kind, detail=msgspec.json.decode(row.detail)) for row in rows]


def _line(row: RowMapping) -> Line:
    # Run on, because many letters begin with a line that greets and says no more.
    opening = " ".join(row["opening"].split())
    return Line(**{**row, "opening": opening, "spam_reasons": _list(row["spam_reasons"])})


def _list(text: str) -> tuple[str, ...]:
    return msgspec.json.decode(text, type=tuple[str, ...])
