"""Gives documents what their history says of them: dates that they do not give themselves, and what changed."""

import datetime as dt
from collections.abc import Collection, Sequence

import msgspec

from server.content.document import Document
from server.content.history.record import Change, History, Record
from server.content.library import Library
from server.content.moment import moment

CHANGES = "/changes"  # behind a document's address
DATED = ("entry", "project")  # kinds whose date is that of their publication; of others it says when they were true
WITHOUT = ("home", "contact")  # made of more than their document


def applied(library: Library, history: History) -> Library:
    """The library with its history. What front matter says always wins."""
    if not history:
        return library
    taken = {document.address for document in library.documents}
    documents = []
    for document in library.documents:
        record = history.get(str(document.path))
        if record is not None and not document.draft:
            shown = library.site.changes and _shown(document, taken)
            document = _told(document, record, shown=shown)  # noqa: PLW2901 (the same document, knowing more)
        documents.append(document)
    return msgspec.structs.replace(library, documents=tuple(documents))


def _shown(document: Document, taken: Collection[str]) -> bool:
    """Whether there is a page of the document's changes."""
    return document.kind not in WITHOUT and document.particulars.changes and document.address + CHANGES not in taken


def _told(document: Document, record: Record, *, shown: bool) -> Document:
    changes = [change for change in record.changes if change.at >= _settled(document.date or record.first)]
    return msgspec.structs.replace(
        document,
        date=document.date or (record.first if document.kind == "entry" else None),
        updated=document.updated or _updated(document, record, changes),
        changes=tuple(changes) if shown else (),
        former=tuple(address for address in record.addresses if address != document.address),
        first_address=record.addresses[0] if record.addresses else "",
    )


def _updated(document: Document, record: Record, changes: Sequence[Change]) -> dt.date | None:
    """When it last changed in more than a minor way."""
    if document.kind in DATED:
        return max((change.at for change in changes if not change.minor), default=None)
    if document.date:
        return None
    return max((change.at for change in record.changes if not change.minor), default=record.first)


def _settled(published: dt.date) -> dt.datetime:
    """When publishing is over: what is still done on the same day belongs to it."""
    midnight = moment(published).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + dt.timedelta(days=1) if midnight.year < dt.MAXYEAR else midnight
