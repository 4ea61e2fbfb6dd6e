"""The courier takes letters out of the outbox and carries them, each by itself, until none is left to carry."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from random import Random

from server.clock import Clock
from server.db import Database, Unavailable
from server.mail import backoff
from server.mail import lease as leases
from server.mail.attempt import Compose, Way
from server.mail.transport import Transport
from server.mail.trip import Trips

SLOTS = 4  # a server that keeps one letter waiting does not keep the next
LOOK = 30.0  # other processes put letters in, machines sleep, clocks are set: look again without being rung
GRACE = 5.0  # seconds
LEASE = 30.0  # seconds, where another process would take a letter that this one has dropped

log = logging.getLogger(__name__)


class Courier:
    """Run it as a task, `ring` it after each COMMIT that put a letter in, and close it before the database."""

    def __init__(  # noqa: PLR0913 (what it needs is what it is made of)
        self,
        database: Database,
        transport: Transport,
        compose: Mapping[str, Compose],
        clock: Clock,
        *,
        sender: str,
        owner: str | None = None,
        slots: int = SLOTS,
        grace: float = GRACE,
        lease: float = LEASE,
        random: Random | None = None,
    ) -> None:
        """`compose` gives the mail of a letter by its kind; `owner` is where letters without a `to` go.

        `grace` is how many seconds `close` gives to letters that are under way, `lease` how many a letter stays
        this process's without being renewed, where there are others.
        """
        self._database = database
        self._clock = clock
        way = Way(database=database, compose=compose, transport=transport, sender=sender, owner=owner)
        self._trips = Trips(way, clock, random or Random(), lease)  # noqa: S311 (nobody gains by guessing a wait)
        self._slots = slots
        self._grace = grace
        self._under_way: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()
        self._closing = False
        self._recovered = False

    def ring(self) -> None:
        """Say that there may be a letter: it leaves at once."""
        self._bell.set()

    async def run(self) -> None:
        """Carry letters until `close`. Nothing that befalls the database or a letter ends it."""
        self._ended.clear()
        pauses = backoff.pauses()
        try:
            while not self._closing:
                self._bell.clear()
                try:
                    pause = await self._dispatched()
                    pauses = backoff.pauses()
                except Exception as error:  # noqa: BLE001 (it is said, and tried again: see the promise above)
                    pause = next(pauses)
                    said = str(error) if isinstance(error, Unavailable) else type(error).__name__
                    log.warning("the outbox cannot be read; trying again in %d s: %s", pause, said)
                await self._rung(pause)
        finally:
            self._ended.set()

    async def close(self) -> None:
        """Take no more letters, give those under way a few seconds, and put back what is left."""
        self._closing = True
        self.ring()
        await self._ended.wait()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._grace)
        for trip in self._under_way:
            trip.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _dispatched(self) -> float:
        """Send off as many letters as there are free slots; returns for how many seconds nothing is due."""
        at = self._clock.timestamp()
        if not self._recovered:
            await self._database.write(partial(leases.recover, at=at, alone=self._database.alone))
            self._recovered = True
        free = self._slots - len(self._under_way)
        next_at = await self._database.read(leases.next_at) if free else None
        if next_at is None:
            return LOOK  # or until a slot gets free, or somebody rings
        if at < next_at <= at + leases.AGES:
            return min(next_at - at, LOOK)
        letters = await self._database.write(partial(leases.take, at=at, until=self._trips.until(at), most=free))
        for letter in letters:
            trip = asyncio.create_task(self._trips.make(letter))
            self._under_way.add(trip)
            trip.add_done_callback(self._back)
        return 0 if letters else LOOK

    def _back(self, trip: asyncio.Task[None]) -> None:
        self._under_way.discard(trip)
        self.ring()
        if not trip.cancelled() and (error := trip.exception()):
            log.error("a trip ended without an outcome: %s", type(error).__name__, exc_info=error)

    async def _rung(self, pause: float) -> None:
        """Wait by the loop's own clock, which nobody sets back."""
        try:
            async with asyncio.timeout(pause):
                await self._bell.wait()
        except TimeoutError:
            return
