"""Where an inquiry stands: the states, what each means to the sender, and which may follow which."""

from collections.abc import Mapping

import msgspec

from server.contact.standing import MEANING, Name


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A state in words. `next` are the usual steps from it, `other` what is possible besides."""

    label: str
    meaning: str  # to the sender, as the sender may read it
    next: tuple[Name, ...] = ()
    other: tuple[Name, ...] = ()


STATES: Mapping[Name, State] = {
    "new": State(
        label="New",
        meaning=MEANING["new"],
        next=("read",),
        other=("need-info", "exploring", "waiting", "declined", "spam"),
    ),
    "read": State(
        label="Read",
        meaning=MEANING["read"],
        next=("exploring", "need-info", "declined"),
        other=("active", "waiting", "completed", "withdrawn", "spam"),
    ),
    "need-info": State(
        label="Needs more",
        meaning=MEANING["need-info"],
        next=("exploring", "declined"),
        other=("read", "active", "waiting", "completed", "withdrawn", "spam"),
    ),
    "exploring": State(
        label="Exploring",
        meaning=MEANING["exploring"],
        next=("active", "need-info", "declined"),
        other=("read", "waiting", "completed", "withdrawn", "spam"),
    ),
    "active": State(
        label="Active",
        meaning=MEANING["active"],
        next=("completed",),
        other=("read", "need-info", "exploring", "waiting", "withdrawn"),
    ),
    "waiting": State(
        label="Waiting list",
        meaning=MEANING["waiting"],
        next=("exploring", "active"),
        other=("read", "need-info", "completed", "declined", "withdrawn"),
    ),
    "completed": State(
        label="Completed",
        meaning=MEANING["completed"],
        next=("active",),
        other=("read", "need-info", "exploring", "waiting"),
    ),
    "declined": State(
        label="Declined",
        meaning=MEANING["declined"],
        next=("exploring",),
        other=("read", "need-info", "waiting"),
    ),
    "withdrawn": State(
        label="Withdrawn",
        meaning=MEANING["withdrawn"],
        next=("exploring",),
        other=("read", "need-info", "active", "waiting"),
    ),
    # Out of the drawer leads only a release, which also sends the letter that was held.
    "spam": State(label="Drawer", meaning=MEANING["spam"]),
}

WAITING_FOR_OWNER: frozenset[Name] = frozenset({"new", "read"})
CLOSED: frozenset[Name] = frozenset({"completed", "declined", "withdrawn", "spam"})


def known(word: str) -> Name | None:
    """The state of that name, if there is one."""
    return next((name for name in STATES if name == word), None)


def may_follow(now: Name, to: Name) -> bool:
    """Whether the owner may set `to` where an inquiry stands at `now`."""
    return to in STATES[now].next + STATES[now].other
