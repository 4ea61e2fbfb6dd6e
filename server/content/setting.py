"""How an article is set on its page and nowhere else: notes beside the text, and how far things to do have come."""

import msgspec

from server.content.document import Document
from server.content.notes import beside
from server.content.progress import beside_lists


def on_page(document: Document) -> Document:
    """The document with the HTML that its page shows. Feeds and mail have the plain one."""
    return msgspec.structs.replace(document, html=beside(beside_lists(document.html)))
