"""SQLite: one file, one writing connection, and after COMMIT the data are on disk."""

import asyncio
import sqlite3
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as TurnNeverCame
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from server.db import copies, datafile, space
from server.db.engine import Fault, Stage, Work
from server.db.errors import Unavailable
from server.db.hand import Hand
from server.db.turns import Turns

T = TypeVar("T")

PREFIX = "sqlite:///"
BUSY_SECONDS = 5.0
TURN_SECONDS = 10.0  # how long work waits for a connection that others are using
READERS = 3

# FULL: in WAL mode, NORMAL loses acknowledged transactions with the power.
# fullfsync: on macOS a plain fsync stops at the drive's cache; elsewhere it changes nothing.
# secure_delete: what is erased is overwritten.
WRITER = ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "foreign_keys=ON", "secure_delete=ON")
OF_THE_PROGRAM = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)


class SQLite:
    """The engine of a file that this process has locked, for itself or with others of its kind."""

    def __init__(self, path: Path, lock: datafile.Lock) -> None:
        self.alone = lock.alone
        self._path = path
        self._lock = lock
        self._turns = None if lock.alone else Turns(path, patience=BUSY_SECONDS)
        self._hand = Hand(
            _writer(path, self._turns), turn=TURN_SECONDS, sound=lambda e: self.fault(e) is Fault.OF_THE_PROGRAM
        )
        self.reader = _reader(path)

    async def transact(self, work: Work[T], stage: Stage) -> T:
        """As the protocol says, in the one thread that writes."""
        return await self._hand.do(work, stage)

    def fault(self, error: BaseException) -> Fault:
        """Out of COMMIT, a full disk still means not stored: the log's last frame is what makes a commit."""
        if isinstance(error, TurnNeverCame | OSError):  # the latter while a copy is made
            return Fault.NOT_STORED
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, sqlite3.DatabaseError) or isinstance(cause, OF_THE_PROGRAM):
            return Fault.OF_THE_PROGRAM
        match getattr(cause, "sqlite_errorcode", -1) & 0xFF:  # the upper bits tell variants apart
            case sqlite3.SQLITE_ERROR:
                return Fault.OF_THE_PROGRAM
            case sqlite3.SQLITE_FULL | sqlite3.SQLITE_BUSY:
                return Fault.NOT_STORED
        return Fault.UNLESS_COMMITTING

    def shortage(self) -> str | None:
        return space.shortage(self._path.parent)

    async def keep_copy(self, revision: str) -> None:
        await asyncio.to_thread(copies.keep_copy, self._path, revision)

    async def settle(self) -> bool:
        """Deleted rows are overwritten in the file, but the log holds them until it is moved there and cut off."""
        return await self._hand.aside(_cut_log)

    async def close(self) -> None:
        """The writer goes last: as the last connection it moves the log into the file and removes it."""
        await self.reader.dispose()
        await self._hand.close()
        if self._turns:
            self._turns.close()
        self._lock.release()


async def opened(url: str) -> SQLite:
    """Make the file if there is none, lock it, check it. Raises Damaged or Unavailable."""
    return await asyncio.to_thread(_opened, Path(url.removeprefix(PREFIX)))


def _opened(path: Path) -> SQLite:
    whole = path.absolute()
    lock = datafile.prepared(whole)
    try:
        return SQLite(whole, lock)
    except OSError as error:  # there is no room for another file beside the data, say
        lock.release()
        raise Unavailable(f"{whole} cannot be opened: {error.strerror}.") from error


def _writer(path: Path, turns: Turns | None) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=_uri(path), query={"mode": "rw", "uri": "true"}),
        # Used by the one thread of the hand, but its pool makes it in whichever thread asks first.
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # they are people's words, and errors are logged
    )
    event.listen(engine, "connect", _prepare)
    if turns:
        event.listen(engine, "connect", turns.take_part)
        event.listen(engine, "begin", lambda connection: turns.begin(connection.connection.driver_connection))
    else:
        _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def _reader(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=_uri(path), query={"mode": "ro", "uri": "true"}),
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=TURN_SECONDS,
        hide_parameters=True,
    )
    _begin_with(engine.sync_engine, "BEGIN")
    return engine


def _uri(path: Path) -> str:
    return f"file:{quote(str(path))}"


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in WRITER:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _cut_log(connection: sqlite3.Connection) -> bool:
    """Wait only shortly for readers: the next time will do as well, and others want to write."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout=500")
    try:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout={patience}")
    return not busy


def _begin_with(engine: Engine, words: str) -> None:
    """The drivers begin nothing of their own accord: isolation_level is None."""

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(words)
