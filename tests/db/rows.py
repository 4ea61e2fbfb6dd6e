"""Rows that tests store, and how they look for them."""

from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.tables import inquiry


async def put_inquiry(connection: AsyncConnection, ident: str = "an-inquiry", **values: Any) -> None:
    row = {
        "id": ident, "key": ident.encode(), "received_at": 1_700_000_000, "kind": "mentoring", "name": "Ada",
        "email": "ada@example.org", "topics": "[]", "message": "Hello.", "link": "", "state": "new",
        "spam_reasons": "[]",
    }  # fmt: skip
    await connection.execute(insert(inquiry).values(**row | values))


async def inquiries(database: Database) -> int:
    async def count(connection: AsyncConnection) -> int:
        return (await connection.execute(select(func.count()).select_from(inquiry))).scalar_one()

    return await database.read(count)
