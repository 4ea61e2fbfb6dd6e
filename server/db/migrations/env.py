"""Alembic runs this for every command: with the connection it is handed, else with one of its own.

`uv run alembic revision --autogenerate -m "…" --rev-id NUMBER` compares tables.py with the database named by
DUOLOGUE_DATABASE_URL, which has to be up to date.
"""

import asyncio

from alembic import context
from sqlalchemy import Connection

from server.db.engine import Stage, opened
from server.db.tables import metadata
from server.settings import from_environment


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_from_command_line() -> None:
    engine = await opened(from_environment().database_url)
    try:
        await engine.transact(lambda connection: connection.run_sync(run), Stage())
    finally:
        await engine.close()


if given := context.config.attributes.get("connection"):
    run(given)
else:
    asyncio.run(run_from_command_line())
