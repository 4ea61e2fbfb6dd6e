"""An author's own HTML: kept, but balanced as a browser would, and without what the CSP would refuse."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from server.content.markdown import own_attributes, own_elements, own_outline
from server.content.markdown.headings import Words
from server.content.markdown.sheet import Sheet

# lexbor's time grows with the square of the depth: 0.4 s at 20,000 open elements, 10 s at 100,000.
DEEPEST = 2_000
OPENED = re.compile(r"<[a-zA-Z]")
VOID = re.compile(r"<(?:br|img|hr|input|wbr|source|col|area|track|embed|link|meta)\b", re.IGNORECASE)


class Unstable(Exception):
    """HTML that a browser could read as something else than what stands here; it is shown as text instead."""


class Kept(NamedTuple):
    """An article with its author's HTML in it, and the title if an `<h1>` of theirs is it."""

    html: str
    title: Words | None


def kept(html: str, sheet: Sheet, title: str | None) -> Kept:
    """Settle the author's HTML in an article. `title` is the one that the document has by now. Raises Unstable."""
    if len(OPENED.findall(html)) - html.count("</") - len(VOID.findall(html)) > DEEPEST:
        raise Unstable
    tree = _parsed(html)
    if tree.root is None:
        return Kept("", None)
    own_elements.settled(tree, sheet)
    own_attributes.settled(tree, sheet)
    taken = own_outline.settled(tree, sheet, title)
    if not any(piece.strip() for piece in sheet.prose):  # all of it is HTML
        sheet.prose.append(" ".join(tree.text(separator=" ").split()))
    return Kept(_stable(tree.html or ""), taken)


def _parsed(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html, is_fragment=True)


def _stable(html: str) -> str:
    """What a parser reads as exactly what is written: some nestings are only so after a second reading."""
    for _ in range(3):
        again = _parsed(html).html or ""
        if again == html:
            return html
        html = again
    raise Unstable
