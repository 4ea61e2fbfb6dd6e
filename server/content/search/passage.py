"""The passage of a document that answers a query best, with the words of the query marked in it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import msgspec

from server.content.search.query import Term
from server.content.search.sections import Section
from server.content.search.words import PAIRED, RUN, folded, paired

LENGTH = 220  # characters; half as many in scripts that are twice as wide
BEFORE = 60  # characters shown before the first marked word
MOST_PLACES = 400  # of one term in one section
FARTHEST = 200_000  # characters of a section that are looked at
# Compiled once: of a pattern with all these signs in it, a question would wait longer than for the index.
LETTERS = re.compile(rf"[^\W_{PAIRED}]+")
PLAIN = "[a-z0-9]"  # of the letters those that a pattern itself can look for in no time


class Piece(NamedTuple):
    """A piece of plain text; a marked one was asked for."""

    text: str
    marked: bool


class Passage(msgspec.Struct, frozen=True):
    """Pieces that follow each other, and the section they are from."""

    pieces: tuple[Piece, ...]
    section: Section


class Place(NamedTuple):
    """Where a text has a term of the query, and which."""

    start: int
    end: int
    term: int


class Marker:
    """Finds the terms of one query in texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._patterns = [_Pattern(term) for term in terms]

    def marked(self, text: str) -> tuple[Piece, ...]:
        """The whole text in pieces."""
        return tuple(_pieces(text, 0, len(text), self._places(text)))

    def passage(self, sections: Iterable[Section]) -> Passage | None:
        """Where most of the terms stand together; the first of several. None where the article has none of them."""
        best, most = None, 0.0
        for section in sections if self._patterns else ():
            places = self._places(section.text[:FARTHEST])
            first, together = _densest(places)
            if together > most:
                best, most = _cut(section, places[first:]), float(together)
                if together == len(self._patterns):
                    break
            in_heading = len({place.term for place in self._places(section.heading)}) - 0.5
            if in_heading > most and section.text:
                best, most = _cut(section, places), in_heading
        return best

    def _places(self, text: str) -> list[Place]:
        text = folded(text)
        return sorted(
            Place(start, end, term)
            for term, pattern in enumerate(self._patterns)
            for start, end in islice(pattern.spans(text), MOST_PLACES)
        )


class _Pattern:
    """A term as the tokenizer would find it: whole words, with anything but words between them."""

    def __init__(self, term: Term) -> None:
        self._begins = term.pieces[0][0] != "\\" and not paired(term.pieces[0])
        self._ends = not paired(term.pieces[-1])
        self._open = term.open
        self._written = re.compile(_written(term, begins=self._begins, ends=self._ends))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a folded text has it."""
        for found in self._written.finditer(text):
            start, end = found.span()
            if self._begins and start and LETTERS.match(text, start - 1, start):
                continue
            more = LETTERS.match(text, end) if self._ends else None
            if more is None or self._open:
                yield start, more.end() if more else end


def _written(term: Term, *, begins: bool, ends: bool) -> str:
    """The pattern, but for letters that are not plain on either side.

    It begins with letters, which `re` looks for fast, and not with a look at what stands before them.
    """
    pattern = re.escape(term.pieces[0])
    if begins:
        pattern = f"{pattern}(?<!{PLAIN}{pattern})"
    for before, piece in pairwise(term.pieces):
        touching = paired(before) or paired(piece) or piece[0] == "\\"
        pattern += rf"[\W_]{'*' if touching else '+'}{re.escape(piece)}"
    return f"{pattern}(?!{PLAIN})" if ends and not term.open else pattern


def _densest(places: Sequence[Place]) -> tuple[int, int]:
    """The place from which on the most terms are within one passage, and how many terms these are."""
    best, most, end = 0, 0, 0
    inside: Counter[int] = Counter()
    for start, place in enumerate(places):
        while end < len(places) and (end == start or places[end].end <= place.start + LENGTH - BEFORE):
            inside[places[end].term] += 1
            end += 1
        if len(inside) > most:
            best, most = start, len(inside)
        inside[place.term] -= 1
        if not inside[place.term]:
            del inside[place.term]
    return best, most


def _cut(section: Section, places: Sequence[Place]) -> Passage:
    """About as much of the section as a reader takes in at a glance, from shortly before the first place."""
    text = section.text
    first = places[0].start if places else 0
    start = max(0, first - BEFORE)
    wide = sum(map(len, RUN.findall(text, start, start + LENGTH))) > LENGTH / 2
    if wide:
        start = max(0, first - BEFORE // 2)
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = start + (LENGTH // 2 if wide else LENGTH)
    if end < len(text):
        least = places[0].end if places else start + 1
        end = max(least, text.rfind(" ", least, end) if not wide else end)
    pieces = _pieces(text, start, min(end, len(text)), places)
    before, after = "… " * (start > 0), " …" * (end < len(text))
    return Passage((Piece(before, marked=False), *pieces, Piece(after, marked=False)), section)


def _pieces(text: str, start: int, end: int, places: Iterable[Place]) -> Iterator[Piece]:
    for place in places:
        if place.start >= end:
            break
        if place.start < start:  # inside of another
            continue
        if place.start > start:
            yield Piece(text[start : place.start], marked=False)
        yield Piece(text[place.start : place.end], marked=True)
        start = place.end
    if start < end:
        yield Piece(text[start:end], marked=False)
