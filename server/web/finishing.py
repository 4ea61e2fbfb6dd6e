"""Finishes the answers of a large site in the background, so that most are there before they are asked for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from server.bell import Bell
from server.web.table import Table

log = logging.getLogger(__name__)

PAUSE = 0.001  # seconds after each answer: readers come first


class Finishing:
    """Begins anew whenever the table has been replaced; what it has finished of the old site is gone with that."""

    def __init__(
        self,
        table: Table,
        *,
        before: Callable[[], Awaitable[object]],
        done: Callable[[Sequence[str]], Awaitable[object]],
    ) -> None:
        """`before` is waited for first; `done` is told what waited when all of it is finished."""
        self._table = table
        self._before = before
        self._done = done
        self._bell = Bell()

    def ring(self) -> None:
        """Say, from any thread, that the table has been replaced."""
        self._bell.ring()

    async def run(self) -> None:
        """Finish whatever waits, until cancelled."""
        while True:
            await self._before()
            waiting = self._table.waiting
            if waiting and await self._finish(waiting):
                await self._done(waiting)
            await self._bell.heard()

    async def _finish(self, waiting: Sequence[str]) -> bool:
        """Whether all of it could be finished before the table was replaced again."""
        for path in waiting:
            if waiting is not self._table.waiting:
                return False
            try:
                await self._table.made(path, for_good=True)
            except Exception:
                log.exception("an answer could not be made", extra={"route": path})
            await asyncio.sleep(PAUSE)
        return True
