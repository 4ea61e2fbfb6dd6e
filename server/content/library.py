"""Reads pages/ whole: every document, the files beside them, and everything that is wrong with any of it."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from server.content.data.attaching import attached
from server.content.document import Document, Fault
from server.content.site import Site
from server.content.stacks import Stacks, Stock


class Library(msgspec.Struct, frozen=True):
    """A folder of pages as read: drafts and all. `faults` has those of its documents too.

    `files` are pictures and what else lies beside documents, by the address under which they are served.
    """

    site: Site
    documents: tuple[Document, ...]
    faults: tuple[Fault, ...]
    files: Mapping[str, Path]


def read(pages: Path) -> Library:
    """Read the folder. What cannot be read is a fault; the rest is there all the same."""
    return of(Stacks(pages).read())


def of(stock: Stock) -> Library:
    """The library that is made of what the stacks hold, with the data that belongs to documents."""
    whole = attached(stock.documents, stock.listing.files, stock.site, stock.places, stock.sections)
    return Library(stock.site, whole.documents, (*stock.faults, *whole.faults), whole.files)
