"""Suspicion marks or sets aside, and always says why."""

import msgspec
import pytest

from server.contact import stamp
from server.contact.inquiry import Submission
from server.contact.spam import FASTEST, FLOOD, MANY_LINKS, SOME_OTHERS, Circumstances, Verdict, verdict
from server.content.site import Limits
from server.settings import Secret

LETTER = Submission(name="Ada", email="ada@example.org", kind="other", message="Would you look at my paper? " * 4)
TRAP = msgspec.structs.replace(LETTER, remarks="x")
LINKS = msgspec.structs.replace(LETTER, message="https://example.org/ " * MANY_LINKS)
MARKUP = msgspec.structs.replace(LETTER, message="Look at [url=https://example.org]this[/url]")
NAMED = msgspec.structs.replace(LETTER, name="https://example.org/")
QUIET = Circumstances()
LIMITS = Limits()
OFF = Limits(per_network_hour=0, per_address_day=0, everyone_hour=0)
WEAK = [
    Circumstances(seconds=FASTEST - 1),
    Circumstances(network_hour=LIMITS.per_network_hour),
    Circumstances(address_day=LIMITS.per_address_day),
    Circumstances(clean_hour=LIMITS.everyone_hour),
    Circumstances(same_sentence=SOME_OTHERS),
    Circumstances(no_mail=True),
]
STRONG = [
    (TRAP, QUIET),
    (LINKS, QUIET),
    (MARKUP, QUIET),
    (NAMED, QUIET),
    (LETTER, Circumstances(same_text=1)),
    (LETTER, Circumstances(network_hour=FLOOD * LIMITS.per_network_hour)),
    (LETTER, Circumstances(address_day=FLOOD * LIMITS.per_address_day)),
]


def together(*known: Circumstances) -> Circumstances:
    """All that any of them says."""
    said = {name: value for one in known for name, value in msgspec.structs.asdict(one).items() if value}
    return Circumstances(**said)


def test_a_letter_is_not_suspect() -> None:
    assert verdict(LETTER, QUIET, LIMITS) == Verdict()
    assert verdict(LETTER, Circumstances(seconds=FASTEST), LIMITS) == Verdict()


@pytest.mark.parametrize(("submission", "known"), [*((LETTER, known) for known in WEAK), *STRONG])
def test_no_single_sign_holds_a_letter(submission: Submission, known: Circumstances) -> None:
    found = verdict(submission, known, LIMITS)
    assert len(found.reasons) == 1
    assert found.reasons[0].endswith(".")
    assert not found.drawer


@pytest.mark.parametrize("weak", WEAK)
@pytest.mark.parametrize(("submission", "known"), STRONG)
def test_a_strong_sign_and_any_other_hold(submission: Submission, known: Circumstances, weak: Circumstances) -> None:
    found = verdict(submission, together(weak, known), LIMITS)
    if len(found.reasons) > 1:  # of one limit there is one sign, and the same words are not also a sentence
        assert found.drawer
    else:
        assert together(weak, known) == known or known.same_text


def test_two_strong_ones_hold() -> None:
    assert verdict(msgspec.structs.replace(LINKS, remarks="x"), QUIET, LIMITS).drawer


def test_what_honest_people_have_in_common_holds_nothing_even_together() -> None:
    """Fast writers of similar words behind one shared address, in a busy hour, whose name server is away."""
    found = verdict(LETTER, together(*WEAK), LIMITS)
    assert len(found.reasons) == len(WEAK)
    assert not found.drawer


def test_a_flood_is_held_once_the_owner_has_had_enough_suspects() -> None:
    flood = Circumstances(network_hour=FLOOD * LIMITS.per_network_hour, marked_hour=LIMITS.everyone_hour)
    assert verdict(LETTER, flood, LIMITS).drawer


def test_a_flood_of_suspects_is_no_sign_against_others() -> None:
    assert verdict(LETTER, Circumstances(marked_hour=9999), LIMITS) == Verdict()


def test_the_last_within_a_limit_is_taken() -> None:
    known = Circumstances(
        network_hour=LIMITS.per_network_hour - 1,
        address_day=LIMITS.per_address_day - 1,
        clean_hour=LIMITS.everyone_hour - 1,
    )
    assert verdict(LETTER, known, LIMITS) == Verdict()


def test_a_limit_of_0_is_off_and_so_is_what_is_made_of_repetition() -> None:
    busy = Circumstances(
        network_hour=9999, address_day=9999, clean_hour=9999, marked_hour=9999, same_text=99, same_sentence=99
    )
    assert verdict(LETTER, busy, OFF) == Verdict()
    assert len(verdict(TRAP, busy, OFF).reasons) == 1


@pytest.mark.parametrize(
    ("limit", "silenced"),
    [
        ("per_network_hour", {"network_hour": 9999}),
        ("per_address_day", {"address_day": 9999, "same_text": 99, "same_sentence": 99}),
        ("everyone_hour", {"clean_hour": 9999}),
    ],
)
def test_each_limit_is_switched_off_by_itself(limit: str, silenced: dict[str, int]) -> None:
    known = Circumstances(**silenced)
    assert verdict(LETTER, known, LIMITS).reasons
    assert verdict(LETTER, known, msgspec.structs.replace(LIMITS, **{limit: 0})) == Verdict()


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
