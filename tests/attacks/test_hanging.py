"""Two letters whose server says nothing after the final dot, for the ten minutes that a courier has to wait for it.

The others leave meanwhile, at 80 % of the healthy rate or more. Healthy and hanging rounds alternate. The short form
sends 300 letters a round and prints the rates, since a second of a busy machine decides; DUOLOGUE_TEST_LONG=1 sends
2,000 and judges them. All of the courier's settings are the real ones.
"""

import asyncio
import statistics
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.tables import letter
from server.mail import outbox
from server.mail.smtp import TAKING_SECONDS
from tests.attacks.extent import LONG, extent
from tests.db.rows import put_inquiry
from tests.mail.office import Office
from tests.mail.smtp import SmtpServer

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

LETTERS = extent(300, 2000)
ROUNDS = 3
WANTED = 0.8
SLOW = "slow@example.org"


async def rate(tmp_path: Path, smtp: SmtpServer, *, hanging: int) -> float:
    """Letters a second, from the first ring to the last that is recorded as sent, without those that hang."""
    database = await Database.open(f"sqlite:///{tmp_path}/duologue.db")
    office = Office(database, smtp)

    async def fill(connection: AsyncConnection) -> None:
        for number in range(hanging + LETTERS):
            await put_inquiry(connection, f"inquiry-{number}")
            await outbox.put(
                connection,
                inquiry_id=f"inquiry-{number}",
                kind="forward",
                at=office.clock.timestamp(),
                domain="example.org",
                to=SLOW if number < hanging else None,
            )

    async def sent(connection: AsyncConnection) -> int:
        return await connection.scalar(select(func.count()).where(letter.c.state == "sent")) or 0

    await database.write(fill)
    began = time.monotonic()
    async with office.courier(grace=0):
        while await database.read(sent) < LETTERS:
            assert time.monotonic() - began < 300
            await asyncio.sleep(0.02)
        took = time.monotonic() - began
        for number in range(hanging):
            assert (await office.letter(f"inquiry-{number}")).state == "sending", "they did not hang"
    await database.close()
    return LETTERS / took


async def test_the_others_leave_as_if_nothing_were(tmp_path: Path, smtp: SmtpServer) -> None:
    assert TAKING_SECONDS == 600
    smtp.hang(only=SLOW)
    ratios, rates = [], []
    for number in range(ROUNDS):
        healthy = await rate(folder(tmp_path, f"healthy-{number}"), smtp, hanging=0)
        with_two = await rate(folder(tmp_path, f"hanging-{number}"), smtp, hanging=2)
        ratios.append(with_two / healthy)
        rates.append((healthy, with_two))
    print("healthy and with two that hang:", ", ".join(f"{a:.0f} and {b:.0f} a second" for a, b in rates))
    print(f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}), wanted {WANTED}")
    assert not LONG or statistics.median(ratios) >= WANTED


def folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made
