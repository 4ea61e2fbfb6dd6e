"""What limits count: how many came before from the same network, the same address, everyone, erased ones included."""

from typing import get_args

import msgspec
from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.spam import FLOOD, Circumstances
from server.contact.standing import Name
from server.contact.store import New
from server.content.site import Limits
from server.db.tables import erasure, inquiry

HOUR = 3600
DAY = 24 * HOUR
COUNTED = 5000  # of the newest erasures: a flood must not make each further inquiry slower than the last
DELIVERED = sorted(set(get_args(Name)) - {"spam"})  # spelt out, so that the index of states is of use
CLEAN = "[]"  # no reasons
UNLIMITED = Limits(per_network_hour=0, per_address_day=0, everyone_hour=0)


async def counted(conn: AsyncConnection, new: New, limits: Limits) -> Circumstances:
    """What the database knows about where an inquiry comes from. What has no limit is not counted."""
    hour, day = inquiry.c.received_at > new.at - HOUR, inquiry.c.received_at > new.at - DAY
    network = inquiry.c.client_hash == new.client_hash
    found = Circumstances()
    if limits == UNLIMITED:
        return found
    if limits.per_network_hour and new.client_hash:
        most = limits.per_network_hour * FLOOD
        found = msgspec.structs.replace(found, network_hour=await _count(conn, most, network, hour))
    if limits.per_address_day:
        most, address = limits.per_address_day * FLOOD, inquiry.c.email == new.email
        found = msgspec.structs.replace(found, address_day=await _count(conn, most, address, day))
    if limits.everyone_hour:
        most, delivered = limits.everyone_hour, inquiry.c.state.in_(DELIVERED)
        clean = await _count(conn, most, delivered, hour, inquiry.c.spam_reasons == CLEAN)
        marked = await _count(conn, most, delivered, hour, inquiry.c.spam_reasons != CLEAN)
        found = msgspec.structs.replace(found, clean_hour=clean, marked_hour=marked)
    return await _with_erased(conn, new, found)


async def _with_erased(conn: AsyncConnection, new: New, found: Circumstances) -> Circumstances:
    """Erasing makes no room for more: otherwise who writes and erases in turn would have no limit."""
    c = erasure.c
    today = select(c.received_at, c.state, c.suspect, c.client_hash, c.email_hash).where(c.received_at > new.at - DAY)
    rows = (await conn.execute(today.order_by(c.received_at.desc()).limit(COUNTED))).all()
    hour = [row for row in rows if row.received_at > new.at - HOUR]
    network = sum(row.client_hash == new.client_hash for row in hour) if new.client_hash else 0
    return msgspec.structs.replace(
        found,
        network_hour=found.network_hour + network,
        address_day=found.address_day + sum(row.email_hash == new.email_hash for row in rows),
        clean_hour=found.clean_hour + sum(row.state != "spam" and not row.suspect for row in hour),
        marked_hour=found.marked_hour + sum(row.state != "spam" and bool(row.suspect) for row in hour),
    )


async def _count(conn: AsyncConnection, most: int, *conditions: ColumnElement[bool]) -> int:
    """How many there are, counted no further than it matters."""
    some = select(literal(1)).select_from(inquiry).where(*conditions).limit(most).subquery()
    return await conn.scalar(select(func.count()).select_from(some)) or 0
