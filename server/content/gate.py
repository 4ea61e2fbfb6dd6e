"""The one gate: what of the site may be seen at a time, for pages, lists, feeds and everything else alike."""

import datetime as dt
from collections.abc import Iterable
from pathlib import PurePosixPath

import msgspec

from server.content.document import Document
from server.content.library import Library
from server.content.moment import moment

NOT_YET = 2100  # from this year on a date means "not yet", as in 2100-01-01


def shown(library: Library, now: dt.datetime) -> Library:
    """The library as readers may know it. Whatever is answered is made of this and never of the whole."""
    documents = tuple(document for document in library.documents if visible(document, now))
    # A picture is seen with the documents beside it: not before the first of them.
    closed = {document.path.parent for document in library.documents} - {document.path.parent for document in documents}
    hidden = closed - {PurePosixPath()}
    files = {
        address: file for address, file in library.files.items() if PurePosixPath(address[1:]).parent not in hidden
    }
    return msgspec.structs.replace(library, documents=documents, files=files)


def visible(document: Document, now: dt.datetime) -> bool:
    """Whether the document is neither a draft nor dated in the future."""
    if document.draft:
        return False
    return document.date is None or (document.date.year < NOT_YET and moment(document.date) <= now)


def next_change(documents: Iterable[Document], now: dt.datetime) -> dt.datetime | None:
    """When the next scheduled document appears; None when nothing is scheduled."""
    scheduled = [
        moment(document.date)
        for document in documents
        if document.date and document.date.year < NOT_YET and not document.draft
    ]
    return min((at for at in scheduled if at > now), default=None)
