"""What is read into the words of a text beyond Markdown: by rules, of which most documents need none."""

import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from typing import NamedTuple

TAG = re.compile(r"<[^>]*>")


class Rule(NamedTuple):
    """A pattern without groups, and the HTML that it becomes; None leaves the words as they are.

    `written` is given the byte at which the text begins. With `links` it makes links, which do not nest.
    """

    pattern: str
    written: Callable[[re.Match[str], int], str | None]
    links: bool = False


class Wording:
    """Writes words as HTML."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._any = re.compile("|".join(f"({rule.pattern})" for rule in rules))

    def html(self, words: str, at: int, *, linked: bool) -> str:
        """The HTML of words that begin at a byte of the body, perhaps inside a link."""
        pieces, end = [], 0
        for found in self._any.finditer(words):
            rule = self._rules[(found.lastindex or 1) - 1]
            html = None if linked and rule.links else rule.written(found, at)
            if html is not None:
                pieces += [escape(words[end : found.start()], quote=False), html]
                end = found.end()
        return "".join([*pieces, escape(words[end:], quote=False)])


def untagged(html: str) -> str:
    """The words of HTML that was written by rules: no attribute of theirs has a bracket in it."""
    return unescape(TAG.sub("", html)) if "<" in html or "&" in html else html
