"""The database as the rest of the program sees it: a write is whole and on disk, or it raises."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import migrations
from server.db.engine import Engine, Fault, Stage, Work, opened
from server.db.errors import Doubtful, Unavailable

T = TypeVar("T")

log = logging.getLogger(__name__)


class Database:
    """One open database, SQLite or PostgreSQL. Open it with `Database.open`, and close it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = False

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open what DUOLOGUE_DATABASE_URL names: check it, keep a copy if it has to change, bring it up to date.

        Raises Damaged when it cannot be used as it is, Unavailable when it cannot be reached (both say the mend).
        """
        engine = await opened(url)
        try:
            await migrations.bring_up_to_date(engine)
        except Exception as error:
            await engine.close()
            if engine.fault(error) is Fault.OF_THE_PROGRAM:
                raise
            raise Unavailable(f"The database cannot be opened: {_words(error)}") from error
        return cls(engine)

    @property
    def alone(self) -> bool:
        """Whether no other process can write: true of SQLite, where a lock sees to it."""
        return self._engine.alone

    async def write(self, work: Work[T]) -> T:
        """Do the work in one transaction, and return its result once COMMIT has returned: then it is on disk.

        Writers exclude one another on both engines, so what the work reads stays true until it is done.
        When the caller is cancelled, the work still goes on to its end by itself: it is whole or not at all.
        What the work raises undoes it and is raised here. Raises Unavailable, or Doubtful.
        """
        return await self._apart(self._written(work))

    async def read(self, work: Work[T]) -> T:
        """Do the work on a connection that cannot write, all of it seeing the same state. Raises Unavailable."""
        return await self._apart(self._read(work))

    async def settle(self) -> bool:
        """After an erasure: leave nothing in the files of what was deleted. False where it has to be tried again."""
        try:
            return await self._apart(self._engine.settle())
        except Exception as error:
            if self._engine.fault(error) is Fault.OF_THE_PROGRAM:
                raise
            log.warning("what was erased is still in the database's log: %s", _words(error))
            return False

    async def close(self) -> None:
        """Wait for what is under way, then close. What comes later is Unavailable."""
        self._closed = True
        while self._under_way:
            await asyncio.wait(self._under_way)
        await self._engine.close()

    async def _apart(self, steps: Coroutine[Any, Any, T]) -> T:
        """Run the steps in a task of their own: a caller's cancellation must not leave a transaction open."""
        if self._closed:
            steps.close()
            raise Unavailable("The database has been closed: the program is ending.")
        task = asyncio.create_task(steps)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_report)
            raise

    async def _written(self, work: Work[T]) -> T:
        stage = Stage()
        try:
            return await self._engine.transact(work, stage)
        except Exception as error:
            fault = self._engine.fault(error)
            if fault is Fault.OF_THE_PROGRAM:
                raise
            if stage.committing and fault is Fault.UNLESS_COMMITTING:
                raise Doubtful(f"Nobody knows whether this was stored: {_words(error)}") from error
            raise Unavailable(f"Not stored: {_words(error)}") from error

    async def _read(self, work: Work[T]) -> T:
        try:
            async with self._engine.reader.connect() as connection:
                try:
                    async with connection.begin():
                        return await work(connection)
                except Exception as error:
                    await self._discarded(connection, error)
                    raise
        except Exception as error:
            if self._engine.fault(error) is Fault.OF_THE_PROGRAM:
                raise
            raise Unavailable(f"Not read: {_words(error)}") from error

    async def _discarded(self, connection: AsyncConnection, error: Exception) -> None:
        """Give up a connection that has failed, so that the next work starts on a sound one."""
        if self._engine.fault(error) is not Fault.OF_THE_PROGRAM and not connection.invalidated:
            await connection.invalidate(error)


def _report(task: asyncio.Task[Any]) -> None:
    """Say what became of work whose caller had gone: nobody else will."""
    if not task.cancelled() and (error := task.exception()):
        words = str(error) if isinstance(error, Unavailable) else type(error).__name__
        log.warning("database work failed after its caller had gone: %s", words)


def _words(error: BaseException) -> str:
    """The error in one line, without the statement and its parameters: those are people's words."""
    cause = getattr(error, "orig", None) or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())
