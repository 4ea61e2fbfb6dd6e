"""The steps lead to what tables.py says, and change no file without a copy."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

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


async def test_an_old_file_is_copied_before_it_is_changed(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.parent.mkdir()
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config = steps.configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(tables.used_link.insert().values(digest=b"kept", used_at=1))
    connection.engine.dispose()
    database = await Database.open(sqlite_url)
    await database.close()
    with closing(sqlite3.connect(path.with_name("duologue.db.before-0002"))) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert copy.execute("SELECT used_at FROM used_link").fetchall() == [(1,)]
    with closing(sqlite3.connect(path)) as changed:
        assert changed.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        assert changed.execute("SELECT used_at FROM used_link").fetchall() == [(1,)]


async def test_a_newer_database_is_left_alone(sqlite_url: str) -> None:
    await (await Database.open(sqlite_url)).close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(Damaged, match="newer Duologue"):
        await Database.open(sqlite_url)
    assert path.read_bytes() == before
