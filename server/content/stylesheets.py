"""The authors' own styles: a stylesheet for each document that has some, named by its content."""

import hashlib
from collections.abc import Iterable

from server.content.document import Document
from server.web.answer import Answer, finished
from server.web.assets import IMMUTABLE


def sheet_address(document: Document) -> str | None:
    """Where the document's stylesheet is; None if it has none."""
    if not document.stylesheet:
        return None
    digest = hashlib.blake2b(document.stylesheet.encode(), digest_size=8).hexdigest()
    return f"/assets/documents/{digest}.css"


def answers(documents: Iterable[Document]) -> dict[str, Answer]:
    """The stylesheets by address; the name changes with the content, so browsers may keep them for ever."""
    return {
        address: finished(document.stylesheet.encode(), "text/css; charset=utf-8", cache_control=IMMUTABLE)
        for document in documents
        if (address := sheet_address(document))
    }
