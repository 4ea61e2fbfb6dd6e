"""A letter is leased before it is sent, so that it is sent once; and what became of it is recorded once."""

from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Insert, and_, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import event, inquiry, letter
from server.mail.backoff import JITTER, LONGEST
from server.mail.letter import FIELDS, Letter

# A letter that seems to wait for longer than any back-off lasts: the clock has been set back meanwhile.
AGES = round(LONGEST * (1 + JITTER)) + 60
WOKEN_AT_ONCE = 500


class Outcome(msgspec.Struct, frozen=True):
    """What became of one attempt. `text` is what the server said, or what else went wrong, for the owner to read."""

    end: Literal["sent", "delayed", "dead"]
    code: int | None = None
    text: str | None = None


async def recover(connection: AsyncConnection, at: int, *, alone: bool) -> None:
    """At start: void the leases of a process that has ended, and let what waited for a setting try again.

    Others' leases are void only where nobody else can hold one; elsewhere they run out by themselves.
    """
    if alone:
        voided = update(letter).where(letter.c.state == "sending")
        await connection.execute(voided.values(state="queued", next_at=at, lease_until=None))
    waited = update(letter).where(letter.c.state == "queued", letter.c.failing_since.is_(None))
    await connection.execute(waited.values(next_at=at))


async def next_at(connection: AsyncConnection) -> int | None:
    """When the next letter is due, or the next lease runs out."""
    due = select(func.min(letter.c.next_at)).where(letter.c.state == "queued")
    run_out = select(func.min(letter.c.lease_until)).where(letter.c.state == "sending")
    times = [(await connection.execute(query)).scalar_one() for query in (due, run_out)]
    return min((time for time in times if time is not None), default=None)


async def take(connection: AsyncConnection, *, at: int, until: int | None, most: int) -> list[Letter]:
    """Lease the letters that are due, those first that have been due longest. `until` None: until the process ends."""
    c = letter.c
    due = or_(
        and_(c.state == "queued", or_(c.next_at <= at, c.next_at > at + AGES)),
        and_(c.state == "sending", c.lease_until < at),
    )
    chosen = select(c.id).where(due).order_by(c.next_at, c.id).limit(most).with_for_update(skip_locked=True)
    taken = update(letter).where(c.id.in_(chosen.scalar_subquery()))
    rows = await connection.execute(
        taken.values(state="sending", attempts=c.attempts + 1, lease_until=until).returning(*FIELDS)
    )
    return [Letter(**row) for row in rows.mappings()]


async def renew(connection: AsyncConnection, taken: Letter, *, until: int) -> None:
    await connection.execute(update(letter).where(_held(taken)).values(lease_until=until))


async def put_back(connection: AsyncConnection, taken: Letter, *, next_at: int, counted: bool) -> None:
    """End a lease without an outcome; whether the attempt counts depends on whether the server may have the mail."""
    values = {"state": "queued", "lease_until": None, "next_at": next_at}
    if not counted:
        values["attempts"] = taken.attempts - 1
    await connection.execute(update(letter).where(_held(taken)).values(**values))


async def record(
    connection: AsyncConnection, taken: Letter, outcome: Outcome, *, at: int, next_at: int | None = None
) -> None:
    """End a lease with the letter's new state and an event.

    Nothing happens when this has been recorded before, when the lease is another's by now, or when the letter
    has been erased.
    """
    common: dict[str, object] = {"lease_until": None, "last_code": outcome.code, "last_error": outcome.text}
    failing_since = at if taken.failing_since is None else taken.failing_since
    values: dict[str, dict[str, object]] = {
        "sent": {"state": "sent", "sent_at": at, "failing_since": None, "last_error": None},
        "delayed": {"state": "queued", "next_at": next_at, "failing_since": failing_since},
        "dead": {"state": "dead", "failing_since": failing_since},
    }
    ending = update(letter).where(_held(taken)).values(**common | values[outcome.end])
    ended = await connection.execute(ending)
    if ended.rowcount:
        await connection.execute(_event(taken, outcome, at))


async def hurry(connection: AsyncConnection, at: int) -> None:
    """Mail leaves again: let those that failed before try soon, a second apart, oldest first."""
    c = letter.c
    late = select(c.id).where(c.state == "queued", c.failing_since.is_not(None), c.next_at > at)
    ids = (await connection.execute(late.order_by(c.created_at, c.id).limit(WOKEN_AT_ONCE))).scalars().all()
    for seconds, ident in enumerate(ids):
        sooner = update(letter).where(c.id == ident, c.state == "queued", c.next_at > at + seconds)
        await connection.execute(sooner.values(next_at=at + seconds))


def _held(taken: Letter) -> ColumnElement[bool]:
    """The lease is still this one: who takes a letter next counts one attempt more."""
    return and_(letter.c.id == taken.id, letter.c.state == "sending", letter.c.attempts == taken.attempts)


def _event(taken: Letter, outcome: Outcome, at: int) -> Insert:
    """A line of the inquiry's history; none for a letter that has outlived its inquiry."""
    detail = {"kind": taken.kind, "outcome": outcome.end, "code": outcome.code, "text": outcome.text}
    text = msgspec.json.encode(detail).decode()
    there = select(inquiry.c.id, literal(at), literal("letter"), literal(text)).where(inquiry.c.id == taken.inquiry_id)
    return insert(event).from_select(["inquiry_id", "at", "kind", "detail"], there)
