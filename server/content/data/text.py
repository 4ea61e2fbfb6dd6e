"""A document with its data told in its text, for those who look for words: each item under a heading with its id."""

from collections.abc import Iterator
from html import escape

import msgspec

from server.content.data.item import Data
from server.content.document import Document


def told(document: Document) -> Document:
    """The document with the list and the gallery at the end of its HTML."""
    if not document.data:
        return document
    return msgspec.structs.replace(document, article=f"{document.html}{''.join(_told(document.data))}")


def _told(data: Data) -> Iterator[str]:
    for item in data.items:
        facts = ". ".join(filter(None, (item.by, item.year, ", ".join(item.tags))))
        yield f'<h3 id="{escape(item.id)}">{escape(item.title)}</h3><p>{escape(facts)}</p>{item.html}'
    for picture in data.gallery:
        yield f'<h3 id="{escape(picture.id)}">{escape(picture.caption)}</h3>'
        if picture.alt != picture.caption:
            yield f"<p>{escape(picture.alt)}</p>"
