"""What a write promises, on both engines."""

import asyncio
import random

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database, Unavailable
from server.db.tables import event, inquiry, used_link
from tests.db.rows import inquiries, put_inquiry

pytestmark = pytest.mark.anyio


async def test_what_was_written_is_read(database: Database) -> None:
    await database.write(put_inquiry)
    assert await inquiries(database) == 1


async def test_an_error_undoes_the_whole_write(database: Database) -> None:
    async def work(connection: AsyncConnection) -> None:
        await put_inquiry(connection)
        raise LookupError("of the work's own")

    with pytest.raises(LookupError, match="own"):
        await database.write(work)
    assert await inquiries(database) == 0


async def test_a_broken_constraint_is_the_callers_to_handle(database: Database) -> None:
    await database.write(put_inquiry)
    with pytest.raises(IntegrityError):
        await database.write(put_inquiry)
    assert await inquiries(database) == 1


async def test_a_wrong_statement_is_no_matter_of_availability(database: Database) -> None:
    async def work(connection: AsyncConnection) -> None:
        await connection.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(DBAPIError):
        await database.write(work)
    with pytest.raises(DBAPIError):
        await database.read(work)


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises((Unavailable, DBAPIError)):
        await database.read(put_inquiry)
    assert await inquiries(database) == 0


async def test_a_reader_sees_one_state_from_start_to_end(database: Database) -> None:
    async def count_twice(connection: AsyncConnection) -> tuple[int, int]:
        count = select(func.count()).select_from(inquiry)
        first = (await connection.execute(count)).scalar_one()
        await database.write(put_inquiry)
        return first, (await connection.execute(count)).scalar_one()

    assert await database.read(count_twice) == (0, 0)


async def test_erasing_an_inquiry_takes_its_events_along(database: Database) -> None:
    async def work(connection: AsyncConnection) -> int:
        await put_inquiry(connection)
        await connection.execute(insert(event).values(inquiry_id="an-inquiry", at=1, kind="received", detail="{}"))
        await connection.execute(delete(inquiry))
        return (await connection.execute(select(func.count()).select_from(event))).scalar_one()

    assert await database.write(work) == 0


async def test_writers_exclude_one_another(database: Database) -> None:
    """Each reads, waits and writes what it read plus one: without exclusion, counts would be lost."""

    async def start(connection: AsyncConnection) -> None:
        await connection.execute(insert(used_link).values(digest=b"counter", used_at=0))

    async def count(connection: AsyncConnection) -> None:
        used = (await connection.execute(select(used_link.c.used_at))).scalar_one()
        await asyncio.sleep(0.001)
        await connection.execute(update(used_link).values(used_at=used + 1))

    await database.write(start)
    await asyncio.gather(*(database.write(count) for _ in range(100)))
    assert await database.read(lambda c: c.scalar(select(used_link.c.used_at))) == 100


async def test_a_cancelled_write_is_whole_or_not_at_all(database: Database) -> None:
    """Each write puts two rows; its caller is cancelled at some moment of it."""
    dice = random.Random(1)  # noqa: S311 (a test's dice)

    async def pair(connection: AsyncConnection, number: int) -> None:
        await put_inquiry(connection, f"first-{number}")
        await asyncio.sleep(0)
        await put_inquiry(connection, f"second-{number}")

    async def cancelled(number: int) -> None:
        task = asyncio.create_task(database.write(lambda connection: pair(connection, number)))
        await asyncio.sleep(dice.random() * 0.003)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    for number in range(200):
        await cancelled(number)
    await database.write(put_inquiry)  # waits for those before it

    async def ids(connection: AsyncConnection) -> set[str]:
        return set((await connection.execute(select(inquiry.c.id))).scalars())

    found = await database.read(ids)
    assert {f"first-{n}" in found for n in range(200)} == {True}, "a write that has begun goes on to its end"
    assert {f"second-{n}" in found for n in range(200)} == {True}


async def test_a_cancelled_read_leaves_no_transaction_open(database: Database) -> None:
    async def read(connection: AsyncConnection) -> None:
        await connection.execute(select(inquiry.c.id))
        await asyncio.sleep(0.002)

    tasks = [asyncio.create_task(database.read(read)) for _ in range(20)]
    await asyncio.sleep(0.003)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await database.write(put_inquiry)
    assert await inquiries(database) == 1


async def test_closing_waits_for_what_is_under_way(database_url: str) -> None:
    database = await Database.open(database_url)

    async def slow(connection: AsyncConnection) -> None:
        await put_inquiry(connection)
        await asyncio.sleep(0.05)

    task = asyncio.create_task(database.write(slow))
    await asyncio.sleep(0.01)
    await database.close()
    await task
    with pytest.raises(Unavailable, match="closed"):
        await database.write(put_inquiry)
    again = await Database.open(database_url)
    assert await inquiries(again) == 1
    await again.close()
