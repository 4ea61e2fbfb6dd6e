"""What a write promises, on both engines."""

import asyncio
import random
import sqlite3
from collections import Counter
from contextlib import closing

import asyncpg
import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database, Unavailable
from server.db.tables import event, inquiry, used_link
from server.settings import Settings
from tests.attacks.extent import extent
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


@pytest.mark.slow
async def test_a_cancelled_write_is_whole_or_not_at_all(database: Database, database_url: str) -> None:
    """Each write puts two rows; its caller is cancelled at some moment of it, or before it has begun."""
    dice = random.Random(1)  # noqa: S311 (a test's dice)

    async def pair(connection: AsyncConnection, number: int) -> None:
        await put_inquiry(connection, f"first-{number}")
        await asyncio.sleep(0)
        await put_inquiry(connection, f"second-{number}")

    async def cancelled(number: int) -> bool:
        task = asyncio.create_task(database.write(lambda connection: pair(connection, number)))
        await asyncio.sleep(dice.random() * 0.003)
        task.cancel()
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        return isinstance(outcome, asyncio.CancelledError)

    many = extent(200, 10_000)
    in_time = [await cancelled(number) for number in range(many // 2)]
    for start in range(many // 2, many, 20):
        in_time += await asyncio.gather(*(cancelled(number) for number in range(start, start + 20)))
    while database._under_way:  # noqa: ASYNC110 (also those that nobody waits for any more)
        await asyncio.sleep(0.01)

    async def ids(connection: AsyncConnection) -> set[str]:
        return set((await connection.execute(select(inquiry.c.id))).scalars())

    found = await database.read(ids)
    pairs = Counter((f"first-{n}" in found, f"second-{n}" in found) for n in range(many))
    print(f"{many} writes, {sum(in_time)} cancelled before their end: {pairs[True, True]} whole, the rest not begun")
    assert sum(in_time) > many / 5, "hardly any was cancelled before it was done: the test saw nothing"
    assert set(pairs) <= {(True, True), (False, False)}, "one row of two"
    assert pairs[True, True] > many / 3, "a write whose turn has come goes on to its end"
    assert await open_transactions(database_url) == 0


async def open_transactions(database_url: str) -> int:
    """How many transactions the engine itself knows of, seen from another connection."""
    if path := Settings(database_url=database_url).database_path:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                other.execute("ROLLBACK")
                (busy, _, _) = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # a reader would hinder it
            except sqlite3.OperationalError:
                return 1
            return int(busy)
    connection = await asyncpg.connect(database_url)
    try:
        count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
        return int(await connection.fetchval(f"{count} AND pid <> pg_backend_pid()"))
    finally:
        await connection.close()


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
