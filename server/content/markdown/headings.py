"""Headings with addresses of their own, on levels that never skip, below the one title of the page."""

import re
from html import escape
from typing import Any
from unicodedata import normalize

from server.content.document import Heading
from server.content.markdown.sheet import Raw, Sheet

NOT_IN_ID = re.compile(r"[^\w\s-]+")
SPACES = re.compile(r"[\s-]+")
NOT_COMPARED = re.compile(r"[\W_]+")
# Ids that the page around an article may use.
OF_THE_PAGE = ("main", "top", "content", "contents", "footnotes", "search", "navigation")


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


def written(sheet: Sheet, words: Words, given: dict[str, Any], level: int) -> None:
    """Put a heading with its id and the anchor by which a reader can link to it."""
    name = sheet.unique("".join(given["id"].split()) if given["id"] else slug(words.plain))
    classes = f' class="{escape(" ".join(given["classes"]))}"' if given["classes"] else ""
    label = escape(f"Link to the section {words.plain}")
    sheet.out.append(
        f'<h{level} id="{escape(name)}"{classes}>{words.html}'
        f' <a class="anchor" href="#{escape(name)}" aria-label="{label}">#</a></h{level}>\n'
    )
    if not sheet.depth:
        sheet.headings.append(Heading(level, name, words.unlinked))


def slug(plain: str) -> str:
    """The id of a heading: its letters and digits of any script, in lower case, with hyphens for spaces."""
    text = NOT_IN_ID.sub("", normalize("NFC", plain).lower())
    return SPACES.sub("-", text).strip("-") or "section"


def same(one: str, other: str) -> bool:
    """Whether two titles are the same to a reader: quotes, dashes, case and spaces aside."""
    return NOT_COMPARED.sub("", one).casefold() == NOT_COMPARED.sub("", other).casefold()
