"""The rules of where an inquiry may stand."""

from typing import get_args

import pytest

from server.contact.standing import MEANING
from server.inbox.states import CLOSED, STATES, WAITING_FOR_OWNER, Name, known, may_follow

NAMES: tuple[Name, ...] = get_args(Name)


def test_every_state_is_described() -> None:
    assert set(STATES) == set(NAMES)
    assert all(state.label and MEANING[name].endswith(".") for name, state in STATES.items())


@pytest.mark.parametrize("now", NAMES)
def test_no_state_is_offered_twice_or_follows_itself(now: Name) -> None:
    offered = STATES[now].next + STATES[now].other
    assert len(offered) == len(set(offered))
    assert now not in offered


@pytest.mark.parametrize("now", NAMES)
def test_a_change_by_mistake_can_be_taken_back(now: Name) -> None:
    """All but two: nothing becomes unread again, and the drawer is left by a release."""
    for to in STATES[now].next + STATES[now].other:
        assert may_follow(to, now) or now == "new" or to == "spam"


def test_the_drawer_is_left_by_a_release_alone() -> None:
    assert not any(may_follow("spam", to) for to in NAMES)


def test_a_running_mentorship_is_not_spam() -> None:
    assert not may_follow("active", "spam")


def test_every_state_but_new_can_be_reached_from_new() -> None:
    reached: set[Name] = {"new"}
    for _ in NAMES:
        reached |= {to for now in reached for to in NAMES if may_follow(now, to)}
    assert reached == set(NAMES)


def test_what_is_closed_does_not_wait_for_the_owner() -> None:
    assert not WAITING_FOR_OWNER & CLOSED


def test_the_sender_is_not_told_of_the_drawer() -> None:
    """A false verdict stays the owner's to correct; the sender reads what they would have read anyway."""
    assert MEANING["spam"] == MEANING["new"]


@pytest.mark.parametrize("word", ["", "NEW", "new ", "gone", "\x00"])
def test_an_unknown_state_is_none(word: str) -> None:
    assert known(word) is None
