"""What happened to an inquiry, told so that a week of vain attempts takes one line, with each of them below it."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from server.inbox.store import Event


class Happening(msgspec.Struct, frozen=True):
    """One thing that happened, or the same thing several times in a row: never without any."""

    events: Sequence[Event]

    @property
    def first(self) -> Event:
        return self.events[0]

    @property
    def last(self) -> Event:
        """The latest."""
        return self.events[-1]

    @property
    def times(self) -> int:
        """How often it happened in a row."""
        return len(self.events)


def told(events: Sequence[Event]) -> Sequence[Happening]:
    """The events in their order, attempts that failed one after the other taken together."""
    found: list[Happening] = []
    for alike, group in groupby(events, key=_alike):
        same = list(group)
        if alike:
            found.append(Happening(same))
        else:
            found += [Happening((event,)) for event in same]
    return found


def _alike(event: Event) -> str | None:
    """What the event has in common with others that need not be told one by one."""
    vain = event.kind == "letter" and event.detail.get("outcome") == "delayed"
    return f"delayed {event.detail.get('kind')}" if vain else None
