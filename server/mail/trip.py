"""One trip with one letter: its lease is kept alive, it is attempted, and the outcome is recorded, come what may."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from random import Random

from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.db import Unavailable
from server.mail import backoff, lease
from server.mail.attempt import Gone, Way, attempted
from server.mail.circuit import Circuit
from server.mail.haste import hurry
from server.mail.lease import Outcome
from server.mail.letter import Letter
from server.mail.transport import NotConfigured, OwnerUnknown

OFTEN_ENOUGH = "It may have arrived, {} times: all of it was sent, and the server did not answer. It said last: {}"

log = logging.getLogger(__name__)


class Trips:
    """What all trips share: the way, the clock, and what they have found out about the mail server.

    `beat` is how many seconds lie between two beats of a lease.
    """

    def __init__(self, way: Way, clock: Clock, random: Random, beat: float) -> None:
        self._way = way
        self._clock = clock
        self._random = random
        self._beat = beat
        self._failing = True  # whether letters may be waiting for mail to leave again; at start, nobody knows
        self.circuit = Circuit(random)
        self.nowhere = False  # no letter can leave before a setting is made
        self.ownerless = False  # the same, of letters to the owner

    async def make(self, letter: Letter) -> None:
        """Carry a letter that has been taken. Cancelled, it puts the letter back before it ends."""
        async with self._renewed(letter):
            await self._made(letter)

    async def _made(self, letter: Letter) -> None:
        at = self._clock.timestamp()
        if backoff.arrived_often_enough(letter.failing_since or at, at, letter.doubts or 0):
            outcome = Outcome("dead", letter.last_code, OFTEN_ENOUGH.format(letter.doubts, letter.last_error))
            await self._insisted(partial(lease.record, taken=letter, outcome=outcome, at=at))
            return
        try:
            outcome = await attempted(letter, self._way)
        except Gone:
            self.circuit.spared(self._clock.monotonic())
        except NotConfigured as reason:
            self._give_up_for_now(reason)
            await self._insisted(self._put_back(letter, after=0))
        except Unavailable as reason:
            log.warning("a letter cannot be read: %s", reason)
            await self._insisted(self._put_back(letter, after=backoff.FIRST))
        except asyncio.CancelledError:
            # The server may have it already, so the attempt counts.
            await self._way.database.write(self._put_back(letter, after=0, interrupted=True))
            raise
        else:
            self.circuit.note(outcome.trouble, self._clock.monotonic())
            await self._insisted(partial(self._record, letter=letter, outcome=outcome))
            if outcome.end != "dead":
                self._failing = outcome.end == "delayed"

    def _give_up_for_now(self, reason: NotConfigured) -> None:
        if isinstance(reason, OwnerUnknown):
            said, self.ownerless = self.ownerless, True
        else:
            said, self.nowhere = self.nowhere, True
        if not said:
            log.warning("%s", reason)

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
        since = at if letter.failing_since is None else letter.failing_since
        if outcome.end == "delayed" and backoff.given_up(since, at, letter.attempts):
            outcome = Outcome("dead", outcome.code, outcome.text)
        next_at = at + backoff.delay(letter.attempts, self._random)
        if outcome.doubtful:
            late = at + backoff.doubtful_delay((letter.doubts or 0) + 1, self._random)
            next_at = max(next_at, min(late, since + backoff.PATIENCE))
        await lease.record(connection, letter, outcome, at=at, next_at=next_at)
        if outcome.end == "sent" and self._failing:
            await hurry(connection, at)

    def _put_back(
        self, letter: Letter, *, after: int, interrupted: bool = False
    ) -> Callable[[AsyncConnection], Awaitable[None]]:
        at = self._clock.timestamp()
        return partial(lease.put_back, taken=letter, at=at, next_at=at + after, interrupted=interrupted)

    @contextlib.asynccontextmanager
    async def _renewed(self, letter: Letter) -> AsyncIterator[None]:
        """Keep the lease alive until the outcome is on disk, where another process would take the letter."""
        renewing = None if self._way.database.alone else asyncio.create_task(self._renew(letter))
        try:
            yield
        finally:
            if renewing:
                renewing.cancel()

    async def _renew(self, letter: Letter) -> None:
        while True:
            await asyncio.sleep(self._beat)
            try:
                await self._way.database.write(partial(lease.renew, taken=letter))
            except Unavailable as error:
                log.warning("a lease cannot be renewed: %s", error)
