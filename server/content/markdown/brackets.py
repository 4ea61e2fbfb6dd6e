"""Brackets that are no link: `[Wort]{lang=de}` is said in another language, `[@key, p. 3]` cites a work."""

import re
from html import escape
from typing import Any

from server.content.markdown.sheet import Sheet

SPAN, CITATION = "\0span", "\0citation"  # where such a "link" leads; no address in a text can be one of these
CITES = re.compile(r"(?:^|[\s;(-])@[\w{]")
ATTRIBUTES = re.compile(r"\{\s*:?((?:[^{}\n\"]|\"[^\"\n]*\")*)\}")
ATTRIBUTE = re.compile(r"\s*(?:([.#])([^\s.#={}\"]+)|([\w-]+)=(?:\"([^\"]*)\"|([^\s{}\"]+)))\s*")
KNOWN = ("lang", "dir", "title")


def possible(text: str) -> bool:
    """Whether there may be any that are meant so."""
    return "@" in text or "]{" in text


class Meaning:
    """Tells the parser which brackets without an address are meant as something after all."""

    def __init__(self, source: bytes) -> None:
        self._source = source

    def __call__(self, link: Any) -> tuple[str, str] | None:
        """The "address" that such a link is given; None for what is text."""
        if link["link_type"] != "Shortcut":
            return None
        end = link["span"]["end"]
        if self._source[end : end + 1] == b"{" and attributes(self._source, end) is not None:
            return SPAN, ""
        return (CITATION, "") if CITES.search(link["reference"]) else None


def attributes(source: bytes, at: int) -> list[tuple[str, str]] | None:
    """The attributes in braces that begin at a byte, classes and ids among them; None where there are none."""
    line_end = source.find(b"\n", at)
    braces = ATTRIBUTES.match(source[at : line_end if line_end >= 0 else None].decode(errors="replace"))
    if not braces or not braces[1].strip():
        return None
    found, end = [], 0
    while end < len(braces[1]):
        attribute = ATTRIBUTE.match(braces[1], end)
        if not attribute:
            return None
        sign, word, name, quoted, bare = attribute.groups()
        found.append(
            ({".": "class", "#": "id"}[sign], word) if sign else (name, quoted if quoted is not None else bare)
        )
        end = attribute.end()
    return found


def written(given: list[tuple[str, str]], sheet: Sheet, at: int) -> str:
    """The attributes as HTML, with a space before each; what has no meaning here is named."""
    classes = " ".join(value for name, value in given if name == "class")
    pieces = [f' class="{escape(classes)}"'] if classes else []
    for name, value in dict(given).items():
        if name == "id":
            pieces.append(f' id="{escape(sheet.unique(value))}"')
        elif name in KNOWN:
            pieces.append(f' {name}="{escape(value)}"')
        elif name != "class":
            sheet.warn(at, f"The attribute {name} has no meaning here; {', '.join(KNOWN)}, .class and #id have.")
    return "".join(pieces)
