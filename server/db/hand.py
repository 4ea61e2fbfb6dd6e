"""The hand that writes to an SQLite file: a thread of its own, in which a whole transaction is one trip.

Through the asynchronous driver each statement is several trips between two threads, and under load each trip waits
for the interpreter. A whole transaction in one thread costs a fraction of that, and nobody's cancellation reaches it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as TurnNeverCame

from server.db.engine import Stage, Work

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")


class Hand:
    """Does one piece of work at a time on `engine`, whose pool holds one connection.

    `turn` is how many seconds work waits for those before it; `sound` tells whether a connection is fit for more
    work after an error.
    """

    def __init__(self, engine: Engine, *, turn: float, sound: Callable[[Exception], bool]) -> None:
        self._engine = engine
        self._turn = turn
        self._sound = sound
        self._loop = asyncio.new_event_loop()  # the work's own: it may wait for other things than the connection
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="duologue-writer")

    async def do(self, work: Work[T], stage: Stage) -> T:
        """The result of the work, after COMMIT. Raises what the work, the driver or the commit raises."""
        begun = self._thread.submit(self._done, work, stage)
        waiting = asyncio.wrap_future(begun)
        await asyncio.wait({waiting}, timeout=self._turn)
        if begun.cancel():
            raise TurnNeverCame("those before it took too long")
        return await waiting

    async def aside(self, work: Callable[[Any], T]) -> T:
        """The result of work on the driver's own connection, between two transactions."""
        return await asyncio.wrap_future(self._thread.submit(self._aside, work))

    async def close(self) -> None:
        """Finish what was handed in, close the connection, end the thread."""
        await asyncio.wrap_future(self._thread.submit(self._engine.dispose))
        await asyncio.to_thread(self._thread.shutdown)
        self._loop.close()

    def _aside(self, work: Callable[[Any], T]) -> T:
        connection = self._engine.raw_connection()
        try:
            return work(connection.driver_connection)
        finally:
            connection.close()

    def _done(self, work: Work[T], stage: Stage) -> T:
        with self._engine.connect() as connection:
            try:
                with connection.begin():
                    result = self._loop.run_until_complete(_awaited(work, connection))
                    stage.committing = True
            except Exception as error:
                if not self._sound(error) and not connection.invalidated:
                    connection.invalidate(error)
                raise
            else:
                return result


async def _awaited(work: Work[T], connection: Connection) -> T:
    return await work(cast("AsyncConnection", Direct(connection)))


class Direct:
    """A connection in its own thread, with the methods of AsyncConnection that work uses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        return self._connection.execute(statement, parameters)

    async def scalar(self, statement: Any, parameters: Any = None) -> Any:
        return self._connection.scalar(statement, parameters)

    async def scalars(self, statement: Any, parameters: Any = None) -> Any:
        return self._connection.scalars(statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> Any:
        return self._connection.exec_driver_sql(statement, parameters)

    async def run_sync(self, function: Callable[..., T], *arguments: Any) -> T:
        return function(self._connection, *arguments)
