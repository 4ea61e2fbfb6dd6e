"""Thanked means on disk: what the power takes with it, at whatever moment, is never what somebody was thanked for.

The short form looks at 300 crash images of each record, DUOLOGUE_TEST_LONG=1 at 5,000.
"""

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from server.contact.sender import token
from server.db import Damaged, datafile
from server.settings import Secret
from tests.attacks.crash_images import Image, images
from tests.attacks.extent import extent
from tests.attacks.recording import Cut, Deed, Failed, Removed, Synced, Thanked, Write, deeds, recorder
from tests.journeys.crowd import WITHOUT_LIMITS, Crowd, message, secret_beside
from tests.running import PROGRAM, running

pytestmark = pytest.mark.slow

IMAGES = extent(300, 5000)
LETTERS = extent(60, 300)
FILES = ("duologue.db", "duologue.db-wal", "duologue.db-journal")  # -shm is made anew, the lock holds nothing

# The program with the one setting that most WAL databases run with: the test has to see what that loses.
FORGETFUL = """
import sys
from server import cli
from server.db import sqlite
sqlite.WRITER = tuple(pragma.replace("synchronous=FULL", "synchronous=NORMAL") for pragma in sqlite.WRITER)
sys.exit(cli.main())
"""
ROWS = """
SELECT inquiry.id, inquiry.message,
  (SELECT count(*) FROM event WHERE event.inquiry_id = inquiry.id AND event.kind = 'received'),
  (SELECT count(*) FROM letter WHERE letter.inquiry_id = inquiry.id AND letter.kind = 'forward')
FROM inquiry
"""


class Found(NamedTuple):
    """How many images lack an inquiry that was thanked for, what else is wrong, and how many lack anything at all."""

    lost: int
    mismatches: list[str]
    short: int


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory, if there is one: the images are many, and nobody loses power here."""
    quick = Path("/dev/shm")  # noqa: S108 (a folder of our own is made there)
    with tempfile.TemporaryDirectory(dir=quick if quick.is_dir() else None) as folder:
        yield Path(folder)


def test_what_was_thanked_for_survives_a_loss_of_power(tmp_path: Path, memory: Path) -> None:
    record, secret = recorded(tmp_path, PROGRAM)
    assert sum(isinstance(deed, Thanked) for deed in record) >= LETTERS
    found = examined(record, secret, memory)
    assert found.lost == 0
    assert found.mismatches == []
    assert found.short > IMAGES // 5, "nearly all that was written was kept: the test saw nothing"


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_disk_that_refuses_to_sync_is_not_believed_the_next_time(tmp_path: Path, memory: Path, seed: int) -> None:
    """Every third sync fails, and what was to be synced is forgotten: an error out of COMMIT means that nobody knows.

    Whoever then sends their letter again and is thanked has it on the disk all the same.
    """
    record, secret = recorded(tmp_path, PROGRAM, f"fsync,fdatasync:error=EIO:when={20 + seed}+3", visitors=2)
    assert sum(isinstance(deed, Failed) for deed in record) > LETTERS / 10
    found = examined(record, secret, memory, count=IMAGES // 4, seed=seed)
    assert found.lost == 0
    assert found.mismatches == []


def test_the_usual_setting_would_be_seen_to_lose(tmp_path: Path, memory: Path) -> None:
    """The control: synchronous=NORMAL keeps the file whole, and forgets."""
    record, secret = recorded(tmp_path, (sys.executable, "-c", FORGETFUL))
    found = examined(record, secret, memory)
    assert found.lost > IMAGES // 20
    assert found.mismatches == []


def recorded(tmp_path: Path, program: tuple[str, ...], *faults: str, visitors: int = 10) -> tuple[list[Deed], Secret]:
    """Let people write to a site from its first start to its end, and record what it does to its files.

    The fewer write at once, the fewer letters share a sync.
    """
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "site.toml").write_text(WITHOUT_LIMITS)
    record = tmp_path / "record"
    data = tmp_path / "data"
    data.mkdir()
    started = (*recorder(record, *faults), *program)
    with running(data, {"DUOLOGUE_PAGES": str(pages)}, program=started) as site:
        crowd = Crowd([site.url], visitors=visitors, pause=0.02, doubled=0, most=LETTERS // visitors)
        asyncio.run(crowd.wrote())
    assert site.process is not None
    done = deeds(record, data, FILES, site.process.pid)
    _says_what_is_there(done, data)
    record.unlink()
    return done, secret_beside(data)


def examined(record: list[Deed], secret: Secret, folder: Path, *, count: int = IMAGES, seed: int = 1) -> Found:
    """Open each image as the program would, and compare."""
    lost, short, mismatches = 0, 0, []
    for number, image in enumerate(images(record, count, seed)):
        place = folder / str(number)
        place.mkdir()
        try:
            kept = _opened(image, place, secret)
        except (Damaged, ValueError) as error:
            mismatches.append(f"image {number}: {error}")
            continue
        finally:
            for file in place.iterdir():
                file.unlink()
            place.rmdir()
        lost += bool(image.thanked - kept)
        short += image.short
    thanked = sum(isinstance(deed, Thanked) for deed in record)
    syncs, failed = (sum(isinstance(deed, kind) for deed in record) for kind in (Synced, Failed))
    print(
        f"{len(record)} deeds, {syncs} syncs and {failed} that failed, {thanked} thanks; {count} images, of "
        f"which {short} lack something that was written: {lost} lost what was thanked for, {len(mismatches)} mismatches"
    )
    return Found(lost, mismatches, short)


def _opened(image: Image, folder: Path, secret: Secret) -> frozenset[str]:
    """The senders' pages of all inquiries in an image. Raises Damaged, and ValueError where one is not as sent."""
    for name, content in image.files.items():
        (folder / name).write_bytes(content)
    path = folder / "duologue.db"
    if not path.exists():
        return frozenset()
    datafile.prepared(path, patience=0).release()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        faults = connection.execute("PRAGMA integrity_check").fetchall()
        if faults != [("ok",)]:
            raise ValueError(faults)
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'inquiry'").fetchone():
            return frozenset()
        rows = connection.execute(ROWS).fetchall()
    for ident, words, received, letters in rows:
        if (words, received, letters) != (message(words.partition(".")[0]), 1, 1):
            raise ValueError(f"{ident} is not as it was sent: {words!r}, {received} events, {letters} letters")
    return frozenset(token.address(secret, row[0]) for row in rows)


def _says_what_is_there(record: list[Deed], data: Path) -> None:
    """The record is complete: done in order, it gives the very file that the program has left."""
    content = bytearray()
    for deed in record:
        if isinstance(deed, Write) and deed.name == "duologue.db":
            content.extend(bytes(max(0, deed.offset + len(deed.content) - len(content))))
            content[deed.offset : deed.offset + len(deed.content)] = deed.content
        elif isinstance(deed, Cut) and deed.name == "duologue.db":
            del content[deed.size :]
    assert bytes(content) == (data / "duologue.db").read_bytes()
    closed = any(isinstance(deed, Removed) and deed.name == "duologue.db-wal" for deed in record)
    assert closed or any(isinstance(deed, Failed) for deed in record)
