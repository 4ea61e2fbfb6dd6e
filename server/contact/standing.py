"""Where an inquiry stands, in the words that its sender reads. The drawer is nobody's business but the owner's."""

from collections.abc import Mapping
from typing import Literal

Name = Literal[
    "new", "read", "need-info", "exploring", "active", "waiting", "completed", "declined", "withdrawn", "spam"
]

MEANING: Mapping[Name, str] = {
    "new": "Your message is kept here and has not been read yet.",
    "read": "Your message has been read. An answer is being thought about.",
    "need-info": "There is a question to you. It goes on when you have answered.",
    "exploring": "We are talking, to find out whether it fits.",
    "active": "It is agreed and under way.",
    "waiting": "There is no place at present. You will be written to when there is.",
    "completed": "It has come to its end.",
    "declined": "It could not be taken on.",
    "withdrawn": "You have taken your inquiry back.",
    "spam": "Your message is kept here and has not been read yet.",
}
ANSWERED = "An answer has gone to you by mail."  # where the state by itself says that one is still to come
UNANSWERED: frozenset[Name] = frozenset({"new", "read"})
CLOSED: frozenset[Name] = frozenset({"completed", "declined", "withdrawn"})


def as_shown(state: Name, *, withdrawn: bool) -> Name:
    """The state as the sender sees it: a suspect stands where everyone begins, and may take its inquiry back, too."""
    if state != "spam":
        return state
    return "withdrawn" if withdrawn else "new"
