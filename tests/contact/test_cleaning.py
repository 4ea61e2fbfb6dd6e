"""Text is kept as it was written, but for what nobody can see."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contact.cleaning import blank, line, prose

anything = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\n\t"))


@given(plain)
def test_plain_text_stays_as_it_is_but_for_its_ends(text: str) -> None:
    assert prose(text) == unicodedata.normalize("NFC", text).strip()


@given(anything)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert prose(prose(text)) == prose(text)
    assert line(line(text)) == line(text)


@given(anything)
def test_a_line_is_one_line_without_controls(text: str) -> None:
    assert not any(unicodedata.category(character) == "Cc" for character in line(text))
    assert len(line(text).splitlines()) <= 1


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_becomes_a_line_feed(newline: str) -> None:
    assert prose(f"one{newline}two") == "one\ntwo"
    assert line(f"one{newline}two") == "one two"


def test_a_backspace_or_an_escape_is_taken_out() -> None:
    assert prose("a\x08b\x1b[31mc\x7f\x9b") == "ab[31mc"


def test_decomposed_letters_are_composed() -> None:
    assert line("Zoe\u0308") == "Zo\u00eb"


def test_a_name_cannot_turn_the_words_around_it() -> None:
    assert line("Ada \u202egnp.exe\u2066") == "Ada gnp.exe"


def test_a_name_in_hebrew_keeps_its_marks() -> None:
    assert line("\u200fעדה\u200e") == "\u200fעדה\u200e"


def test_a_message_keeps_the_direction_that_its_script_needs() -> None:
    assert prose("\u2067\u05e9\u05dc\u2069 Ada") == "\u2067\u05e9\u05dc\u2069 Ada"


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u2060\ufeff", "\u00a0", "\u200f"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", ["a", "研", "🙂", "."])
def test_what_shows_something_is_not_blank(text: str) -> None:
    assert not blank(text)
