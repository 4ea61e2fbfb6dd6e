"""What limits count: how many came before from the same network, the same address, everyone, erased ones included."""

from typing import Any, get_args

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY, HOUR
from server.contact.spam import FLOOD, Circumstances
from server.contact.standing import Name
from server.contact.store import CLEAN, New
from server.content.site import Limits
from server.db.tables import erasure, inquiry

COUNTED = 5000  # of the newest erasures: a flood must not make each further inquiry slower than the last
DELIVERED = sorted(set(get_args(Name)) - {"spam"})  # spelt out, so that the index of states is of use
UNLIMITED = Limits(per_network_hour=0, per_address_day=0, everyone_hour=0)


async def counted(conn: AsyncConnection, new: New, limits: Limits) -> Circumstances:
    """What the database knows about where an inquiry comes from. What has no limit is not counted."""
    if limits == UNLIMITED:
        return Circumstances()
    here = {
        "hour": new.at - HOUR,
        "day": new.at - DAY,
        "network": new.client_hash,
        "email": new.email,
        "network_most": limits.per_network_hour * FLOOD,
        "address_most": limits.per_address_day * FLOOD,
        "everyone_most": limits.everyone_hour,
    }
    network, address, clean, marked = (await conn.execute(_BEFORE, here)).one()
    rows = (await conn.execute(_ERASED, {"day": new.at - DAY})).all()
    hour = [row for row in rows if row.received_at > new.at - HOUR and row.state != "spam"]
    # Erasing makes no room for more: otherwise who writes and erases in turn would have no limit.
    return Circumstances(
        network_hour=network + sum(_same_network(row, new) for row in rows),
        address_day=address + sum(row.email_hash == new.email_hash for row in rows),
        clean_hour=clean + sum(not row.suspect for row in hour),
        marked_hour=marked + sum(bool(row.suspect) for row in hour),
    )


def _same_network(row: Any, new: New) -> bool:
    same = new.client_hash is not None and row.client_hash == new.client_hash
    return same and row.received_at > new.at - HOUR


def _count(most: str, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many there are, counted no further than it matters."""
    some = select(literal(1)).select_from(inquiry).where(*conditions).limit(bindparam(most)).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _before() -> Select[int, int, int, int]:
    """Made once: to put a statement together takes longer than to run it."""
    c = inquiry.c
    hour, day, delivered = c.received_at > bindparam("hour"), c.received_at > bindparam("day"), c.state.in_(DELIVERED)
    return select(
        _count("network_most", c.client_hash == bindparam("network", type_=c.client_hash.type), hour),
        _count("address_most", c.email == bindparam("email"), day),
        _count("everyone_most", delivered, hour, c.spam_reasons == CLEAN),
        _count("everyone_most", delivered, hour, c.spam_reasons != CLEAN),
    )


_BEFORE = _before()
_ERASED = (
    select(erasure.c.received_at, erasure.c.state, erasure.c.suspect, erasure.c.client_hash, erasure.c.email_hash)
    .where(erasure.c.received_at > bindparam("day"))
    .order_by(erasure.c.received_at.desc())
    .limit(COUNTED)
)
