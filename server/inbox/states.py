"""Where an inquiry stands: the states in the owner's words, and which may follow which."""

from collections.abc import Mapping

import msgspec

from server.contact.standing import Name


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A state in words. `next` are the usual steps from it, `other` what is possible besides."""

    label: str
    next: tuple[Name, ...] = ()
    other: tuple[Name, ...] = ()


STATES: Mapping[Name, State] = {
    "new": State(
        label="New",
        next=("read",),
        other=("need-info", "exploring", "waiting", "declined", "spam"),
    ),
    "read": State(
        label="Read",
        next=("exploring", "need-info", "declined"),
        other=("active", "waiting", "completed", "withdrawn", "spam"),
    ),
    "need-info": State(
        label="Needs more",
        next=("exploring", "declined"),
        other=("read", "active", "waiting", "completed", "withdrawn", "spam"),
    ),
    "exploring": State(
        label="Exploring",
        next=("active", "need-info", "declined"),
        other=("read", "waiting", "completed", "withdrawn", "spam"),
    ),
    "active": State(
        label="Active",
        next=("completed",),
        other=("read", "need-info", "exploring", "waiting", "withdrawn"),
    ),
    "waiting": State(
        label="Waiting list",
        next=("exploring", "active"),
        other=("read", "need-info", "completed", "declined", "withdrawn"),
    ),
    "completed": State(
        label="Completed",
        next=("active",),
        other=("read", "need-info", "exploring", "waiting"),
    ),
    "declined": State(
        label="Declined",
        next=("exploring",),
        other=("read", "need-info", "waiting"),
    ),
    "withdrawn": State(
        label="Withdrawn",
        next=("exploring",),
        other=("read", "need-info", "active", "waiting"),
    ),
    # Out of the drawer leads only a release, which also sends the letter that was held.
    "spam": State(label="Drawer"),
}

WAITING_FOR_OWNER: frozenset[Name] = frozenset({"new", "read"})
CLOSED: frozenset[Name] = frozenset({"completed", "declined", "withdrawn", "spam"})


def known(word: str) -> Name | None:
    """The state of that name, if there is one."""
    return next((name for name in STATES if name == word), None)


def may_follow(now: Name, to: Name) -> bool:
    """Whether the owner may set `to` where an inquiry stands at `now`."""
    return to in STATES[now].next + STATES[now].other
