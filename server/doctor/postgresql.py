"""Whether a PostgreSQL server keeps what it acknowledges, and is one that this program can use."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from server.doctor.finding import Finding, bad, good, note
from server.doctor.sqlite import of_revision

if TYPE_CHECKING:
    import asyncpg

SECONDS = 10.0
OLDEST = 15

# What must not be off, and what is lost when it is.
DURABLE = {
    "fsync": "after a loss of power the whole database may be damaged",
    "full_page_writes": "after a loss of power pages may be half old and half new",
    "synchronous_commit": "a server that crashes forgets what it has just acknowledged; this site asks for more in "
    "its own sessions, but a backup, a replica or a command would not",
}


async def examined(url: str) -> AsyncIterator[Finding]:
    """Ask the server, as any client of this role would, without the settings that the site makes for itself."""
    try:
        import asyncpg  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError:
        yield bad("PostgreSQL needs its driver: `uv sync --extra postgres`, or pip install 'duologue[postgres]'.")
        return
    try:
        connection = await asyncpg.connect(dsn=url, timeout=SECONDS, command_timeout=SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        yield bad(f"PostgreSQL cannot be reached ({type(error).__name__}: {error}). Is DUOLOGUE_DATABASE_URL right?")
        return
    try:
        async for finding in _asked(connection):
            yield finding
    finally:
        async with asyncio.timeout(SECONDS):
            await connection.close()


async def _asked(connection: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Finding]:
    version = connection.get_server_version()
    if version.major < OLDEST:
        yield bad(f"PostgreSQL is {version.major}; {OLDEST} is the oldest that this is tested with.")
    else:
        yield good(f"PostgreSQL is {version.major}.{version.minor} and answers.")
    for name, loss in DURABLE.items():
        value = await connection.fetchval("SELECT current_setting($1)", name)
        if value == "off":
            yield bad(f"PostgreSQL runs with {name} = off: {loss}. Set it to on in postgresql.conf, and reload.")
        else:
            yield good(f"{name} = {value}.")
    encoding = await connection.fetchval("SELECT current_setting('server_encoding')")
    if encoding != "UTF8":
        yield bad(f"The database keeps its text as {encoding}: make one with ENCODING 'UTF8'.")
    if await connection.fetchval("SELECT pg_is_in_recovery()"):
        yield bad("This server is a standby, which nobody can write to: name the primary.")
    if await connection.fetchval("SELECT current_setting('data_checksums')") == "off":
        yield note("It keeps no checksums (data_checksums), so a page that the disk has damaged is not noticed.")
    revision = await connection.fetchval(
        "SELECT to_regclass('alembic_version') IS NOT NULL"
    ) and await connection.fetchval("SELECT version_num FROM alembic_version")
    yield of_revision(revision) if revision else note("It has no tables yet: the site makes them when it starts.")
