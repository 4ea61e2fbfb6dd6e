"""From events to HTML: one pass over a document, each event handled once, nothing recursive but by a fixed depth."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from server.content.markdown import containers, footnotes, headings, links, paragraphs, pictures
from server.content.markdown.formulas import Made
from server.content.markdown.listings import listing
from server.content.markdown.sheet import Raw, Sheet
from server.content.markdown.tables import Table

Event = tuple[Any, Any]  # one of pyromark.event's kinds, and its range in bytes

TAGS = {  # events that are one tag
    "Emphasis": ("<em>", "</em>"),
    "Strong": ("<strong>", "</strong>"),
    "Strikethrough": ("<del>", "</del>"),
    "DefinitionList": ("<dl>\n", "</dl>\n"),
    "HtmlBlock": ("", ""),
}
DEFINITIONS = {
    "DefinitionListTitle": ("<dt>", "</dt>\n"),
    "DefinitionListDefinition": ("<dd>", "</dd>\n"),
}


class Renderer:
    """Writes a document's events on its sheet. `title` is that of the front matter, if it has one."""

    def __init__(
        self, sheet: Sheet, formulas: Mapping[int, Made], title: str | None, *, html_as_text: bool = False
    ) -> None:
        self.headings = headings.Headings(sheet, title)
        self._sheet = sheet
        self._html_as_text = html_as_text
        self._formulas = formulas
        self._notes = footnotes.Notes()
        self._containers = containers.Containers(sheet)
        self._paragraph = paragraphs.Paragraph(sheet)
        self._tables: list[Table] = []
        self._starts: Mapping[str, Callable[[Any, int, Iterator[Event]], None]] = {
            "Heading": self._heading,
            "BlockQuote": lambda kind, *_: self._containers.quote(kind),
            "CodeBlock": self._code_block,
            "List": lambda start, *_: self._containers.list(start),
            "Table": self._table,
            "Link": self._link,
            "Image": self._image,
        }
        self._ends: Mapping[str, Callable[[Any], None]] = {
            "Paragraph": self._paragraph_end,
            "Item": lambda _: self._containers.item_end(),
            "DefinitionListTitle": self._definition_end,
            "DefinitionListDefinition": self._definition_end,
            "Link": lambda _: self._sheet.out.append("</a>"),
            "List": lambda value: self._containers.list_end(ordered=value["List"]),
            "BlockQuote": lambda value: self._containers.quote_end(value["BlockQuote"]),
            "TableCell": lambda _: self._tables[-1].cell_end(),
            "TableRow": lambda _: self._tables[-1].row_end(),
            "TableHead": lambda _: self._tables[-1].head_end(),
            "Table": lambda _: self._tables.pop().end(),
        }
        self._marks: Mapping[str, Callable[[Any, int], None]] = {
            "Code": self._code,
            "InlineMath": self._formula,
            "DisplayMath": self._formula,
            "Html": self._html,
            "InlineHtml": self._html,
            "FootnoteReference": self._reference,
            "TaskListMarker": lambda done, _: self._containers.task(done=done),
        }

    def article(self, parts: footnotes.Parts) -> None:
        """The text, and after it the notes that it refers to."""
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
        if items:
            sheet.out.append(footnotes.section(items))

    def write(self, events: Iterator[Event], until: str | None = None) -> None:
        """Write events, up to the end of an element where one is named."""
        sheet = self._sheet
        for event, place in events:
            if event.__class__ is str:
                self._word(event)
                continue
            ((name, value),) = event.items()
            if name == "Text":
                sheet.out.append(escape(value, quote=False))
                sheet.text.append(value)
            elif name == "Start":
                if value.__class__ is str:
                    self._open(value)
                else:
                    ((kind, data),) = value.items()
                    self._starts[kind](data, place["start"], events)
            elif name == "End":
                kind = value if value.__class__ is str else next(iter(value))
                if kind == until:
                    return
                if kind in TAGS:
                    sheet.out.append(TAGS[kind][1])
                else:
                    self._ends[kind](value)
            else:
                self._marks[name](value, place["start"])

    def _word(self, event: str) -> None:
        if event == "SoftBreak":
            self._sheet.out.append("\n")
            self._sheet.text.append(" ")
        elif event == "HardBreak":
            self._sheet.out.append("<br>\n")
            self._sheet.text.append(" ")
        else:
            self._sheet.out.append("<hr>\n")

    def _open(self, kind: str) -> None:
        if kind == "Paragraph":
            self._paragraph.start()
        elif kind == "Item":
            self._containers.item()
        elif kind in TAGS:
            self._sheet.out.append(TAGS[kind][0])
        elif kind in DEFINITIONS:
            self._sheet.out.append(DEFINITIONS[kind][0])
        elif kind == "TableCell":
            self._tables[-1].cell()
        elif kind == "TableRow":
            self._tables[-1].row()
        else:
            self._tables[-1].head()

    def _paragraph_end(self, _value: Any) -> None:
        self._paragraph.end()
        self._sheet.text.append("\n")

    def _definition_end(self, kind: Any) -> None:
        self._sheet.out.append(DEFINITIONS[kind][1])
        self._sheet.text.append("\n")

    def _heading(self, data: dict[str, Any], _at: int, events: Iterator[Event]) -> None:
        sheet = self._sheet
        kept, plain = sheet.text, list[str]()
        sheet.text = plain
        with sheet.apart() as parts:
            self.write(events, until="Heading")
        sheet.text = kept
        self.headings.put(headings.Words(parts, plain), data)

    def _table(self, alignments: tuple[str, ...], _at: int, _events: Iterator[Event]) -> None:
        self._tables.append(Table(self._sheet, alignments))

    def _code_block(self, kind: Any, at: int, events: Iterator[Event]) -> None:
        code = "".join(_texts_until(events, "CodeBlock"))
        formula = self._formulas.get(at)
        if formula:
            self._sheet.out.append(f"{formula.html}\n")
        else:
            self._sheet.out.append(listing(code, kind["Fenced"] if kind.__class__ is dict else ""))

    def _link(self, link: dict[str, Any], at: int, _events: Iterator[Event]) -> None:
        links.opened(self._sheet, link, at)

    def _image(self, image: dict[str, Any], at: int, events: Iterator[Event]) -> None:
        alt = " ".join("".join(_texts_until(events, "Image")).split())
        self._sheet.out.append(pictures.picture(self._sheet, image["dest_url"], alt, image["title"], at))

    def _code(self, code: str, _at: int) -> None:
        self._sheet.out.append(f"<code>{escape(code, quote=False)}</code>")
        self._sheet.text.append(code)

    def _formula(self, latex: str, at: int) -> None:
        made = self._formulas[at]
        if self._sheet.text is not self._sheet.prose:  # a heading's id and a table's label say it in LaTeX
            self._sheet.text.append(latex)
        if made.block:
            self._paragraph.has_block = True
            self._sheet.out.append(paragraphs.Block(made.html))
        else:
            self._sheet.out.append(made.html)

    def _html(self, html: str, _at: int) -> None:
        stripped = html.strip()
        if stripped.startswith("<!--") and stripped.find("-->") == len(stripped) - 3:
            return
        if self._html_as_text:
            self._sheet.out.append(escape(html, quote=False))
            return
        self._sheet.raw = True
        self._sheet.out.append(Raw(html))

    def _reference(self, label: str, _at: int) -> None:
        self._sheet.out.append(self._notes.reference(label))


def _texts_until(events: Iterable[Event], end: str) -> Iterator[str]:
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
