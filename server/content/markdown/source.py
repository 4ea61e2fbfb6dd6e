"""The text of a document in bytes, as events refer to it, and changes to it that leave its lines where they are."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, NamedTuple

Event = tuple[Any, Any]  # one of pyromark.event's kinds, and its range in bytes
Events = list[Event]


class Edit(NamedTuple):
    """What stands from one byte up to another becomes something else."""

    start: int
    end: int
    new: bytes


def edited(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The source with every edit made; none may reach into another."""
    pieces, at = [], 0
    for start, end, new in sorted(edits):
        pieces += [source[at:start], new]
        at = end
    return b"".join([*pieces, source[at:]]) if pieces else source


class Verbatim:
    """Where a document has code or HTML in blocks: there everything is meant as it stands."""

    def __init__(self, events: Events) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for event, place in events:
            if event.__class__ is dict:
                tag = event.get("Start")
                if tag == "HtmlBlock" or (tag.__class__ is dict and "CodeBlock" in tag):
                    self._starts.append(place["start"])
                    self._ends.append(place["end"])

    def __contains__(self, at: int) -> bool:
        before = bisect_right(self._starts, at) - 1
        return before >= 0 and at < self._ends[before]
