"""What a posted form may hold."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.web.form import MOST_FIELDS, BadForm, fields

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(words, words), max_size=20))
def test_what_was_typed_is_what_is_read(pairs: list[tuple[str, str]]) -> None:
    read = fields(urlencode(pairs).encode())
    for name in {name for name, _ in pairs}:
        assert read[name] == [value for other, value in pairs if other == name]


def test_a_name_may_come_twice_and_a_value_may_be_empty() -> None:
    assert fields(b"topics=a&name=&topics=b") == {"topics": ["a", "b"], "name": [""]}


def test_no_body_has_no_fields() -> None:
    assert fields(b"") == {}


def test_text_that_was_not_percent_encoded_is_read_too() -> None:
    assert fields("name=Zoë+研究".encode()) == {"name": ["Zoë 研究"]}


@pytest.mark.parametrize(
    "body",
    [b"a=\xff", b"a=%FF", b"%FF=a", b"a=%ED%A0%80", b"a=%00", b"%00=a", b"a=\x00", "a=é".encode("latin-1")],
)
def test_what_is_not_plain_text_is_refused(body: bytes) -> None:
    with pytest.raises(BadForm):
        fields(body)


def test_a_form_has_at_most_100_fields() -> None:
    assert len(fields(b"&".join(b"a=1" for _ in range(MOST_FIELDS)))["a"]) == MOST_FIELDS
    with pytest.raises(BadForm):
        fields(b"&".join(b"a=1" for _ in range(MOST_FIELDS + 1)))
