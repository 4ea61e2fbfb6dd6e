"""Nobody is thanked for what the disk has not taken, everybody can read meanwhile, and no restart is needed afterwards.

The short form sends 200 letters to a disk that fills up and 8 to each that is broken, DUOLOGUE_TEST_LONG=1 900 and 100.
"""

import contextlib
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote_plus, urlencode

import httpx
import pytest

from server.contact.sender import token
from tests.attacks.bad_disks import Breaking, injected, no_file_may_grow, read_only_files
from tests.attacks.extent import extent
from tests.db.disks import mounted
from tests.journeys.crowd import FORM, WITHOUT_LIMITS, secret_beside
from tests.running import Running, running

pytestmark = pytest.mark.slow

ROOM = extent("1500k", "3m")
LETTERS = extent(200, 900)
EACH = extent(8, 100)
FALLBACK = "paper@example.org"

SYNC = "fsync,fdatasync"


class Visitor:
    """Somebody who writes one letter after the other, and remembers for which of them they were thanked."""

    def __init__(self, site: Running) -> None:
        self._client = httpx.Client(base_url=site.url, timeout=30)
        self.thanked: dict[str, str] = {}
        self.answers: Counter[int] = Counter()

    def write(self, words: str) -> httpx.Response:
        message = f"{words}. {'And so on, for a long time. ' * 60}"
        fields = {"name": "Ada", "email": "ada@example.com", "kind": "other", "message": message}
        answer = self._client.post("/contact/inquiries", content=urlencode(fields), headers=FORM)
        self.answers[answer.status_code] += 1
        if answer.status_code == 303:
            self.thanked[words] = answer.headers["location"]
        else:
            assert answer.status_code == 503, answer.text
            assert words in answer.text, "what was typed is gone"
            assert f"mailto:{FALLBACK}" in answer.text
            assert words in unquote_plus(answer.text.partition(f"mailto:{FALLBACK}")[2].partition('"')[0])
        return answer

    def reads(self) -> bool:
        """Whether pages are served."""
        return [self._client.get(path).status_code for path in ("/", "/contact", "/healthz")] == [200, 200, 200]

    def close(self) -> None:
        self._client.close()


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    with (
        mounted(tmp_path / "disk", ROOM) as disk,
        site_on(tmp_path, disk.folder) as site,
        people(site) as (owner, visitor),
    ):
        assert visitor.write("Before").status_code == 303
        for number in range(LETTERS):
            visitor.write(f"Letter {number}")
        assert visitor.answers[503] > LETTERS / 10, "it was never full: the test saw nothing"
        assert owner.get("/inbox").status_code == 200
        assert visitor.reads()
        subprocess.run(["mount", "-o", "remount,size=60m", disk.folder], check=True)
        kept = len(visitor.thanked)
        assert visitor.write("Afterwards").status_code == 303
        print(f"{LETTERS} letters to {ROOM}: {dict(visitor.answers)}, {kept} thanked before there was room again")
        is_all_there(visitor, site, disk.folder)


@pytest.mark.parametrize(
    "breaking",
    [
        injected(SYNC, "EIO"), injected(SYNC, "ENOSPC"), injected("pwrite64", "EIO"), injected("pwrite64", "ENOSPC"),
        injected("pwrite64", "EROFS"), injected("pwrite64,fsync,fdatasync,ftruncate", "EIO"), no_file_may_grow,
        read_only_files,
    ],
    ids=["sync-EIO", "sync-ENOSPC", "write-EIO", "write-ENOSPC", "write-EROFS", "all-EIO", "RLIMIT_FSIZE", "immutable"],
)  # fmt: skip
def test_a_disk_that_breaks_while_the_site_runs(tmp_path: Path, breaking: Breaking) -> None:
    """What was not stored is sent again in the end, and is one inquiry."""
    data = tmp_path / "data"
    data.mkdir()
    with site_on(tmp_path, data) as site, people(site) as (owner, visitor):
        assert visitor.write("Before").status_code == 303
        with breaking(site, data):
            for number in range(EACH):
                visitor.write(f"Letter {number}")
            assert visitor.answers == {303: 1, 503: EACH}
            assert owner.get("/inbox").status_code == 200
            assert visitor.reads()
        assert visitor.write("Letter 0").status_code == 303, "the first one afterwards is taken"
        for number in range(EACH):
            assert visitor.write(f"Letter {number}").status_code == 303
        is_all_there(visitor, site, data)


@pytest.mark.parametrize("what", ["mount", "files"])
def test_a_disk_that_is_read_only_at_the_start(tmp_path: Path, what: str) -> None:
    with mounted(tmp_path / "disk", "20m") as disk:
        with site_on(tmp_path, disk.folder) as site, people(site) as (_, visitor):
            assert visitor.write("Before").status_code == 303
        with closing(Visitor(site)) as visitor, closing_site(site):
            if what == "mount":
                disk.remount("ro")
                while_it_refuses(site, visitor)
                disk.remount("rw")
            else:
                with read_only_files(None, disk.folder):
                    while_it_refuses(site, visitor)
            began = time.monotonic()
            while visitor.write("Afterwards").status_code != 303:
                assert time.monotonic() - began < 10
                time.sleep(0.2)
        is_all_there(visitor, site, disk.folder)


def while_it_refuses(site: Running, visitor: Visitor) -> None:
    site.start()
    for number in range(5):
        assert visitor.write(f"Letter {number}").status_code == 503
    assert visitor.reads()


@contextlib.contextmanager
def closing_site(site: Running) -> Iterator[None]:
    try:
        yield
    finally:
        site.stop()


def site_on(tmp_path: Path, folder: Path) -> contextlib.AbstractContextManager[Running]:
    """A site whose data are in the folder, and whose log is elsewhere."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "site.toml").write_text(f'[contact]\nfallback_email = "{FALLBACK}"\n{WITHOUT_LIMITS}')
    (pages / "index.md").write_text("# Home\n")
    place = {"DUOLOGUE_DATABASE_URL": f"sqlite:///{folder}/duologue.db", "DUOLOGUE_PAGES": str(pages)}
    return running(tmp_path, place)


@contextlib.contextmanager
def people(site: Running) -> Iterator[tuple[httpx.Client, Visitor]]:
    """The owner, who came in before anything happened, and a visitor."""
    with httpx.Client(headers={"origin": site.url}, base_url=site.url, timeout=30) as owner:
        assert owner.post(site.command("owner", "link")).status_code == 303
        with closing(Visitor(site)) as visitor:
            yield owner, visitor


def is_all_there(visitor: Visitor, site: Running, folder: Path) -> None:
    """Everything that was thanked for is stored once, under the address it was thanked with; and the file is whole."""
    assert site.process is not None
    secret = secret_beside(folder)
    with closing(sqlite3.connect(f"file:{folder}/duologue.db?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT id, message FROM inquiry").fetchall()
    places = {message.partition(".")[0]: token.address(secret, ident) for ident, message in rows}
    assert len(places) == len(rows), "one letter has become two inquiries"
    assert {words: places.get(words) for words in visitor.thanked} == visitor.thanked
