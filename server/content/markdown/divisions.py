"""Passages between `::: {lang=de}` and `:::`, of which all is said in another language, say.

The parser knows no such fences and takes them for definitions, so each becomes a comment: that ends with its line,
needs no empty lines around it, and in place of the comment a tag is written.
"""

import re
from collections.abc import Iterator

from server.content.markdown import brackets
from server.content.markdown.sheet import Raw, Sheet
from server.content.markdown.source import Edit, Events, Verbatim

FENCE = re.compile(rb"^([ >]*)(:{3,})[ \t]*(\{[^{}\n]*\})?[ \t]*$", re.MULTILINE)
MARK, END = "<!--:::", "-->"


def fences(events: Events, source: bytes) -> Iterator[Edit]:
    """What makes comments of those fences that open and close a passage."""
    verbatim = Verbatim(events)
    open_: list[re.Match[bytes]] = []
    for fence in FENCE.finditer(source):
        if fence.start(2) in verbatim:
            continue
        if fence[3] is not None and brackets.attributes(source, fence.start(3)) is not None:
            open_.append(fence)
        elif fence[3] is None and open_:
            for each in (open_.pop(), fence):
                yield Edit(each.end(1), each.end(), f"{MARK}{(each[3] or b'').decode()}{END}".encode())


class Divisions:
    """Those that are open on a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._depths: list[int] = []

    def fence(self, comment: str, at: int) -> None:
        """Write the tag for which a comment stands."""
        sheet = self._sheet
        given = brackets.attributes(comment.removeprefix(MARK).encode(), 0)
        if given:
            self._depths.append(sheet.depth)
            sheet.out.append(f"<div{brackets.written(given, sheet, at)}>\n")
        elif self._depths:
            mistaken = self._depths.pop() != sheet.depth
            # Begun in a list and ended outside of it, say: then the article is balanced as a browser would.
            sheet.raw = sheet.raw or mistaken
            sheet.out.append(Raw("</div>\n") if mistaken else "</div>\n")
