"""Disks that do not play along while a site runs on them, and that do so again: each a way to break and to mend."""

import contextlib
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.attacks.recording import strace
from tests.running import Running

Breaking = Callable[[Running, Path], contextlib.AbstractContextManager[None]]

FILES = ("duologue.db", "duologue.db-wal", "duologue.db-shm")


def injected(calls: str, error: str) -> Breaking:
    """Each such call on the database's files fails with the error, and has no effect."""

    @contextlib.contextmanager
    def breaking(site: Running, folder: Path) -> Iterator[None]:
        assert site.process is not None
        watched = [option for name in FILES for option in ("-P", str(folder / name))]
        command = [strace(), "-f", "-qq", *watched, f"--inject={calls}:error={error}", "-p", str(site.process.pid)]
        # Its exit status says nothing: it is told to go.
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as fault:
            _until_traced(site.process.pid)
            try:
                yield
            finally:
                fault.terminate()

    return breaking


@contextlib.contextmanager
def no_file_may_grow(site: Running, folder: Path) -> Iterator[None]:
    """RLIMIT_FSIZE: a write beyond it fails, and no disk is full."""
    assert site.process is not None
    pid, limit = site.process.pid, (folder / "duologue.db-wal").stat().st_size + 5000
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextlib.contextmanager
def read_only_files(_: Running | None, folder: Path) -> Iterator[None]:
    """Nobody may write to the files, not even who has opened them before, nor root.

    Not the -shm: it is memory that processes share, and the system ends one that writes to it then (SIGBUS).
    """
    files = [folder / name for name in FILES[:2] if (folder / name).exists()]
    try:
        subprocess.run(["chattr", "+i", *files], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("files cannot be made immutable here")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *files], check=True)


def _until_traced(pid: int) -> None:
    """Wait until every thread has its tracer."""
    while any("TracerPid:\t0" in status.read_text() for status in Path(f"/proc/{pid}/task").glob("*/status")):
        pass
