"""The one data file of SQLite: private, used by one process at a time, whole when opened, copied before changes."""

import contextlib
import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from server.db.errors import Damaged, Occupied, Unavailable

LOCK_SECONDS = 5.0  # a restart may find its forerunner still closing
COPIES = 3
PRIVATE = 0o600


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
    try:
        _make(path)
        lock = Lock(_locked(path.with_name(f"{path.name}.lock"), patience))
    except OSError as error:
        raise Unavailable(f"{path} cannot be made or opened: {error.strerror}.") from error
    try:
        _check(path)
    except BaseException:
        lock.release()
        raise
    return lock


def keep_copy(path: Path, revision: str) -> Path:
    """Copy the data as they are now to NAME.before-REVISION, synced; keep the newest few of such copies."""
    copy = path.with_name(f"{path.name}.before-{revision}")
    draft = copy.with_name(f".{copy.name}")
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
        with closing(_connected(path, "ro")) as source, closing(_connected(draft, "rw")) as target:
            source.backup(target)
        _sync(draft)
        draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)
    copies = sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda kept: kept.stat().st_mtime)
    for old in copies[:-COPIES]:
        old.unlink()
    _sync(path.parent)
    return copy


def _make(path: Path) -> None:
    """An empty file is an empty database. Its name has to be on disk before anything in it counts as kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    except FileExistsError:
        return
    _sync(path.parent)
    _sync(path.parent.parent)


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
        with closing(_connected(path, "rw" if undone else "ro")) as connection:
            faults = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
        if faults == ["ok"]:
            with closing(_connected(path, "rw")) as connection:
                (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    except sqlite3.OperationalError as error:
        raise Unavailable(f"{path} cannot be opened: {error}. Check its permissions and the disk.") from error
    except sqlite3.DatabaseError as error:
        faults = [str(error)]
    if faults != ["ok"]:
        raise Damaged(
            f"{path} is damaged ({' '.join('; '.join(faults).split())}). Nothing was changed. Put the file aside "
            "together with its -wal and -shm files, and put your latest backup in its place; a copy from before "
            f"the last update may be beside it ({path.name}.before-…). Without any, "
            f"`sqlite3 {path.name} .recover` may save the rest."
        )
    if mode != "wal":
        raise Damaged(f"The disk under {path} cannot hold a write-ahead log: put the file on a local disk.")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None)


def _sync(path: Path) -> None:
    """Flush a file's data, or a folder's names, to the disk."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
