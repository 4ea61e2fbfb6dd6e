"""One trip with one letter: its lease is kept alive, it is attempted, and the outcome is recorded, come what may."""

import asyncio
import contextlib
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from random import Random

from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.db import Unavailable
from server.mail import backoff, lease
from server.mail.attempt import Way, attempted
from server.mail.lease import Outcome
from server.mail.letter import Letter
from server.mail.transport import NotConfigured

ASIDE = 3600  # a letter that waits for a setting is tried again at the next start, and once an hour

log = logging.getLogger(__name__)


class Trips:
    """What all trips share: the way, the clock, and whether mail has been leaving of late."""

    def __init__(self, way: Way, clock: Clock, random: Random, lease: float) -> None:
        self._way = way
        self._clock = clock
        self._random = random
        self._lease = lease
        self._failing = True  # whether letters may be waiting for mail to leave again; at start, nobody knows
        self._said: set[str] = set()

    def until(self, at: int) -> int | None:
        """Until when a letter taken now is this process's; None where it has no rival."""
        return None if self._way.database.alone else at + math.ceil(self._lease)

    async def make(self, letter: Letter) -> None:
        """Carry a letter that has been taken. Cancelled, it puts the letter back before it ends."""
        try:
            async with self._renewed(letter):
                outcome = await attempted(letter, self._way)
        except NotConfigured as reason:
            if str(reason) not in self._said:
                self._said.add(str(reason))
                log.warning("%s", reason)
            await self._insisted(self._put_back(letter, after=ASIDE, counted=False))
        except Unavailable as reason:
            log.warning("a letter cannot be read: %s", reason)
            await self._insisted(self._put_back(letter, after=backoff.FIRST, counted=False))
        except asyncio.CancelledError:
            # The server may have it already, so the attempt counts.
            await self._way.database.write(self._put_back(letter, after=0, counted=True))
            raise
        else:
            await self._insisted(partial(self._record, letter=letter, outcome=outcome))
            if outcome.end != "dead":
                self._failing = outcome.end == "delayed"

    async def _insisted(self, work: Callable[[AsyncConnection], Awaitable[None]]) -> None:
        """Write it, however long the database is away: a mail that has left must not leave twice."""
        for pause in backoff.pauses():
            try:
                await self._way.database.write(work)
            except Unavailable as error:
                log.warning("what became of a letter cannot be kept; trying again in %d s: %s", pause, error)
                await asyncio.sleep(pause)
            else:
                return

    async def _record(self, connection: AsyncConnection, letter: Letter, outcome: Outcome) -> None:
        at = self._clock.timestamp()
        if outcome.end == "delayed" and backoff.given_up(letter.failing_since or at, at):
            outcome = Outcome("dead", outcome.code, outcome.text)
        next_at = at + backoff.delay(letter.attempts, self._random)
        await lease.record(connection, letter, outcome, at=at, next_at=next_at)
        if outcome.end == "sent" and self._failing:
            await lease.hurry(connection, at)

    def _put_back(self, letter: Letter, *, after: int, counted: bool) -> Callable[[AsyncConnection], Awaitable[None]]:
        next_at = self._clock.timestamp() + after
        return partial(lease.put_back, taken=letter, next_at=next_at, counted=counted)

    @contextlib.asynccontextmanager
    async def _renewed(self, letter: Letter) -> AsyncIterator[None]:
        """Keep the lease alive meanwhile, where it would run out."""
        renewing = None if self._way.database.alone else asyncio.create_task(self._renew(letter))
        try:
            yield
        finally:
            if renewing:
                renewing.cancel()

    async def _renew(self, letter: Letter) -> None:
        while True:
            await asyncio.sleep(self._lease / 3)
            until = self._clock.timestamp() + math.ceil(self._lease)
            try:
                await self._way.database.write(partial(lease.renew, taken=letter, until=until))
            except Unavailable as error:
                log.warning("a lease cannot be renewed: %s", error)
