"""Any text is a query; what it may cost is bounded."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content.search.asking import LONGEST, MOST_TERMS, from_address, read
from tests.content.search.asked import Searched, written

SIGNS = st.one_of(st.text(), st.text(alphabet='ab"-:*^(){}\\ +研究\u0301“”tagyearsection:AND OR NOT NEAR'))
SITE = Searched(
    written("blog/a.md", "---\ntags: [a, b]\ndate: 2026-01-01\n---\n# a b\n\n## a\n\nab 研究 $\\ab$ <b>a</b> `a`"),
    written("blog/b.md", "AND OR NOT NEAR"),
)


@settings(max_examples=400, deadline=None)
@given(SIGNS, SIGNS, SIGNS, SIGNS)
def test_no_text_is_an_error(text: str, section: str, tag: str, year: str) -> None:
    found = SITE.found(text, section=section, tag=tag, year=year)
    address = found.query.address(page=2)
    again = from_address(address.partition("?")[2].encode("ascii"))
    assert (again.terms, again.without) == (read(found.query.text, page=2).terms, found.query.without)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_address_is_an_error(query_string: bytes) -> None:
    found = from_address(query_string)
    assert 1 <= found.page <= 1000


def test_what_nobody_sees_is_no_part_of_a_query() -> None:
    controls = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
    found = read(f"a{controls}b", tag=f"t{controls}u", section=f"{controls}blog", year=controls)
    assert (found.text, found.tag, found.section, found.year) == ("a b", "t u", "blog", "")
    assert [term.pieces for term in found.terms] == [("a",), ("b",)]


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""',
        '"" OR',
        "NEAR(a b)",
        "a*",
        "^a",
        "title:a",
        "{title}:a",
        "a AND",
        "-",
        "--",
        '-"',
        "'; DROP TABLE text; --",
        "\0",
        "a\0b",
        "%",
        "\\",
        "\\\\",
    ],
)
def test_what_is_syntax_elsewhere_is_text_here(text: str) -> None:
    assert SITE.found(text).total <= 2


def test_a_long_query_is_cut_and_not_refused() -> None:
    query = read("word " * 10_000 + "-no " * 50)
    assert len(query.text) <= LONGEST
    assert len(query.terms) == MOST_TERMS


@pytest.mark.parametrize(
    ("page", "meant"), [("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("9" * 50, 1), ("99999", 1000), ("", 1)]
)
def test_a_page_is_a_number_within_reason(page: str, meant: int) -> None:
    assert from_address(urlencode({"q": "a", "page": page}).encode()).page == meant


def test_of_a_field_that_comes_twice_the_first_counts() -> None:
    assert from_address(b"q=one&q=two").text == "one"


def test_an_address_names_only_what_is_asked_for() -> None:
    assert read(" a  b ", tag="x").address() == "/search?q=a+b&tag=x"
    assert read("").address() == "/search"
    assert read("研究").address(page=2) == "/search?q=%E7%A0%94%E7%A9%B6&page=2"
