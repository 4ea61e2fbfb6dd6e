"""PostgreSQL: several processes, the same promises as the one file gives."""

import asyncio
import logging
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as TurnNeverCame
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.db.engine import Fault, Stage, Work
from server.db.errors import Unavailable

T = TypeVar("T")

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 5.0
COMMAND_SECONDS = 60.0  # longer than the server's own limit below: it ends the wait for a server that is gone
TURN_SECONDS = 10.0  # how long work waits for a connection that others are using
CONNECTIONS = 4  # for writing; as many again for reading

# What a transaction takes first, so that writers exclude one another as they do on SQLite: code that was
# written and tested with one engine has no races on the other. The number is "duologue" in ASCII.
WRITERS_LOCK = int.from_bytes(b"duologue")
BEGIN_WRITING = f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})"

SESSION = {
    "application_name": "duologue",
    "synchronous_commit": "on",  # where the server's own default is off, COMMIT would return before the disk
    "lock_timeout": "10s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",  # a process that hangs must not keep the writers' lock
}

# Classes of SQLSTATE (the manual's appendix A) that are the program's doing: data, constraints, statements, …
OF_THE_PROGRAM = frozenset({"21", "22", "23", "26", "2F", "34", "38", "39", "3F", "42", "44"})
ROLLED_BACK = frozenset({"40"})


class PostgreSQL:
    """The engine of a server that other processes may use as well."""

    alone = False

    def __init__(self, url: str) -> None:
        self._writer = _engine(url)
        event.listen(self._writer.sync_engine, "begin", _exclude_other_writers)
        # One snapshot for the whole transaction, as an SQLite reader has it.
        self.reader = _engine(url).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def transact(self, work: Work[T], stage: Stage) -> T:
        """As the protocol says; a connection that has failed is given up, so that the next work finds a sound one."""
        async with self._writer.connect() as connection:
            try:
                async with connection.begin():
                    result = await work(connection)
                    stage.committing = True
            except Exception as error:
                if self.fault(error) is not Fault.OF_THE_PROGRAM and not connection.invalidated:
                    await connection.invalidate(error)
                raise
            else:
                return result

    def fault(self, error: BaseException) -> Fault:
        """A connection that breaks during COMMIT leaves its outcome open."""
        if isinstance(error, TurnNeverCame):
            return Fault.NOT_STORED
        if isinstance(error, OSError):  # asyncpg lets the socket's errors and TimeoutError through
            return Fault.UNLESS_COMMITTING
        if not isinstance(error, DBAPIError):
            return Fault.OF_THE_PROGRAM
        kind = (getattr(error.orig, "sqlstate", None) or "")[:2]
        if kind in OF_THE_PROGRAM:
            return Fault.OF_THE_PROGRAM
        return Fault.NOT_STORED if kind in ROLLED_BACK else Fault.UNLESS_COMMITTING

    def shortage(self) -> str | None:
        """The disk is the server's, and so is its alarm."""
        return None

    async def keep_copy(self, revision: str) -> None:
        """The server's owner backs it up; migrations run in one transaction, so a failed one changes nothing."""

    async def settle(self) -> bool:
        """The server reuses the room of deleted rows by itself (autovacuum), when it sees fit."""
        return True

    async def close(self) -> None:
        """Take leave of the server, but do not wait for one that does not answer."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.reader.dispose()
                await self._writer.dispose()
        except (TimeoutError, OSError):
            log.warning("PostgreSQL did not answer while its connections were closed")


async def opened(url: str) -> PostgreSQL:
    """Connections are made when they are needed. Raises Unavailable without the driver."""
    try:
        return PostgreSQL(url)
    except ModuleNotFoundError as error:  # asyncpg is an extra
        raise Unavailable(
            "PostgreSQL needs its driver: `uv sync --extra postgres`, or pip install 'duologue[postgres]'."
        ) from error


def _engine(url: str) -> AsyncEngine:
    arguments: dict[str, Any] = {
        "dsn": url,  # read by the driver, which knows what else a PostgreSQL address may say (sslmode and so on)
        "timeout": CONNECT_SECONDS,
        "command_timeout": COMMAND_SECONDS,
        "server_settings": SESSION,
    }
    return create_async_engine(
        "postgresql+asyncpg://",
        connect_args=arguments,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=TURN_SECONDS,
        pool_pre_ping=True,  # a server that was restarted is found again without a failed request
        hide_parameters=True,  # they are people's words, and errors are logged
    )


def _exclude_other_writers(connection: Connection) -> None:
    connection.exec_driver_sql(BEGIN_WRITING)
