"""Headings with addresses of their own, on levels that never skip, below the one title of the page."""

import re
from html import escape, unescape
from typing import Any
from unicodedata import normalize

from server.content import dates
from server.content.document import Heading
from server.content.markdown.sheet import Raw, Sheet

NOT_IN_ID = re.compile(r"[^\w\s-]+")
SPACES = re.compile(r"[\s-]+")
NOT_COMPARED = re.compile(r"[\W_]+")
# Ids of footnotes and equations, and those that the page around an article may use.
OF_OTHERS = re.compile(
    r"(?:fn|fnref|eq|ref|cite|def|inquiry)-|(?:main|top|content|contents|notice|search|navigation|more|thanks)$"
)


class Outline:
    """Gives each heading its level: that of the page's outline, not of the author's number of `#`."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def level(self, given: int) -> int:
        """2 for the first; one deeper only below what it belongs to; at most 6."""
        while self._open and self._open[-1] >= given:
            self._open.pop()
        self._open.append(given)
        return min(len(self._open) + 1, 6)


class Words:
    """A heading in its three forms: as written, as plain text, and without anything that could not stand in a link."""

    def __init__(self, parts: list[str], plain: list[str]) -> None:
        self.html = "".join(parts).strip()
        self.plain = " ".join("".join(plain).split())
        self.unlinked = "".join(
            part for part in parts if not isinstance(part, Raw) and not part.startswith(("<a ", "</a>", "<sup"))
        ).strip()


class Headings:
    """Puts the headings of one document. `title` is that of the front matter, if it has one."""

    def __init__(self, sheet: Sheet, title: str | None) -> None:
        self.taken: Words | None = None  # the heading that became the title
        self._sheet = sheet
        self._title = title
        self._outline = Outline()
        self._first = True

    def put(self, words: Words, given: dict[str, Any]) -> None:
        """Write a heading with its id, and the anchor by which a reader can link to it; the title is not repeated."""
        sheet = self._sheet
        level = int(given["level"][1])
        if self._is_title(words, level):
            return
        sheet.aside.extend((words.plain, "\n"))
        if not words.html:
            return
        level = self._outline.level(level)
        name = escape(sheet.unique(identifier(given["id"] or _day(words.plain) or words.plain)))
        classes = f' class="{escape(" ".join(given["classes"]))}"' if given["classes"] else ""
        label = escape(sheet.labels.section_link.format(words.plain))
        sheet.out.append(
            f'<h{level} id="{name}"{classes}>{words.html}'
            f' <a class="anchor" href="#{name}" aria-label="{label}">#</a></h{level}>\n'
        )
        if not sheet.depth:
            sheet.headings.append(Heading(level, unescape(name), words.unlinked))

    def _is_title(self, words: Words, level: int) -> bool:
        """Whether this is the first heading, and the whole document's rather than a part's."""
        sheet = self._sheet
        if sheet.depth or not self._first or not words.plain:
            return False
        self._first = False
        if level > 1 and any(not part.isspace() for part in sheet.out):
            return False
        if self._title is None:
            self.taken = words
            return True
        return same(words.plain, self._title)


def identifier(words: str) -> str:
    """The id of a heading: its letters and digits of any script, in lower case, with hyphens for spaces."""
    text = SPACES.sub("-", NOT_IN_ID.sub("", normalize("NFC", words).lower())).strip("-")
    return f"section-{text}".rstrip("-") if not text or OF_OTHERS.match(text) else text


def _day(plain: str) -> str:
    """A dated heading is known by its day, so that its address stays when its words change."""
    found = dates.at_beginning(plain)
    return found[0].isoformat() if found else ""


def same(one: str, other: str) -> bool:
    """Whether two titles are the same to a reader: quotes, dashes, case and spaces aside."""
    return NOT_COMPARED.sub("", one).casefold() == NOT_COMPARED.sub("", other).casefold()
