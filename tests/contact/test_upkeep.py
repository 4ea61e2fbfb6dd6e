"""What a sender may expect is said as soon as the owner has decided; what is due is looked after all the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from server.contact.erasure import Erase
from server.contact.upkeep import TICK, Upkeep
from server.content.site import Contact
from server.db import Database, tables
from tests.contact.parts import SECRET, TurnedClock
from tests.db.rows import put_inquiry

if TYPE_CHECKING:
    from server.contact.prospects import Prospects

pytestmark = pytest.mark.anyio


class Patient(TurnedClock):
    """Its seconds pass when it is told so, those of waits too."""

    passed = 0.0

    def monotonic(self) -> float:
        return self.passed


class Watched(Upkeep):
    """Notes what it was told to expect, and how often it looked at everything."""

    def __init__(self, database: Database) -> None:
        self.clock = Patient()
        self.told: asyncio.Queue[Prospects] = asyncio.Queue()
        self.looked = 0
        super().__init__(database, self.clock, Erase(SECRET, "example.org"), Contact, self.told.put)

    async def look(self) -> None:
        self.looked += 1
        await super().look()


@asynccontextmanager
async def running(upkeep: Upkeep) -> AsyncIterator[None]:
    task = asyncio.create_task(upkeep.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_place_is_taken_as_soon_as_the_owner_says_so(database: Database) -> None:
    upkeep = Watched(database)
    await database.write(lambda conn: put_inquiry(conn, "inquiry-1", state="read"))
    async with running(upkeep), asyncio.timeout(20):
        for state, active in (("active", 1), ("completed", 0)):
            await database.write(lambda conn, state=state: conn.execute(update(tables.inquiry).values(state=state)))
            upkeep.ring()
            assert (await upkeep.told.get()).active == active
        assert upkeep.looked == 1


async def test_who_rings_without_end_keeps_nothing_from_being_looked_after(database: Database) -> None:
    upkeep = Watched(database)
    async with running(upkeep), asyncio.timeout(20):
        while upkeep.looked < 3:
            upkeep.clock.passed += TICK / 4
            upkeep.ring()
            await asyncio.sleep(0.01)
