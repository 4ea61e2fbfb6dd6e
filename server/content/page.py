"""A page before it is printed: its template, what that is given, and what it says to machines."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from server.content import metadata, setting
from server.content.catalogue import Catalogue
from server.content.document import Document
from server.content.moment import moment
from server.content.views import FeedLink, Meta


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """`changed` is for the sitemap."""

    address: str
    template: str
    meta: Meta
    context: dict[str, Any]
    changed: dt.date | None = None
    foreign_pictures: bool = False


class Planned(msgspec.Struct, frozen=True):
    """A page that is not made yet: a large site makes it when it is asked for. `document` is that which it shows."""

    address: str
    make: Callable[[], Page]
    document: Document | None = None


def planned(page: Page) -> Planned:
    """A page that is made already."""
    return Planned(page.address, lambda: page)


def of_list(  # noqa: PLR0913 (each is a property of a page)
    catalogue: Catalogue,
    address: str,
    template: str,
    title: str,
    *,
    changed: Iterable[Document] = (),
    feed: FeedLink | None = None,
    **context: Any,
) -> Page:
    """A page that is there even without a document, and takes in the one that has its address."""
    document = catalogue.documents.get(address)
    meta = (
        metadata.of_document(document, catalogue.site, catalogue.url, catalogue.alternates.get(address, ()))
        if document
        else metadata.of_list(title, address, catalogue.site, catalogue.url)
    )
    return Page(
        address=address,
        template=f"content/{template}.html",
        meta=msgspec.structs.replace(meta, feed=feed),
        context={
            "document": document and setting.on_page(document),
            "title": document.title if document else title,
            "feed": feed,
            **context,
        },
        changed=latest([*changed, *([document] if document else [])]),
        foreign_pictures=bool(document and document.foreign_pictures),
    )


def latest(documents: Iterable[Document]) -> dt.date | None:
    """When the last of these changed."""
    dates = [document.updated or document.date for document in documents]
    return max((date for date in dates if date), key=moment, default=None)
