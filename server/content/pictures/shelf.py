"""What is kept of pictures beside the database: clean copies, smaller ones, cards; each named by its content."""

import logging
import os
import shutil
import time
from collections.abc import Collection
from pathlib import Path

import msgspec

from server.content.pictures.cleaning import cleaned
from server.content.pictures.orders import RECIPE, Sizes
from server.content.pictures.picture import Cleaned, Picture, Unreadable, described

log = logging.getLogger(__name__)

CLEANING = 1  # raise it when more is taken out of pictures, or more is known of them
A_DAY = 86_400
CLEAN, SMALLER, CARDS = "clean", "smaller", "cards"


class Known(msgspec.Struct, frozen=True):
    """A file when it was last read: `changed` in nanoseconds, `size` in bytes; a picture, or why it is none."""

    changed: int
    size: int
    picture: Picture | None
    why: str = ""


class Index(msgspec.Struct):
    """The files of pages/ by path, so that a start need not read them again."""

    cleaning: int = CLEANING
    files: dict[str, Known] = {}


class Shelf:
    """A folder that may be deleted at any time: everything in it can be made again.

    Without a folder, or where it cannot be written, clean pictures are held in memory and nothing smaller is made.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder = _writable(folder) if folder else None
        self._held: dict[str, bytes] = {}
        self._sizes: dict[str, Sizes] = {}
        self._index = Index()
        self._changed = False
        self._wanted: dict[str, set[str]] = {}
        if folder is not None:
            self._index = _index(folder / "index.json")

    def picture(self, path: Path) -> Picture:
        """The file as it may be served. Raises Unreadable, and OSError where the file cannot be read at all."""
        status = path.stat()
        name = str(path.absolute())
        known = self._index.files.get(name)
        if known is None or (known.changed, known.size) != (status.st_ctime_ns, status.st_size) or self._lost(known):
            known = self._read(path, status)
            self._index.files[name] = known
            self._changed = True
        if known.picture is None:
            raise Unreadable(known.why)
        return known.picture

    def body(self, picture: Picture) -> Path | bytes:
        """The clean bytes, or where they are."""
        held = self._held.get(picture.digest)
        return held if held is not None else self._clean(picture)

    def smaller(self, picture: Picture) -> Path | None:
        """The folder in which the smaller copies of a picture are, or will be; None where none can be made."""
        if self.folder is None or picture.digest in self._held:
            return None
        return self.folder / SMALLER / f"{picture.digest}-{RECIPE}"

    def sizes(self, picture: Picture) -> Sizes | None:
        """What there is in that folder; None while there is nothing."""
        folder = self.smaller(picture)
        if folder is None:
            return None
        found = self._sizes.get(picture.digest)
        if found is None and (found := _whole(folder)) is not None:
            self._sizes[picture.digest] = found
        return found

    def card(self, digest: str) -> Path | None:
        """Where a card is, or will be."""
        return self.folder / CARDS / f"{digest}.png" if self.folder else None

    def save(self) -> None:
        """Note what is known, for the next start."""
        if self.folder and self._changed:
            self._written(self.folder / "index.json", msgspec.json.encode(self._index))
            self._changed = False

    def clear(self, pictures: Collection[Picture], cards: Collection[str]) -> None:
        """Remove what none of these needs, and what was left by an end in mid-work more than a day ago."""
        digests = {picture.digest for picture in pictures}
        wanted = {
            CLEAN: {self._clean(picture).name for picture in pictures},
            SMALLER: {f"{digest}-{RECIPE}" for digest in digests},
            CARDS: {f"{digest}.png" for digest in cards},
        }
        if self.folder is None or wanted == self._wanted:
            return
        self._wanted = wanted
        for part, names in wanted.items():
            for path in (self.folder / part).glob("*"):
                if path.name not in names and not (path.name.startswith(".") and _young(path)):
                    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        self._sizes = {digest: sizes for digest, sizes in self._sizes.items() if digest in digests}
        self._held = {digest: body for digest, body in self._held.items() if digest in digests}
        self._index.files = {name: known for name, known in self._index.files.items() if Path(name).exists()}

    def _read(self, path: Path, status: os.stat_result) -> Known:
        data = path.read_bytes()
        try:
            clean = cleaned(data)
        except Unreadable as error:
            return Known(status.st_ctime_ns, status.st_size, None, str(error))
        picture = described(data, clean)
        self._keep(picture, clean)
        return Known(status.st_ctime_ns, status.st_size, picture)

    def _keep(self, picture: Picture, clean: Cleaned) -> None:
        if self.folder is not None:
            try:
                self._written(self._clean(picture), clean.body)
            except OSError as error:
                log.warning("%s cannot be written: %s; pictures are held in memory", self.folder, error.strerror)
            else:
                return
        self._held[picture.digest] = clean.body

    def _clean(self, picture: Picture) -> Path:
        return (self.folder or Path()) / CLEAN / f"{picture.digest}-{CLEANING}.{picture.kind}"

    def _lost(self, known: Known) -> bool:
        """Whether the clean copy is gone or cut short, as after a tidy hand or a power failure."""
        picture = known.picture
        if picture is None or picture.digest in self._held:
            return False
        try:
            return self._clean(picture).stat().st_size != picture.size
        except FileNotFoundError:
            return True

    @staticmethod
    def _written(path: Path, body: bytes) -> None:
        """Write a file whole or not at all. Not synced: what a power failure takes can be made again."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(body)
        draft.replace(path)


def _writable(folder: Path) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
        why: object = "it is not ours to write in"
    except OSError as error:
        why = error.strerror
    log.warning("%s cannot be used: %s; pictures are held in memory and not made smaller", folder, why)
    return None


def _whole(folder: Path) -> Sizes | None:
    """The list of a folder of smaller copies, if each is there to the last byte."""
    try:
        sizes = msgspec.json.decode((folder / "sizes.json").read_bytes(), type=Sizes)
        files = [size for _, of_one in sizes.formats for size in of_one]
        if sizes.fallback:
            files.append(sizes.fallback[1])
        return sizes if all((folder / size.name).stat().st_size == size.bytes for size in files) else None
    except (OSError, msgspec.DecodeError):
        return None


def _young(path: Path) -> bool:
    """Whether the process that makes this may still be at it."""
    try:
        return time.time() - path.stat().st_mtime < A_DAY
    except FileNotFoundError:
        return True


def _index(path: Path) -> Index:
    """The index of the last run; an empty one where that knew less of pictures, or cannot be read."""
    try:
        index = msgspec.json.decode(path.read_bytes(), type=Index)
    except (OSError, msgspec.DecodeError):
        return Index()
    return index if index.cleaning == CLEANING else Index()
