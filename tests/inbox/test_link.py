"""The one-time address: made anywhere, good once, for 15 minutes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.clock import Clock
from server.inbox.link import Expired, Forged, read, reset_address, sign_in_address
from server.settings import Secret, Settings

AT = 1_900_000_000
SECRET = Secret(b"a secret of tests")
SETTINGS = Settings(url="https://example.org")


class Stopped(Clock):
    """Time at which these links are made."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(AT, UTC)


def token_of(address: str) -> str:
    assert address.startswith("https://example.org/inbox/sign-in/")
    return address.rpartition("/")[2]


def made() -> str:
    return token_of(sign_in_address(SETTINGS, SECRET, Stopped()))


@pytest.mark.parametrize("age", [0, 1, 900, -60])
def test_a_link_is_good_for_15_minutes(age: int) -> None:
    assert read(made(), SECRET, AT + age).purpose == "link"


@pytest.mark.parametrize("age", [901, 86_400, -61])
def test_an_old_link_is_known_as_expired(age: int) -> None:
    with pytest.raises(Expired):
        read(made(), SECRET, AT + age)


def test_a_reset_is_another_purpose() -> None:
    assert read(token_of(reset_address(SETTINGS, SECRET, Stopped())), SECRET, AT).purpose == "reset"


def test_two_links_of_one_second_differ() -> None:
    first, second = made(), made()
    assert read(first, SECRET, AT).digest != read(second, SECRET, AT).digest


def test_a_link_signed_with_another_secret_is_forged() -> None:
    with pytest.raises(Forged):
        read(made(), Secret(b"another"), AT)


def test_no_character_of_a_link_may_change() -> None:
    token = made()
    for place in range(len(token)):
        other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(Forged):
            read(other, SECRET, AT)


@pytest.mark.parametrize("added", ["=", "==", "\n", " ", "!", "é", "\x00", "AAAA"])
def test_a_link_has_one_form(added: str) -> None:
    """Or else the second form of a used link would sign in again."""
    for form in (made() + added, added + made(), made()[:30] + added + made()[30:]):
        with pytest.raises(Forged):
            read(form, SECRET, AT)


@given(st.text(max_size=200))
def test_garbage_is_forged(token: str) -> None:
    with pytest.raises(Forged):
        read(token, SECRET, AT)
