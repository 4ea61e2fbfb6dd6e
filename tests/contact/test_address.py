"""Addresses: typos are noticed, unusual ones are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contact.address import fault, normalised, suggestion


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ada@gmial.com", "ada@gmail.com"),
        ("ada@gmal.com", "ada@gmail.com"),
        ("ada@gmaill.com", "ada@gmail.com"),
        ("ada@gamil.com", "ada@gmail.com"),
        ("ada@gmail.con", "ada@gmail.com"),
        ("ada@gmail.co", "ada@gmail.com"),
        ("ada@gmail", "ada@gmail.com"),
        ("ada@gmial.con", "ada@gmail.com"),
        ("ada@hotmial.com", "ada@hotmail.com"),
        ("ada@hotmai.com", "ada@hotmail.com"),
        ("ada@outlok.com", "ada@outlook.com"),
        ("ada@yaho.com", "ada@yahoo.com"),
        ("ada@yahooo.co.uk", "ada@yahoo.co.uk"),
        ("ada@iclould.com", "ada@icloud.com"),
        ("ada@protonmial.com", "ada@protonmail.com"),
        ("Ada.L+x@GMIAL.com", "Ada.L+x@gmail.com"),
        ("ada@lovelace.con", "ada@lovelace.com"),
        ("ada@lovelace.ogr", "ada@lovelace.org"),
    ],
)
def test_a_slip_of_the_fingers_is_noticed(typed: str, meant: str) -> None:
    assert suggestion(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "ada@gmail.com",
        "ada@GMAIL.com",
        "ada@googlemail.com",
        "ada@mail.com",
        "ada@email.com",
        "ada@ymail.com",
        "ada@gmx.de",
        "ada@gmx.net",
        "ada@web.de",
        "ada@hotmail.fr",
        "ada@yahoo.ca",
        "ada@proton.me",
        "ada@live.com",
        "ada@mit.edu",
        "ada@example.org",
        "ada@lovelace.co",
        "ada@x.co.uk",
        "ada@exämple.de",
        "ada",
        "@gmial.com",
        "",
    ],
)
def test_a_good_address_is_left_alone(typed: str) -> None:
    assert suggestion(typed) is None


@given(st.text())
def test_no_text_is_too_odd_to_be_asked_about(text: str) -> None:
    suggestion(text)
    fault(text)


@pytest.mark.parametrize(
    "typed",
    [
        "ada@example.org",
        "dörte@sörensen.example.com",
        "用户@例子.广告",
        "ada+tag@xn--exmple-cua.de",
        "o'neil@example.com",
    ],
)
def test_an_unusual_address_is_taken(typed: str) -> None:
    assert fault(typed) is None


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("", "Write your address"),
        ("ada.example.org", "no @"),
        ("ada@example", "The end of this address"),
        ("ada lovelace@example.org", "Take it out"),
        ("Ada <ada@example.org>", "one address alone"),
        ("ada@example.org, bob@example.org", "one address alone"),
        ("ada@@example.org", "Compare it"),
        ("ada..l@example.org", "Compare it"),
        ("ada@pi.local", "ends in .local"),
        ("a" * 65 + "@example.org", "Compare it"),
        ("a@" + "b" * 300 + ".org", "No address is longer"),
    ],
)
def test_a_fault_names_its_mend(typed: str, mend: str) -> None:
    sentence = fault(typed)
    assert sentence is not None
    assert mend in sentence
    assert "invalid" not in sentence


def test_two_spellings_of_one_address_are_one() -> None:
    assert normalised("Ada@EXÄMPLE.de") == normalised("Ada@xn--exmple-cua.de") == "Ada@exämple.de"
