"""What waits while the disk is busy shares a COMMIT: each whole or not at all, and acknowledged only after it."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from tests.db.rows import inquiries, put_inquiry

pytestmark = pytest.mark.anyio


class Refused(Exception):
    pass


async def test_who_raises_is_undone_alone(database: Database) -> None:
    async def work(connection: AsyncConnection, number: int) -> int:
        await put_inquiry(connection, f"inquiry-{number}")
        if number % 3 == 0:
            raise Refused(number)
        return number

    done = [database.write(lambda c, n=number: work(c, n)) for number in range(60)]
    outcomes = await asyncio.gather(*done, return_exceptions=True)
    assert [isinstance(outcome, Refused) for outcome in outcomes] == [number % 3 == 0 for number in range(60)]
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [n for n in range(60) if n % 3]
    assert await inquiries(database) == 40


async def test_a_broken_constraint_undoes_nobody_else(database: Database) -> None:
    done = [database.write(lambda c, n=number: put_inquiry(c, f"inquiry-{n // 2}")) for number in range(40)]
    outcomes = await asyncio.gather(*done, return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 20
    assert await inquiries(database) == 20


async def test_each_sees_all_those_before_it(database: Database) -> None:
    async def work(connection: AsyncConnection, number: int) -> int:
        seen = (await connection.exec_driver_sql("SELECT count(*) FROM inquiry")).scalar_one()
        await put_inquiry(connection, f"inquiry-{number}")
        return int(seen)

    done = [database.write(lambda c, n=number: work(c, n)) for number in range(50)]
    assert sorted(await asyncio.gather(*done)) == list(range(50))


async def test_who_gives_up_waiting_changes_nothing_for_the_others(database: Database) -> None:
    writing = [asyncio.create_task(database.write(lambda c, n=n: put_inquiry(c, f"inquiry-{n}"))) for n in range(60)]
    await asyncio.sleep(0)
    for task in writing[::2]:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    await database.write(lambda c: put_inquiry(c, "the-last"))
    assert await inquiries(database) >= 31
