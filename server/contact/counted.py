"""What limits count: how many came before from the same network, the same address, everyone, erased ones included."""

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.spam import Circumstances
from server.contact.store import New
from server.content.site import Limits
from server.db.tables import erasure, inquiry

HOUR = 3600
DAY = 24 * HOUR
# A flood must not make each further inquiry slower than the last: this many of the newest are looked through.
COMPARED = 500
COUNTED = 5000


async def circumstances(
    conn: AsyncConnection, new: New, message: str, seconds: int | None, limits: Limits
) -> Circumstances:
    """What the database knows about where an inquiry comes from."""
    since_hour, since_day = inquiry.c.received_at > new.at - HOUR, inquiry.c.received_at > new.at - DAY
    same_network = inquiry.c.client_hash == new.client_hash
    network_hour = await _counted(conn, limits.per_network_hour, same_network, since_hour) if new.client_hash else 0
    address_day = await _counted(conn, limits.per_address_day, inquiry.c.email == new.email, since_day)
    everyone_hour = await _taken(conn, limits.everyone_hour, since_hour)
    erased = await _erased(conn, new)
    return Circumstances(
        seconds=seconds,
        network_hour=network_hour + erased.network_hour,
        address_day=address_day + erased.address_day,
        everyone_hour=everyone_hour + erased.everyone_hour,
        same_text=await _same_text(conn, message, new.email),
    )


async def _erased(conn: AsyncConnection, new: New) -> Circumstances:
    """Erasing makes no room for more: otherwise who writes and erases in turn would have no limit."""
    columns = (erasure.c.received_at, erasure.c.state, erasure.c.client_hash, erasure.c.email_hash)
    today = select(*columns).where(erasure.c.received_at > new.at - DAY)
    rows = (await conn.execute(today.order_by(erasure.c.received_at.desc()).limit(COUNTED))).all()
    hour = [row for row in rows if row.received_at > new.at - HOUR]
    return Circumstances(
        network_hour=sum(row.client_hash == new.client_hash for row in hour) if new.client_hash else 0,
        address_day=sum(row.email_hash == new.email_hash for row in rows),
        everyone_hour=sum(row.state != "spam" for row in hour),
    )


async def _counted(conn: AsyncConnection, limit: int, *conditions: ColumnElement[bool]) -> int:
    """How many there are, counted no further than the limit."""
    some = select(literal(1)).select_from(inquiry).where(*conditions).limit(limit).subquery()
    return await conn.scalar(select(func.count()).select_from(some)) or 0


async def _taken(conn: AsyncConnection, limit: int, since: ColumnElement[bool]) -> int:
    """How many went to the owner: a flood that fills the drawer must not take honest letters along with it."""
    newest = select(inquiry.c.state).where(since).order_by(inquiry.c.received_at.desc()).limit(COUNTED).subquery()
    taken = select(literal(1)).select_from(newest).where(newest.c.state != "spam").limit(limit).subquery()
    return await conn.scalar(select(func.count()).select_from(taken)) or 0


async def _same_text(conn: AsyncConnection, message: str, email: str) -> int:
    """From how many other addresses the same text came."""
    columns = (inquiry.c.message, inquiry.c.email)
    newest = select(*columns).order_by(inquiry.c.received_at.desc()).limit(COMPARED).subquery()
    others = select(func.count(newest.c.email.distinct())).where(newest.c.message == message, newest.c.email != email)
    return await conn.scalar(others) or 0
