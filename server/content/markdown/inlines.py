"""What stands within a line: words, code, formulas, links, pictures, tags of the author's own."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from server.content.markdown import brackets, divisions, links, pictures
from server.content.markdown.citations import Citations
from server.content.markdown.formulas import Made
from server.content.markdown.paragraphs import Block, Paragraph
from server.content.markdown.sheet import Raw, Sheet
from server.content.markdown.source import Event
from server.content.markdown.wording import Wording, untagged

VERBATIM = re.compile(r"<(/?)(?:a|abbr|code|kbd|samp|pre|svg|math|textarea|button)\b", re.IGNORECASE)


class Inlines:
    """Writes them on a sheet; `paragraph` is the one in which they stand, if one is open."""

    def __init__(  # noqa: PLR0913 (what a line may need, each made once for a document)
        self,
        sheet: Sheet,
        formulas: Mapping[int, Made],
        wording: Wording | None,
        citations: Citations,
        paragraph: Paragraph,
        *,
        html_as_text: bool,
    ) -> None:
        self._sheet = sheet
        self._formulas = formulas
        self._wording = wording
        self._citations = citations
        self._paragraph = paragraph
        self._html_as_text = html_as_text
        self._divisions = divisions.Divisions(sheet)
        self._ends: list[str] = []  # of the links that are open
        self._verbatim = 0  # open elements of the author's own in which words are only words
        self._attributes = False  # whether those of what has just ended come next

    def words(self, words: str, at: int) -> None:
        if self._attributes:
            self._attributes = False
            words = words.partition("}")[2] if words.startswith("{") else words
        sheet = self._sheet
        if self._wording is None or self._verbatim > 0:
            sheet.out.append(escape(words, quote=False))
            sheet.text.append(words)
        else:
            html = self._wording.html(words, at, linked=bool(self._ends))
            sheet.out.append(html)
            sheet.text.append(untagged(html))

    def code(self, code: str, _at: int) -> None:
        self._sheet.out.append(f"<code>{escape(code, quote=False)}</code>")
        self._sheet.text.append(code)

    def formula(self, latex: str, at: int) -> None:
        made = self._formulas[at]
        if self._sheet.text is not self._sheet.prose:  # a heading's id and a table's label say it in LaTeX
            self._sheet.text.append(latex)
        if made.block:
            self._paragraph.has_block = True
            self._sheet.out.append(Block(made.html))
        else:
            nested = bool(self._ends) and made.html.startswith("<a ")  # a reference, within a link
            self._sheet.out.append(escape(untagged(made.html), quote=False) if nested else made.html)

    def link(self, link: dict[str, Any], place: Any, events: Iterator[Event]) -> None:
        """The start of a link, or of what is written like one."""
        sheet, at = self._sheet, place["start"]
        if link["dest_url"] == brackets.CITATION:
            "".join(texts(events, "Link"))
            self._citations.group(link["id"], at)
        elif link["dest_url"] == brackets.SPAN:
            given = brackets.attributes(sheet.source, place["end"]) or []
            sheet.out.append(f"<span{brackets.written(given, sheet, at)}>")
            self._ends.append("</span>")
        else:
            links.opened(sheet, link, at)
            self._ends.append("</a>")

    def link_end(self) -> None:
        end = self._ends.pop()
        self._attributes = end == "</span>"
        self._sheet.out.append(end)

    def picture(self, image: dict[str, Any], place: Any, events: Iterator[Event]) -> None:
        alt = " ".join("".join(texts(events, "Image")).split())
        self._sheet.out.append(pictures.picture(self._sheet, image["dest_url"], alt, image["title"], place["start"]))

    def tag(self, html: str, at: int) -> None:
        """A tag of the author's own within a line."""
        if tag := VERBATIM.match(html):
            self._verbatim += -1 if tag[1] else not html.endswith("/>")
        self.html(html, at)

    def html(self, html: str, at: int) -> None:
        """A line of the author's own HTML. Comments are not shown, but some stand for something."""
        stripped = html.strip()
        if stripped.startswith("<!--") and stripped.find("-->") == len(stripped) - 3:
            if stripped.startswith(divisions.MARK):
                self._divisions.fence(stripped, at)
        elif self._html_as_text:
            self._sheet.out.append(escape(html, quote=False))
        else:
            self._sheet.raw = True
            self._sheet.out.append(Raw(html))


def texts(events: Iterable[Event], end: str) -> Iterator[str]:
    """The text inside an element that becomes something else; the same element inside it is passed through."""
    depth = 0
    for event, _ in events:
        if event.__class__ is str:
            yield " "
            continue
        ((name, value),) = event.items()
        if name == "End" and value == end:
            if not depth:
                return
            depth -= 1
        elif name == "Start":
            depth += value.__class__ is dict and end in value
        elif name in ("Text", "Code", "InlineMath", "DisplayMath"):
            yield value
