"""One person, by their address: everything that is kept about them, to be given to them, or erased."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from email_validator import EmailNotValidError
from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.address import normalised
from server.contact.erasure import Erase
from server.db.tables import event, inquiry, letter

LONGEST = 254  # characters of an address
OF_THE_PROGRAM = frozenset({"key", "heartbeat", "lease_until"})  # columns that say nothing about anybody


class Changed(Exception):
    """There are no longer as many inquiries of this person as the owner has seen."""


class Found(msgspec.Struct, frozen=True):
    """An inquiry of the person."""

    id: str
    received_at: int
    name: str
    email: str
    state: str


async def inquiries_of(conn: AsyncConnection, address: str) -> Sequence[Found]:
    """Their inquiries, from the newest; upper and lower case are one, as they are to most mail servers."""
    columns = [inquiry.c[name] for name in Found.__struct_fields__]
    try:
        known = normalised(address)
    except EmailNotValidError:
        known = address
    same = or_(inquiry.c.email == known, func.lower(inquiry.c.email) == known.lower())
    rows = await conn.execute(select(*columns).where(same).order_by(inquiry.c.received_at.desc(), inquiry.c.id))
    return [Found(**row) for row in rows.mappings()]


async def everything_about(conn: AsyncConnection, address: str) -> list[dict[str, Any]]:
    """All that is kept about them, the owner's notes and the filter's reasons among it (GDPR, article 15)."""
    told = []
    for found in await inquiries_of(conn, address):
        row = (await conn.execute(select(inquiry).where(inquiry.c.id == found.id))).one()
        events = await conn.execute(select(event).where(event.c.inquiry_id == found.id).order_by(event.c.id))
        letters = await conn.execute(select(letter).where(letter.c.inquiry_id == found.id).order_by(letter.c.id))
        history = [{**_plain(each), "detail": msgspec.json.decode(each.detail)} for each in events]
        lists = {name: msgspec.json.decode(getattr(row, name)) for name in ("topics", "spam_reasons")}
        told.append({**_plain(row), **lists, "history": history, "letters": [_plain(each) for each in letters]})
    return told


async def erase_all(conn: AsyncConnection, address: str, many: int, erase: Erase, at: int) -> None:
    """Erase all of them, if they are as many as were shown. Raises Changed: then none was erased."""
    found = await inquiries_of(conn, address)
    if not found:
        return
    if len(found) != many:
        raise Changed
    for each in found:
        await erase(conn, each.id, by="owner", at=at)


def _plain(row: Row[Any]) -> dict[str, Any]:
    """A row in words: times as RFC 3339 has them, hashes in hexadecimal."""
    return {name: _value(name, value) for name, value in row._mapping.items() if name not in OF_THE_PROGRAM}  # noqa: SLF001 (SQLAlchemy's public name)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, int) and (name == "at" or name.endswith(("_at", "_since"))):
        return datetime.fromtimestamp(value, UTC).isoformat().replace("+00:00", "Z")
    return value.hex() if isinstance(value, bytes) else value
