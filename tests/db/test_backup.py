"""A backup is whole and changes nothing; restored, it is what the site goes on with, and nothing is thrown away."""

import asyncio
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from server import cli
from server.db import Damaged, Database, Occupied, Unavailable, copies
from server.db.restoring import restored, secret_restored
from tests.db.disks import Disk
from tests.db.rows import inquiries, put_inquiry

pytestmark = pytest.mark.anyio

STAMP = "2026-11-25T120000Z"


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
async def kept(sqlite_url: str, path: Path, tmp_path: Path) -> Path:
    """A backup of one inquiry; the site has had a second one since, and is stopped."""
    database = await Database.open(sqlite_url)
    await database.write(put_inquiry)
    copies.backed_up(path, tmp_path / "backup.db")
    await database.write(lambda c: put_inquiry(c, "later"))
    await database.close()
    return tmp_path / "backup.db"


async def counted(path: Path) -> int:
    database = await Database.open(f"sqlite:///{path}")
    try:
        return await inquiries(database)
    finally:
        await database.close()


async def test_a_backup_of_a_running_site_is_whole_complete_and_private(sqlite_url: str, path: Path) -> None:
    database = await Database.open(sqlite_url)
    over = asyncio.Event()
    acknowledged = 0

    async def write() -> None:
        nonlocal acknowledged
        while not over.is_set():
            await database.write(lambda c, n=acknowledged: put_inquiry(c, f"inquiry-{n}", message="x" * 3000))
            acknowledged += 1

    writing = asyncio.create_task(write())
    for number in range(5):
        await asyncio.sleep(0.05)
        before = acknowledged
        target = path.with_name("backups") / f"{number}.db"
        content = await asyncio.to_thread(copies.backed_up, path, target)
        assert before <= content.inquiries <= acknowledged + 1
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert await counted(target) == content.inquiries
    over.set()
    await writing
    await database.close()
    assert acknowledged > 5


async def test_to_back_up_does_not_write_to_the_data(kept: Path, path: Path) -> None:
    before, since = path.read_bytes(), path.stat().st_mtime_ns
    copies.backed_up(path, kept.with_name("another.db"))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, since)


