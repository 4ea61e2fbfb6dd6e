"""What keeps the database from being opened at the start may pass, and then no restart is needed."""

import asyncio
import logging
import time
from pathlib import Path

import pytest

from server.db import Database, Occupied, Unavailable, datafile, space
from server.db.opening import Opening
from tests.db.disks import Disk
from tests.db.rows import inquiries, put_inquiry
from tests.db.servers import Server

pytestmark = pytest.mark.anyio


async def opened_within(database: Database, seconds: float) -> None:
    with pytest.raises(Unavailable, match="The database is not open"):
        await database.write(put_inquiry)
    with pytest.raises(Unavailable, match="The database is not open"):
        await inquiries(database)
    async with asyncio.timeout(seconds):
        await database.until_open()
    await database.write(put_inquiry)
    assert await inquiries(database) == 1
    assert database.troubles() == ()
    await database.close()


async def test_a_disk_that_is_full_at_the_start(small_disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    small_disk.fill()
    database = await Database.open_in_time(f"sqlite:///{small_disk.folder}/duologue.db")
    (trouble,) = database.troubles()
    assert "full" in trouble
    await asyncio.sleep(2.5)
    assert sum("nothing can be stored" in line for line in caplog.messages) == 1, "said once, not each time"
    small_disk.empty()
    await opened_within(database, 5)


async def test_a_disk_that_is_read_only_at_the_start(small_disk: Disk) -> None:
    small_disk.remount("ro")
    database = await Database.open_in_time(f"sqlite:///{small_disk.folder}/duologue.db")
    (trouble,) = database.troubles()
    assert "Read-only file system" in trouble
    small_disk.remount("rw")
    await opened_within(database, 5)


async def test_a_folder_that_comes_later(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    database = await Database.open_in_time(f"sqlite:///{tmp_path}/data/duologue.db")
    (tmp_path / "data").unlink()
    await opened_within(database, 5)


async def test_a_server_that_starts_later(postgresql: Server, postgresql_url: str) -> None:
    await asyncio.to_thread(postgresql.stop)
    database = await Database.open_in_time(postgresql_url)
    with pytest.raises(Unavailable):
        assert database.alone, "nobody knows yet who else writes"
    began = time.monotonic()
    await asyncio.to_thread(postgresql.start)
    await opened_within(database, 5)
    assert time.monotonic() - began < 10


async def test_a_backup_is_put_in_the_place_of_a_damaged_file(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.parent.mkdir()
    path.write_bytes(b"no database " * 100)
    database = Database(await Opening.begin(sqlite_url, damaged=0.3))
    (trouble,) = database.troubles()
    assert "Nothing was changed" in trouble
    path.unlink()
    await opened_within(database, 2)


async def test_two_servers_do_not_wait_for_each_other(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datafile, "shareable", lambda: False)
    database = await Database.open(sqlite_url)
    with pytest.raises(Occupied, match="in use by another process"):
        await Database.open_in_time(sqlite_url)
    await database.close()


async def test_closing_ends_the_waiting(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    tasks = asyncio.all_tasks()
    database = await Database.open_in_time(f"sqlite:///{tmp_path}/data/duologue.db")
    await database.close()
    assert asyncio.all_tasks() == tasks


async def test_scarce_room_is_said_once_each_time(caplog: pytest.LogCaptureFixture) -> None:
    moods = iter([None, "scarce", "scarce", None, "scarce", "scarce"])
    watching = asyncio.create_task(space.watch(lambda: next(moods, None), look=0))
    with caplog.at_level(logging.WARNING):
        for _ in range(10):
            await asyncio.sleep(0)
    watching.cancel()
    assert caplog.messages == ["scarce", "scarce"]


def test_a_tenth_of_a_small_disk_is_scarce(small_disk: Disk) -> None:
    (small_disk.folder / "most").write_bytes(bytes(900_000))
    assert space.shortage(small_disk.folder) is None
    (small_disk.folder / "more").write_bytes(bytes(60_000))
    words = space.shortage(small_disk.folder)
    assert words
    assert "0.1 MB are free" in words
