"""Renders documents in two steps: first where each of them stands, then, when that is known of all, what it says."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from server.content import reading
from server.content.document import Document, Fault
from server.content.literature.bibliographies import Bibliographies
from server.content.places import Noting, Places, Question, Target
from server.content.problem import Problem, Unreadable
from server.content.section import Sections
from server.content.site import Site

log = logging.getLogger(__name__)


class Standing(msgspec.Struct, frozen=True):
    """A document after the first step; without an address it cannot be read, and the faults say why."""

    path: PurePosixPath
    address: str | None
    faults: tuple[Fault, ...] = ()


class Rendered(msgspec.Struct, frozen=True):
    """A document after the second step, and what it depends on besides its text and site.toml.

    `asked` is what it asked of the places; `citing` says that it depends on bibliographies.
    """

    path: PurePosixPath
    document: Document | None
    faults: tuple[Fault, ...]
    asked: Mapping[Question, Target] = {}
    citing: bool = False


class Rendering:
    """Some documents on their way."""

    def __init__(self, pages: Path, sections: Sections) -> None:
        self._pages = pages
        self._sections = sections
        self._sources: dict[PurePosixPath, reading.Source] = {}

    def standing(self, paths: Iterable[PurePosixPath], texts: Mapping[PurePosixPath, str] = {}) -> Iterator[Standing]:
        """The first step. `texts` are those of documents without a file."""
        for path in paths:
            try:
                text = texts[path] if path in texts else text_of(self._pages / path)
                source = self._sources[path] = reading.source(path, text, self._sections)
            except Unreadable as unreadable:
                yield Standing(path, None, (unreadable.problem.of(path),))
            except OSError as error:
                fault = Problem(None, f"It cannot be read: {error.strerror}.", "error").of(path)
                yield Standing(path, None, (fault,))
            else:
                yield Standing(path, source.place.address)

    def documents(self, site: Site, places: Places, files: Mapping[str, Path]) -> Iterator[Rendered]:
        """The second step. A source is let go of when it has been rendered."""
        literature = Bibliographies(files, places)
        for path in list(self._sources):
            yield _rendered(self._sources.pop(path), site, places, literature)


def _rendered(source: reading.Source, site: Site, places: Places, literature: Bibliographies) -> Rendered:
    noting = Noting(whole=places, asked={})
    try:
        cited = literature.works(source)
        document = reading.document(msgspec.structs.replace(source, works=cited.works), site, noting)
    except Exception as error:  # a fault of ours in one document must not take the site down
        message = f"It cannot be rendered, which is a fault of the program: {type(error).__name__}: {error}."
        log.exception("%s cannot be rendered", source.path)
        return Rendered(source.path, None, (Problem(None, message, "error").of(source.path),), noting.asked)
    return Rendered(source.path, document, (*document.faults, *cited.faults), noting.asked, cited.citing)


def text_of(path: Path) -> str:
    """The file as text. Raises Unreadable where it is not UTF-8."""
    data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, f"It is not UTF-8 (byte 0x{data[error.start]:02x}); save it as UTF-8.") from error
