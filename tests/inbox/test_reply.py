"""The answer that is begun in the owner's mail program."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.inbox.reply import LONGEST, mailto
from server.inbox.store import Inquiry


def inquiry(**values: str) -> Inquiry:
    row = {
        "name": "Ada",
        "email": "ada@example.org",
        "message": "One\ntwo",
        "about": "Something else",
        "link": "",
    } | values
    return Inquiry(id="x", received_at=0, topics=(), state="new", spam_reasons=(), **row)  # type: ignore[arg-type] # all are str


def body(address: str) -> str:
    return parse_qs(urlsplit(address).query)["body"][0]


def test_the_message_is_quoted_below_the_greeting() -> None:
    address = mailto(inquiry())
    assert unquote(urlsplit(address).path) == "ada@example.org"
    assert parse_qs(urlsplit(address).query)["subject"] == ["Re: Something else"]
    assert body(address) == "Hello Ada,\r\n\r\n\r\n\r\n> One\r\n> two\r\n"


@pytest.mark.parametrize("email", ["a&b@example.org", "a?cc=x@example.org", "a%b@example.org", "a,b@example.org"])
def test_an_address_cannot_add_fields_or_recipients(email: str) -> None:
    parts = urlsplit(mailto(inquiry(email=email)))
    assert unquote(parts.path) == email
    assert set(parse_qs(parts.query)) == {"subject", "body"}
    assert "," not in parts.path


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3000))
def test_a_long_message_is_cut_to_what_every_system_passes_on(message: str) -> None:
    assert len(mailto(inquiry(message=message))) <= LONGEST + len("%3E%20%E2%80%A6")


def test_a_cut_is_shown() -> None:
    assert body(mailto(inquiry(message="word\n" * 1000))).endswith("> …")
