"""The database is opened now, or as soon as it can be: what passes by itself needs no restart."""

import asyncio
import logging
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Self

from server.db import migrations
from server.db.engine import Engine, Fault, opened
from server.db.errors import Damaged, Occupied, Unavailable, in_words

DAMAGED = 30.0  # seconds between two looks at a damaged file: each reads all of it

log = logging.getLogger(__name__)


class Opening:
    """Holds the engine, once there is one; until then `absence` says why there is none."""

    def __init__(self, engine: Engine | None = None, *, damaged: float = DAMAGED) -> None:
        """`damaged` is how many seconds lie between two looks at a damaged file."""
        self.engine = engine
        self._damaged = damaged
        self.absence = "It has not been opened yet."
        self._trying: asyncio.Task[None] | None = None

    @classmethod
    async def begin(cls, url: str, *, damaged: float = DAMAGED) -> Self:
        """Open it, or go on trying in the background. Raises Occupied."""
        opening = cls(damaged=damaged)
        if failure := await opening._failure(url):
            opening._trying = asyncio.create_task(opening._keep_trying(url, failure))
        return opening

    def present(self) -> Engine:
        """The engine. Raises Unavailable as long as there is none."""
        if self.engine is None:
            raise Unavailable(f"The database is not open. {self.absence}")
        return self.engine

    async def until_open(self) -> None:
        """Wait until there is one."""
        if self._trying:
            await asyncio.shield(self._trying)

    async def close(self) -> None:
        """Close it, or give up opening it."""
        if self._trying:
            self._trying.cancel()
            await asyncio.wait({self._trying})
        if self.engine:
            await self.engine.close()

    async def _failure(self, url: str) -> Unavailable | Damaged | None:
        """Try once; returns what went wrong, and says it when it is news. Raises Occupied."""
        try:
            self.engine = await ready(url)
        except Occupied:
            raise
        except (Unavailable, Damaged) as error:
            if str(error) != self.absence:
                log.error("pages are served, but nothing can be stored: %s", error)  # noqa: TRY400 (it says all)
            self.absence = str(error)
            return error
        return None

    async def _keep_trying(self, url: str, failure: Unavailable | Damaged) -> None:
        pauses = _pauses()
        while self.engine is None:
            await asyncio.sleep(self._damaged if isinstance(failure, Damaged) else next(pauses))
            try:
                failure = await self._failure(url) or failure
            except Occupied as error:  # somebody has come meanwhile, and may go again
                self.absence = str(error)
        log.warning("the database is open now")


async def ready(url: str) -> Engine:
    """An engine whose data are whole and up to date. Raises Damaged or Unavailable."""
    engine = await opened(url)
    try:
        await migrations.bring_up_to_date(engine)
    except BaseException as error:
        await engine.close()
        if not isinstance(error, Exception) or engine.fault(error) is Fault.OF_THE_PROGRAM:
            raise
        raise Unavailable(f"The database cannot be opened: {in_words(error)}") from error
    return engine


def _pauses() -> Iterator[float]:
    return chain((1.0, 1.0, 2.0, 2.0), repeat(4.0))
