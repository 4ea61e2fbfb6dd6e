"""Every letter that waits, has left or never will: what the rest of the program does with them.

A letter is put in the same transaction as what it tells of; the courier takes it from there, by lease.py.

    message_id = await outbox.put(connection, inquiry_id=…, kind="forward", at=clock.timestamp(), domain="example.org")
"""

import msgspec
import uuid_utils
from sqlalchemy import and_, bindparam, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import HOUR
from server.db.tables import letter
from server.mail.address import wire
from server.mail.letter import FIELDS, Letter

# Made once: to put a statement together takes longer than to run it.
_LAST = select(func.coalesce(func.max(letter.c.n), 0)).where(
    letter.c.inquiry_id == bindparam("inquiry"), letter.c.kind == bindparam("kind")
)
_PUT = insert(letter)


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """How the letters fare: for the inbox's delivery line and /healthz/mail."""

    at: int
    waiting: int  # queued or on their way
    failing: int  # those of the waiting that have been tried in vain
    failing_since: int | None  # the first vain attempt of the one that fails longest
    barred: bool  # the mail server answers, but does not let us in: a password, a certificate, the From address
    dead: int
    held: int

    @property
    def healthy(self) -> bool:
        """No letter is dead, none has been failing for over an hour, and the mail server lets us in."""
        patient = self.failing_since is None or self.at - self.failing_since <= HOUR
        return patient and not self.dead and not self.barred


async def put(  # noqa: PLR0913 (a letter's particulars; three have defaults)
    connection: AsyncConnection,
    *,
    inquiry_id: str,
    kind: str,
    at: int,
    domain: str,
    to: str | None = None,
    held: bool = False,
    after: int = 0,
) -> str:
    """Queue a letter about an inquiry, or hold it back until it is released. Call `Courier.ring` after COMMIT.

    `after` is for how many seconds it waits, unless somebody lets it go before.
    `to` is left out for letters to the owner: they go to whoever that is when they leave. Returns the Message-ID,
    which depends on nothing but the arguments: `domain` is that of the From address.
    """
    n = (await connection.execute(_LAST, {"inquiry": inquiry_id, "kind": kind})).scalar_one() + 1
    message_id = f"<{wire(f'{inquiry_id}.{kind}.{n}@{domain}')}>"
    row = {
        "id": str(uuid_utils.uuid7()),
        "inquiry_id": inquiry_id,
        "kind": kind,
        "n": n,
        "to": to,
        "state": "held" if held else "queued",
        "created_at": at,
        "attempts": 0,
        "next_at": at + after,
        "message_id": message_id,
    }
    await connection.execute(_PUT, row)
    return message_id


async def release(connection: AsyncConnection, inquiry_id: str, at: int) -> int:
    """Queue the held letters of an inquiry; returns how many there were. Call `Courier.ring` after COMMIT."""
    result = await connection.execute(
        update(letter)
        .where(letter.c.inquiry_id == inquiry_id, letter.c.state == "held")
        .values(state="queued", next_at=at)
    )
    return result.rowcount


async def requeue(connection: AsyncConnection, letter_id: str, at: int) -> bool:
    """Give a letter that was given up a new start; whether there was one. Call `Courier.ring` after COMMIT."""
    result = await connection.execute(
        update(letter)
        .where(letter.c.id == letter_id, letter.c.state.in_(("dead", "waived")))
        .values(state="queued", next_at=at, attempts=0, failing_since=None, trouble=None)
    )
    return result.rowcount == 1


async def waive(connection: AsyncConnection, letter_id: str) -> bool:
    """Raise no alarm over a dead letter any more, which will never be taken; returns whether there was one."""
    dead = update(letter).where(letter.c.id == letter_id, letter.c.state == "dead")
    return (await connection.execute(dead.values(state="waived"))).rowcount == 1


async def letters_of(connection: AsyncConnection, inquiry_id: str) -> list[Letter]:
    """The letters of an inquiry, oldest first."""
    rows = await connection.execute(
        select(*FIELDS).where(letter.c.inquiry_id == inquiry_id).order_by(letter.c.created_at, letter.c.id)
    )
    return [Letter(**row) for row in rows.mappings()]


async def delivery(connection: AsyncConnection, at: int) -> Delivery:
    """Count the letters that have not left. One that the server has asked to come later fails only after an hour.

    Receipts do not count: they go to whatever a stranger has typed, and a slip there is no fault of the mail.
    """
    c = letter.c
    patient = and_(c.trouble == "later", c.failing_since > at - HOUR)
    failing_since = case((patient, None), else_=c.failing_since)
    barred = func.count(case((c.trouble == "set-up", 1)))
    by_state = select(c.state, func.count(), func.count(failing_since), func.min(failing_since), barred)
    by_state = by_state.where(c.kind != "receipt", c.state.in_(("queued", "sending", "dead", "held"))).group_by(c.state)
    rows = {row[0]: row[1:] for row in await connection.execute(by_state)}
    waiting = [rows[state] for state in ("queued", "sending") if state in rows]
    return Delivery(
        at=at,
        waiting=sum(row[0] for row in waiting),
        failing=sum(row[1] for row in waiting),
        failing_since=min((row[2] for row in waiting if row[2] is not None), default=None),
        barred=any(row[3] for row in waiting),
        dead=rows["dead"][0] if "dead" in rows else 0,
        held=rows["held"][0] if "held" in rows else 0,
    )


async def said_at_the_door(connection: AsyncConnection) -> str:
    """What the mail server, or the encryption, said last when it did not let us in."""
    c = letter.c
    last = select(c.last_code, c.last_error).where(c.state.in_(("queued", "sending")), c.trouble == "set-up")
    row = (await connection.execute(last.order_by(c.next_at.desc()).limit(1))).one_or_none()
    return " ".join(str(part) for part in row if part) if row else ""
