"""The one data file: synced, private, one process's, whole; and what happens when the disk does not play along."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Damaged, Database, Unavailable, copies, datafile
from tests.db.rows import inquiries, put_inquiry

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


async def test_commit_means_on_disk(sqlite_url: str) -> None:
    """WAL with synchronous=FULL (2): NORMAL loses acknowledged transactions with the power."""
    database = await Database.open(sqlite_url)

    async def pragmas(connection: AsyncConnection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        return {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names}

    assert await database.write(pragmas) == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000,
    }  # fmt: skip
    await database.close()


async def test_the_file_is_the_owners_alone(sqlite_url: str, path: Path) -> None:
    database = await Database.open(sqlite_url)
    await database.write(put_inquiry)
    assert {kept.name: oct(kept.stat().st_mode & 0o777) for kept in path.parent.iterdir()} == dict.fromkeys(
        ("duologue.db", "duologue.db-wal", "duologue.db-shm", "duologue.db.lock"), "0o600"
    )
    await database.close()


async def test_closing_leaves_one_file_and_no_thread(sqlite_url: str, path: Path) -> None:
    threads = set(threading.enumerate())
    database = await Database.open(sqlite_url)
    await asyncio.gather(*(inquiries(database) for _ in range(10)))
    await database.write(put_inquiry)
    await database.close()
    assert {kept.name for kept in path.parent.iterdir()} == {"duologue.db", "duologue.db.lock"}
    left = {thread for thread in threading.enumerate() if not thread.name.startswith("asyncio_")}
    assert left <= threads


@pytest.mark.parametrize("name", ["a folder/with spaces", "per%20cent", "question?mark", "hash#", "ünï"])
async def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/{name}/x.db")
    await database.write(put_inquiry)
    assert await inquiries(database) == 1
    await database.close()
    assert (tmp_path / name / "x.db").stat().st_size > 0


async def test_a_second_process_is_refused(sqlite_url: str, path: Path) -> None:
    database = await Database.open(sqlite_url)
    with pytest.raises(Unavailable, match=r"duologue\.db is in use by another process \(number \d+\)"):
        await asyncio.to_thread(datafile.prepared, path, patience=0.2)
    await database.close()
    datafile.prepared(path, patience=0).release()


async def test_a_restart_waits_for_its_forerunner(sqlite_url: str) -> None:
    first = await Database.open(sqlite_url)
    second = asyncio.create_task(Database.open(sqlite_url))
    await asyncio.sleep(0.2)
    assert not second.done()
    await first.close()
    await (await second).close()


@pytest.mark.parametrize("damage", [b"this is no database at all " * 400, b"\0" * 10_000])
async def test_a_damaged_file_is_named_with_the_mend_and_left_as_it_is(
    sqlite_url: str, path: Path, damage: bytes
) -> None:
    database = await Database.open(sqlite_url)
    for number in range(200):
        await database.write(lambda c, n=number: put_inquiry(c, f"inquiry-{n}", message="x" * 500))
    await database.close()
    content = bytearray(path.read_bytes())
    at = 0 if damage[0] else 8192
    content[at : at + len(damage)] = damage
    path.write_bytes(content)
    with pytest.raises(Damaged, match=r"damaged .*Nothing was changed.*latest backup"):
        await Database.open(sqlite_url)
    assert path.read_bytes() == content


async def test_a_first_start_that_was_cut_off_is_undone(sqlite_url: str, path: Path, tmp_path: Path) -> None:
    """Until a file has its write-ahead log, what is cut off leaves a rollback journal, which has to be played back."""
    path.parent.mkdir()
    with closing(sqlite3.connect(tmp_path / "elsewhere.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE half (done)")
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO half VALUES (?)", [("x" * 3000,)] * 50)
        path.write_bytes((tmp_path / "elsewhere.db").read_bytes())
        path.with_name(f"{path.name}-journal").write_bytes((tmp_path / "elsewhere.db-journal").read_bytes())
    database = await Database.open(sqlite_url)
    assert await database.read(lambda c: c.scalar(text("SELECT count(*) FROM half"))) == 0
    await database.write(put_inquiry)
    await database.close()


async def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be"):
        await Database.open(f"sqlite:///{tmp_path}")


async def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(Unavailable, match="cannot be made or opened"):
        await Database.open(f"sqlite:///{tmp_path}/data/duologue.db")


async def test_a_copy_holds_everything_written_so_far_and_few_are_kept(sqlite_url: str, path: Path) -> None:
    database = await Database.open(sqlite_url)
    await database.write(put_inquiry)
    for revision in ("0002", "0003", "0004", "0005"):
        copy = copies.keep_copy(path, revision)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM inquiry").fetchone() == (1,)
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    kept_copies = sorted(kept.name for kept in path.parent.glob("*.before-????"))
    assert kept_copies == ["duologue.db.before-0003", "duologue.db.before-0004", "duologue.db.before-0005"]
    await database.close()


async def test_a_lock_held_elsewhere_ends_in_unavailable_and_passes(sqlite_url: str, path: Path) -> None:
    """Another program, a backup say, holds SQLite's own write lock for longer than the writer waits."""
    database = await Database.open(sqlite_url)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            await database.write(put_inquiry)
        assert await inquiries(database) == 0, "readers do not wait"
    await database.write(put_inquiry)
    assert await inquiries(database) == 1
    await database.close()
