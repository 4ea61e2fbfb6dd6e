"""Finds the line of the front matter that a fault is about, where it was found when the text was no longer at hand."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from server.content import front_matter
from server.content.document import Fault
from server.content.folder import DOCUMENTS
from server.content.front_matter import FrontMatter
from server.content.problem import Unreadable
from server.content.reading import unified
from server.content.spellings import SPELLINGS

KEY = re.compile(r"(\w+): ")
ABOUT: Mapping[str, tuple[str, ...]] = {
    "alias": SPELLINGS["aliases"],
    "address": (*SPELLINGS["address"], "slug"),
    "The site itself answers": (*SPELLINGS["address"], "slug"),
}


def located(faults: Iterable[Fault], pages: Path) -> Iterator[Fault]:
    """The same faults, with their lines as far as they can be found."""
    for fault in faults:
        if fault.line is None and fault.path.suffix.lower() in DOCUMENTS:
            yield msgspec.structs.replace(fault, line=_line(fault, pages / fault.path))
        else:
            yield fault


def _line(fault: Fault, file: Path) -> int | None:
    if not file.is_file():  # a pipe would never end
        return None
    try:
        front = front_matter.split(unified(file.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, Unreadable):
        return None
    return next(filter(None, (front.line_of(key) for key in _keys(fault.message, front))), None)


def _keys(message: str, front: FrontMatter) -> Iterator[str]:
    """The keys that a message may be about."""
    if (named := KEY.match(message)) and named[1] in front.values:
        yield named[1]
    for words, keys in ABOUT.items():
        if words in message:
            yield from keys
