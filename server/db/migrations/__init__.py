"""The database's shape is brought up to what the program expects, one numbered step after another."""

from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from server.db.engine import Engine
from server.db.errors import Damaged


async def bring_up_to_date(engine: Engine) -> None:
    """Run what is missing, all in one transaction, after a copy of the data is kept. Raises Damaged."""
    async with engine.writer.begin() as connection:
        current, missing = await connection.run_sync(_missing)
    if not missing:
        return
    if current:
        await engine.keep_copy(missing[0])
    async with engine.writer.begin() as connection:
        await connection.run_sync(_upgrade)


def _missing(connection: Connection) -> tuple[str | None, Sequence[str]]:
    """The revision that the data have now, and those that are still to come, oldest first."""
    current = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(_config())
    try:
        steps = [script.revision for script in scripts.iterate_revisions("head", current)]
    except CommandError as error:
        raise Damaged(
            f"The database was made by a newer Duologue (its revision is {current}). Run that version, "
            "or put back the copy that was kept before the update."
        ) from error
    return current, steps[::-1]


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
