"""What is old enough goes, nothing else does, and nothing goes without notice, whatever the clock does."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY
from server.contact.erasure import Erase
from server.contact.prospects import Prospects
from server.contact.retention import NOTICE, Due, beginning
from server.contact.standing import MEANING
from server.contact.upkeep import Upkeep
from server.content.site import Contact, Retention
from server.db import Database, tables
from tests.contact.parts import NOON, SECRET, TurnedClock, rows
from tests.db.rows import put_inquiry

pytestmark = pytest.mark.anyio

TODAY = beginning(NOON)


class Kept(Upkeep):
    """The upkeep of a site whose clock and site.toml a test turns."""

    def __init__(self, database: Database, **days: int) -> None:
        self.clock = TurnedClock()
        self.contact = Contact(retention=Retention(**days))
        self.expected: list[Prospects] = []
        super().__init__(database, self.clock, Erase(SECRET, "example.org"), lambda: self.contact, self._noted)

    async def _noted(self, prospects: Prospects) -> None:
        self.expected.append(prospects)

    async def day_after_day(self, days: int) -> None:
        for _ in range(days):
            self.clock.at += DAY
            await self.look()


async def put(database: Database, ident: str, days_ago: float, state: str = "spam", **values: Any) -> None:
    at = NOON - round(days_ago * DAY)

    async def work(conn: AsyncConnection) -> None:
        await put_inquiry(conn, ident, received_at=at, state=state, **values)
        await conn.execute(insert(tables.event).values(inquiry_id=ident, at=at, kind="received", detail="{}"))

    await database.write(work)


async def left(database: Database) -> set[str]:
    return {row.id for row in await rows(database, tables.inquiry)}


async def test_without_rules_everything_is_kept(database: Database) -> None:
    await put(database, "old", 10_000)
    upkeep = Kept(database)
    await upkeep.look()
    await upkeep.day_after_day(30)
    assert await left(database) == {"old"}
    assert upkeep.due == []


async def test_what_is_old_enough_goes_after_notice(database: Database) -> None:
    for ident, days in (("old", 100), ("older", 200), ("young", 10)):
        await put(database, ident, days)
    await put(database, "kept", 1000, state="completed")
    upkeep = Kept(database, spam=90)
    await upkeep.look()
    assert upkeep.due == [Due(TODAY + NOTICE + DAY, "spam", 2)]
    await upkeep.day_after_day(7)
    assert await left(database) == {"old", "older", "young", "kept"}
    await upkeep.day_after_day(1)
    assert await left(database) == {"young", "kept"}
    assert {row.by for row in await rows(database, tables.erasure)} == {"retention"}
    assert await rows(database, tables.letter) == []


async def test_it_goes_on_the_day_that_was_announced_and_not_before(database: Database) -> None:
    for hour in range(24):
        await put(database, f"inquiry-{hour}", 20 + hour / 24)
    upkeep = Kept(database, spam=30)
    await upkeep.look()
    announced = list(upkeep.due)
    assert sum(due.many for due in announced) == 24
    for _ in range(24 * 15):
        upkeep.clock.at += 3600
        await upkeep.look()
        expected = sum(due.many for due in announced if due.at > upkeep.clock.at)
        assert len(await left(database)) == expected


async def test_whatever_happens_to_an_inquiry_keeps_it(database: Database) -> None:
    for ident in ("noted", "followed", "left alone"):
        await put(database, ident, 100, state="declined")
    note = insert(tables.event).values(inquiry_id="noted", at=NOON, kind="note", detail='{"text": "Hm."}')
    follow = update(tables.inquiry).where(tables.inquiry.c.id == "followed").values(follow_up_at=NOON + 20 * DAY)
    await database.write(lambda conn: conn.execute(note))
    await database.write(lambda conn: conn.execute(follow))
    upkeep = Kept(database, declined=10)
    await upkeep.look()
    await upkeep.day_after_day(8)
    assert await left(database) == {"noted", "followed"}
    await upkeep.day_after_day(3)
    assert await left(database) == {"followed"}
    await upkeep.day_after_day(19)
    assert await left(database) == {"followed"}
    await upkeep.day_after_day(1)
    assert await left(database) == set()


async def test_a_shorter_time_is_announced_anew(database: Database) -> None:
    await put(database, "old", 50)
    upkeep = Kept(database, spam=90)
    await upkeep.look()
    await upkeep.day_after_day(10)
    upkeep.contact = Contact(retention=Retention(spam=30))
    await upkeep.look()
    assert [due.many for due in upkeep.due] == [1]
    await upkeep.day_after_day(7)
    assert await left(database) == {"old"}
    await upkeep.day_after_day(1)
    assert await left(database) == set()


@pytest.mark.parametrize("days", [3, 400, 4000])
async def test_a_clock_set_forward_erases_nothing_at_once(database: Database, days: int) -> None:
    await put(database, "recent", 1)
    upkeep = Kept(database, spam=90)
    await upkeep.look()
    await upkeep.day_after_day(20)
    upkeep.clock.at += days * DAY
    await upkeep.look()
    assert await left(database) == {"recent"}
    upkeep.clock.at -= days * DAY
    await upkeep.look()
    await upkeep.day_after_day(30)
    assert await left(database) == {"recent"}


async def test_after_a_long_standstill_there_is_notice_again(database: Database) -> None:
    await put(database, "old", 80)
    upkeep = Kept(database, spam=90)
    await upkeep.look()
    restarted = Kept(database, spam=90)
    restarted.clock.at += 60 * DAY
    await restarted.look()
    assert await left(database) == {"old"}
    assert [due.many for due in restarted.due] == [1]
    await restarted.day_after_day(8)
    assert await left(database) == set()


async def test_a_restart_within_a_day_needs_no_new_notice(database: Database) -> None:
    await put(database, "old", 100)
    upkeep = Kept(database, spam=90)
    await upkeep.look()
    for day in range(9):
        upkeep = Kept(database, spam=90)
        upkeep.clock.at += day * DAY
        await upkeep.look()
    assert await left(database) == set()


async def test_very_many_go_some_at_a_time(database: Database) -> None:
    async def work(conn: AsyncConnection) -> None:
        for number in range(450):
            await put_inquiry(conn, f"inquiry-{number}", received_at=NOON - 100 * DAY, state="spam")

    await database.write(work)
    upkeep = Kept(database, spam=90)
    await upkeep.look()
    await upkeep.day_after_day(8)
    assert await left(database) == set()


async def test_the_page_is_made_anew_only_when_something_changed(database: Database) -> None:
    upkeep = Kept(database)
    for _ in range(3):
        await upkeep.look()
    assert upkeep.expected == [Prospects(None, 0)], "before the first look nobody knew that all places are free"
    await put(database, "one", 1, state="active")
    for _ in range(3):
        await upkeep.look()
    assert upkeep.expected == [Prospects(None, 0), Prospects(None, 1)]


def test_every_state_of_the_database_can_be_given_days() -> None:
    assert set(Retention(*(1 for _ in MEANING)).days) == set(MEANING)
    assert msgspec.convert({"need-info": 3}, Retention).days == {"need-info": 3}
