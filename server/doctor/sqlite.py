"""Whether the data file is whole, private, on a disk that fits it, and read by an SQLite that does it no harm."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from server.db import datafile, space
from server.db.migrations import HEAD
from server.doctor.finding import Finding, bad, good, note

# File systems of other machines, on which neither locks nor a log in shared memory can be relied upon.
REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse"}
)


def examined(path: Path) -> Iterator[Finding]:
    """Look at the file of an SQLite database and at what lies beside it. Nothing is changed, and it may be in use."""
    yield _library(sqlite3.sqlite_version_info)
    yield from _disk(path.parent)
    yield from _private(path)
    if path.exists():
        yield from _content(path)
    else:
        yield note(f"{path} is not there yet: the first start of the site makes it.")


def _library(version: tuple[int, ...]) -> Finding:
    name = f"SQLite is {'.'.join(map(str, version))}"
    if not datafile.resets_wrongly(version):
        return good(f"{name}, which has no known fault that loses data.")
    return note(
        f"{name}, which can damage a file that two processes write to (the WAL-reset bug, mended in 3.51.3). One "
        "process of the site does, and locks others out. While it runs, let no other program write to the file: "
        "no Litestream, no sqlite3 but with -readonly."
    )


def _disk(folder: Path) -> Iterator[Finding]:
    if not folder.exists():
        yield note(f"{folder} is not there yet.")
        return
    if not os.access(folder, os.W_OK):
        yield bad(f"{folder} cannot be written to by this user: start the site as the one it belongs to.")
    if shortage := space.shortage(folder):
        yield bad(shortage)
    else:
        yield good(f"The disk with {folder} has {shutil.disk_usage(folder).free / 1e9:.1f} GB left.")
    kind = filesystem(folder.resolve(), Path("/proc/self/mounts"))
    if kind in REMOTE:
        yield bad(f"{folder} is on another machine ({kind}), where SQLite loses data: put it on a disk of this one.")


def filesystem(folder: Path, mounts: Path) -> str | None:
    """The kind of the file system that a folder is on, as Linux lists them in /proc/self/mounts."""
    if not mounts.exists():
        return None
    found = ("", "")
    for line in mounts.read_text("utf-8", "replace").splitlines():
        place, kind = line.split()[1:3]
        place = place.encode("latin-1", "replace").decode("unicode_escape")  # a space is \040 there
        if folder.is_relative_to(place) and len(place) >= len(found[0]):
            found = place, kind
    return found[1] or None


def _private(path: Path) -> Iterator[Finding]:
    """The data and the secret are nobody else's."""
    if os.name == "nt":
        return
    beside = (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm")), path.with_name("secret"))
    there = [file for file in beside if file.exists()]
    shared = [file for file in there if stat.S_IMODE(file.stat().st_mode) & 0o077]
    for file in shared:
        yield bad(f"{file} can be read by other users of this machine: chmod 600 {file}")
    if there and not shared:
        yield good(f"{', '.join(file.name for file in there)} can be read by their user alone.")


def _content(path: Path) -> Iterator[Finding]:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=10)) as connection:
            yield from _whole(connection, path)
    except sqlite3.DatabaseError as error:
        yield bad(
            f"{path} cannot be read ({error}). Stop the site, and put your latest backup in its place, or a copy from "
            f"before an update ({path.name}.before-…): `duologue restore FILE --replace` keeps the damaged file aside."
        )


def _whole(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
    if faults != ["ok"]:
        raise sqlite3.DatabaseError("; ".join(faults))
    yield good(f"{path} is whole: every page, row and index was looked at (integrity_check).")
    orphans = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    if orphans:
        yield bad(f"{orphans} rows belong to inquiries that are not there (foreign_key_check): restore a backup.")
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode == "wal":
        yield good("It keeps a write-ahead log, and the site syncs it before anyone is thanked.")
    else:
        yield note(f"Its journal mode is {mode}; the site makes it wal when it starts.")
    try:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.OperationalError, TypeError):
        yield note("It has no tables yet: the site makes them when it starts.")
        return
    yield of_revision(revision)


def of_revision(revision: str) -> Finding:
    """Whether this program and the data fit each other."""
    if revision == HEAD:
        return good(f"Its tables are those of this version (revision {revision}).")
    if revision < HEAD:
        return note(f"Its tables are of revision {revision}; the next start brings them to {HEAD}, and keeps a copy.")
    return bad(f"Its tables are of revision {revision}, and this version knows {HEAD} at most: run the newer one.")
