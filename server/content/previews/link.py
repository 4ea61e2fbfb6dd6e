"""The address of a preview: signed and dated, so that making one needs no database, and taken back by a word.

The signature is over the document's `preview` word too: write another one into its front matter, and the addresses
given out before are void. `preview: false` allows none.
"""

import datetime as dt
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable

import msgspec

from server.content.document import Document
from server.settings import Secret, Settings

ADDRESS = "/preview"
DAYS = 7
WHOLE = re.compile(r"[A-Za-z0-9_-]{40}", re.ASCII)
TIME, NAME, SIGNATURE = 6, 8, 16  # bytes; 30 in all need no padding


class Link(msgspec.Struct, frozen=True):
    """A genuine address: the document, and until when it is shown (seconds since 1970)."""

    document: Document
    until: int


class Unknown(Exception):
    """Not an address that this site made, or one that its author has taken back."""


class Expired(Exception):
    """Genuine, but its days are over."""


def address(document: Document, settings: Settings, secret: Secret, until: dt.datetime) -> str:
    """The address at which a document is shown until a moment. Raises Unknown where its author allows none."""
    if not allowed(document):
        raise Unknown
    time = int(until.timestamp()).to_bytes(TIME)
    signed = time + _name(document, secret) + _signature(document, secret, time)
    return f"{settings.url}{ADDRESS}/{urlsafe_b64encode(signed).decode()}"


def allowed(document: Document) -> bool:
    return document.particulars.preview.lower() not in ("false", "no", "off")


def read(token: str, documents: Iterable[Document], secret: Secret, at: dt.datetime) -> Link:
    """The document behind a token. Raises Unknown or Expired."""
    # Checked before decoding: Python's decoder skips foreign characters, and one address must have one form.
    if not WHOLE.fullmatch(token):
        raise Unknown
    signed = urlsafe_b64decode(token)
    time, name, signature = signed[:TIME], signed[TIME : TIME + NAME], signed[TIME + NAME :]
    for document in documents:
        if hmac.compare_digest(name, _name(document, secret)) and allowed(document):
            if not hmac.compare_digest(signature, _signature(document, secret, time)):
                raise Unknown
            if at.timestamp() >= int.from_bytes(time):
                raise Expired
            return Link(document, int.from_bytes(time))
    raise Unknown


def _name(document: Document, secret: Secret) -> bytes:
    """Says which document is meant to nobody but this site."""
    return secret.digest("preview-name", str(document.path))[:NAME]


def _signature(document: Document, secret: Secret, time: bytes) -> bytes:
    return secret.digest("preview", str(document.path), document.particulars.preview, time)[:SIGNATURE]
