"""Somebody reads closely: a script runs where its entry asks for it and is missed nowhere, and paper has addresses."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import NewVisitor
from tests.running import Running

pytestmark = pytest.mark.browser

ENTRY = "/blog/to-be-read-closely"
WIDTH = "number => number.getBoundingClientRect().width"
UNBROKEN = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("math { white-space: nowrap !important }");
  document.adoptedStyleSheets = [sheet];
}"""
ANOTHER = """() => {
  const script = document.createElement("script");
  script.text = "window.ran = 1";
  document.body.append(script);
}"""


def test_the_script_of_an_entry_runs_under_the_policy_of_its_page(sample: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(sample).page
    page.goto(ENTRY)
    expect(page.locator(".temperature output")).to_have_text("0.67, 0.24, 0.09")
    page.get_by_role("slider", name="Temperature").fill("0.2")
    expect(page.locator(".temperature output")).to_have_text("0.99, 0.01, 0.00")


def test_without_scripts_nothing_is_shown_that_would_not_work(sample: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(sample, javascript=False).page
    page.goto(ENTRY)
    expect(page.locator(".temperature")).to_be_hidden()
    expect(page.get_by_text("they become 0.67, 0.24 and 0.09")).to_be_visible()


def test_another_script_on_the_same_page_does_not_run(sample: Running, new_visitor: NewVisitor) -> None:
    visitor = new_visitor(sample)
    visitor.page.goto(ENTRY)
    visitor.page.evaluate(ANOTHER)
    assert visitor.page.evaluate("window.ran") is None
    assert any("script-src" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_close_reading_fits_any_width(sample: Running, new_visitor: NewVisitor, width: int) -> None:
    page = new_visitor(sample, size=(width, 800)).page
    for address in (ENTRY, "/research/packing", "/projects/duologue"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_paper_says_where_links_lead(sample: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(sample).page
    page.goto("/research/packing")
    page.emulate_media(media="print")
    work = page.locator(".references .p-name").first
    said = work.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://doi.org/" in said
    expect(page.locator(".references .footnote-back").first).to_be_hidden()


def test_the_reader_of_an_address_copied_from_a_term_arrives_there(sample: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(sample).page
    page.goto(ENTRY)
    page.locator("dt .anchor").first.click()
    assert page.url.endswith("#def-temperature")
    expect(page.locator("#def-temperature")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_number_of_an_equation_is_seen_whole(sample: Running, new_visitor: NewVisitor, width: int) -> None:
    page = new_visitor(sample, size=(width, 800)).page
    page.goto(ENTRY)
    number = page.locator("#eq-softmax mtext")
    seen = number.evaluate(WIDTH)
    page.evaluate(UNBROKEN)
    assert seen == number.evaluate(WIDTH), "broken into pieces, of which only the first is seen"
