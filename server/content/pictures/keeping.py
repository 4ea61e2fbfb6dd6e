"""Files in a folder of our own: written whole or not at all, and removed when nobody needs them."""

import logging
import os
import shutil
import time
from collections.abc import Collection
from pathlib import Path

from server.clock import DAY

log = logging.getLogger(__name__)


def writable(folder: Path) -> Path | None:
    """The folder, made if need be; None, with a word in the log, where it cannot be written in."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
        why: object = "it is not ours to write in"
    except OSError as error:
        why = error.strerror
    log.warning("%s cannot be used: %s; pictures are held in memory and not made smaller", folder, why)
    return None


def written(path: Path, body: bytes) -> None:
    """Write a file. Not synced: what a power failure takes can be made again. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(body)
    draft.replace(path)


def remove_others(folder: Path, names: Collection[str]) -> None:
    """Remove everything but these, and what was left by an end in mid-work more than a day ago."""
    for path in folder.glob("*"):
        if path.name in names or (path.name.startswith(".") and _young(path)):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _young(path: Path) -> bool:
    """Whether whoever makes this may still be at it."""
    try:
        return time.time() - path.stat().st_mtime < DAY
    except FileNotFoundError:
        return True
