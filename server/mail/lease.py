"""A letter is leased before it is sent, so that it is sent once; and what became of it is recorded once."""

from collections.abc import Collection, Mapping
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, and_, case, false, func, insert, literal, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import event, inquiry, letter
from server.mail.backoff import JITTER, LONGEST, PATIENCE
from server.mail.haste import hurry
from server.mail.letter import FIELDS, Letter
from server.mail.transport import Trouble

# A letter that seems to wait for longer than any back-off lasts: the clock was set back while nobody looked.
AGES = round(LONGEST * (1 + JITTER)) + 60
AGES_IN_DOUBT = PATIENCE + 60


class Outcome(msgspec.Struct, frozen=True):
    """What became of one attempt. `text` is what the server said, or what else went wrong, for the owner to read."""

    end: Literal["sent", "delayed", "dead", "interrupted"]
    code: int | None = None
    text: str | None = None
    trouble: Trouble | None = None
    doubtful: bool = False  # whether the letter may have arrived all the same


class Lease(msgspec.Struct, frozen=True):
    """Who holds a letter: each taking counts one attempt more, and each renewal one beat more."""

    letter: str
    attempts: int
    heartbeat: int | None


INTERRUPTED = Outcome("interrupted", text="The program ended while the letter was under way.")


async def recover(connection: AsyncConnection, at: int, *, alone: bool) -> None:
    """At start: void the leases of a process that has ended, and let what waited for a setting try again.

    Others' leases are void only where nobody else can hold one; elsewhere it takes Rivals to tell. Whoever starts
    the program again may have mended what kept letters back, so those try soon.
    """
    if alone:
        voided = update(letter).where(letter.c.state == "sending")
        rows = await connection.execute(voided.values(state="queued", next_at=at).returning(*FIELDS))
        for row in rows.mappings().all():
            await _tell(connection, Letter(**row), INTERRUPTED, at)
    waited = update(letter).where(letter.c.state == "queued", letter.c.failing_since.is_(None))
    await connection.execute(waited.values(next_at=at))
    await hurry(connection, at)


async def next_at(connection: AsyncConnection, *, to_owner: bool) -> int | None:
    """When the next letter is due; without `to_owner`, of those to others."""
    query = select(func.min(letter.c.next_at)).where(letter.c.state == "queued", _addressed(to_owner=to_owner))
    due: int | None = (await connection.execute(query)).scalar_one()
    return due


async def held(connection: AsyncConnection) -> list[Lease]:
    """Every lease that there is, those of other processes included."""
    c = letter.c
    rows = await connection.execute(select(c.id, c.attempts, c.heartbeat).where(c.state == "sending"))
    return [Lease(*row) for row in rows]


async def take(
    connection: AsyncConnection, *, at: int, most: int, dropped: Collection[Lease] = (), to_owner: bool = True
) -> list[Letter]:
    """Lease the letters that are due, those first that have been due longest; `dropped` leases end here."""
    c = letter.c
    ages = case((func.coalesce(c.doubts, 0) > 0, AGES_IN_DOUBT), else_=AGES)
    ready = and_(c.state == "queued", or_(c.next_at <= at, c.next_at > at + ages), _addressed(to_owner=to_owner))
    over = or_(false(), *(and_(_is(lease), c.heartbeat.is_not_distinct_from(lease.heartbeat)) for lease in dropped))
    chosen = (
        select(c.id).where(or_(ready, over)).order_by(c.next_at, c.id).limit(most).with_for_update(skip_locked=True)
    )
    was = {row.id: row.state for row in await connection.execute(chosen.with_only_columns(c.id, c.state))}
    taken = update(letter).where(c.id.in_(was))
    values = {"state": "sending", "attempts": c.attempts + 1, "heartbeat": 0}
    rows = await connection.execute(taken.values(**values).returning(*FIELDS))
    letters = {row["id"]: Letter(**row) for row in rows.mappings()}
    for ident, state in was.items():
        if state == "sending":
            await _tell(connection, letters[ident], INTERRUPTED, at)
    return [letters[ident] for ident in was]


async def stands(connection: AsyncConnection, taken: Letter) -> bool:
    """Whether the letter is still there: who erases an inquiry erases its letters, those under way included."""
    return await connection.scalar(select(letter.c.id).where(letter.c.id == taken.id)) is not None


async def renew(connection: AsyncConnection, taken: Letter) -> None:
    """Show the others that this process still has it."""
    await connection.execute(update(letter).where(_held(taken)).values(heartbeat=letter.c.heartbeat + 1))


async def put_back(
    connection: AsyncConnection, taken: Letter, *, at: int, next_at: int, interrupted: bool = False
) -> None:
    """End a lease without an answer; the attempt counts where it was interrupted, for the server may have the mail."""
    values: dict[str, object] = {"state": "queued", "next_at": next_at}
    if not interrupted:
        values["attempts"] = taken.attempts - 1
    ended = await connection.execute(update(letter).where(_held(taken)).values(**values))
    if interrupted and ended.rowcount:
        await _tell(connection, taken, INTERRUPTED, at)


async def record(
    connection: AsyncConnection, taken: Letter, outcome: Outcome, *, at: int, next_at: int | None = None
) -> None:
    """End a lease with the letter's new state and an event.

    Nothing happens when this has been recorded before, when the lease is another's by now, or when the letter
    has been erased.
    """
    common: dict[str, object] = {"last_code": outcome.code, "last_error": outcome.text, "trouble": outcome.trouble}
    # Not later than now: a clock that was set back would make it a time to come.
    failing_since = at if taken.failing_since is None else min(taken.failing_since, at)
    values: Mapping[str, dict[str, object]] = {
        "sent": {"state": "sent", "sent_at": at, "failing_since": None},
        "delayed": {
            "state": "queued",
            "next_at": next_at,
            "failing_since": failing_since,
            "doubts": (taken.doubts or 0) + outcome.doubtful,
        },
        "dead": {"state": "dead", "failing_since": failing_since},
    }
    ended = await connection.execute(update(letter).where(_held(taken)).values(**common | values[outcome.end]))
    if ended.rowcount:
        await _tell(connection, taken, outcome, at)


def _addressed(*, to_owner: bool) -> ColumnElement[bool]:
    return true() if to_owner else letter.c.to.is_not(None)


def _held(taken: Letter) -> ColumnElement[bool]:
    """The lease is still this one: who takes a letter next counts one attempt more."""
    return _is(Lease(taken.id, taken.attempts, None))


def _is(lease: Lease) -> ColumnElement[bool]:
    return and_(letter.c.id == lease.letter, letter.c.state == "sending", letter.c.attempts == lease.attempts)


async def _tell(connection: AsyncConnection, taken: Letter, outcome: Outcome, at: int) -> None:
    """Add a line to the inquiry's history; there is none where a letter has outlived its inquiry."""
    detail = {"kind": taken.kind, "outcome": outcome.end, "code": outcome.code, "text": outcome.text}
    text = msgspec.json.encode(detail).decode()
    there = select(inquiry.c.id, literal(at), literal("letter"), literal(text)).where(inquiry.c.id == taken.inquiry_id)
    await connection.execute(insert(event).from_select(["inquiry_id", "at", "kind", "detail"], there))
