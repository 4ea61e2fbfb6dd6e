"""The running sites that journeys lead through, and a look at what they have stored."""

import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from server.content.history import kept
from server.content.history.record import Change, Difference, Piece, Record
from tests.mail.smtp import SmtpServer
from tests.running import ROOT, Running, running

CHANGED = "/blog/writing"  # an entry of which it is known what changed in it
OWNER = "owner@example.org"
FALLBACK = "paper@example.org"
SENDER = "site@duologue.example"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The sample site as it comes, for readers: without mail, and nobody writes to it."""
    data = tmp_path_factory.mktemp("sample")
    with running(data, {"DUOLOGUE_PAGES": str(copied(data))}) as site:
        yield site


class Correspondence(NamedTuple):
    """A site that forwards its letters to a mail server on loopback."""

    site: Running
    smtp: SmtpServer


@contextmanager
def corresponding(data: Path, environment: Mapping[str, str] | None = None) -> Iterator[Correspondence]:
    """The sample site without limits, since all visitors come from one network, and with a way out when it fails."""
    server = SmtpServer()
    server.open()
    try:
        settings = {"DUOLOGUE_SMTP_URL": server.url, "DUOLOGUE_OWNER_EMAIL": OWNER, "DUOLOGUE_MAIL_FROM": SENDER}
        with running(data, {**settings, "DUOLOGUE_PAGES": str(unlimited(data)), **(environment or {})}) as site:
            yield Correspondence(site, server)
    finally:
        server.close()


def copied(data: Path) -> Path:
    """A copy of pages/, with a history that does not depend on how this repository was cloned."""
    pages = data / "pages"
    shutil.copytree(ROOT / "pages", pages)
    words = (Piece("same", "It is "), Piece("removed", "short"), Piece("same", " "), Piece("added", "long"))
    differences = (Difference("Formulas", False, words), Difference("", True, (Piece("added", "x = 1"), Piece("gap"))))  # noqa: FBT003 (code or none)
    change = Change(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), "Say it at length", False, differences, left_out=2)  # noqa: FBT003 (minor or not)
    record = Record(dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC), (change,))
    kept.write(pages, {f"{CHANGED.strip('/')}.md": record})
    return pages


def previewed(site: Running) -> str:
    """The address, without the host, at which the sample site's draft is shown."""
    return site.command("preview", "blog/an-unfinished-entry.md").removeprefix(site.url)


def unlimited(data: Path) -> Path:
    """A copy of pages/ for a test that sends more than the sample site lets out in an hour."""
    pages = copied(data)
    toml = pages / "site.toml"
    text = toml.read_text("utf-8")
    for limit in ("per_network_hour = 5", "per_address_day = 3", "everyone_hour = 60"):
        assert limit in text
        text = text.replace(limit, f"{limit.partition(' = ')[0]} = 0")
    commented = '# fallback_email = "you@example.org"'
    assert commented in text
    toml.write_text(text.replace(commented, f'fallback_email = "{FALLBACK}"'), "utf-8")
    return pages


def stored(site: Running, query: str, *values: Any) -> list[Any]:
    """What a query finds in the site's data file, while the site runs."""
    with closing(sqlite3.connect(f"file:{site.data}/duologue.db?mode=ro", uri=True)) as connection:
        return connection.execute(query, values).fetchall()
