"""What is looked after while nobody asks: what a sender may expect, and what has been kept for long enough."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from server.bell import Bell
from server.clock import Clock
from server.contact import retention
from server.contact.erasure import Erase, forget
from server.contact.prospects import Prospects, prospects
from server.content.site import Contact
from server.db import Database, Unavailable

TICK = 300.0  # seconds between two looks

log = logging.getLogger(__name__)


class Upkeep:
    """Run it as a task. `contact` gives site.toml's part as it is now; `expect` puts new prospects on the page."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        erase: Erase,
        contact: Callable[[], Contact],
        expect: Callable[[Prospects], Awaitable[None]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._erase = erase
        self._contact = contact
        self._expect = expect
        self._expected = Prospects()
        self._done: tuple[int, dict[str, int]] | None = None  # the day and the rules of the last sweep
        self._rules: Sequence[retention.Rule] = ()
        self._bell = Bell()
        self.due: Sequence[retention.Due] = ()  # what the inbox announces

    def ring(self) -> None:
        """Say that an inquiry may stand elsewhere now: the next who writes is told of the places as they are."""
        self._bell.ring()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        due = now = self._clock.monotonic()
        while True:
            try:
                await (self.look() if now >= due else self._look_ahead())
            except Unavailable as error:
                log.warning("the inbox cannot be looked after: %s", error)
            due = now + TICK if now >= due else due
            await self._bell.heard(within=max(0, due - self._clock.monotonic()))
            now = self._clock.monotonic()

    async def look(self) -> None:
        """Look once: sweep where the day or the rules are new, and put on the page what has changed."""
        at, wanted = self._clock.timestamp(), self._contact().retention.days
        if self._done != (today := (retention.beginning(at), wanted)):
            await self._sweep(at, wanted)
            self._done = today
        self.due = await self._database.read(partial(retention.upcoming, rules=self._rules, at=at))
        await self._look_ahead()

    async def _look_ahead(self) -> None:
        found = await self._database.read(partial(prospects, at=self._clock.timestamp()))
        if found != self._expected:
            await self._expect(found)
            self._expected = found

    async def _sweep(self, at: int, wanted: dict[str, int]) -> None:
        """Erase what is due, some at a time; and let go of what earlier erasures have left behind."""
        self._rules = await self._database.write(partial(retention.in_force, wanted=wanted, at=at))
        erased = 0
        while ids := await self._database.read(partial(retention.due, rules=self._rules, at=at)):
            await self._database.write(partial(self._erase_all, ids=ids, at=at))
            erased += len(ids)
        await self._database.write(partial(forget, at=at))
        await self._database.settle()
        if erased:
            log.info("erased by their age, as site.toml asks: %d", erased)

    async def _erase_all(self, conn: AsyncConnection, ids: Sequence[str], at: int) -> None:
        for inquiry_id in ids:
            await self._erase(conn, inquiry_id, by="retention", at=at)
