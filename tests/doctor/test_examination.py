"""Everything is looked at, what is wrong is named with its mend, and nothing is changed."""

import asyncio
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from server.db import Database
from server.doctor import postgresql as on_postgresql
from server.doctor import setup, sqlite
from server.doctor.examination import of_everything
from server.doctor.finding import Finding, failed, report
from server.settings import Settings
from tests.db.rows import put_inquiry
from tests.running import Running

pytestmark = pytest.mark.anyio

PUBLIC = Settings(
    url="https://example.org",
    owner_email="owner@example.net",
    mail_from="site@example.org",
    smtp_url="smtp://user:secret@mail.example.org:587",
    client_ip_header="Fly-Client-IP",
)


def bad(findings: list[Finding]) -> list[str]:
    return [finding.words for finding in findings if finding.level == "bad"]


@pytest.fixture
async def path(sqlite_url: str) -> Path:
    database = await Database.open(sqlite_url)
    for number in range(300):
        await database.write(lambda c, n=number: put_inquiry(c, f"inquiry-{n}", message="x" * 500))
    await database.close()
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_a_sound_set_up_is_all_good() -> None:
    assert {finding.level for finding in setup.examined(PUBLIC)} == {"good"}
    assert "secret" not in report(list(setup.examined(PUBLIC)))


@pytest.mark.parametrize(
    ("host", "domain", "own"),
    [
        ("example.org", "example.org", True),
        ("www.example.org", "example.org", True),
        ("www.example.org", "mail.example.org", True),
        ("myexample.org", "example.org", False),
        ("example.org", "myexample.org", False),
    ],
)
def test_a_domain_that_only_ends_alike_is_another_one(host: str, domain: str, *, own: bool) -> None:
    settings = Settings(url=f"https://{host}", mail_from=f"site@{domain}")
    assert any("the site's own domain" in finding.words for finding in setup.examined(settings)) == own


def test_on_ones_own_machine_nothing_has_to_be_mended() -> None:
    assert not failed(setup.examined(Settings()))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(url="http://example.org", owner_email="o@example.org", smtp_url="smtps://a.b"), "without https"),
        (Settings(url="https://example.org", smtp_url="smtps://a.b"), "DUOLOGUE_OWNER_EMAIL is not set"),
        (Settings(url="https://example.org", owner_email="o@example.org"), "DUOLOGUE_SMTP_URL is not set"),
        (Settings(owner_email="not an address"), "mail servers do not take"),
        (Settings(mail_from="Ada <ada@example.org>"), "DUOLOGUE_MAIL_FROM"),
        (Settings(smtp_url="smtps://a.b"), "no receiver takes mail from localhost"),
    ],
)
def test_a_setting_that_cannot_work_is_named(settings: Settings, words: str) -> None:
    (fault,) = bad(list(setup.examined(settings)))
    assert words in fault


def test_letters_from_another_domain_are_noted() -> None:
    settings = Settings(url="https://example.org", mail_from="ada@mailbox.test")
    assert any("must be allowed to send for mailbox.test" in finding.words for finding in setup.examined(settings))


async def test_a_sound_file_is_looked_at_and_left_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    findings = [finding async for finding in of_everything(Settings(database_url=f"sqlite:///{path}"))]
    said = " ".join(report(findings).split())
    assert not failed(findings), said
    for looked_at in ("is whole", "write-ahead log", "of this version", "user alone", "SQLite is", "GB left"):
        assert looked_at in said
    assert path.read_bytes() == before


async def test_a_file_in_use_can_be_looked_at(path: Path) -> None:
    database = await Database.open(f"sqlite:///{path}")
    await database.write(put_inquiry)
    assert not failed(await asyncio.to_thread(lambda: list(sqlite.examined(path))))
    await database.write(lambda c: put_inquiry(c, "afterwards"))
    await database.close()


def test_before_the_first_start_there_is_nothing_to_mend(tmp_path: Path) -> None:
    assert not failed(sqlite.examined(tmp_path / "data" / "duologue.db"))
    assert not (tmp_path / "data").exists()


async def test_a_damaged_file_is_named_with_the_mend(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[20_000:30_000] = bytes(10_000)
    path.write_bytes(content)
    (fault,) = bad(list(sqlite.examined(path)))
    assert "latest backup" in fault


async def test_what_others_can_read_is_named(path: Path) -> None:
    secret = path.with_name("secret")
    secret.write_text("x")
    secret.chmod(0o644)
    (fault,) = bad(list(sqlite.examined(path)))
    assert f"chmod 600 {secret}" in fault


async def test_rows_without_their_inquiry_are_named(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO event (inquiry_id, at, kind, detail) VALUES ('gone', 1, 'note', '{}')")
    (fault,) = bad(list(sqlite.examined(path)))
    assert "1 rows belong to inquiries that are not there" in fault


@pytest.mark.parametrize(("revision", "level"), [("0001", "note"), ("9999", "bad")])
def test_data_of_another_version_are_named(revision: str, level: str) -> None:
    assert sqlite.of_revision(revision).level == level


def test_a_folder_on_another_machine_is_known(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("disk / ext4 rw 0 0\nserver:/x /srv/my\\040data nfs4 rw 0 0\nnone /srv tmpfs rw 0 0\n")
    assert sqlite.filesystem(Path("/srv/my data/site"), mounts) == "nfs4"
    assert sqlite.filesystem(Path("/srv/mine"), mounts) == "tmpfs"
    assert sqlite.filesystem(Path("/var"), mounts) == "ext4"
    assert sqlite.filesystem(Path("/var"), tmp_path / "none") is None


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
async def test_a_server_that_may_forget_is_refused(postgresql_url: str, setting: str) -> None:
    """The tests' own server has fsync off, for speed."""
    await _set(postgresql_url, full_page_writes="on", synchronous_commit="on")
    try:
        await _set(postgresql_url, **({} if setting == "fsync" else {setting: "off"}))
        faults = bad([finding async for finding in on_postgresql.examined(postgresql_url)])
        expected = {"fsync", setting}
        assert {fault.split(" = off")[0].split()[-1] for fault in faults} == expected
    finally:
        await _set(postgresql_url, full_page_writes="on", synchronous_commit="on")


async def test_a_server_that_is_away_is_named(postgresql_url: str) -> None:
    (fault,) = bad([finding async for finding in on_postgresql.examined(postgresql_url.replace("/test_", "/no_such_"))])
    assert "no_such_" in fault


async def test_the_tables_of_a_server_are_known(postgresql_url: str) -> None:
    *_, empty = [finding async for finding in on_postgresql.examined(postgresql_url)]
    assert "no tables yet" in empty.words
    await (await Database.open(postgresql_url)).close()
    *_, made = [finding async for finding in on_postgresql.examined(postgresql_url)]
    assert "of this version" in made.words


def test_the_command_says_how_it_stands(tmp_path: Path) -> None:
    site = Running(tmp_path, {"DUOLOGUE_URL": "http://localhost:8000"})
    assert site.command("doctor").endswith("Nothing has to be mended.")
    (tmp_path / "duologue.db").write_bytes(b"no database" * 100)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        site.command("doctor")
    assert caught.value.returncode == 1
    assert "cannot be read" in caught.value.stdout
    assert "2 things have to be mended." in caught.value.stdout, "nor is the file private"


async def _set(url: str, **settings: str) -> None:
    connection = await asyncpg.connect(url)
    for name, value in settings.items():
        await connection.execute(f"ALTER SYSTEM SET {name} = {value}")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
    await asyncio.sleep(0.3)
