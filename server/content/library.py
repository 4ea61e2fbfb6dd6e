"""Reads pages/ whole: every document, the files beside them, and everything that is wrong with any of it."""

import json
import logging
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from server.content import folder, reading, site_file
from server.content.data.attaching import attached
from server.content.document import Document, Fault
from server.content.literature.bibliographies import Bibliographies
from server.content.places import Places
from server.content.problem import Problem, Unreadable
from server.content.section import Sections, declared
from server.content.site import Site

log = logging.getLogger(__name__)


class Library(msgspec.Struct, frozen=True):
    """A folder of pages as read: drafts and all. `faults` has those of its documents too.

    `files` are pictures and what else lies beside documents, by the address under which they are served.
    """

    site: Site
    documents: tuple[Document, ...]
    faults: tuple[Fault, ...]
    files: Mapping[str, Path]


def read(pages: Path) -> Library:
    """Read the folder. What cannot be read is a fault; the rest is there all the same."""
    site, faults = site_file.read(pages)
    found = folder.listed(pages)
    all_faults = [*faults, *found.faults]
    sections = declared(site.sections)
    sources = []
    for path in found.documents:
        try:
            sources.append(reading.source(path, text_of(pages / path), sections))
        except Unreadable as unreadable:
            all_faults.append(unreadable.problem.of(path))
        except OSError as error:
            all_faults.append(Problem(None, f"It cannot be read: {error.strerror}.", "error").of(path))
    sources.extend(_lists(sections, {source.path for source in sources}))
    places = Places(
        documents={str(source.path): source.place.address for source in sources}, files=frozenset(found.files)
    )
    literature = Bibliographies(found.files, places)
    documents = []
    for source in sources:
        try:
            citing = msgspec.structs.replace(source, works=literature.works(source))
            documents.append(reading.document(citing, site, places))
        except Exception as error:  # a fault of ours in one document must not take the site down
            message = f"It cannot be rendered, which is a fault of the program: {type(error).__name__}: {error}."
            log.exception("%s cannot be rendered", source.path)
            all_faults.append(Problem(None, message, "error").of(source.path))
    for document in documents:
        all_faults.extend(document.faults)
    all_faults.extend(literature.faults)
    whole = attached(documents, found.files, site, places, sections)
    return Library(site, whole.documents, (*all_faults, *whole.faults), whole.files)


def _lists(sections: Sections, known: Collection[PurePosixPath]) -> Iterator[reading.Source]:
    """The pages of sections of data that no document introduces."""
    for section in sections.values():
        index = PurePosixPath(section.folder) / "index.md"
        if section.kind == "data" and index not in known and index.with_name("_index.md") not in known:
            yield reading.source(index, f"---\ntitle: {json.dumps(section.label)}\n---\n", sections)


def text_of(path: Path) -> str:
    """The file as text. Raises Unreadable where it is not UTF-8."""
    data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, f"It is not UTF-8 (byte 0x{data[error.start]:02x}); save it as UTF-8.") from error
