"""Copies of the data file: consistent while the site writes, looked at before they count, and nobody else's to read."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import msgspec

from server.db.errors import Damaged, Unavailable

PRIVATE = 0o600
KEPT = 3  # copies from before updates


class Copy(msgspec.Struct, frozen=True):
    """What a copy holds."""

    inquiries: int
    waiting: int  # letters that leave when a site is started with it
    revision: str


def backed_up(source: Path, target: Path) -> Copy:
    """Copy the data as they are now into a new file. Raises FileExistsError, Damaged, or Unavailable.

    The source is only read, in one transaction, whether a site runs or not; writers do not wait for it.
    """
    if target.exists():
        raise FileExistsError(f"{target} is there already, and a backup replaces nothing.")
    with _draft(target) as draft:
        copied(source, draft)
        content = looked_at(draft, source)
        os.link(draft, target)  # fails where somebody else has made it meanwhile; a rename would replace it
    sync(target.parent)
    return content


def keep_beside(file: Path, target: Path) -> None:
    """Copy what belongs to the data into a new file, on disk. Raises FileExistsError, or Unavailable."""
    with _draft(target) as draft:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as new:
            new.write(file.read_bytes())
        sync(draft)
        os.link(draft, target)
    sync(target.parent)


def keep_copy(path: Path, revision: str) -> Path:
    """Copy the data as they are now to NAME.before-REVISION, synced; keep the newest few of such copies."""
    copy = path.with_name(f"{path.name}.before-{revision}")
    with _draft(copy) as draft:
        copied(path, draft)
        draft.replace(copy)
    copies = sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda kept: kept.stat().st_mtime)
    for old in copies[:-KEPT]:
        old.unlink()
    sync(path.parent)
    return copy


def copied(source: Path, draft: Path) -> None:
    """Make a file with what is in another one, on disk, and complete without files beside it."""
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    with closing(connected(source, "ro")) as origin, closing(connected(draft, "rw")) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()
    sync(draft)


def looked_at(copy: Path, origin: Path) -> Copy:
    """What is in a copy, having read every page of it. Raises Damaged, which names where it comes from."""
    try:
        with closing(connected(copy, "ro")) as connection:
            faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
            if faults == ["ok"]:
                (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                (inquiries,) = connection.execute("SELECT count(*) FROM inquiry").fetchone()
                waiting = "SELECT count(*) FROM letter WHERE state IN ('queued', 'sending')"
                return Copy(inquiries, connection.execute(waiting).fetchone()[0], revision)
    except (sqlite3.DatabaseError, TypeError) as error:
        raise Damaged(f"{origin} does not hold the data of a site: {error}.") from error
    raise Damaged(f"{origin} is damaged ({' '.join('; '.join(faults).split())}).")


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """A connection that begins nothing of its own accord; `mode` is ro or rw."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None)


def sync(path: Path) -> None:
    """Flush a file's data, or a folder's names, to the disk."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A place for what is not finished; nothing is left of it. Raises Unavailable, or Damaged."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield draft
    except sqlite3.OperationalError as error:
        raise Unavailable(f"{target} could not be written: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise Damaged(f"The data cannot be read: {error}.") from error
    except OSError as error:
        if isinstance(error, FileExistsError):
            raise
        raise Unavailable(f"{target} could not be written: {error.strerror}.") from error
    finally:
        for end in ("", "-journal"):
            with suppress(OSError):
                draft.with_name(f"{draft.name}{end}").unlink()
