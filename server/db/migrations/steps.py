"""The steps themselves, by Alembic, which numbers them and knows their order."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from sqlalchemy import Connection

from server.db.errors import Damaged
from server.db.migrations import FOLDER


def missing(current: str | None) -> list[str]:
    """The revisions that come after the current one, oldest first. Raises Damaged for one that nobody knows."""
    scripts = ScriptDirectory.from_config(configuration())
    try:
        revisions = [script.revision for script in scripts.iterate_revisions("head", current or "base")]
    except RevisionError as error:
        raise Damaged(
            f"The database was made by a newer Duologue (its revision is {current}). Run that version, "
            "or put back the copy that was kept before the update (….before-…)."
        ) from error
    return revisions[::-1]


def run(connection: Connection) -> None:
    """Bring the database to the newest revision, inside the caller's transaction."""
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))  # % begins a reference there
    config.set_main_option("path_separator", "os")
    return config
