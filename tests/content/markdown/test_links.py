"""Links lead to canonical addresses; what would run is taken out and named."""

import pytest

from tests.content.markdown.writing import document, html, warnings


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:x", "vbscript:x", "data:text/html,x", " javascript:x"]
)
def test_a_link_that_would_run_does_not(url: str) -> None:
    assert "script:" not in html(f"[a]({url})").lower()
    assert "data:" not in html(f"[a]({url})")


def test_it_is_named_with_its_line() -> None:
    assert warnings("one\n\n[a](javascript:x)")[0].startswith("3: A link that would run")


def test_links_between_documents_are_canonical() -> None:
    assert html("[a](other.md#x) [b]: c") == '<p><a href="/blog/other#x">a</a> [b]: c</p>\n'


def test_a_link_to_an_absent_document_is_named() -> None:
    assert warnings("text\n[a](absent.md)") == ["2: The link to absent.md leads to no document."]


def test_what_leads_within_the_site_is_noted_for_the_check() -> None:
    references = document("[a](other.md#x) [b](/nowhere) [c](https://example.org) [d](#e)").references
    assert [(one.address, one.fragment, one.found) for one in references] == [
        ("/blog/other", "x", True), ("/nowhere", "", False), ("/blog/post", "e", True),
    ]  # fmt: skip


def test_quotes_in_addresses_and_titles_stay_inside_their_attributes() -> None:
    assert html("[a](<x\"y> 't\"<u')") == '<p><a href="/blog/x%22y" title="t&quot;&lt;u">a</a></p>\n'


def test_a_mail_address_in_angle_brackets_is_a_link_to_it() -> None:
    assert html("<a@example.org>") == '<p><a href="mailto:a@example.org">a@example.org</a></p>\n'
