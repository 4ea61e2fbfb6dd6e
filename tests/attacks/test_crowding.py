"""Fifty people write while commands read the same data and copy them: nobody is told of a lock, nobody is left out.

How evenly they are served is printed, not asserted: the commands start and end on the same processors (with -s:
`p99 / p50`). The long form has 5,000 letters.
"""

import asyncio
import sqlite3
import statistics
import subprocess
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from server.db import datafile
from server.settings import Secret
from tests.attacks.extent import extent
from tests.journeys.crowd import Crowd, kept, secret_beside, without_limits
from tests.mail.smtp import SmtpServer
from tests.running import Running, running

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

LETTERS = extent(500, 5000)
SECRET = "a secret that both processes have"


@pytest.fixture
def environment(tmp_path: Path, smtp: SmtpServer) -> dict[str, str]:
    return without_limits(tmp_path, smtp)


async def test_a_reader_and_a_backup_are_in_nobodys_way(tmp_path: Path, environment: dict[str, str]) -> None:
    backups = tmp_path / "backups"
    with running(tmp_path, environment) as site:
        crowd = Crowd([site.url], pause=0, most=LETTERS // 50)
        writing = asyncio.create_task(crowd.wrote())
        copies = 0
        while not writing.done():
            await asyncio.gather(
                asyncio.to_thread(site.command, "backup", str(backups / f"{copies}.db")),
                asyncio.to_thread(site.command, "doctor"),
            )
            copies += 1
        await writing
        _judged(crowd, site)
    assert copies > 1
    for number in range(copies):
        with closing(sqlite3.connect(f"file:{backups}/{number}.db?mode=ro", uri=True)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert await kept(site.environment["DUOLOGUE_DATABASE_URL"], secret_beside(tmp_path)) == crowd.thanked


async def test_two_processes_write_to_one_server(
    tmp_path: Path, environment: dict[str, str], postgresql_url: str
) -> None:
    await _written_by_two(tmp_path, environment | {"DUOLOGUE_DATABASE_URL": postgresql_url, "DUOLOGUE_SECRET": SECRET})


async def test_two_processes_write_to_one_file_or_the_second_is_refused(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """Refused on an SQLite with the WAL-reset bug: with it, the two would damage the file."""
    shared = environment | {
        "DUOLOGUE_DATABASE_URL": f"sqlite:///{tmp_path}/duologue.db", "DUOLOGUE_SECRET": SECRET
    }  # fmt: skip
    if datafile.shareable():
        await _written_by_two(tmp_path, shared)
        return
    (tmp_path / "two").mkdir()
    with running(tmp_path, shared):
        second = Running(tmp_path / "two", shared)
        second.launch()
        assert second.process is not None
        assert await asyncio.to_thread(second.process.wait, 30) != 0
        log = second.log.read_text("utf-8")
    assert "is in use by another process" in log
    assert "Traceback" not in log


async def _written_by_two(folder: Path, environment: dict[str, str]) -> None:
    with ExitStack() as stack:
        sites = []
        for name in ("one", "two"):
            (folder / name).mkdir()
            sites.append(stack.enter_context(running(folder / name, environment)))
        crowd = Crowd([site.url for site in sites], pause=0, most=LETTERS // 50)
        writing = asyncio.create_task(crowd.wrote())
        while not writing.done():
            with suppress(subprocess.CalledProcessError):  # the tests' own PostgreSQL has fsync off, which is refused
                await asyncio.to_thread(sites[0].command, "doctor")
        await writing
        for site in sites:
            _judged(crowd, site)
    assert await kept(environment["DUOLOGUE_DATABASE_URL"], Secret(SECRET.encode())) == crowd.thanked


def _judged(crowd: Crowd, site: Running) -> None:
    assert set(crowd.answers) == {303}, crowd.answers
    assert len(crowd.thanked) == LETTERS
    log = site.log.read_text("utf-8")
    assert "is locked" not in log
    assert "Traceback" not in log
    median, *_, last = statistics.quantiles(crowd.took, n=100)[49:]
    print(
        f"{len(crowd.took)} posts: p50 {median * 1000:.0f} ms, p99 {last * 1000:.0f} ms, p99 / p50 {last / median:.1f}"
    )
