"""Writes the events of one document as HTML: blocks here, what stands within a line in inlines.py."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from server.content.markdown import containers, footnotes, headings
from server.content.markdown.citations import Citations
from server.content.markdown.fences import fence
from server.content.markdown.formulas import Made
from server.content.markdown.inlines import Inlines, texts
from server.content.markdown.listings import listing
from server.content.markdown.paragraphs import Paragraph
from server.content.markdown.sheet import Sheet
from server.content.markdown.source import Event
from server.content.markdown.tables import Table
from server.content.markdown.terms import Terms
from server.content.markdown.wording import Wording

TAGS = {  # events that are one tag
    "Emphasis": ("<em>", "</em>"),
    "Strong": ("<strong>", "</strong>"),
    "Strikethrough": ("<del>", "</del>"),
    "DefinitionList": ("<dl>\n", "</dl>\n"),
    "HtmlBlock": ("", ""),
}


class Renderer:
    """Writes a document's events on its sheet. `title` is that of the front matter, if it has one."""

    def __init__(  # noqa: PLR0913 (what was found in the text before any of it is written)
        self,
        sheet: Sheet,
        formulas: Mapping[int, Made],
        title: str | None,
        *,
        wording: Wording | None,
        citations: Citations,
        html_as_text: bool = False,
    ) -> None:
        self.headings = headings.Headings(sheet, title)
        self._sheet = sheet
        self._formulas = formulas
        self._citations = citations
        self._notes = footnotes.Notes(sheet.labels)
        self._containers = containers.Containers(sheet)
        self._paragraph = Paragraph(sheet)
        self._terms = Terms(sheet)
        table = Table(sheet)
        inlines = Inlines(sheet, formulas, wording, citations, self._paragraph, html_as_text=html_as_text)
        self._words = inlines.words
        self._opens: Mapping[str, Callable[[], None]] = {
            "Paragraph": self._paragraph.start,
            "Item": self._containers.item,
            "DefinitionListTitle": self._terms.term,
            "DefinitionListDefinition": self._terms.meaning,
            "TableCell": table.cell,
            "TableRow": table.row,
            "TableHead": table.head,
        }
        self._starts: Mapping[str, Callable[[Any, Any, Iterator[Event]], None]] = {
            "Heading": self._heading,
            "BlockQuote": lambda kind, *_: self._containers.quote(kind),
            "CodeBlock": self._code_block,
            "List": lambda start, *_: self._containers.list(start),
            "Table": lambda alignments, *_: table.start(alignments),
            "Link": inlines.link,
            "Image": inlines.picture,
        }
        self._ends: Mapping[str, Callable[[Any], None]] = {
            "Paragraph": lambda _: self._paragraph.end(),
            "Item": lambda _: self._containers.item_end(),
            "DefinitionListTitle": lambda _: self._terms.term_end(),
            "DefinitionListDefinition": lambda _: self._terms.meaning_end(),
            "Link": lambda _: inlines.link_end(),
            "List": lambda value: self._containers.list_end(ordered=value["List"]),
            "BlockQuote": lambda value: self._containers.quote_end(value["BlockQuote"]),
            "TableCell": lambda _: table.cell_end(),
            "TableRow": lambda _: table.row_end(),
            "TableHead": lambda _: table.head_end(),
            "Table": lambda _: table.end(),
        }
        self._marks: Mapping[str, Callable[[Any, int], None]] = {
            "Code": inlines.code,
            "InlineMath": inlines.formula,
            "DisplayMath": inlines.formula,
            "Html": inlines.html,
            "InlineHtml": inlines.tag,
            "FootnoteReference": lambda label, _: sheet.out.append(self._notes.reference(label)),
            "TaskListMarker": lambda done, _: self._containers.task(done=done),
        }

    def article(self, parts: footnotes.Parts) -> None:
        """The text, after it the works that it cites, and the notes that it refers to."""
        self.write(iter(parts.main))
        sheet = self._sheet
        items = []
        sheet.text = sheet.aside
        for label, number in self._notes.pending():
            with sheet.apart() as out:
                sheet.depth += 1
                self.write(iter(parts.notes.get(label, ())))
                sheet.depth -= 1
            items.append(self._notes.item(label, number, "".join(out)))
        self._citations.list(self.headings)
        if items:
            sheet.out.append(self._notes.section(items))

    def write(self, events: Iterator[Event], until: str | None = None) -> None:
        """Write events, up to the end of an element where one is named."""
        for event, place in events:
            if event.__class__ is str:
                self._break(event)
                continue
            ((name, value),) = event.items()
            if name == "Text":
                self._words(value, place["start"])
            elif name == "Start":
                self._start(value, place, events)
            elif name == "End":
                kind = value if value.__class__ is str else next(iter(value))
                if kind == until:
                    return
                if kind in TAGS:
                    self._sheet.out.append(TAGS[kind][1])
                else:
                    self._ends[kind](value)
            else:
                self._marks[name](value, place["start"])

    def _start(self, tag: Any, place: Any, events: Iterator[Event]) -> None:
        if tag.__class__ is not str:
            ((kind, data),) = tag.items()
            self._starts[kind](data, place, events)
        elif tag in TAGS:
            self._sheet.out.append(TAGS[tag][0])
        else:
            self._opens[tag]()

    def _break(self, kind: str) -> None:
        sheet = self._sheet
        if kind == "Rule":
            sheet.out.append("<hr>\n")
        else:
            sheet.out.append("\n" if kind == "SoftBreak" else "<br>\n")
            sheet.text.append(" ")

    def _heading(self, data: dict[str, Any], _place: Any, events: Iterator[Event]) -> None:
        sheet = self._sheet
        kept, plain = sheet.text, list[str]()
        sheet.text = plain
        with sheet.apart() as parts:
            self.write(events, until="Heading")
        sheet.text = kept
        self.headings.put(headings.Words(parts, plain), data)

    def _code_block(self, kind: Any, place: Any, events: Iterator[Event]) -> None:
        code = "".join(texts(events, "CodeBlock"))
        formula = self._formulas.get(place["start"])
        if formula:
            self._sheet.out.append(f"{formula.html}\n")
        else:
            told = fence(kind["Fenced"] if kind.__class__ is dict else "")
            for word in told.unknown:
                self._sheet.warn(place["start"], f"{word[:60]} behind the fence has no meaning here.")
            self._sheet.out.append(listing(code, told, self._sheet.labels))