async def test_a_backup_needs_no_file_beside_it(kept: Path) -> None:
    """It can be read where nothing can be written."""
    with closing(sqlite3.connect(f"file:{kept}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT count(*) FROM inquiry").fetchone() == (1,)
    assert {file.name for file in kept.parent.iterdir()} == {"backup.db", "data"}


async def test_a_backup_replaces_nothing(kept: Path, path: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(FileExistsError, match="replaces nothing"):
        copies.backed_up(path, kept)
    assert kept.read_bytes() == before


async def test_no_backup_is_better_than_half_a_one(kept: Path, path: Path, small_disk: Disk) -> None:
    small_disk.fill()
    with pytest.raises(Unavailable, match="full"):
        copies.backed_up(path, small_disk.folder / "backup.db")
    content = bytearray(kept.read_bytes())
    content[8192:18_192] = b"\xff" * 10_000
    damaged = kept.with_name("damaged.db")
    damaged.write_bytes(content)
    with pytest.raises(Damaged, match="damaged"):
        copies.backed_up(damaged, kept.with_name("another.db"))
    assert {file.name for file in kept.parent.iterdir()} == {"backup.db", "damaged.db", "data", "disk"}
    assert {file.name for file in small_disk.folder.iterdir()} == {"filler"}


async def test_restored_where_nothing_is(kept: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "new" / "duologue.db"
    content, former = restored(kept, elsewhere, stamp=STAMP, replace=False)
    assert (content.inquiries, former) == (1, None)
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600
    assert await counted(elsewhere) == 1


async def test_data_are_replaced_only_when_that_was_said_and_are_kept(kept: Path, path: Path) -> None:
    with pytest.raises(FileExistsError, match="--replace"):
        restored(kept, path, stamp=STAMP, replace=False)
    assert await counted(path) == 2
    _, former = restored(kept, path, stamp=STAMP, replace=True)
    assert former == path.with_name(f"duologue.db.replaced-{STAMP}")
    assert await counted(path) == 1
    assert await counted(former) == 2


async def test_what_a_killed_site_has_left_in_its_log_is_kept_as_well(kept: Path, path: Path) -> None:
    database = await Database.open(f"sqlite:///{path}")
    await database.write(lambda c: put_inquiry(c, "in-the-log"))
    files = {end: path.with_name(f"{path.name}{end}").read_bytes() for end in ("", "-wal")}
    await database.close()
    for end, content in files.items():
        path.with_name(f"{path.name}{end}").write_bytes(content)
    _, former = restored(kept, path, stamp=STAMP, replace=True)
    assert former
    assert (await counted(path), await counted(former)) == (1, 3)


async def test_damaged_data_are_kept_with_all_that_lies_beside_them(kept: Path, path: Path) -> None:
    damaged = b"no database at all " * 1000
    path.write_bytes(damaged)
    path.with_name("duologue.db-wal").write_bytes(b"nor a log")
    _, former = restored(kept, path, stamp=STAMP, replace=True)
    assert former
    assert former.read_bytes() == damaged
    assert former.with_name(f"{former.name}-wal").read_bytes() == b"nor a log"
    assert await counted(path) == 1


async def test_nothing_is_restored_under_a_running_site(kept: Path, path: Path) -> None:
    database = await Database.open(f"sqlite:///{path}")
    with pytest.raises(Occupied, match="in use by another process"):
        restored(kept, path, stamp=STAMP, replace=True)
    await database.close()
    assert await counted(path) == 2


@pytest.mark.parametrize("what", ["torn", "no database", "another one's", "newer", "missing"])
async def test_what_is_no_sound_backup_replaces_nothing(kept: Path, path: Path, what: str) -> None:
    before = path.read_bytes()
    if what == "torn":
        kept.write_bytes(kept.read_bytes()[:-9000])
    elif what == "no database":
        kept.write_bytes(b"a letter to a friend " * 500)
    elif what == "missing":
        kept.unlink()
    else:
        with closing(sqlite3.connect(kept, isolation_level=None)) as connection:
            gone, newer = "DROP TABLE inquiry", "UPDATE alembic_version SET version_num = '9999'"
            connection.execute(newer if what == "newer" else gone)
    names = {file.name for file in path.parent.iterdir()}
    with pytest.raises((Damaged, Unavailable)):
        restored(kept, path, stamp=STAMP, replace=True)
    assert path.read_bytes() == before
    assert {file.name for file in path.parent.iterdir()} == names


def test_the_secret_goes_with_the_data(tmp_path: Path) -> None:
    secret, beside = tmp_path / "secret", tmp_path / "backup.db.secret"
    assert not secret_restored(beside, secret, stamp=STAMP)
    beside.write_bytes(b"of the backup")
    assert secret_restored(beside, secret, stamp=STAMP)
    assert secret.read_bytes() == b"of the backup"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    secret.write_bytes(b"of now")
    assert secret_restored(beside, secret, stamp=STAMP)
    assert secret.read_bytes() == b"of the backup"
    assert (tmp_path / f"secret.replaced-{STAMP}").read_bytes() == b"of now"


async def test_the_commands_do_it_all(
    kept: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path.with_name("secret").write_bytes(b"the secret")
    ledger = path.with_name("addresses.json")
    ledger.write_bytes(b"{}")
    for name in [name for name in os.environ if name.startswith("DUOLOGUE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DUOLOGUE_DATABASE_URL", f"sqlite:///{path}")
    assert cli.main(["backup"]) == 0
    made, *beside = sorted(path.with_name("backups").iterdir())
    assert f"{made}: 2 inquiries" in capsys.readouterr().out
    assert [file.name for file in beside] == [f"{made.name}.addresses.json", f"{made.name}.secret"]
    assert cli.main(["restore", str(kept)]) == 1
    assert "--replace" in capsys.readouterr().err
    assert cli.main(["restore", "--replace", str(kept)]) == 0
    said = capsys.readouterr().out
    assert "holds 1 inquiries now" in said
    assert "No secret lay beside the backup" in said
    assert await counted(path) == 1
    ledger.unlink()
    assert cli.main(["restore", "--replace", str(made)]) == 0
    assert ledger.read_bytes() == b"{}"
    assert "The secret is the one that lay beside the backup" in capsys.readouterr().out
    assert await counted(path) == 2


@pytest.mark.parametrize(("command", "words"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_postgresql_has_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, words: str
) -> None:
    monkeypatch.setenv("DUOLOGUE_DATABASE_URL", "postgresql://user:password@host/name")
    assert cli.main([command, "file"]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "password" not in said
