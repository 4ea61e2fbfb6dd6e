"""The database as the rest of the program sees it: a write is whole and on disk, or it raises."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from server.db.engine import Fault, Stage, Work
from server.db.errors import Doubtful, Unavailable, in_words
from server.db.opening import Opening, ready

T = TypeVar("T")

log = logging.getLogger(__name__)


class Database:
    """One database, SQLite or PostgreSQL. Open it with `open` or `open_in_time`, and close it."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._failure: str | None = None  # why the last write was in vain, if it was
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = False

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open what DUOLOGUE_DATABASE_URL names: check it, keep a copy if it has to change, bring it up to date.

        Raises Damaged when it cannot be used as it is, Unavailable when it cannot be reached (both say the mend).
        """
        return cls(Opening(await ready(url)))

    @classmethod
    async def open_in_time(cls, url: str) -> Self:
        """The same, but what may pass is waited for: until then all work is Unavailable, and no restart is needed.

        Raises Occupied: to wait for the file of another server helps nobody.
        """
        return cls(await Opening.begin(url))

    async def until_open(self) -> None:
        """Wait until it is open."""
        await self._opening.until_open()

    @property
    def alone(self) -> bool:
        """Whether no other process can write: where a lock on the data file sees to it. Raises Unavailable."""
        return self._opening.present().alone

    def troubles(self) -> tuple[str, ...]:
        """What keeps inquiries from being stored, or soon will, in sentences for the owner."""
        if self._opening.engine is None:
            return (f"The database is not open. {self._opening.absence}",)
        failure = f"The last attempt to store something failed. {self._failure}." if self._failure else None
        return tuple(trouble for trouble in (failure, self.shortage()) if trouble)

    def shortage(self) -> str | None:
        """A sentence for the owner when the disk is nearly full."""
        return self._opening.engine.shortage() if self._opening.engine else None

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
            engine = self._opening.present()
            return await self._apart(engine.settle())
        except Unavailable:
            return False
        except Exception as error:
            if engine.fault(error) is Fault.OF_THE_PROGRAM:
                raise
            log.warning("what was erased is still in the database's log: %s", in_words(error))
            return False

    async def close(self) -> None:
        """Wait for what is under way, then close. What comes later is Unavailable."""
        self._closed = True
        while self._under_way:
            await asyncio.wait(self._under_way)
        await self._opening.close()

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
        engine = self._opening.present()
        stage = Stage()
        try:
            result = await engine.transact(work, stage)
        except Exception as error:
            fault = engine.fault(error)
            if fault is Fault.OF_THE_PROGRAM:
                raise
            self._failure = in_words(error)
            if stage.committing and fault is Fault.UNLESS_COMMITTING:
                raise Doubtful(f"Nobody knows whether this was stored: {self._failure}") from error
            raise Unavailable(f"Not stored: {self._failure}") from error
        self._failure = None
        return result

    async def _read(self, work: Work[T]) -> T:
        engine = self._opening.present()
        try:
            async with engine.reader.connect() as connection:
                try:
                    async with connection.begin():
                        return await work(connection)
                except Exception as error:
                    if engine.fault(error) is not Fault.OF_THE_PROGRAM and not connection.invalidated:
                        await connection.invalidate(error)  # so that the next work starts on a sound one
                    raise
        except Exception as error:
            if engine.fault(error) is Fault.OF_THE_PROGRAM:
                raise
            raise Unavailable(f"Not read: {in_words(error)}") from error


def _report(task: asyncio.Task[Any]) -> None:
    """Say what became of work whose caller had gone: nobody else will."""
    if not task.cancelled() and (error := task.exception()):
        words = str(error) if isinstance(error, Unavailable) else type(error).__name__
        log.warning("database work failed after its caller had gone: %s", words)
