"""What is known of the files of pages/, so that a start need not read each of them again."""

import os
from pathlib import Path

import msgspec

from server.content.pictures.keeping import written
from server.content.pictures.picture import Picture

CLEANING = 1  # raise it when more is taken out of pictures, or more is known of them


class Known(msgspec.Struct, frozen=True):
    """A file when it was last read: `changed` in nanoseconds, `size` in bytes; a picture, or why it is none."""

    changed: int
    size: int
    picture: Picture | None
    why: str = ""


class Noted(msgspec.Struct):
    """The file of the index."""

    cleaning: int
    files: dict[str, Known]


class Index:
    """Files by path; without a file of its own it forgets with the process."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._files = _noted(path) if path else {}
        self._changed = False

    def known(self, path: Path, status: os.stat_result) -> Known | None:
        """What is known of a file, if it has not been written to since."""
        known = self._files.get(str(path.absolute()))
        return known if known and (known.changed, known.size) == (status.st_ctime_ns, status.st_size) else None

    def note(self, path: Path, status: os.stat_result, picture: Picture | None, why: str = "") -> Known:
        known = Known(status.st_ctime_ns, status.st_size, picture, why)
        self._files[str(path.absolute())] = known
        self._changed = True
        return known

    def save(self) -> None:
        if self._path and self._changed:
            written(self._path, msgspec.json.encode(Noted(CLEANING, self._files)))
            self._changed = False

    def forget(self) -> None:
        """Let go of files that are no longer there."""
        self._files = {name: known for name, known in self._files.items() if Path(name).exists()}


def _noted(path: Path) -> dict[str, Known]:
    """The index of the last run; an empty one where that knew less of pictures, or cannot be read."""
    try:
        noted = msgspec.json.decode(path.read_bytes(), type=Noted)
    except (OSError, msgspec.DecodeError):
        return {}
    return noted.files if noted.cleaning == CLEANING else {}
