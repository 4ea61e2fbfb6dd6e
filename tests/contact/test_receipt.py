"""Receipts: none unless they are wanted, and never so many that the form could be used to send mail to others."""

import asyncio
import os
from functools import partial
from typing import Any

import msgspec
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact import stamp
from server.contact.erasure import Erase, forget
from server.contact.receipt import MOST_AN_HOUR, RECEIPT
from server.content.site import Contact, Limits
from server.db import Database, tables
from tests.contact.parts import CONTACT, NOON, SECRET, TurnedClock, changed, receiving, rows

pytestmark = pytest.mark.anyio

HOUR, DAY = 3_600, 86_400
VICTIMS = int(os.environ.get("DUOLOGUE_TEST_VICTIMS", "300"))
NO_LIMITS = Limits(per_network_hour=0, per_address_day=0, everyone_hour=0)
OFF = msgspec.structs.replace(CONTACT, limits=NO_LIMITS)
ON = msgspec.structs.replace(OFF, receipts=True)


async def send(database: Database, number: int, *, at: int = NOON, contact: Contact = ON, **values: Any) -> str:
    letter = changed(**{"email": f"victim{number}@example.com", "message": f"Letter {number} of {at}.", **values})
    return (await receiving(database, TurnedClock(at))(letter, contact, None)).inquiry_id


async def leave(conn: AsyncConnection, at: int) -> None:
    """As the courier does: what waits is sent."""
    waiting = tables.letter.c.state == "queued"
    await conn.execute(update(tables.letter).where(waiting).values(state="sent", sent_at=at))


async def receipts(database: Database) -> list[Any]:
    return [row for row in await rows(database, tables.letter) if row.kind == RECEIPT]


def test_they_are_off_unless_the_owner_wants_them() -> None:
    assert not Contact().receipts


async def test_switched_off_none_is_sent_to_anybody(database: Database) -> None:
    for number in range(VICTIMS):
        await send(database, number, contact=OFF)
    assert await receipts(database) == []


async def test_a_sender_gets_one_with_the_inquiry(database: Database) -> None:
    inquiry_id = await send(database, 1)
    await send(database, 1)
    (letter,) = await receipts(database)
    assert (letter.inquiry_id, letter.to, letter.state) == (inquiry_id, "victim1@example.com", "queued")


async def test_all_victims_together_get_twenty_an_hour(database: Database) -> None:
    for number in range(VICTIMS):
        await send(database, number, at=(at := NOON + number * 15_000 // VICTIMS))  # in 4 hours and 10 minutes
        await database.write(partial(leave, at=at))
    letters = await receipts(database)
    times = sorted(letter.created_at for letter in letters)
    busiest = max(sum(start <= time < start + HOUR for time in times) for start in times)
    assert busiest == MOST_AN_HOUR
    assert len(letters) <= 5 * MOST_AN_HOUR


async def test_one_victim_gets_one_a_day_however_the_address_is_written(database: Database) -> None:
    for hour in range(23):
        await send(database, hour, at=NOON + hour * HOUR, email=f"{'Victim' if hour % 2 else 'victim'}@Example.COM")
    assert len(await receipts(database)) == 1
    await send(database, 99, at=NOON + DAY, email="victim@example.com")
    assert len(await receipts(database)) == 2


async def test_erasing_in_between_allows_no_second(database: Database) -> None:
    for number in range(5):
        inquiry_id = await send(database, number, email="victim@example.com")
        await database.write(partial(Erase(SECRET, "example.org"), inquiry_id=inquiry_id, by="sender", at=NOON))
        await database.write(partial(forget, at=NOON))
    assert await receipts(database) == []
    assert len(await rows(database, tables.receipt)) == 1


async def test_those_that_waited_for_a_server_count_when_they_leave(database: Database) -> None:
    for number in range(MOST_AN_HOUR):
        await send(database, number)
    later = NOON + 3 * HOUR
    await send(database, 100, at=later)
    assert len(await receipts(database)) == MOST_AN_HOUR, "they wait still, and will leave together"
    await database.write(partial(leave, at=later))
    await send(database, 101, at=later + HOUR - 1)
    assert len(await receipts(database)) == MOST_AN_HOUR
    await send(database, 102, at=later + HOUR)
    assert len(await receipts(database)) == MOST_AN_HOUR + 1


async def test_a_suspect_gets_none(database: Database) -> None:
    await send(database, 1, remarks="x")
    await send(database, 2, remarks="x", stamp=stamp.issued(SECRET, NOON))
    assert await receipts(database) == []


async def test_an_address_that_takes_no_mail_gets_none(database: Database) -> None:
    await send(database, 1, email="дмитрий@example.org")
    assert await receipts(database) == []


async def test_many_at_once_stay_within_the_limit(database: Database) -> None:
    await asyncio.gather(*(send(database, number) for number in range(60)))
    assert len(await receipts(database)) == MOST_AN_HOUR
