"""From process start to the first answer, as ratios to the time and memory in which Hugo builds the same documents.

    uv run python -m tests.bench.startup [documents] [rounds]

Needs hugo. Rounds alternate, so that a noisy machine is noisy for both. Duologue's first start is not counted: it
compiles Python, which an image has done. Before the first answer counts, a page that nobody has asked for yet is
there, too. Besides: when the search knows all documents, and the most that the whole tree of processes had in memory
from its start until the search is there and all pages are made.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from tests.bench import large
from tests.bench.memory import Peak, settled
from tests.running import ROOT, Running, ended

WANTED = {1000: 2.0, 10_000: 1.0}  # times the build of Hugo
WANTED_MEMORY = 0.25  # of Hugo's
ROUNDS = {1000: 7, 10_000: 3}


class Start(NamedTuple):
    """Seconds to the first page and to the first answer of the search; megabytes at most until all is made."""

    first: float
    search: float
    megabytes: float


class Build(NamedTuple):
    seconds: float
    megabytes: float


def started(pages: Path, data: Path, count: int, watched: float = 90) -> Start:
    """One start of Duologue, with a database and nothing else kept from an earlier one."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    site = Running(data, {"DUOLOGUE_PAGES": str(pages)})
    site.environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(site.port)]
    with site.log.open("wb") as log:
        began = time.perf_counter()
        process = site.process = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=log, stderr=log)
        try:
            with Peak(process.pid) as peak:
                first = _answered(f"{site.url}/", began, process)
                _answered(f"{site.url}/blog/document-{count // 2}", began, process)
                search = _answered(f"{site.url}/search?q=document", began, process)
                settled(site, watched)
        finally:
            ended(process)
    return Start(first, search, peak.megabytes)


def _answered(url: str, began: float, process: subprocess.Popen[bytes]) -> float:
    """Seconds until the address is answered with 200."""
    while process.poll() is None:
        try:
            with urlopen(url, timeout=60) as answer:
                answer.read()
                return time.perf_counter() - began
        except ConnectionError:
            time.sleep(0.01)
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionError):
                raise
            time.sleep(0.01)
    raise RuntimeError(f"the server ended with {process.returncode}")


def built(site: Path) -> Build:
    """One build of Hugo, into a new folder."""
    shutil.rmtree(site / "public", ignore_errors=True)
    began = time.perf_counter()
    process = subprocess.Popen(["hugo", "--quiet", "-s", str(site)])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Build(time.perf_counter() - began, used.ru_maxrss * 1024 / 1e6)


def main(count: int = 1000, rounds: int = 0) -> int:
    if not shutil.which("hugo"):
        print("This needs hugo (Debian's package of that name).")
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages, theirs = large.duologue(folder / "pages", count), large.hugo(folder / "hugo", count)
        started(pages, folder / "data", count, watched=0)
        starts, builds = [], []
        for _ in range(rounds or ROUNDS.get(count, 3)):
            starts.append(started(pages, folder / "data", count))
            builds.append(built(theirs))
            print(
                f"  {starts[-1].first:.2f} s, search {starts[-1].search:.2f} s, {starts[-1].megabytes:.0f} MB", end=""
            )
            print(f"; hugo {builds[-1].seconds:.2f} s, {builds[-1].megabytes:.0f} MB", flush=True)
    first, search, memory = (
        statistics.median(ours[at] / theirs[1 if at == 2 else 0] for ours, theirs in zip(starts, builds, strict=True))
        for at in range(3)
    )
    wanted = WANTED.get(count, 1.0)
    print(
        f"{count} documents, to hugo: first answer {first:.2f}, search {search:.2f} (wanted {wanted:.1f} at most), ",
        end="",
    )
    print(f"memory {memory:.2f}{f' (wanted {WANTED_MEMORY} at most)' if count >= 10_000 else ''}")
    return 0 if max(first, search) <= wanted and (count < 10_000 or memory <= WANTED_MEMORY) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
