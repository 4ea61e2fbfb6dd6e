"""The database's shape is brought up to what the program expects, one numbered step after another."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from server.db.engine import Engine, Stage

FOLDER = Path(__file__).parent
HEAD = max(path.name[1:5] for path in (FOLDER / "versions").glob("v[0-9][0-9][0-9][0-9]_*.py"))

_version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


async def bring_up_to_date(engine: Engine) -> None:
    """Run what is missing, all in one transaction, after a copy of the data is kept. Raises Damaged."""
    async with engine.reader.begin() as connection:
        current = await connection.run_sync(_current)
    if current == HEAD:
        return
    from server.db.migrations import steps  # noqa: PLC0415 (Alembic takes 11 MB and 80 ms: only a start that needs it pays)

    missing = steps.missing(current)
    if current:
        await engine.keep_copy(missing[0])
    await engine.transact(lambda connection: connection.run_sync(steps.run), Stage())


def _current(connection: Connection) -> str | None:
    """The revision that the data have; None in an empty database."""
    if not inspect(connection).has_table(_version.name):
        return None
    return connection.execute(select(_version.c.version_num)).scalar_one_or_none()
