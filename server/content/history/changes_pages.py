"""A page for each document that has changed since it was published, with the differences between its versions."""

from collections.abc import Iterator
from functools import partial

import msgspec

from server.content import metadata
from server.content.catalogue import Catalogue
from server.content.document import Document
from server.content.history.applied import CHANGES
from server.content.page import Page, Planned


def plans(catalogue: Catalogue) -> Iterator[Planned]:
    """Found by those who read the document, not by search engines: most of its words are those of the document."""
    for document in catalogue.documents.values():
        if document.changes:
            yield Planned(document.address + CHANGES, partial(_page, catalogue, document))


def _page(catalogue: Catalogue, document: Document) -> Page:
    address = document.address + CHANGES
    title = f"What changed in “{document.title}”"
    meta = metadata.of_list(title, address, catalogue.site, catalogue.url)
    language = document.language or catalogue.site.language
    return Page(
        address=address,
        template="content/changes.html",
        meta=msgspec.structs.replace(meta, canonical=None, json_ld=""),
        context={"document": document, "changes": document.changes[::-1], "language": language},
    )
