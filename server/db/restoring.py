"""A backup takes the place of the data: whole, never under a running site, and what was there before is kept."""

import os
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from server.db import datafile
from server.db.copies import Copy, connected, copied, keep_beside, looked_at, sync
from server.db.errors import Damaged, Unavailable
from server.db.migrations import HEAD

BESIDE = ("-wal", "-shm", "-journal")


def restored(backup: Path, path: Path, *, stamp: str, replace: bool) -> tuple[Copy, Path | None]:
    """Put what is in a backup in the place of the data file; returns what that is, and where the former data are.

    `stamp` ends the name under which they are kept. Raises Occupied while a site runs, FileExistsError where there
    are data and `replace` was not said, Damaged for a backup that is not whole or of a newer version, Unavailable.
    """
    lock = datafile.locked(path, patience=0)
    draft = path.with_name(f".{path.name}.restored")
    try:
        if not replace and path.exists() and path.stat().st_size:
            raise FileExistsError(f"{path} holds data. To put the backup in its place, and keep it aside: --replace")
        if not backup.is_file():
            raise Unavailable(f"{backup} is no file.")
        draft.unlink(missing_ok=True)
        try:
            copied(backup, draft)
        except sqlite3.OperationalError as error:
            raise Unavailable(f"{backup} could not be copied: {error}.") from error
        except sqlite3.DatabaseError as error:
            raise Damaged(f"{backup} is no backup: {error}.") from error
        content = looked_at(draft, backup)
        if content.revision > HEAD:
            raise Damaged(f"{backup} was made by a newer Duologue (revision {content.revision}): restore it with that.")
        former = _put_aside(path, stamp)
        draft.replace(path)
        sync(path.parent)
    except OSError as error:
        if isinstance(error, FileExistsError):
            raise
        raise Unavailable(f"{path} could not be written: {error.strerror}.") from error
    else:
        return content, former
    finally:
        draft.unlink(missing_ok=True)
        lock.release()


def secret_restored(backup: Path, secret: Path, *, stamp: str) -> bool:
    """Put the secret that lies beside a backup in its place, and keep a former one; False where none lies there."""
    if not backup.is_file():
        return False
    if secret.exists():
        if secret.read_bytes() == backup.read_bytes():
            return True
        secret.rename(_free(secret, stamp))
    keep_beside(backup, secret)
    return True


def _put_aside(path: Path, stamp: str) -> Path | None:
    """Give the former data a second name, under which they stay; where they are damaged, with all that lies beside."""
    if not path.exists():
        return None
    aside = _free(path, stamp)
    if not _complete(path):
        for end in BESIDE:
            beside = path.with_name(f"{path.name}{end}")
            if beside.exists():
                beside.rename(aside.with_name(f"{aside.name}{end}"))
    os.link(path, aside)
    sync(path.parent)
    return aside


def _free(path: Path, stamp: str) -> Path:
    """A name for what is kept that nothing has yet, though two restorations fall into one second."""
    names = (path.with_name(f"{path.name}.replaced-{stamp}{'+' * more}") for more in count())
    return next(name for name in names if not name.exists())


def _complete(path: Path) -> bool:
    """Move into the file what lies beside it, so that it can be kept alone; whether that was possible.

    Whether it is whole is looked at first without the right to write: even opening would throw a log away.
    """
    try:
        with closing(connected(path, "ro")) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return False
        with closing(connected(path, "rw")) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.DatabaseError:
        return False
    return not any(path.with_name(f"{path.name}{end}").exists() for end in BESIDE)
