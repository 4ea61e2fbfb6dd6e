"""The hand that writes to an SQLite file: a thread of its own, in which whole transactions are one trip.

Through the asynchronous driver each statement is several trips between two threads, and under load each trip waits
for the interpreter. A whole transaction in one thread costs a fraction of that, and nobody's cancellation reaches it.

What waits while the disk is busy with a COMMIT goes together into the next: each piece of work still sees all those
before it, is undone by itself when it raises, and is acknowledged after the COMMIT that it shares.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as TurnNeverCame

from server.db.direct import Direct
from server.db.engine import Stage, Work

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

TOGETHER = 32  # pieces of work in one transaction, at most


class Piece(NamedTuple):
    """A piece of work that was handed in, and who waits for it."""

    work: Work[Any]
    stage: Stage
    waiting: Future[Any]


class Outcome(NamedTuple):
    """What a piece of work came to, which counts once it is committed."""

    result: Any = None
    failure: BaseException | None = None


class Hand:
    """Does one piece of work after the other on `engine`, whose pool holds one connection.

    `turn` is how many seconds work waits for those before it; `sound` tells whether a connection is fit for more
    work after an error.
    """

    def __init__(self, engine: Engine, *, turn: float, sound: Callable[[Exception], bool]) -> None:
        self._engine = engine
        self._turn = turn
        self._sound = sound
        self._loop = asyncio.new_event_loop()  # the work's own: it may wait for other things than the connection
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="duologue-writer")
        self._pieces: deque[Piece] = deque()

    async def do(self, work: Work[T], stage: Stage) -> T:
        """The result of the work, after COMMIT. Raises what the work, the driver or the commit raises."""
        begun: Future[T] = Future()
        self._pieces.append(Piece(work, stage, begun))
        self._thread.submit(self._take_up)
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

    def _take_up(self) -> None:
        """Do what has been handed in since; somebody before may have done it already."""
        pieces: list[Piece] = []
        while self._pieces and len(pieces) < TOGETHER:
            piece = self._pieces.popleft()
            if piece.waiting.set_running_or_notify_cancel():
                pieces.append(piece)
        if not pieces:
            return
        try:
            outcomes = self._done(pieces)
        except BaseException as error:  # noqa: BLE001 (it is raised where the work is waited for, in each of them)
            outcomes = [Outcome(failure=error)] * len(pieces)
        for piece, (result, failure) in zip(pieces, outcomes, strict=True):
            if failure is None:
                piece.waiting.set_result(result)
            else:
                piece.waiting.set_exception(failure)

    def _done(self, pieces: Sequence[Piece]) -> list[Outcome]:
        """The outcome of each, after COMMIT. Raises what has ended the whole transaction."""
        with self._engine.connect() as connection:
            try:
                with connection.begin():
                    if len(pieces) > 1:
                        outcomes = [self._apart(piece, connection) for piece in pieces]
                    else:  # what it raises undoes the transaction
                        outcomes = [Outcome(self._worked(pieces[0], connection))]
                    for piece in pieces:
                        piece.stage.committing = True
            except Exception as error:
                if not self._sound(error) and not connection.invalidated:
                    connection.invalidate(error)
                raise
            else:
                return outcomes

    def _apart(self, piece: Piece, connection: Connection) -> Outcome:
        """The outcome of one among others; an error that is the program's own undoes this one alone."""
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT piece")
        try:
            result = self._worked(piece, connection)
        except Exception as error:
            if not self._sound(error):
                raise
            driver.execute("ROLLBACK TO piece")
            driver.execute("RELEASE piece")
            return Outcome(failure=error)
        driver.execute("RELEASE piece")
        return Outcome(result)

    def _worked(self, piece: Piece, connection: Connection) -> Any:
        return self._loop.run_until_complete(_awaited(piece.work, connection))


async def _awaited(work: Work[T], connection: Connection) -> T:
    return await work(cast("AsyncConnection", Direct(connection)))
