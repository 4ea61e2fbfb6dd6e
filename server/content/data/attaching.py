"""Gives documents what is listed on them: the data beside them or in their front matter, the pictures of a folder."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from server.content import values
from server.content.data import gallery, records
from server.content.data.item import Data, Item, Keepsake
from server.content.data.noting import Where, noted
from server.content.data.records import Record
from server.content.document import Document, Fault, Reference
from server.content.folder import DOCUMENTS
from server.content.places import Places
from server.content.problem import Problem, Unreadable
from server.content.section import Sections
from server.content.site import Site

KINDS = ("page", "about")
INDEXES = ("index", "_index")


class Attached(msgspec.Struct, frozen=True):
    """Documents with their data, and the files that are served as they are: data is not."""

    documents: tuple[Document, ...]
    files: dict[str, Path]
    faults: tuple[Fault, ...]


def attached(
    documents: Iterable[Document], files: Mapping[str, Path], site: Site, places: Places, sections: Sections
) -> Attached:
    """Read the data of all documents that have some."""
    found: list[Document] = []
    faults: list[Fault] = []
    used: set[str] = set()
    for document in documents:
        if document.kind in KINDS:
            reading = _Reading(document, files, site, places)
            found.append(reading.document(whole_folder=_is_list(document, sections)))
            faults += reading.faults
            used |= reading.used
        else:
            found.append(document)
    rest = {address: file for address, file in files.items() if address not in used}
    return Attached(tuple(found), rest, tuple(faults))


def _is_list(document: Document, sections: Sections) -> bool:
    """Whether a document introduces a section of data, to which every file of data in its folder belongs."""
    section = sections.get(document.section)
    return section is not None and section.kind == "data" and document.address == section.list_address


class _Reading:
    """One document whose data is being read."""

    def __init__(self, document: Document, files: Mapping[str, Path], site: Site, places: Places) -> None:
        self.faults: list[Fault] = []
        self.used: set[str] = set()
        self._document = document
        self._files = files
        self._site = site
        self._places = places
        self._items: list[Item] = []
        self._references: list[Reference] = []

    def document(self, *, whole_folder: bool) -> Document:
        """The document with what belongs to it."""
        said = self._document.extra.get("data")
        rows = said if isinstance(said, str) and "\n" in said.strip() else ""
        names = [] if rows else list(_names(said))
        if rows:
            self._rows(rows)
        elif said and not names:
            self._take(records.of(said), self._document.path, "", quiet=False)
        for name in names:
            self._named(name)
        if not said:
            for address in self._beside(whole_folder=whole_folder):
                self._file(address, asked=whole_folder)
        pictures = self._pictures()
        if not self._items and not pictures:
            return self._document
        references = (
            *self._document.references,
            *self._references,
            *(Reference(kind="picture", address=picture.address, found=True) for picture in pictures),
        )
        data = Data(tuple(self._items), pictures)
        foreign = any(item.cover and "//" in item.cover[:8] for item in self._items)
        return msgspec.structs.replace(
            self._document,
            data=data,
            references=references,
            foreign_pictures=self._document.foreign_pictures or foreign,
        )

    def _beside(self, *, whole_folder: bool) -> Iterator[str]:
        """The files of data that need not be named: of the document's own name, or all of its folder."""
        path = self._document.path
        stems = (path.stem, path.parent.name) if path.stem in INDEXES else (path.stem,)
        for address in self._files:
            file = PurePosixPath(address[1:])
            is_data = file.suffix.lower() in records.ENDINGS and file.parent == path.parent
            if is_data and (file.stem in stems or (whole_folder and not self._of_another(file))):
                yield address

    def _rows(self, text: str) -> None:
        """Rows of CSV that stand in the front matter themselves."""
        try:
            self._take(records.read(text, ".csv"), self._document.path, "", quiet=True)
        except Unreadable as unreadable:
            self.faults.append(unreadable.problem.of(self._document.path))

    def _of_another(self, file: PurePosixPath) -> bool:
        """Whether a document has the name of a file of data: what is a draft's is as hidden as that is."""
        return any(str(file.with_suffix(ending)) in self._places.documents for ending in DOCUMENTS)

    def _named(self, name: str) -> None:
        target = self._places.target(name, self._document.path, self._document.address)
        if target.address in self._files:
            self._file(target.address, asked=True)
        else:
            self._say(self._document.path, None, f"data: {name} is not there; it was looked for as {target.address}.")

    def _file(self, address: str, *, asked: bool) -> None:
        path = PurePosixPath(address[1:])
        try:
            text = self._files[address].read_text("utf-8-sig")
            found = records.read(text, path.suffix.lower())
        except Unreadable as unreadable:
            self.faults.append(unreadable.problem.of(path))
            self.used.add(address)
            return
        except (OSError, UnicodeDecodeError) as error:
            self._say(path, None, f"It cannot be read as data: {error}.")
            return
        if found or asked:
            self.used.add(address)
            self._take(found, path, text, quiet=path.suffix.lower() == ".csv")
        if asked and not found:
            self._say(path, None, "It holds no list of tables, so nothing of it is shown.")

    def _take(self, found: list[Record], path: PurePosixPath, text: str, *, quiet: bool) -> None:
        language = self._document.language or self._site.language
        smart = self._site.smart_punctuation and language.lower().startswith("en")
        made = noted(found, Where(path, self._document.address, self._places, smart), quiet=quiet)
        self._items += made.items
        self._references += made.references
        for words, message in made.remarks:
            self._say(path, _line(text, words), message)

    def _pictures(self) -> tuple[Keepsake, ...]:
        extra = self._document.extra
        try:
            folder = gallery.folder_of(extra.get("gallery"), self._document.path)
            if folder is None:
                return ()
            pictures, missing = gallery.kept(folder, self._files, extra.get("captions"))
        except ValueError as error:
            self._say(self._document.path, None, f"gallery: {error}.")
            return ()
        for name in missing:
            self._say(self._document.path, None, f"captions: there is no picture {name} in {folder}/.")
        if not pictures:
            self._say(self._document.path, None, f"gallery: there are no pictures in {folder}/.")
        return pictures

    def _say(self, path: PurePosixPath, line: int | None, message: str) -> None:
        self.faults.append(Problem(line, message).of(path))


def _names(said: Any) -> Iterator[str]:
    """The files that `data` names, where it is not the data itself."""
    if isinstance(said, str):
        yield values.text(said)
    elif isinstance(said, list) and all(isinstance(each, str) for each in said):
        yield from map(values.text, said)


def _line(text: str, words: str) -> int | None:
    at = text.find(words) if words else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else None
