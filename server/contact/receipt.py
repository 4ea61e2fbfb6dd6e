"""Receipts to senders: few enough that the form cannot be used to send mail to others."""

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY, HOUR
from server.contact.store import New
from server.db.tables import letter, receipt
from server.mail import outbox
from server.mail.address import wire

RECEIPT = "receipt"  # the kind of its letter
MOST_AN_HOUR = 20  # to everyone together; to one address it is one a day
LONGEST_WAY = 6 * DAY  # the courier gives a letter up after five


async def put(conn: AsyncConnection, new: New, domain: str, *, after: int = 0) -> bool:
    """Queue a receipt for a new inquiry, unless a limit forbids it; whether it did. `after` as in outbox.put."""
    if wire(new.email) is None or await _had_one(conn, new) or await _leaving(conn, new.at) >= MOST_AN_HOUR:
        return False
    await outbox.put(conn, inquiry_id=new.id, kind=RECEIPT, at=new.at, domain=domain, to=new.email, after=after)
    await conn.execute(delete(receipt).where(receipt.c.email_hash == new.email_hash))
    await conn.execute(insert(receipt).values(email_hash=new.email_hash, at=new.at))
    return True


async def _had_one(conn: AsyncConnection, new: New) -> bool:
    last = await conn.scalar(select(receipt.c.at).where(receipt.c.email_hash == new.email_hash))
    return last is not None and last > new.at - DAY


async def _leaving(conn: AsyncConnection, at: int) -> int:
    """Those of the last hour, erased ones included, and older ones that waited and leave in the same hour."""
    fresh = select(func.count()).where(receipt.c.at > at - HOUR)
    c = letter.c
    late = or_(c.state.in_(("queued", "sending")), c.sent_at > at - HOUR)
    waited = select(func.count()).where(
        c.kind == RECEIPT, c.created_at > at - LONGEST_WAY, c.created_at <= at - HOUR, late
    )
    return (await conn.execute(fresh)).scalar_one() + (await conn.execute(waited)).scalar_one()
