"""The sheet on which one document is written: what has been written so far, and what was found wrong on the way."""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from server.content.labels import labels
from server.content.markdown.own_styles import Styles
from server.content.problem import Problem

if TYPE_CHECKING:
    from server.content.document import Heading, Reference
    from server.content.markdown.text import Text
    from server.content.places import Places
    from server.content.script import Script


class Raw(str):
    """A piece of the author's own HTML, told from what is written here."""

    __slots__ = ()


class Sheet:
    """`out` takes the HTML, `prose` the text for the summary, `aside` the text that only counts as words."""

    def __init__(self, text: "Text", source: bytes, places: "Places") -> None:
        self.path = text.path
        self.address = text.address
        self.places = places
        self.labels = labels(text.language)
        self.out: list[str] = []
        self.prose: list[str] = []
        self.aside: list[str] = []
        self.text = self.prose
        self.depth = 0
        self.raw = False
        self.foreign_pictures = False
        self.styles = Styles()
        self.may_run = text.scripts
        self.scripts: list[Script] = []
        self.headings: list[Heading] = []
        self.references: list[Reference] = []
        self.problems: list[Problem] = []
        self.written: set[str] = set()  # addresses as they stand in `out`: led where they belong already
        self.ids: dict[str, int] = {}
        self.tables = 0
        self.source = source
        self._first_line = text.first_line

    def line(self, at: int) -> int:
        """The line of the file in which the byte `at` of the body stands."""
        return bisect_right(self._line_starts, at) - 1 + self._first_line

    def column(self, at: int) -> int:
        """The character of its line, counted from 1, at which the byte `at` of the body stands."""
        start = self._line_starts[self.line(at) - self._first_line]
        return len(self.source[start:at].decode(errors="replace")) + 1

    def find(self, *pieces: str) -> int | None:
        """The byte at which a piece of the author's HTML stands; the last one narrows it down. None: not found."""
        at = 0
        for piece in pieces:
            place = self.source.find(piece.encode(errors="replace"), at)
            at = place if place >= 0 else at
        return at or None

    def warn(self, at: int | None, message: str) -> None:
        place = (None, None) if at is None else (self.line(at), self.column(at))
        self.problems.append(Problem(place[0], message, column=place[1]))

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """Write into a list of its own for a while."""
        kept, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = kept

    def unique(self, name: str) -> str:
        """The name, or the name with the first number that makes it unique in this document."""
        if name not in self.ids:
            self.ids[name] = 0
            return name
        while True:
            self.ids[name] += 1
            numbered = f"{name}-{self.ids[name]}"
            if numbered not in self.ids:
                self.ids[numbered] = 0
                return numbered

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, at = [0], self.source.find(b"\n")
        while at != -1:
            starts.append(at + 1)
            at = self.source.find(b"\n", at + 1)
        return starts
