"""Memory of the running site with many documents: after the start, and under load for a minute.

    uv run python -m tests.bench.memory [documents] [seconds]

Needs wrk. The load is 32 connections that ask for all documents in turn, with and without brotli.
"""

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.request import urlopen

from tests.bench import large
from tests.running import Running, resident, running

WANTED, GROWTH = 200.0, 20.0  # megabytes
CONNECTIONS = 32
EVERY = 0.05  # seconds between two looks at the memory
LOAD = """
local encodings = {"br", "gzip", "identity"}
local n = 0
function request()
  n = n + 1
  local headers = {["Accept-Encoding"] = encodings[n %% 3 + 1]}
  return wrk.format("GET", "/blog/document-" .. (n * 7 %% %d), headers)
end
"""


class Peak:
    """The most that a process and all below it have in memory, in megabytes, for as long as the block lasts.

    It has to be there at two looks on end: a process that is being started has, for a moment, its parent's memory.
    """

    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        self._pid = pid
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watching.join()

    def _watch(self) -> None:
        before = 0.0
        while not self._over.wait(EVERY):
            now = resident(self._pid)
            self.megabytes, before = max(self.megabytes, min(before, now)), now


@contextmanager
def site(count: int) -> Iterator[Running]:
    """A running site of so many documents."""
    with tempfile.TemporaryDirectory() as folder:
        pages = large.duologue(Path(folder) / "pages", count)
        data = Path(folder) / "data"
        data.mkdir()
        with running(data, {"DUOLOGUE_PAGES": str(pages)}) as started:
            yield started


def settled(started: Running, seconds: float = 180) -> None:
    """Wait until the memory stays as it is, or so long: cards of thousands of pages are drawn for hours."""
    assert started.process is not None
    before, since = resident(started.process.pid), time.monotonic()
    deadline = since + seconds
    while time.monotonic() - since < 5 and time.monotonic() < deadline:
        time.sleep(0.5)
        now = resident(started.process.pid)
        if abs(now - before) > 1:
            before, since = now, time.monotonic()


def main(count: int = 1000, seconds: int = 60) -> int:
    if not shutil.which("wrk"):
        print("This needs wrk (Debian's package of that name).")
        return 2
    with site(count) as started:
        assert started.process is not None
        pid = started.process.pid
        with Peak(pid) as peak:
            at_once = resident(pid)
            urlopen(f"{started.url}/search?q=document", timeout=60).close()
            settled(started)
        after = resident(pid)
        script = started.data / "load.lua"
        script.write_text(LOAD % count)
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), started.url]
        with Peak(pid) as loaded:
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in said, said
    grown = loaded.megabytes - after
    print(f"{count} documents: {at_once:.0f} MB at the first answer, {after:.0f} MB when all is made, ", end="")
    print(f"{peak.megabytes:.0f} MB at most meanwhile (wanted {WANTED:.0f} MB at most)")
    print(
        f"under load for {seconds} s {loaded.megabytes:.0f} MB at most, {grown:+.0f} MB (wanted {GROWTH:.0f} at most)"
    )
    print(next(line for line in said.splitlines() if "Requests/sec" in line))
    return 0 if max(peak.megabytes, after) <= WANTED and grown <= GROWTH else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
