"""Suspicion marks or sets aside, and always says why."""

import pytest

from server.contact import stamp
from server.contact.inquiry import Submission
from server.contact.spam import FASTEST, MANY_LINKS, Circumstances, Verdict, verdict
from server.content.site import Limits
from server.settings import Secret

LETTER = Submission(name="Ada", email="ada@example.org", kind="other", message="Would you look at my paper? " * 4)
TRAP = Submission(name="Ada", email="ada@example.org", kind="other", message="Hello", remarks="x")
LINKS = Submission(message="https://example.org/ " * MANY_LINKS)
QUIET = Circumstances()
LIMITS = Limits()


def test_a_letter_is_not_suspect() -> None:
    assert verdict(LETTER, QUIET, LIMITS) == Verdict()
    assert verdict(LETTER, Circumstances(seconds=FASTEST), LIMITS) == Verdict()


@pytest.mark.parametrize(
    ("submission", "known"),
    [
        (TRAP, QUIET),
        (LETTER, Circumstances(seconds=FASTEST - 1)),
        (LINKS, QUIET),
        (LETTER, Circumstances(same_text=1)),
        (LETTER, Circumstances(network_hour=LIMITS.per_network_hour)),
    ],
)
def test_one_signal_marks_and_does_not_hold(submission: Submission, known: Circumstances) -> None:
    found = verdict(submission, known, LIMITS)
    assert len(found.reasons) == 1
    assert found.reasons[0].endswith(".")
    assert not found.drawer


@pytest.mark.parametrize(
    ("submission", "known"),
    [
        (TRAP, Circumstances(seconds=0)),
        (LINKS, Circumstances(same_text=3)),
        (TRAP, Circumstances(network_hour=9)),
    ],
)
def test_two_signals_hold(submission: Submission, known: Circumstances) -> None:
    found = verdict(submission, known, LIMITS)
    assert len(found.reasons) == 2
    assert found.drawer


@pytest.mark.parametrize(
    "known", [Circumstances(address_day=LIMITS.per_address_day), Circumstances(everyone_hour=LIMITS.everyone_hour)]
)
def test_over_a_limit_of_the_mailbox_holds(known: Circumstances) -> None:
    found = verdict(LETTER, known, LIMITS)
    assert len(found.reasons) == 1
    assert found.drawer


def test_the_last_within_a_limit_is_taken() -> None:
    known = Circumstances(
        network_hour=LIMITS.per_network_hour - 1,
        address_day=LIMITS.per_address_day - 1,
        everyone_hour=LIMITS.everyone_hour - 1,
    )
    assert verdict(LETTER, known, LIMITS) == Verdict()


def test_a_limit_of_0_is_off() -> None:
    off = Limits(per_network_hour=0, per_address_day=0, everyone_hour=0)
    busy = Circumstances(network_hour=999, address_day=999, everyone_hour=999)
    assert verdict(LETTER, busy, off) == Verdict()


def test_a_greeting_that_many_write_is_no_signal() -> None:
    assert verdict(Submission(message="Hello!"), Circumstances(same_text=20), LIMITS) == Verdict()


def test_a_stamp_tells_when_the_form_was_begun() -> None:
    secret = Secret(b"key")
    assert stamp.age(secret, stamp.issued(secret, 1000), 1004) == 4


@pytest.mark.parametrize(
    "tampered", ["", "1000", "1000.", "1000.xyz", "+1000.", "\u0661\u0660.x", "1000.\u00e9", "9" * 5000]
)
def test_a_stamp_that_is_not_ours_tells_nothing(tampered: str) -> None:
    assert stamp.age(Secret(b"key"), tampered, 1004) is None


def test_a_stamp_of_another_time_or_key_tells_nothing() -> None:
    secret = Secret(b"key")
    value = stamp.issued(secret, 1000)
    assert stamp.age(secret, value.replace("1000", "1001"), 1004) is None
    assert stamp.age(Secret(b"other"), value, 1004) is None
    assert stamp.age(secret, value, 999) is None
    assert stamp.age(secret, value, 1000 + stamp.OLDEST + 1) is None
