"""A document's text in passages of plain words: what a reader sees of a paragraph, an item, a row, a heading."""

import re
from collections.abc import Iterator

import msgspec
import pyromark

from server.content.markdown import events
from server.content.reading import Source

TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
BLOCKS = frozenset(
    (
        *("Paragraph", "Heading", "BlockQuote", "CodeBlock", "HtmlBlock", "List", "Item", "FootnoteDefinition"),
        *("Table", "TableHead", "TableRow", "DefinitionList", "DefinitionListTitle", "DefinitionListDefinition"),
    )
)
BETWEEN_CELLS = " \u00b7"
BREAKS = {"SoftBreak": " ", "HardBreak": "\n"}


class Passage(msgspec.Struct, frozen=True):
    """`section` is the heading that it stands under."""

    section: str
    code: bool
    text: str


def passages(source: Source) -> list[Passage]:
    """The passages of a document in their order, its title and description first."""
    said = source.fields
    first = [Passage("", False, " ".join(text.split())) for text in (said.title or "", said.description) if text]  # noqa: FBT003 (as its field says)
    return [*first, *_of_body(source.body)]


def _of_body(body: str) -> Iterator[Passage]:
    section, words = "", list[str]()
    for event, _ in pyromark.events_with_range(body, options=events.OPTIONS, merge_text=True):
        mark, value, name = events.taken_apart(event)
        if name in BLOCKS:
            code = name == "CodeBlock" and mark == "End"
            text = "".join(words).strip("\n") if code else " ".join("".join(words).split()).removesuffix(BETWEEN_CELLS)
            words.clear()
            if text:
                yield Passage(section, code, text)
            if name == "Heading" and mark == "End":
                section = text
        elif name == "TableCell" and mark == "End":
            words.append(f"{BETWEEN_CELLS} ")
        elif mark in ("Text", "Code", "InlineMath", "DisplayMath"):
            words.append(value)
        elif mark == "Html":
            words.append(TAG.sub(" ", value))
        else:
            words.append(BREAKS.get(mark, ""))
    if text := " ".join("".join(words).split()):
        yield Passage(section, False, text)  # noqa: FBT003 (same)
