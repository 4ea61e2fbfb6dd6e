"""Makes the address of a preview for a document that somebody names by its file or its address."""

import datetime as dt
import difflib
from pathlib import Path

from server.content import gate
from server.content.addresses import absolute
from server.content.document import Document
from server.content.library import Library
from server.content.previews import link
from server.settings import Secret, Settings


class NoPreview(Exception):
    """There is none to be made; the message says why, and the mend."""


def made(  # noqa: PLR0913, PLR0917 (what the address depends on, and how long it lasts)
    library: Library, name: str, settings: Settings, secret: Secret, now: dt.datetime, days: int
) -> str:
    """The address; of a document that readers see already its own. Raises NoPreview."""
    document = _named(library, name, settings.pages)
    if gate.visible(document, now):
        return absolute(settings.url, document.address)
    try:
        return link.address(document, settings, secret, now + dt.timedelta(days=days))
    except link.Unknown as error:
        raise NoPreview(f"{document.path} says `preview: false`: take that out to allow previews.") from error


def _named(library: Library, name: str, pages: Path) -> Document:
    """The document with this file (also as the shell completes it) or this address."""
    known = {str(document.path): document for document in library.documents}
    known |= {document.address: document for document in library.documents}
    for form in (name, name.removeprefix(f"{pages}/"), name.removeprefix("./").removeprefix(f"{pages}/")):
        if form in known:
            return known[form]
    try:
        within = str(Path(name).resolve().relative_to(pages.resolve()))
    except ValueError:
        within = name
    if within in known:
        return known[within]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    raise NoPreview(f"There is no document {name}." + (f" Did you mean {near[0]}?" if near else ""))
