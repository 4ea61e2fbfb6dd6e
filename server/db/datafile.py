"""The one data file of SQLite: private, whole when opened, and written to by those alone who may."""

import contextlib
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from server.db.copies import PRIVATE, connected, sync
from server.db.errors import Damaged, Occupied, Unavailable
from server.db.flock import flocked

LOCK_SECONDS = 5.0  # a restart may find its forerunner still closing


class Lock:
    """Held while this process may write. The system lets go of it when the process ends, however it ends."""

    def __init__(self, descriptor: int, *, alone: bool) -> None:
        self.alone = alone  # nobody else can have one meanwhile
        self._descriptor = descriptor

    def release(self) -> None:
        os.close(self._descriptor)


def resets_wrongly(version: tuple[int, ...]) -> bool:
    """Whether a version of SQLite has the WAL-reset bug, which damages a file that two processes write to.

    That is 3.7.0 to 3.51.2, but for the branches in which it was mended: 3.50.7 and 3.44.6.
    """
    for branch, patch in (((3, 50), 7), ((3, 44), 6)):
        if version[:2] == branch:
            return version[2] < patch
    return (3, 7, 0) <= version < (3, 51, 3)


def shareable() -> bool:
    """Whether other processes may write to the file beside this one."""
    return sys.platform != "win32" and not resets_wrongly(sqlite3.sqlite_version_info)


def prepared(path: Path, *, patience: float = LOCK_SECONDS) -> Lock:
    """Make the file where there is none, lock it, and see that it is whole.

    Raises Occupied when a process has it with which it cannot be shared, after `patience` seconds, Damaged, or
    Unavailable.
    """
    lock = locked(path, patience=patience, shared=shareable())
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


def locked(path: Path, *, patience: float = LOCK_SECONDS, shared: bool = False) -> Lock:
    """Keep all others from writing to the file, which need not be there, or those alone that cannot share it.

    Raises Occupied, or Unavailable.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Lock(_locked(path.with_name(f"{path.name}.lock"), patience, shared=shared), alone=not shared)
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


def _locked(path: Path, patience: float, *, shared: bool) -> int:
    """Lock a file beside the database: to close another descriptor of the database would drop SQLite's own locks."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE)
    if not flocked(descriptor, patience, shared=shared):
        owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise Occupied(
            f"{path.with_suffix('')} is in use by another process (number {owner}): stop that one first.{_why()}"
        )
    with contextlib.suppress(OSError):  # the number is for people to read; a full disk has no room for it
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _why() -> str:
    """What would help whoever wants two to write."""
    if shareable():
        return ""
    return (
        f" Only one may write, since SQLite {sqlite3.sqlite_version} can damage a file that two write to: to serve "
        "from several processes, use SQLite 3.51.3 or later, or PostgreSQL."
    )


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
