"""What is said of answers and places is true of the inbox, and said only from enough of it."""

from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.prospects import FEWEST, Prospects, Wait, prospects, usual
from server.db import Database, tables
from tests.contact.parts import NOON
from tests.db.rows import put_inquiry

DAY = 86_400


def answered(*days: float) -> list[Wait]:
    return [Wait(round(day * DAY), answered=True) for day in days]


def waiting(*days: float) -> list[Wait]:
    return [Wait(round(day * DAY), answered=False) for day in days]


@pytest.mark.parametrize(
    ("waits", "days"),
    [
        ([], None),
        (answered(1, 2, 3, 4), None),
        (answered(1, 2, 3, 4, 5), 3),
        (answered(1, 2, 3, 4, 5, 6), 3),
        (answered(1, 2, 3, 4, 5) + waiting(0.1, 0.2), 3),  # what has just come says nothing
        (answered(1, 2, 3, 4, 5) + waiting(9, 9, 9), 4),  # what waits for long does
        (answered(1, 2, 3, 4, 5) + waiting(9, 9, 9, 9, 9, 9), None),  # most have no answer
        (answered(1, 2, 3, 4) + waiting(9, 9, 9, 9, 9), None),
    ],
)
def test_the_median_counts_those_who_still_wait(waits: list[Wait], days: int | None) -> None:
    found = usual(waits)
    assert (None if found is None else found / DAY) == days


@given(some.lists(some.builds(Wait, some.integers(0, 10**7), some.booleans()), max_size=60))
def test_any_inbox_has_a_median_or_none(waits: list[Wait]) -> None:
    found = usual(waits)
    times = sorted(wait.seconds for wait in waits if wait.answered)
    if len(times) < FEWEST:
        assert found is None
    else:
        # Never sooner than the median of the answers alone would say.
        assert found is None or found >= times[(len(times) - 1) // 2]
        assert found is None or found in times


@pytest.mark.parametrize(
    ("days", "words"),
    [(None, ""), (1, "within a day"), (4, "within 4 days"), (14, "within 14 days"), (15, "within 3 weeks")],
)
def test_days_are_said_in_words(days: int | None, words: str) -> None:
    assert Prospects(days).usually == words


@pytest.mark.parametrize(("active", "free"), [(None, None), (0, 3), (2, 1), (3, 0), (5, 0)])
def test_places_are_never_fewer_than_none(active: int | None, free: int | None) -> None:
    assert Prospects(active=active).free(3) == free


async def happened(conn: AsyncConnection, number: int, kind: str, days: float, **detail: Any) -> None:
    row = {"inquiry_id": f"inquiry-{number}", "at": NOON + round(days * DAY), "kind": kind}
    await conn.execute(insert(tables.event).values(**row, detail=msgspec.json.encode(detail).decode()))


@pytest.mark.anyio
async def test_the_first_answer_of_the_owner_counts(database: Database) -> None:
    async def inbox(conn: AsyncConnection) -> None:
        for number in range(8):
            await put_inquiry(conn, f"inquiry-{number}", received_at=NOON, state="active" if number < 2 else "read")
            await happened(conn, number, "received", 0)
            await happened(conn, number, "state", 0.1, **{"from": "new", "to": "read"})
            await happened(conn, number, "note", 0.2, text="Hm.")
            await happened(conn, number, "letter", 0.3, outcome="sent")
        await happened(conn, 0, "reply", 1, text="")
        await happened(conn, 0, "reply", 9, text="")
        await happened(conn, 1, "question", 2, text="Which?")
        await happened(conn, 2, "state", 3, **{"from": "read", "to": "declined"})
        await happened(conn, 3, "sender", 0.5, act="addition", text="And …")
        await happened(conn, 3, "reply", 3.2, text="")
        await happened(conn, 4, "reply", 30, text="")
        await happened(conn, 5, "sender", 0.5, act="withdrawal")
        await put_inquiry(conn, "in the drawer", received_at=NOON, state="spam")

    await database.write(inbox)
    found = await database.read(partial(prospects, at=NOON + 40 * DAY))
    assert found == Prospects(days=4, active=2)


@pytest.mark.anyio
async def test_an_empty_inbox_says_nothing(database: Database) -> None:
    assert await database.read(partial(prospects, at=NOON)) == Prospects(None, 0)
