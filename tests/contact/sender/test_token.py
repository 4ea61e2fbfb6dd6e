"""The address of a sender's page can be guessed by nobody, and there is one of each."""

import string
from base64 import urlsafe_b64encode
from uuid import UUID

import pytest
import uuid_utils
from hypothesis import given
from hypothesis import strategies as some

from server.contact.sender import token
from server.settings import Secret
from tests.contact.parts import SECRET

ID = "01976f00-0000-7000-8000-000000000001"
ALPHABET = string.ascii_letters + string.digits + "-_"


def test_the_same_inquiry_has_the_same_address() -> None:
    assert token.issued(SECRET, ID) == token.issued(SECRET, ID)
    assert token.inquiry_of(SECRET, token.issued(SECRET, ID)) == ID
    assert token.address(SECRET, ID) == f"/contact/inquiries/{token.issued(SECRET, ID)}"


def test_every_id_comes_back() -> None:
    for _ in range(1000):
        inquiry_id = str(uuid_utils.uuid7())
        issued = token.issued(SECRET, inquiry_id)
        assert len(issued) == token.LENGTH
        assert set(issued) <= set(ALPHABET)
        assert token.inquiry_of(SECRET, issued) == inquiry_id


def test_no_other_text_opens_the_page() -> None:
    issued = token.issued(SECRET, ID)
    for position in range(len(issued)):
        for character in ALPHABET:
            other = issued[:position] + character + issued[position + 1 :]
            if other != issued:
                assert token.inquiry_of(SECRET, other) is None, (position, character)


def test_another_site_s_token_opens_nothing() -> None:
    assert token.inquiry_of(Secret(b"another secret"), token.issued(SECRET, ID)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        ID,
        "=" * 43,
        "é" * 43,
        "\0" * 43,
        "A" * 43,
        "!" * 43,
        urlsafe_b64encode(UUID(ID).bytes + b"\0" * 16).decode().rstrip("="),
    ],
)
def test_what_is_no_token_is_none(text: str) -> None:
    assert token.inquiry_of(SECRET, text) is None


@given(some.text(max_size=60))
def test_any_text_is_taken_without_an_error(text: str) -> None:
    assert token.inquiry_of(SECRET, text) is None
