"""What is kept of pictures beside the database: clean copies, smaller ones, cards; each named by its content."""

import logging
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import msgspec

from server.content.pictures.cleaning import cleaned
from server.content.pictures.index import CLEANING, Index
from server.content.pictures.keeping import remove_others, writable, written
from server.content.pictures.orders import RECIPE, Sizes
from server.content.pictures.picture import Cleaned, Picture, Unreadable, described
from server.web.answer import Answer

log = logging.getLogger(__name__)

CLEAN, SMALLER, CARDS = "clean", "smaller", "cards"


class Shelf:
    """A folder that may be deleted at any time: everything in it can be made again.

    Without a folder, or where it cannot be written, clean pictures are held in memory and nothing smaller is made.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = writable(folder) if folder else None
        self._index = Index(self.folder and self.folder / "index.json")
        self._held: dict[str, bytes] = {}
        self._sizes: dict[str, Sizes] = {}
        self._cards: dict[str, int] = {}
        self._answers: dict[str, Answer] = {}
        self._wanted: dict[str, set[str]] = {}

    def picture(self, path: Path) -> Picture:
        """The file as it may be served. Raises Unreadable, and OSError where the file cannot be read at all."""
        status = path.stat()
        known = self._index.known(path, status)
        if known is None or self._lost(known.picture):
            try:
                known = self._index.note(path, status, self._read(path))
            except Unreadable as error:
                known = self._index.note(path, status, None, str(error))
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

    def card(self, name: str) -> Path | None:
        """Where a card is, or will be; None where none can be kept."""
        return self.folder / CARDS / name if self.folder else None

    def cards(self) -> Mapping[str, int]:
        """The cards that there are by now, and how many bytes each has. One look at the folder for all of them."""
        folder = self.card("")
        there = {path.name: path for path in folder.iterdir()} if folder and folder.is_dir() else {}
        self._cards = {name: size for name, size in self._cards.items() if name in there}
        self._cards |= {
            name: there[name].stat().st_size for name in there.keys() - self._cards.keys() if not name.startswith(".")
        }
        return self._cards

    def remembered(self, key: str, make: Callable[[], Answer]) -> Answer:
        """An answer of an earlier build, which did not change because its content has a name of its own."""
        if key not in self._answers:
            self._answers[key] = make()
        return self._answers[key]

    def save(self) -> None:
        """Note what is known, for the next start."""
        self._index.save()

    def clear(self, pictures: Collection[Picture], cards: Collection[str]) -> None:
        """Remove what none of these needs."""
        digests = {picture.digest for picture in pictures}
        wanted = {
            CLEAN: {self._clean(picture).name for picture in pictures},
            SMALLER: {f"{digest}-{RECIPE}" for digest in digests},
            CARDS: set(cards),
        }
        if self.folder is None or wanted == self._wanted:
            return
        self._wanted = wanted
        for part, names in wanted.items():
            remove_others(self.folder / part, names)
        self._index.forget()
        self._answers.clear()
        self._sizes = {digest: sizes for digest, sizes in self._sizes.items() if digest in digests}
        self._held = {digest: body for digest, body in self._held.items() if digest in digests}

    def _read(self, path: Path) -> Picture:
        data = path.read_bytes()
        clean = cleaned(data)
        picture = described(data, clean)
        self._keep(picture, clean)
        return picture

    def _keep(self, picture: Picture, clean: Cleaned) -> None:
        if self.folder is not None:
            try:
                written(self._clean(picture), clean.body)
            except OSError as error:
                log.warning("%s cannot be written: %s; pictures are held in memory", self.folder, error.strerror)
            else:
                return
        self._held[picture.digest] = clean.body

    def _clean(self, picture: Picture) -> Path:
        return (self.folder or Path()) / CLEAN / f"{picture.digest}-{CLEANING}.{picture.kind}"

    def _lost(self, picture: Picture | None) -> bool:
        """Whether the clean copy is gone or cut short, as after a tidy hand or a power failure."""
        if picture is None or picture.digest in self._held:
            return False
        try:
            return self._clean(picture).stat().st_size != picture.size
        except FileNotFoundError:
            return True


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
