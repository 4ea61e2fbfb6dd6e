"""Five documents from real sites, unchanged but for their names, are served as their authors meant them."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from server.content.answers import Built
from server.content.check import check
from server.content.document import Document, Fault
from tests.content.documents import NOW
from tests.content.seeds import laid_out
from tests.content.sites import header, served


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid_out(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def site(pages: Path) -> Built:
    return served(pages)


@pytest.fixture(scope="module")
def faults(pages: Path) -> list[Fault]:
    return check(pages, NOW)


def one(site: Built, address: str) -> Document:
    return next(document for document in site.library.documents if document.address == address)


def article(site: Built, address: str) -> LexborNode:
    """What stands in the article of a page."""
    (found,) = LexborHTMLParser(site.answers[address].text).css("article")
    return found


def test_each_has_its_title_address_and_kind(site: Built) -> None:
    assert [(str(one.path), one.kind, one.address) for one in site.library.documents] == [
        ("about.md", "about", "/about"),
        ("blog/iterations.md", "entry", "/blog/iterations"),
        ("blog/reflections.md", "entry", "/blog/2024_reflections"),
        ("blog/review.md", "entry", "/blog/review"),
        ("now.md", "now", "/now"),
    ]
    assert all(document.title for document in site.library.documents)


def test_no_front_matter_is_shown(site: Built) -> None:
    keys = ("layout:", "permalink", "showdate", "dateLabels", "creator =", "+++", "---", "title:", "description")
    for document in site.library.documents:
        shown = article(site, document.address).text()
        assert not [key for key in keys if key in shown]


def test_an_authors_styles_are_at_work_in_their_article_alone(site: Built) -> None:
    own = "/blog/2024_reflections"
    (sheet,) = re.findall(r'href="(/assets/documents/[^"]+)"', site.answers[own].text)
    assert site.answers[sheet].text.startswith(".e-content strong {")
    assert ".e-content blockquote {" in site.answers[sheet].text
    assert "style" not in one(site, own).html
    assert "<style" not in site.answers[own].text
    assert not [address for address, answer in site.answers.items() if sheet in answer.text and address != own]


def test_the_about_page_says_when_it_was_updated_in_the_authors_words(site: Built) -> None:
    said = r'Last updated:\s*<time [^>]*datetime="2025-10-23">23 October 2025</time>'
    assert re.search(said, article(site, "/about").html or "")


def test_the_log_has_its_tables_whole_and_its_formulas_in_the_headings(site: Built) -> None:
    html = article(site, "/blog/iterations")
    tables = html.css("table")
    assert [len(table.css("thead th")) for table in tables] == [6, 6, 6, 2]
    assert len(html.css("th")) == 20
    assert [len(table.css("tbody tr")) for table in tables] == [5, 1, 7, 3]
    formulas = [heading.css_first("math").html or "" for heading in html.css("h2, h3, h4") if heading.css("math")]
    assert len(formulas) == 2
    assert "<msup><mi>e</mi>" in formulas[1]
    assert re.search(r"<msup>.*?<mn>3</mn><mi>x</mi>", formulas[1])
    assert "$$" not in html.text()


def test_a_missing_picture_is_reported_and_does_not_break_the_page(site: Built, faults: list[Fault]) -> None:
    found = [fault for fault in faults if "iteration-e3x.png" in fault.message]
    assert [(str(fault.path), fault.line, fault.severity) for fault in found] == [("blog/iterations.md", 32, "warning")]
    assert 'alt="Iteration e3x"' in (article(site, "/blog/iterations").html or "")


def test_the_review_has_its_card_and_its_date(pages: Path, site: Built) -> None:
    page = site.answers["/blog/review"].text
    assert '<meta name="twitter:card" content="summary">' in page
    (creator,) = re.findall(r"creator\W+(@\w+)", (pages / "blog/review.md").read_text("utf-8"))
    assert f'<meta name="twitter:creator" content="{creator}">' in page
    assert '<meta property="article:published_time" content="2024-12-16">' in page


def test_the_review_keeps_the_quotes_inside_of_its_list(site: Built) -> None:
    text = LexborHTMLParser(one(site, "/blog/review").html)
    # Paragraphs that are not indented as CommonMark asks end the list; it goes on with the next number.
    assert [node.attributes.get("start") for node in text.css("ol")] == [None, "2", "3", "4"]
    assert len(text.css("blockquote")) == len(text.css("blockquote > p:first-child")) == 4
    assert len(text.css("blockquote strong")) == 2
    assert text.css("ol > li")[0].text().count("\u201c") == text.css("ol > li")[0].text().count("\u201d") > 0


def test_the_review_may_load_its_pictures_and_each_is_named(site: Built, faults: list[Fault]) -> None:
    policy = header(site.answers["/blog/review"], b"content-security-policy") or b""
    assert b"img-src 'self' https:" in policy
    assert [fault.line for fault in faults if "comes from elsewhere" in fault.message] == [66, 70]


def test_the_now_page_has_its_months_newest_first_and_everything_else(pages: Path, site: Built) -> None:
    html = article(site, "/now").html or ""
    assert re.findall(r'<h\d id="(\w+)"', html) == ["february", "january"]
    assert re.search(r'<time [^>]*datetime="2024-02-01">February 2024</time>', html)
    *_, last = re.findall(r"\]\((https?://[^)\s]+)", (pages / "now.md").read_text("utf-8"))
    assert html.index(last) > html.index('id="january"')


def test_prices_are_no_formulas(site: Built) -> None:
    assert not article(site, "/now").css("math")
    assert article(site, "/now").text().count("$") == 5


def test_levels_do_not_skip_where_the_author_began_at_the_fifth(site: Built) -> None:
    assert [heading.level for heading in one(site, "/now").headings] == [2, 3, 3]


def test_feeds_carry_what_is_dated(site: Built) -> None:
    assert site.answers["/feed.xml"].text.count("<entry") == 1
    assert "/blog/review" in site.answers["/feed.xml"].text


def test_damaged_characters_are_named_with_the_reading_that_was_meant(faults: list[Fault]) -> None:
    found = [(str(fault.path), fault.line, fault.message) for fault in faults if "read as" in fault.message]
    assert {path for path, _, _ in found} == {"now.md", "blog/review.md"}
    now = [(line, message) for path, line, message in found if path == "now.md"]
    assert [line for line, _ in now] == [18, 18, 28, 32, 42, 42]
    assert all("Mac Roman" in message for _, message in now)
    review = [(line, message) for path, line, message in found if path == "blog/review.md"]
    assert [line for line, _ in review] == [13, 21, 41, 42, 44, 44]
    assert "a byte lost" in review[0][1]
    meant = [(path, line) for path, line, message in found if "was '\N{RIGHT SINGLE QUOTATION MARK}'" in message]
    assert ("now.md", 42) in meant
    assert ("blog/review.md", 41) in meant


def test_nothing_in_them_stops_a_build(faults: list[Fault]) -> None:
    assert [fault for fault in faults if fault.severity == "error"] == []
