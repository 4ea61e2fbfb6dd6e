"""The one data file: synced, private, whole, written to by those alone who may; and what a bad disk does to it."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Damaged, Database, Occupied, Unavailable, copies, datafile
from tests.db.rows import inquiries, put_inquiry

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture(params=[False, True], ids=["alone", "shared"])
def shared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """As with an SQLite that has the WAL-reset bug, or without it; which one is there does not matter to a test."""
    monkeypatch.setattr(datafile, "shareable", lambda: request.param)
    return bool(request.param)


async def test_commit_means_on_disk(sqlite_url: str, *, shared: bool) -> None:
    """WAL with synchronous=FULL (2): NORMAL loses acknowledged transactions with the power."""
    database = await Database.open(sqlite_url)

    async def pragmas(connection: AsyncConnection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        return {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names}

    assert await database.write(pragmas) == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
        "busy_timeout": 1 if shared else 5000,
    }  # fmt: skip
    await database.close()


async def test_the_file_is_the_owners_alone(sqlite_url: str, path: Path, *, shared: bool) -> None:
    database = await Database.open(sqlite_url)
    await database.write(put_inquiry)
    assert {kept.name: oct(kept.stat().st_mode & 0o777) for kept in path.parent.iterdir()} == dict.fromkeys(
        ("duologue.db", "duologue.db-wal", "duologue.db-shm", "duologue.db.lock", *["duologue.db.turn"][:shared]),
        "0o600",
    )
    await database.close()


async def test_closing_leaves_one_file_and_no_thread(sqlite_url: str, path: Path, *, shared: bool) -> None:
    threads = set(threading.enumerate())
    database = await Database.open(sqlite_url)
    await asyncio.gather(*(inquiries(database) for _ in range(10)))
    await database.write(put_inquiry)
    await database.close()
    locks = {"duologue.db.lock", "duologue.db.turn"} if shared else {"duologue.db.lock"}
    assert {kept.name for kept in path.parent.iterdir()} == {"duologue.db"} | locks
    left = {thread for thread in threading.enumerate() if not thread.name.startswith("asyncio_")}
    assert left <= threads


@pytest.mark.parametrize("name", ["a folder/with spaces", "per%20cent", "question?mark", "hash#", "ünï"])
async def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/{name}/x.db")
    await database.write(put_inquiry)
    assert await inquiries(database) == 1
    await database.close()
    assert (tmp_path / name / "x.db").stat().st_size > 0


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False),
        ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)  # fmt: skip
def test_versions_with_the_reset_bug(version: tuple[int, int, int], *, affected: bool) -> None:
    assert datafile.resets_wrongly(version) is affected


async def test_a_second_process_is_refused_where_it_could_damage_the_file(
    sqlite_url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datafile, "shareable", lambda: False)
    database = await Database.open(sqlite_url)
    assert database.alone
    words = rf"duologue\.db is in use by another process \(number \d+\).* SQLite {sqlite3.sqlite_version} can damage"
    with pytest.raises(Occupied, match=words):
        await asyncio.to_thread(datafile.prepared, path, patience=0.2)
    monkeypatch.setattr(datafile, "shareable", lambda: True)
    with pytest.raises(Occupied, match="is in use by another process"):
        await asyncio.to_thread(datafile.prepared, path, patience=0.2)
    await database.close()
    datafile.prepared(path, patience=0).release()


async def test_a_restart_waits_for_its_forerunner(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datafile, "shareable", lambda: False)
    first = await Database.open(sqlite_url)
    second = asyncio.create_task(Database.open(sqlite_url))
    await asyncio.sleep(0.2)
    assert not second.done()
    await first.close()
    await (await second).close()


async def test_where_it_does_no_harm_several_write_to_one_file(
    sqlite_url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datafile, "shareable", lambda: True)
    databases = await asyncio.gather(*(Database.open(sqlite_url) for _ in range(2)))
    assert not any(database.alone for database in databases)
    await asyncio.gather(
        *(
            database.write(lambda c, ident=f"{number}-{which}": put_inquiry(c, ident))
            for which, database in enumerate(databases)
            for number in range(100)
        )
    )
    assert [await inquiries(database) for database in databases] == [200, 200]
    monkeypatch.setattr(datafile, "shareable", lambda: False)
    with pytest.raises(Occupied, match="is in use by another process"):
        await asyncio.to_thread(datafile.prepared, path, patience=0)
    for database in databases:
        await database.close()


async def test_where_nothing_can_be_made_beside_the_data_the_file_is_let_go(
    sqlite_url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datafile, "shareable", lambda: True)
    obstacle = path.with_name(f"{path.name}.turn")
    obstacle.mkdir(parents=True)
    with pytest.raises(Unavailable, match="cannot be opened: Is a directory"):
        await Database.open(sqlite_url)
    obstacle.rmdir()
    monkeypatch.setattr(datafile, "shareable", lambda: False)
    datafile.prepared(path, patience=0).release()


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
