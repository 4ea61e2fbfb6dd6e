"""The courier takes letters out of the outbox and carries them, each by itself, until none is left to carry."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from random import Random

from server.bell import Bell
from server.clock import Clock
from server.db import Database, Unavailable
from server.mail import backoff
from server.mail import lease as leases
from server.mail.attempt import Compose, Way
from server.mail.haste import Watch, follow_clock
from server.mail.letter import Letter
from server.mail.rivals import Rivals
from server.mail.showcase import Showcase
from server.mail.transport import Transport
from server.mail.trip import Trips

SLOTS = 8  # letters that are sent at the same time
SLOW = 1.0  # seconds after which a letter that is still under way leaves its slot to the next
MOST = 30  # connections to the mail server at the same time, slow ones included
LOOK = 30.0  # other processes put letters in, machines sleep, clocks are set: look again without being rung
GRACE = 5.0  # seconds
LEASE = 30.0  # seconds without a beat after which another process takes a letter that this one has dropped

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

        `grace` is how many seconds `close` gives to letters that are under way, `lease` after how many of silence
        another process takes a letter of this one's.
        """
        self._database = database
        self._clock = clock
        way = Way(database=database, compose=compose, transport=transport, sender=sender, owner=owner)
        self._beat = lease / 3
        self._trips = Trips(way, clock, random or Random(), self._beat)  # noqa: S311 (nobody gains by guessing a wait)
        self._rivals = Rivals(lease)
        self._showcase = Showcase(way)
        self._watch = Watch()
        self._slots = slots
        self._grace = grace
        self._under_way: dict[asyncio.Task[None], tuple[Letter, float]] = {}
        self._bell = Bell()
        self._ended = asyncio.Event()
        self._ended.set()
        self._resting: float | None = None  # since when
        self._recovered = False

    def ring(self) -> None:
        """Say that there may be a letter: it leaves at once."""
        self._bell.ring()

    async def run(self) -> None:
        """Carry letters until `close`. Nothing that befalls the database or a letter ends it."""
        self._ended.clear()
        pauses = backoff.pauses()
        said = ""
        try:
            while self._resting is None:
                try:
                    pause = await self._dispatched()
                    pauses = backoff.pauses()
                    said = ""
                except Exception as error:  # noqa: BLE001 (it is said, and tried again: see the promise above)
                    pause = next(pauses)
                    words = str(error) if isinstance(error, Unavailable) else type(error).__name__
                    if words != said:
                        log.warning("the outbox cannot be read, and is tried again and again: %s", words)
                    said = words
                await self._bell.heard(within=pause)
        finally:
            self._ended.set()

    def rest(self) -> None:
        """Take no more letters: the end is near, and the seconds of those under way are counted from here."""
        if self._resting is None:
            self._resting = self._clock.monotonic()
        self.ring()

    async def close(self) -> None:
        """Rest, give letters under way what is left of their few seconds, and put back those that are not done."""
        self.rest()
        await self._ended.wait()
        if self._under_way:
            assert self._resting is not None  # noqa: S101 (it rests)
            left = self._grace - (self._clock.monotonic() - self._resting)
            await asyncio.wait(self._under_way, timeout=max(0.0, left))
        for trip in self._under_way:
            trip.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _dispatched(self) -> float:
        """Send off as many letters as there are free slots; returns for how many seconds nothing is due."""
        at, now = self._clock.timestamp(), self._clock.monotonic()
        if back := self._watch.set_back(at, now):
            log.warning("the clock was set back by %d s; letters do not wait for that", back)
            await self._database.write(partial(follow_clock, back=back, at=at))
        self._watch.followed(at, now)
        if not self._recovered:
            await self._database.write(partial(leases.recover, at=at, alone=self._database.alone))
            self._recovered = True
        if self._trips.nowhere:
            return await self._showcase.arranged(now) or LOOK
        free = self._free(now)
        if not free:
            return LOOK  # or until a slot gets free, or somebody rings
        if pause := self._trips.circuit.pause(now):
            return min(pause, LOOK)
        to_owner = not self._trips.ownerless
        next_at = await self._database.read(partial(leases.next_at, to_owner=to_owner))
        dropped, look = await self._dropped(now)
        if not dropped and (next_at is None or at < next_at <= at + leases.AGES):
            return min(look, LOOK if next_at is None else next_at - at)
        take = partial(leases.take, at=at, most=free, dropped=dropped, to_owner=to_owner)
        letters = await self._database.write(take)
        for letter in letters:
            self._send_off(letter, now)
        return 0 if letters else look

    def _free(self, now: float) -> int:
        """How many letters may set out now."""
        quick = sum(now - since < SLOW for _, since in self._under_way.values())
        free = max(0, min(self._slots - quick, MOST - len(self._under_way)))
        return min(free, 1) if self._trips.circuit.broken else free

    async def _dropped(self, now: float) -> tuple[list[leases.Lease], float]:
        """The leases that rivals have dropped, and in how many seconds to look again."""
        if self._database.alone:
            return [], LOOK
        own = {letter.id for letter, _ in self._under_way.values()}
        held = [lease for lease in await self._database.read(leases.held) if lease.letter not in own]
        return self._rivals.dropped(held, now), self._beat if held else LOOK

    def _send_off(self, letter: Letter, now: float) -> None:
        self._trips.circuit.tried(now)
        trip = asyncio.create_task(self._trips.make(letter))
        self._under_way[trip] = letter, now
        trip.add_done_callback(self._back)
        asyncio.get_running_loop().call_later(SLOW, self.ring)  # its slot is free then, even if it is not back

    def _back(self, trip: asyncio.Task[None]) -> None:
        del self._under_way[trip]
        self.ring()
        if not trip.cancelled() and (error := trip.exception()):
            log.error("a trip ended without an outcome: %s", type(error).__name__, exc_info=error)
