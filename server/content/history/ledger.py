"""A ledger of addresses: a document that has moved is known again, keeps its id in feeds, and is found where it was.

What git tells of renamed files is one source; the other is what was published before, of whatever way it was brought
here. A document that is gone and one that has come are the same if the file, the text or the title is.
"""

import datetime as dt
import logging
import os
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from server.content import gate
from server.content.addresses import first_alias
from server.content.document import Document
from server.content.library import Library

log = logging.getLogger(__name__)

MOST_GONE = 5_000  # documents that are no more, of which the ledger still knows


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A document that readers could see. `first` is its address in feeds, from its publication on."""

    path: str
    title: str
    text: int  # CRC-32 of how it begins and how long it is; 0 without any
    first: str
    former: tuple[str, ...] = ()


class Kept(msgspec.Struct, frozen=True):
    """What the file holds, by address; `form` is raised when it is written otherwise."""

    form: int
    documents: dict[str, Line]


# By what a document is known again, the surest first; None says nothing.
SIGNS: Sequence[Callable[[Line], object]] = (
    lambda line: line.path,
    lambda line: line.text or None,
    lambda line: (line.title, line.path.partition("/")[0]),
)


class Ledger:
    """Kept in a file, if it is given one that can be written."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lines: Mapping[str, Line] = _read(file) if file else {}
        self._to_be_written = False
        self._seen: Mapping[str, tuple[Document, Line]] = {}  # from which document each line was made

    def applied(self, library: Library, now: dt.datetime, *, settled: bool = True) -> Library:
        """The library with what is known of where its documents were before; what is new is noted, to be written.

        Unless it is `settled`: while git has not been asked yet, something may be known better soon.
        """
        standing = {document.address for document in library.documents}
        published = {each.address: each for each in library.documents if gate.visible(each, now)}
        gone = {address: line for address, line in self._lines.items() if address not in standing}
        lines = dict(self._lines)
        for address in list(gone)[:-MOST_GONE]:
            del lines[address], gone[address]
        lines |= {address: self._line(document, lines.get(address)) for address, document in published.items()}
        for address, earlier in self._moved(gone, lines, published.values()).items():
            lines[address] = _continued(address, lines[address], [(each, lines.pop(each)) for each in earlier])
        self._seen = {address: (document, lines[address]) for address, document in published.items()}
        if settled and lines != self._lines:
            self._lines = lines
            self._to_be_written = True
        documents = tuple(
            _told(each, lines[each.address]) if each is published.get(each.address) else each
            for each in library.documents
        )
        return msgspec.structs.replace(library, documents=documents)

    def _line(self, document: Document, known: Line | None) -> Line:
        seen, line = self._seen.get(document.address, (None, None))
        return line if line and seen is document and line is known else _line(document, known)

    def _moved(
        self, gone: Mapping[str, Line], lines: Mapping[str, Line], published: Iterable[Document]
    ) -> Mapping[str, list[str]]:
        """The addresses that each document had until now."""
        left = dict(gone)
        found: defaultdict[str, list[str]] = defaultdict(list)
        if not left:
            return found
        documents = list(published)
        for document in documents:
            for address in document.former:
                if left.pop(address, None):
                    found[document.address].append(address)
        come = {each.address: lines[each.address] for each in documents if each.address not in self._lines}
        for sign in SIGNS:
            for old, new in _pairs(sign, left, {address: come[address] for address in come.keys() - found.keys()}):
                found[new].append(old)
                del left[old]
        return found

    def write(self) -> None:
        """Write down what is new, once the site that it is about has been published: no reader waits for the disk."""
        if not self._to_be_written or not self._file:
            return
        try:
            _write(self._file, self._lines)
            self._to_be_written = False
        except OSError as error:
            log.warning("%s cannot be written: %s; a document that moves may not be known again", self._file, error)


def _line(document: Document, known: Line | None) -> Line:
    text = zlib.crc32(f"{document.words} {document.summary}".encode()) if document.words else 0
    first = known.first if known else _first(document)
    former = known.former if known else tuple(each for each in document.former if each != document.address)
    return Line(str(document.path), document.title, text, first, former)


def _first(document: Document) -> str:
    """The address by which feeds know a document that is not in the ledger."""
    if not document.aliases:
        return document.first_address or document.address
    return document.first_address or first_alias(document) or document.address


def _continued(address: str, line: Line, earlier: Sequence[tuple[str, Line]]) -> Line:
    """A document's line with what was known of it at its earlier addresses."""
    former = [each for where, known in earlier for each in (*known.former, where)]
    kept = tuple(dict.fromkeys(each for each in (*former, *line.former) if each != address))
    return msgspec.structs.replace(line, first=earlier[0][1].first, former=kept)


def _told(document: Document, line: Line) -> Document:
    if line.former == document.former and line.first == _first(document):
        return document
    return msgspec.structs.replace(document, first_address=line.first, former=line.former)


def _pairs(
    sign: Callable[[Line], object], gone: Mapping[str, Line], come: Mapping[str, Line]
) -> Iterable[tuple[str, str]]:
    """Which of those gone is which of those that have come, as far as the sign of each is its alone."""
    before, after = _by_sign(sign, gone), _by_sign(sign, come)
    return [(before[each], after[each]) for each in before.keys() & after.keys()]


def _by_sign(sign: Callable[[Line], object], lines: Mapping[str, Line]) -> Mapping[object, str]:
    counts = Counter(map(sign, lines.values()))
    return {seen: address for address, line in lines.items() if (seen := sign(line)) and counts[seen] == 1}


def _read(file: Path) -> Mapping[str, Line]:
    """What was kept. A file that cannot be read is put aside: it may be mended by hand."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=Kept)
        if kept.form == 1:
            return kept.documents
        why: object = f"its form is {kept.form}"
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        why = error
    aside = file.with_name(f"{file.name}.damaged")
    log.warning("%s cannot be used: %s; it is %s now, and a new one is begun", file, why, aside)
    with suppress(OSError):
        file.replace(aside)
    return {}


def _write(file: Path, lines: Mapping[str, Line]) -> None:
    """Whole or not at all, and on disk: what is in it cannot be found out again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    with draft.open("wb") as new:
        new.write(msgspec.json.encode(Kept(1, dict(lines))))
        new.flush()
        os.fsync(new.fileno())
    draft.replace(file)
