"""The one gate: what of the site may be seen at a time, for pages, lists, feeds and everything else alike."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

import msgspec

from server.content.document import Document
from server.content.library import Library
from server.content.moment import moment

NOT_YET = 2100  # from this year on a date means "not yet", as in 2100-01-01


def shown(library: Library, now: dt.datetime) -> Library:
    """The library as readers may know it. Whatever is answered is made of this and never of the whole."""
    documents = tuple(as_of(document, now) for document in library.documents if visible(document, now))
    hidden = hidden_files(library, documents)
    files = {address: file for address, file in library.files.items() if address not in hidden}
    return msgspec.structs.replace(library, documents=documents, files=files)


def hidden_files(library: Library, seen: Collection[Document]) -> frozenset[str]:
    """The files that are seen with documents that are not: beside them, in their galleries, or used by them alone."""
    paths = {document.path for document in seen}
    unseen = [document for document in library.documents if document.path not in paths]
    if not unseen:
        return frozenset()
    closed = {document.path.parent for document in unseen} - {path.parent for path in paths} - {PurePosixPath()}
    alone = used(unseen) - used(seen)
    return frozenset(
        address for address in library.files if address in alone or PurePosixPath(address[1:]).parent in closed
    )


def visible(document: Document, now: dt.datetime) -> bool:
    """Whether the document is no draft, its date has come and its end has not."""
    if document.draft or (document.expires is not None and moment(document.expires) <= now):
        return False
    return document.date is None or (document.date.year < NOT_YET and moment(document.date) <= now)


def as_of(document: Document, now: dt.datetime) -> Document:
    """The document without the days of its log that are still to come; the last of the others is when it changed.

    An entry that gives no date itself is as old as the first of them.
    """
    if not document.days:
        return document
    days = tuple(day for day in document.days if moment(day.date) <= now)
    begun = min((day.date for day in days), default=None) if document.kind == "entry" else None
    date = document.date or begun
    known = [each for each in (document.updated, date, *(day.date for day in days)) if each]
    last = max(known, key=moment, default=None)
    updated = document.updated if last == date else last
    return msgspec.structs.replace(document, days=days, date=date, updated=updated)


def next_change(documents: Iterable[Document], now: dt.datetime) -> dt.datetime | None:
    """When the next document appears, ends or has another day; None when nothing is scheduled."""
    moments = (at for document in documents if not document.draft for at in _turns(document) if at > now)
    return min(moments, default=None)


def used(documents: Iterable[Document]) -> set[str]:
    """The addresses that documents lead to or show."""
    found = {reference.address for document in documents for reference in document.references}
    return found | {unquote(document.image) for document in documents if document.image}


def _turns(document: Document) -> Iterator[dt.datetime]:
    if document.date and document.date.year >= NOT_YET:
        return
    for date in (document.date, document.expires, *(day.date for day in document.days)):
        if date:
            yield moment(date)
