"""Five documents as people really wrote them are served right, unchanged but for their names.

They are other people's texts and no part of this repository; without them beside it there is nothing to test.
"""

import re
from pathlib import Path

import pytest

from server.content.answers import Built
from server.content.check import check
from server.content.document import Fault
from tests.content.documents import NOW
from tests.content.sites import header, served

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
NAMES = ("blog/reflections.md", "now.md", "blog/iterations.md", "blog/review.md", "about.md")

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not beside this repository")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "blog").mkdir()
    for seed, name in zip(sorted(SEEDS.iterdir()), NAMES, strict=True):
        (folder / name).write_bytes(seed.read_bytes())
    return folder


@pytest.fixture(scope="module")
def site(pages: Path) -> Built:
    return served(pages)


@pytest.fixture(scope="module")
def faults(pages: Path) -> list[Fault]:
    return check(pages, NOW)


def article(site: Built, address: str) -> str:
    """What stands in the article of a page."""
    (found,) = re.findall(r"<article.*?</article>", site.answers[address].text, re.DOTALL)
    return str(found)


def test_no_front_matter_is_visible(site: Built) -> None:
    for address in ("/blog/2024_reflections", "/now", "/blog/iterations", "/blog/review", "/about"):
        text = re.sub(r"<[^>]*>", "", article(site, address))
        for key in ("layout:", "permalink:", "showdate", "dateLabels", "creator =", "+++", "---", "title:"):
            assert key not in text


def test_a_permalink_is_the_address_and_the_authors_styles_are_at_work_there_alone(site: Built) -> None:
    page = site.answers["/blog/2024_reflections"].text
    (sheet,) = re.findall(r'href="(/assets/documents/[^"]+)"', page)
    css = site.answers[sheet].text
    assert "strong" in css
    assert "blockquote" in css
    assert "<style" not in page
    for address, answer in site.answers.items():
        if address not in ("/blog/2024_reflections", sheet):
            assert sheet not in answer.text


def test_the_about_page_says_when_it_was_updated_in_the_authors_words(site: Built) -> None:
    assert re.search(
        r'Last updated:\s*<time [^>]*datetime="2025-10-23">23 October 2025</time>', article(site, "/about")
    )


def test_the_log_has_its_tables_whole_and_its_formula_in_the_heading(site: Built) -> None:
    html = article(site, "/blog/iterations")
    columns = [len(re.findall(r"<th\b", table)) for table in re.findall(r"<table.*?</table>", html, re.DOTALL)]
    assert columns == [6, 6, 6, 2]
    rows = [len(re.findall(r"<tr\b", table)) for table in re.findall(r"<table.*?</table>", html, re.DOTALL)]
    assert rows == [6, 2, 8, 4]
    assert re.search(r"<h\d[^>]*>[^\n]*<math.*?<msup>.*?<mn>3</mn><mi>x</mi>.*?</math>.*?</h\d>", html, re.DOTALL)
    assert "$$" not in html


def test_a_missing_picture_is_reported_and_does_not_break_the_page(site: Built, faults: list[Fault]) -> None:
    found = [fault for fault in faults if "iteration-e3x.png" in fault.message]
    assert [(str(fault.path), fault.line, fault.severity) for fault in found] == [("blog/iterations.md", 32, "warning")]
    assert 'alt="Iteration e3x"' in article(site, "/blog/iterations")


def test_the_review_has_its_card_its_lists_and_its_pictures(pages: Path, site: Built, faults: list[Fault]) -> None:
    answer = site.answers["/blog/review"]
    assert '<meta name="twitter:card" content="summary">' in answer.text
    (creator,) = re.findall(r"creator\W+(@\w+)", (pages / "blog/review.md").read_text("utf-8"))
    assert f'<meta name="twitter:creator" content="{creator}">' in answer.text
    assert '<meta property="article:published_time" content="2024-12-16">' in answer.text
    assert len(re.findall(r"<blockquote>\s*<p>", answer.text)) == 4
    assert re.findall(r'<ol(?: start="(\d)")?>', answer.text.partition("e-content")[2]) == ["", "2", "3", "4"]
    assert b"img-src 'self' https:" in (header(answer, b"content-security-policy") or b"")
    foreign = [fault.line for fault in faults if "comes from elsewhere" in fault.message]
    assert foreign == [66, 70]


def test_the_now_page_has_its_months_newest_first_and_everything_else(pages: Path, site: Built) -> None:
    html = article(site, "/now")
    assert re.findall(r'<h\d id="(\w+)"', html) == ["february", "january"]
    assert re.search(r'<time [^>]*datetime="2024-02-01">February 2024</time>', html)
    *_, last = re.findall(r"\]\((https?://[^)\s]+)", (pages / "now.md").read_text("utf-8"))
    assert html.index(last) > html.index('id="january"')


def test_feeds_carry_what_is_dated(site: Built) -> None:
    assert site.answers["/feed.xml"].text.count("<entry") == 1
    assert "/blog/review" in site.answers["/feed.xml"].text


def test_damaged_characters_are_named_with_the_reading_that_was_meant(faults: list[Fault]) -> None:
    named = [(str(fault.path), fault.line, fault.message) for fault in faults if "read as" in fault.message]
    assert {path for path, _, _ in named} == {"now.md", "blog/review.md"}
    meant = [(path, line) for path, line, message in named if "was '\N{RIGHT SINGLE QUOTATION MARK}'" in message]
    assert ("now.md", 42) in meant
    assert ("blog/review.md", 41) in meant


def test_nothing_in_them_stops_a_build(faults: list[Fault]) -> None:
    assert [fault for fault in faults if fault.severity == "error"] == []
