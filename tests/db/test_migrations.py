"""The steps lead to what tables.py says, and change no file without a copy."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from server.db import Damaged, Database, tables
from server.db.migrations import HEAD, steps
from tests.db.rows import inquiries, put_inquiry

pytestmark = pytest.mark.anyio


async def test_the_steps_lead_to_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, tables.metadata))

    assert await database.read(lambda connection: connection.run_sync(differences)) == []


async def test_opening_again_changes_nothing(database_url: str) -> None:
    for expected in (0, 1):
        database = await Database.open(database_url)
        assert await inquiries(database) == expected
        await database.write(lambda c, n=expected: put_inquiry(c, f"inquiry-{n}"))
        await database.close()


def test_the_newest_file_is_the_newest_step() -> None:
    assert ScriptDirectory.from_config(steps.configuration()).get_heads() == [HEAD]


def test_a_first_start_has_every_step_before_it() -> None:
    assert steps.missing(None)[-1] == HEAD
    assert steps.missing(HEAD) == []


async def test_a_newer_database_is_left_alone(sqlite_url: str) -> None:
    await (await Database.open(sqlite_url)).close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(Damaged, match="newer Duologue"):
        await Database.open(sqlite_url)
    assert path.read_bytes() == before
