"""What an inquiry needs, said all at once."""

from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.contact import form
from server.contact.cleaning import line, prose
from server.contact.inquiry import LONGEST_LINK, LONGEST_MESSAGE, LONGEST_NAME, Submission, faults, meant, suggested
from server.content.site import Choice, Contact
from server.web.form import BadForm

CONTACT = Contact(topics=(Choice("ml", "Machine learning"), Choice("writing", "Writing")))
GOOD = Submission(name="Ada", email="ada@example.org", kind="mentor-you", topics=("ml",), message="Would you?")
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


def changed(**values: object) -> Submission:
    return msgspec.structs.replace(GOOD, **values)


def test_a_whole_inquiry_has_no_faults() -> None:
    assert faults(GOOD, CONTACT) == {}
    assert faults(changed(link="https://example.org/ada"), CONTACT) == {}


def test_every_fault_is_said_at_once_in_the_order_of_the_form() -> None:
    found = faults(Submission(topics=("gone",), link="nowhere"), CONTACT)
    assert list(found) == ["kind", "message", "topics", "name", "email", "link"]
    assert all(sentence.endswith(".") and "invalid" not in sentence.lower() for sentence in found.values())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "\u200b"),
        ("name", "A" * (LONGEST_NAME + 1)),
        ("message", " "),
        ("message", "m" * (LONGEST_MESSAGE + 1)),
        ("kind", "gone"),
        ("topics", ("ml", "gone")),
        ("link", "javascript:alert(1)"),
        ("link", "https://"),
        ("link", "https://a b.org"),
        ("link", "https://[::1"),
        ("link", "ftp://example.org"),
        ("link", "https://example.org/" + "a" * LONGEST_LINK),
    ],
)
def test_one_fault_is_said_alone(field: str, value: object) -> None:
    assert list(faults(changed(**{field: value}), CONTACT)) == [field]


def test_the_longest_message_fits() -> None:
    assert faults(changed(message="研" * LONGEST_MESSAGE), CONTACT) == {}
    assert len(urlencode({"message": "研" * LONGEST_MESSAGE})) < 64 * 1024


def test_a_site_without_kinds_asks_for_none() -> None:
    assert faults(changed(kind=""), Contact(kinds=(), topics=CONTACT.topics)) == {}


def test_a_typo_is_asked_about_once() -> None:
    first = changed(email="ada@gmial.com")
    assert "ada@gmail.com" in faults(first, CONTACT)["email"]
    assert suggested(first) == "ada@gmail.com"
    again = changed(email="ada@gmial.com", email_as_typed="ada@gmial.com")
    assert faults(again, CONTACT) == {}
    assert suggested(again) is None


def test_another_typo_is_asked_about_again() -> None:
    assert "email" in faults(changed(email="ada@gmial.com", email_as_typed="ada@gmal.com"), CONTACT)


def test_a_suggestion_is_taken_when_ticked() -> None:
    ticked = changed(email="ada@gmial.com", email_as_typed="ada@gmial.com", email_suggestion="ada@gmail.com")
    assert meant(ticked).email == "ada@gmail.com"


def test_an_address_corrected_by_hand_wins_over_the_tick() -> None:
    assert meant(changed(email="ada@lovelace.org", email_suggestion="ada@gmail.com")).email == "ada@lovelace.org"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("github.com/ada", "https://github.com/ada"),
        ("https://example.org", "https://example.org"),
        ("http://example.org", "http://example.org"),
        ("ada", "ada"),
        ("javascript:x.y", "javascript:x.y"),
        ("", ""),
    ],
)
def test_a_link_may_leave_out_its_scheme(typed: str, kept: str) -> None:
    assert meant(changed(link=typed)).link == kept


@given(words, words, words, st.lists(words, max_size=5))
def test_what_was_typed_is_what_is_read(name: str, email: str, message: str, topics: list[str]) -> None:
    body = urlencode({"name": name, "email": email, "message": message, "topics": topics}, doseq=True).encode()
    read = form.submission(body)
    assert (read.name, read.email, read.message) == (line(name), line(email), prose(message))
    assert read.topics == tuple(dict.fromkeys(filter(None, map(line, topics))))


def test_a_browser_s_line_ends_become_one_form() -> None:
    assert form.submission(b"message=one%0D%0A%0D%0Atwo").message == "one\n\ntwo"


def test_unknown_fields_are_left_aside_and_the_first_of_two_counts() -> None:
    assert form.submission(b"name=Ada&name=Bob&pwned=1&topics=a&topics=b&topics=a&topics=") == Submission(
        name="Ada", topics=("a", "b")
    )


@pytest.mark.parametrize("body", [b"name=%FF", b"name=\xff", b"message=%ED%A0%80", b"name=%00"])
def test_what_cannot_be_kept_exactly_is_not_guessed_at(body: bytes) -> None:
    with pytest.raises(BadForm):
        form.submission(body)
