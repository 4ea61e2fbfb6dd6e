"""Thanked means stored: whatever moment the process is killed at, no thanked inquiry is lost, and each is mailed.

The short form has 15 kills, DUOLOGUE_TEST_LONG=1 has 200; the database server is stopped 3 times, or 20.
"""

import asyncio
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server.mail.courier import SLOTS
from server.settings import Secret
from tests.attacks.extent import extent
from tests.db.servers import Server
from tests.journeys.crowd import Crowd, copies, kept, mailed, secret_beside, without_limits
from tests.mail.smtp import SmtpServer
from tests.running import Running, running

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

KILLS = extent(15, 200)
STOPS = extent(3, 20)
LETTERS = extent(500, 5000)
HEALED = 5.0  # seconds
SECRET = "a secret that all the machines of a site share"


@pytest.fixture
def environment(tmp_path: Path, smtp: SmtpServer) -> dict[str, str]:
    return without_limits(tmp_path, smtp)


@pytest.fixture
def shared(environment: dict[str, str], postgresql_url: str) -> dict[str, str]:
    return environment | {"DUOLOGUE_DATABASE_URL": postgresql_url, "DUOLOGUE_SECRET": SECRET}


async def test_no_thanked_inquiry_is_lost_or_never_mailed(
    tmp_path: Path, smtp: SmtpServer, environment: dict[str, str]
) -> None:
    """One kill in five comes before the site is up again."""
    with running(tmp_path, environment) as site:
        crowd = Crowd([site.url])
        async with crowd.writing():
            for kill in range(KILLS):
                await asyncio.sleep(random.uniform(0.05, 1.5))  # noqa: S311 (any moment will do)
                await asyncio.to_thread(site.kill)
                site.launch()
                if kill % 5:
                    await asyncio.to_thread(site.wait)
            await asyncio.to_thread(site.wait)
        await mailed(smtp, crowd.thanked)
    with closing(sqlite3.connect(f"file:{tmp_path}/duologue.db?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    stored = await kept(site.environment["DUOLOGUE_DATABASE_URL"], secret_beside(tmp_path))
    again = _compared(crowd, stored, smtp, KILLS)
    assert again <= KILLS * SLOTS, "more copies than letters that were under way at the kills"


async def test_without_kills_nothing_is_stored_or_mailed_twice(
    tmp_path: Path, smtp: SmtpServer, environment: dict[str, str]
) -> None:
    """Every second letter is sent twice at the same moment."""
    with running(tmp_path, environment) as site:
        crowd = Crowd([site.url], pause=0, doubled=0.5, most=LETTERS // 50)
        await crowd.wrote()
        await mailed(smtp, crowd.thanked)
        assert set(crowd.answers) == {303}
    stored = await kept(site.environment["DUOLOGUE_DATABASE_URL"], secret_beside(tmp_path))
    assert len(stored) == LETTERS
    assert _compared(crowd, stored, smtp, 0) == 0


async def test_a_database_server_that_is_stopped_at_once_loses_nothing_and_is_found_again(
    smtp: SmtpServer, shared: dict[str, str], postgresql: Server, tmp_path: Path
) -> None:
    """`pg_ctl stop -m immediate` is a crash of the server; the site runs on, says 503, and heals by itself."""
    healed: list[float] = []
    with running(tmp_path, shared) as site:
        assert site.process is not None
        crowd = Crowd([site.url])
        async with crowd.writing():
            for _ in range(STOPS):
                await asyncio.sleep(random.uniform(0.3, 1.5))  # noqa: S311 (any moment will do)
                before = crowd.answers[503]
                await asyncio.to_thread(postgresql.stop)
                async with asyncio.timeout(30):
                    while crowd.answers[503] == before:  # noqa: ASYNC110 (what the site answers is no event of ours)
                        await asyncio.sleep(0.01)
                await asyncio.to_thread(postgresql.start)
                healed.append(await _thanked_again(crowd))
        await mailed(smtp, crowd.thanked)
        assert site.process.poll() is None, "it has run throughout"
    assert crowd.answers[0] == 0, "somebody was not answered at all"
    again = _compared(crowd, await kept(shared["DUOLOGUE_DATABASE_URL"], Secret(SECRET.encode())), smtp, STOPS)
    print(f"healed after {max(healed):.2f} s at most")
    assert again <= STOPS * SLOTS
    assert max(healed) < HEALED


@pytest.fixture
def machines(tmp_path: Path, shared: dict[str, str]) -> Iterator[list[Running]]:
    """Three processes of one site, which all start at once: one of them makes the tables."""
    folders = [tmp_path / f"machine-{number}" for number in range(3)]
    sites = []
    for folder in folders:
        folder.mkdir()
        sites.append(Running(folder, shared))
    try:
        for site in sites:
            site.launch()
        for site in sites:
            site.wait()
        yield sites
    finally:
        assert [site.stop() for site in sites] == [0, 0, 0]


async def test_several_processes_are_one_site(
    smtp: SmtpServer, shared: dict[str, str], machines: list[Running]
) -> None:
    """Every second letter is sent to all of them at the same moment, and one of them twice."""
    crowd = Crowd([site.url for site in machines], pause=0, doubled=0.5, most=extent(6, 40))
    await crowd.wrote()
    await mailed(smtp, crowd.thanked)
    await asyncio.sleep(1)
    stored = await kept(shared["DUOLOGUE_DATABASE_URL"], Secret(SECRET.encode()))
    assert _compared(crowd, stored, smtp, 0) == 0, "one inquiry, one mail"
    assert set(crowd.answers) == {303}


async def _thanked_again(crowd: Crowd) -> float:
    """How many seconds it takes from now until somebody is thanked."""
    began = time.monotonic()
    async with asyncio.timeout(30):
        while crowd.last < began:  # noqa: ASYNC110 (same)
            await asyncio.sleep(0.01)
    return crowd.last - began


def _compared(crowd: Crowd, stored: dict[str, str], smtp: SmtpServer, crashes: int) -> int:
    """See that all who were thanked are kept, each under the address they were given; how many mails came again."""
    assert len(crowd.thanked) > crashes, "nobody was thanked: the test saw nothing"
    lost = {first for first in crowd.thanked if first not in stored}
    wrong = {first for first, place in crowd.thanked.items() if first in stored and stored[first] != place}
    sent = copies(smtp)
    again = sum(count - 1 for count in sent.values())
    print(
        f"{crashes} crashes, {len(crowd.thanked)} thanked, {len(lost)} of them lost, {len(wrong)} answered with "
        f"another's inquiry, {len(stored)} stored, {len(sent)} mailed, {again} of them again; answers: "
        f"{dict(crowd.answers)}"
    )
    assert lost == set()
    assert wrong == set()
    return again
