"""Where in a document its words stand, and where code, formulas, links and tags: by line and column of the file."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from math import inf

import pyromark

from server.content import front_matter
from server.content.markdown import events

TAG = re.compile(r"<[^>]*>?")
LITERAL = re.compile(r"<(/?)(?:code|pre|kbd|samp|script|style|textarea|svg|math)\b", re.IGNORECASE)
# Links whose words are what they lead to.
BY_THEIR_WORDS = ("Autolink", "Email", "Collapsed", "Shortcut", "CollapsedUnknown", "ShortcutUnknown")


class Prose:
    """`text` has one kind of line end. Raises Unreadable where its front matter cannot be read."""

    def __init__(self, text: str) -> None:
        front = front_matter.split(text)
        self.first_line = front.first_line
        self._lines = front.body.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line.encode()) + 1)
        self._ranges = sorted(_ranges(front.body))

    def has(self, line: int, column: int) -> bool:
        """Whether the character of the body at this line (of the file) and column (0-based) is one of its words."""
        index = line - self.first_line
        if not 0 <= index < len(self._lines):
            return False
        at = self._starts[index] + len(self._lines[index][:column].encode())
        place = bisect_right(self._ranges, (at, inf)) - 1
        return place >= 0 and at < self._ranges[place][1]


def _ranges(body: str) -> Iterator[tuple[int, int]]:
    """Stretches of bytes that are words."""
    literal = 0  # how many elements, blocks and links are open in which nothing is prose
    by_words: list[bool] = []  # for each link that is open
    html = _Html()
    for event, place in pyromark.events_with_range(body, options=events.OPTIONS, merge_text=True):
        mark, value, name = events.taken_apart(event)
        if name == "CodeBlock":
            literal += 1 if mark == "Start" else -1
        elif name in ("Link", "Image") and mark == "Start":
            by_words.append(value[name]["link_type"] in BY_THEIR_WORDS)
            literal += by_words[-1]
        elif name in ("Link", "Image") and mark == "End":
            literal -= by_words.pop()
        elif mark in ("Html", "InlineHtml"):
            ranges = list(html.ranges(value, place["start"]))
            yield from () if literal else ranges
        elif mark == "Text" and not literal and not html.literal:
            yield place["start"], place["end"]


class _Html:
    """An author's own HTML, which comes in pieces: a line each, or a tag each."""

    def __init__(self) -> None:
        self.literal = 0  # how many elements are open in which nothing is prose
        self._in_tag = False

    def ranges(self, html: str, start: int) -> Iterator[tuple[int, int]]:
        """What of a piece stands between tags."""
        at = 0
        if self._in_tag:
            at = html.find(">") + 1 or len(html)
            self._in_tag = ">" not in html
        for tag in TAG.finditer(html, at):
            yield from self._between(html, at, tag.start(), start)
            if found := LITERAL.match(tag[0]):
                self.literal = max(0, self.literal + (-1 if found[1] else 1))
            self._in_tag = not tag[0].endswith(">")
            at = tag.end()
        yield from self._between(html, at, len(html), start)

    def _between(self, html: str, at: int, end: int, start: int) -> Iterator[tuple[int, int]]:
        if not self.literal:
            yield start + len(html[:at].encode()), start + len(html[:end].encode())
