"""Keeps the history of the documents at hand: from the file at once, from git after the start and at each commit."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from server.content.history import git, kept, telling

if TYPE_CHECKING:
    from server.content.history.record import History

log = logging.getLogger(__name__)


class Past:
    """`history` is what is known by now; `settled` says that git has been asked, or that there is none to ask."""

    def __init__(self, pages: Path) -> None:
        self._pages = pages
        self._head: str | None = None
        self._rung = asyncio.Event()
        self.settled = not git.possible(pages)
        self.history: History = kept.read(pages) if self.settled else {}

    def ring(self) -> None:
        """Say, from the event loop, that something may have been committed."""
        self._rung.set()

    async def run(self, show: Callable[[], Awaitable[object]]) -> None:
        """Ask git at the start and whenever it is rung; have the site built again when it tells something new."""
        if not git.possible(self._pages):
            return
        while True:
            self._rung.clear()
            former = self.history, self.settled
            await asyncio.to_thread(self._read)
            if (self.history, self.settled) != former:
                await show()
            else:
                await self._rung.wait()

    def _read(self) -> None:
        head = git.head(self._pages)
        if head is not None and head == self._head:
            return
        self._head = head
        told = telling.told(self._pages) if head else {}
        # A repository that knows nothing of these pages is the one around a copy of them.
        self.history = told or kept.read(self._pages)
        self.settled = True
