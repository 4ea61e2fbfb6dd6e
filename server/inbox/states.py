"""Where an inquiry stands: the states, what each means to the sender, and which may follow which."""

from collections.abc import Mapping
from typing import Literal

import msgspec

Name = Literal[
    "new", "read", "need-info", "exploring", "active", "waiting", "completed", "declined", "withdrawn", "spam"
]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A state in words. `next` are the usual steps from it, `other` what is possible besides."""

    label: str
    meaning: str  # to the sender, as the sender may read it
    next: tuple[Name, ...] = ()
    other: tuple[Name, ...] = ()


STATES: Mapping[Name, State] = {
    "new": State(
        label="New",
        meaning="Your message is kept here and has not been read yet.",
        next=("read",),
        other=("need-info", "exploring", "waiting", "declined", "spam"),
    ),
    "read": State(
        label="Read",
        meaning="Your message has been read. An answer is being thought about.",
        next=("exploring", "need-info", "declined"),
        other=("active", "waiting", "completed", "withdrawn", "spam"),
    ),
    "need-info": State(
        label="Needs more",
        meaning="There is a question to you. It goes on when you have answered.",
        next=("exploring", "declined"),
        other=("read", "active", "waiting", "completed", "withdrawn", "spam"),
    ),
    "exploring": State(
        label="Exploring",
        meaning="We are talking, to find out whether it fits.",
        next=("active", "need-info", "declined"),
        other=("read", "waiting", "completed", "withdrawn", "spam"),
    ),
    "active": State(
        label="Active",
        meaning="It is agreed and under way.",
        next=("completed",),
        other=("read", "need-info", "exploring", "waiting", "withdrawn"),
    ),
    "waiting": State(
        label="Waiting list",
        meaning="There is no place at present. You will be written to when there is.",
        next=("exploring", "active"),
        other=("read", "need-info", "completed", "declined", "withdrawn"),
    ),
    "completed": State(
        label="Completed",
        meaning="It has come to its end.",
        next=("active",),
        other=("read", "need-info", "exploring", "waiting"),
    ),
    "declined": State(
        label="Declined",
        meaning="It could not be taken on.",
        next=("exploring",),
        other=("read", "need-info", "waiting"),
    ),
    "withdrawn": State(
        label="Withdrawn",
        meaning="You have taken your inquiry back.",
        next=("exploring",),
        other=("read", "need-info", "active", "waiting"),
    ),
    # Out of the drawer leads only a release, which also sends the letter that was held.
    "spam": State(label="Drawer", meaning="Your message is kept here and has not been read yet."),
}

WAITING_FOR_OWNER: frozenset[Name] = frozenset({"new", "read"})
CLOSED: frozenset[Name] = frozenset({"completed", "declined", "withdrawn", "spam"})


def known(word: str) -> Name | None:
    """The state of that name, if there is one."""
    return next((name for name in STATES if name == word), None)


def may_follow(now: Name, to: Name) -> bool:
    """Whether the owner may set `to` where an inquiry stands at `now`."""
    return to in STATES[now].next + STATES[now].other
