"""The one data file of SQLite: private, used by one process at a time, whole when opened."""

import contextlib
import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from server.db.copies import PRIVATE, connected, sync
from server.db.errors import Damaged, Occupied, Unavailable

LOCK_SECONDS = 5.0  # a restart may find its forerunner still closing


class Lock:
    """Held while this process may write. The system lets go of it when the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        os.close(self._descriptor)


def prepared(path: Path, *, patience: float = LOCK_SECONDS) -> Lock:
    """Make the file where there is none, lock it against other processes, and see that it is whole.

    Raises Occupied when another process has it, after `patience` seconds, Damaged, or Unavailable.

    Two processes that write would corrupt the file on SQLite 3.7.0 to 3.51.2 (the WAL-reset bug, mended in
    3.51.3, 3.50.7 and 3.44.6), and on any version each would send the letters that the other has leased.
    """
    lock = locked(path, patience=patience)
    try:
        _make(path)
        _check(path)
    except OSError as error:
        lock.release()
        raise Unavailable(f"{path} cannot be made or opened: {error.strerror}.") from error
    except BaseException:
        lock.release()
        raise
    return lock


def locked(path: Path, *, patience: float = LOCK_SECONDS) -> Lock:
    """Keep all other processes from writing to the file, which need not be there. Raises Occupied, or Unavailable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Lock(_locked(path.with_name(f"{path.name}.lock"), patience))
    except OSError as error:
        raise Unavailable(f"{path} cannot be made or opened: {error.strerror}.") from error


def _make(path: Path) -> None:
    """An empty file is an empty database. Its name has to be on disk before anything in it counts as kept."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    except FileExistsError:
        return
    sync(path.parent)
    sync(path.parent.parent)


def _locked(path: Path, patience: float) -> int:
    """Lock a file beside the database: to close another descriptor of the database would drop SQLite's own locks."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE)
    if sys.platform == "win32":
        return descriptor
    import fcntl  # noqa: PLC0415 (Windows has none)

    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise Occupied(
                f"{path.with_suffix('')} is in use by another process (number {owner}), and only one may write. "
                "Stop that one first. To serve from several processes, use PostgreSQL."
            ) from None
        with contextlib.suppress(OSError):  # the number is for people to read; a full disk has no room for it
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return descriptor


def _check(path: Path) -> None:
    """Look at the whole file before anything may write to it: even closing it would move the log into it.

    A rollback journal is there where the first start was cut off, before the file had a write-ahead log: without
    the right to undo with it, nobody can read the file at all.
    """
    undone = path.with_name(f"{path.name}-journal").exists()
    try:
        with closing(connected(path, "rw" if undone else "ro")) as connection:
            faults = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
        if faults == ["ok"]:
            with closing(connected(path, "rw")) as connection:
                (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    except sqlite3.OperationalError as error:
        raise Unavailable(f"{path} cannot be opened: {error}. Check its permissions and the disk.") from error
    except sqlite3.DatabaseError as error:
        faults = [str(error)]
    if faults != ["ok"]:
        raise Damaged(
            f"{path} is damaged ({' '.join('; '.join(faults).split())}). Nothing was changed. Stop the site, "
            "and put your latest backup in its place: `duologue restore FILE --replace` keeps the damaged file aside. "
            f"A copy from before the last update may be beside it ({path.name}.before-…). Without any, "
            f"`sqlite3 {path.name} .recover` may save the rest."
        )
    if mode != "wal":
        raise Damaged(f"The disk under {path} cannot hold a write-ahead log: put the file on a local disk.")
