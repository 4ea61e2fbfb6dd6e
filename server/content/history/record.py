"""The history of a document as readers may know it: when it was first public, and what changed after that."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """Some words of a passage that stayed, came or went; or a gap, where words that stayed are left out."""

    kind: Literal["same", "added", "removed", "gap"]
    text: str = ""


class Difference(msgspec.Struct, frozen=True):
    """A passage that changed: under which heading it stands, and whether it is text or code."""

    section: str
    code: bool
    pieces: tuple[Piece, ...]


class Change(msgspec.Struct, frozen=True):
    """What one commit did to a document that was public. `left_out` counts differences beyond those kept.

    Without differences it changed what is no words: a link, a picture, formatting.
    """

    at: dt.datetime
    subject: str
    minor: bool
    differences: tuple[Difference, ...]
    left_out: int = 0


class Record(msgspec.Struct, frozen=True):
    """One document's; `changes` are in the order in which they were made.

    `addresses` are those at which it was public, the oldest first; where it has one version, nothing is said of them.
    """

    first: dt.datetime
    changes: tuple[Change, ...] = ()
    addresses: tuple[str, ...] = ()


History = Mapping[str, Record]  # by the document's path in pages/
