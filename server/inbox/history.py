"""What happened to an inquiry, told so that a week of vain attempts takes one line."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from server.inbox.store import Event


class Happening(msgspec.Struct, frozen=True):
    """One thing that happened, or the same thing `times` times in a row; `last` is the latest of them."""

    first: Event
    last: Event
    times: int


def told(events: Sequence[Event]) -> Sequence[Happening]:
    """The events in their order, attempts that failed one after the other taken together."""
    found: list[Happening] = []
    for alike, group in groupby(events, key=_alike):
        same = list(group)
        if alike:
            found.append(Happening(same[0], same[-1], len(same)))
        else:
            found += [Happening(event, event, 1) for event in same]
    return found


def _alike(event: Event) -> str | None:
    """What the event has in common with others that need not be told one by one."""
    vain = event.kind == "letter" and event.detail.get("outcome") == "delayed"
    return f"delayed {event.detail.get('kind')}" if vain else None
