"""A mail server of the worst kind, and a site that is killed again and again: every letter arrives, few more than once.

The short form has 60 letters and 4 kills, DUOLOGUE_TEST_LONG=1 has 400 and 20. DUOLOGUE_TEST_SEED throws other dice.
"""

import asyncio
import os
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.attacks.extent import extent
from tests.journeys.crowd import WITHOUT_LIMITS, Crowd
from tests.mail.chaos import Chaos
from tests.running import Running

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

SEED = int(os.environ.get("DUOLOGUE_TEST_SEED", "1"))
KILLS = extent(4, 20)
VISITORS, EACH = 20, extent(3, 20)
BETWEEN = extent(2.0, 4.0)  # seconds
MOST_COPIES = 5
PATIENCE = extent(180, 1200)  # seconds, for all that is still out when the last kill is over
A_DAY = 86_400


async def test_every_letter_arrives_none_dies_and_few_come_again(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/site.toml").write_text(WITHOUT_LIMITS)
    chaos = Chaos(SEED)
    chaos.open()
    environment = {
        "DUOLOGUE_PAGES": str(tmp_path / "pages"),
        "DUOLOGUE_SMTP_URL": chaos.url,
        "DUOLOGUE_OWNER_EMAIL": "owner@example.org",
    }
    site = Running(tmp_path, environment)
    site.start()
    crowd = Crowd([site.url], visitors=VISITORS, most=EACH, pause=2 * KILLS * BETWEEN / EACH, doubled=0)
    try:
        writing = asyncio.create_task(crowd.wrote())
        for _ in range(KILLS):
            await asyncio.sleep(BETWEEN)
            await again(site, kill=True)
        await writing
        await asyncio.sleep(BETWEEN)
        rounds, deadline = 0, time.monotonic() + PATIENCE
        while states(tmp_path) != {"sent": VISITORS * EACH} and time.monotonic() < deadline:
            rounds += 1
            await again(site, kill=False)
            await settled(tmp_path)
    finally:
        if site.process and site.process.poll() is None:
            site.stop()
        chaos.close()
    found = states(tmp_path)
    copies = Counter(str(received.mail["Message-ID"]) for received in chaos.received)
    bodies = {(str(received.mail["Message-ID"]), received.content) for received in chaos.received}
    times = Counter(copies.values())
    print(
        f"{len(crowd.thanked)} thanked, {KILLS} kills and {rounds} more starts; {dict(chaos.fates)}; states {found}; "
        f"{len(copies)} letters mailed, never mailed {len(crowd.thanked) - len(copies)}, "
        f"copies {dict(sorted(times.items()))}, attempts at most {most_attempts(tmp_path)}"
    )
    assert len(crowd.thanked) == VISITORS * EACH
    assert len(copies) == len(crowd.thanked), "never mailed"
    assert found == {"sent": VISITORS * EACH}, "dead by a temporary error, or still out"
    assert max(copies.values()) <= MOST_COPIES
    assert len(bodies) == len(copies), "copies differ"
    assert chaos.fates.keys() == {"451", "dropped in DATA", "hanging", "kept, no 250", "taken"}, "this was no chaos"


async def again(site: Running, *, kill: bool) -> None:
    """End the site and start it, and meanwhile let as much time go by as any letter waits for."""
    await asyncio.to_thread(site.kill if kill else site.stop)
    with closing(sqlite3.connect(site.data / "duologue.db")) as connection, connection:
        connection.execute("UPDATE letter SET next_at = next_at - ? WHERE state = 'queued'", (A_DAY,))
    await asyncio.to_thread(site.start)


async def settled(data: Path, seconds: float = 20) -> None:
    """Until no letter is due that has not set out; those that hang are left alone."""
    due = "SELECT count(*) FROM letter WHERE state = 'queued' AND next_at <= CAST(strftime('%s') AS INTEGER)"
    deadline = time.monotonic() + seconds
    await asyncio.sleep(1)
    while asked(data, due)[0][0] and time.monotonic() < deadline:  # noqa: ASYNC110 (it waits for another process)
        await asyncio.sleep(0.5)


def states(data: Path) -> dict[str, int]:
    return dict(asked(data, "SELECT state, count(*) FROM letter GROUP BY state"))


def most_attempts(data: Path) -> int:
    return int(asked(data, "SELECT max(attempts) FROM letter")[0][0])


def asked(data: Path, query: str) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(f"file:{data}/duologue.db?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()
