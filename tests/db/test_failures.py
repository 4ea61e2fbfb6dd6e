"""A full disk, a lost server, a killed process: what was acknowledged stays, and the next write works again."""

import asyncio
import contextlib
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server.db import Database, Doubtful, Unavailable
from tests.db import wire
from tests.db.disks import Disk
from tests.db.rows import inquiries, put_inquiry
from tests.db.servers import Server

pytestmark = pytest.mark.anyio

WRITING = """
import asyncio, itertools, sys
from server.db import Database
from tests.db.rows import put_inquiry

async def main():
    database = await Database.open(sys.argv[1])
    for number in itertools.count():
        await database.write(lambda c: put_inquiry(c, f"inquiry-{number}"))
        print(number, flush=True)

asyncio.run(main())
"""


async def test_a_full_disk_is_certain_and_passes(small_disk: Disk) -> None:
    url = f"sqlite:///{small_disk.folder}/duologue.db"
    database = await Database.open(url)
    await database.write(put_inquiry)
    assert database.troubles() == ()
    small_disk.fill()
    for number in range(3):
        with pytest.raises(Unavailable, match="full") as caught:
            await database.write(lambda c, n=number: put_inquiry(c, f"lost-{n}", message="x" * 30_000))
        assert not isinstance(caught.value, Doubtful)
    assert await inquiries(database) == 1, "it can still be read"
    failed, shortage = database.troubles()
    assert "full" in failed
    assert "0.0 MB are free" in shortage
    small_disk.empty()
    await database.write(lambda c: put_inquiry(c, "kept", message="x" * 30_000))
    assert await inquiries(database) == 2
    assert database.troubles() == ()
    await database.close()
    again = await Database.open(url)
    assert await inquiries(again) == 2
    await again.close()


async def test_a_disk_that_fails_in_the_commit_leaves_doubt_and_passes(sqlite_url: str) -> None:
    """A limit on the size of files makes write() fail with another error than a full disk."""
    database = await Database.open(sqlite_url)
    await database.write(put_inquiry)
    log = Path(sqlite_url.removeprefix("sqlite:///") + "-wal")
    with _file_limit(log.stat().st_size + 5000):
        for number in range(3):
            with pytest.raises(Doubtful):
                await database.write(lambda c, n=number: put_inquiry(c, f"lost-{n}", message="x" * 30_000))
        assert await inquiries(database) == 1
        with closing(sqlite3.connect(log.with_name("duologue.db"), timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # raises if the failed write still held its lock
            other.execute("ROLLBACK")
    await database.write(lambda c: put_inquiry(c, "kept", message="x" * 30_000))
    assert await inquiries(database) == 2
    await database.close()


@pytest.mark.parametrize("engine", ["sqlite_url", "postgresql_url"])
async def test_what_was_acknowledged_survives_kill_9(engine: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(engine)
    acknowledged = 0
    for _ in range(3):
        await asyncio.to_thread(_erase, url)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITING, url, stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."}
        )
        assert process.stdout
        while acknowledged < 40:
            acknowledged = int(await process.stdout.readline()) + 1
        process.send_signal(signal.SIGKILL)
        acknowledged += (await process.stdout.read()).count(b"\n")
        await process.wait()
        database = await Database.open(url)
        assert await inquiries(database) in (acknowledged, acknowledged + 1)
        await database.close()
        acknowledged = 0


async def test_a_restarted_server_is_found_again(postgresql: Server, postgresql_url: str) -> None:
    database = await Database.open(postgresql_url)
    await database.write(put_inquiry)
    await asyncio.to_thread(postgresql.stop)
    with pytest.raises(Unavailable):
        await database.write(lambda c: put_inquiry(c, "while-away"))
    with pytest.raises(Unavailable):
        await inquiries(database)
    with pytest.raises(Unavailable, match="cannot be opened"):
        await Database.open(postgresql_url)
    await asyncio.to_thread(postgresql.start)
    await database.write(lambda c: put_inquiry(c, "afterwards"))
    assert await inquiries(database) == 2
    await database.close()


@pytest.mark.parametrize(("passed_on", "stored"), [(True, 2), (False, 1)])
async def test_a_connection_lost_in_the_commit_leaves_doubt(
    postgresql: Server, postgresql_url: str, *, passed_on: bool, stored: int
) -> None:
    database = await Database.open(postgresql_url)
    await database.write(put_inquiry)
    async with wire.to(postgresql.port) as line:
        through = await Database.open(postgresql_url.replace(str(postgresql.port), str(line.port)))
        line.cut_at(b"COMMIT;", passed_on=passed_on)
        with pytest.raises(Doubtful):
            await through.write(lambda c: put_inquiry(c, "in-doubt"))
        await through.close()
    await asyncio.sleep(0.1)
    assert await inquiries(database) == stored
    await database.close()


@contextlib.contextmanager
def _file_limit(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _erase(url: str) -> None:
    async def work() -> None:
        database = await Database.open(url)
        await database.write(lambda c: c.exec_driver_sql("DELETE FROM inquiry"))
        await database.close()

    asyncio.run(work())
