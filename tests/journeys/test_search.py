"""A visitor searches: by keyboard while typing, on a phone, and without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, NewVisitor
from tests.running import Running

pytestmark = pytest.mark.browser


def test_results_come_while_a_word_is_typed(sample: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(sample).page
    page.goto("/search")
    field = page.get_by_role("searchbox", name="Words to look for")
    expect(field).to_be_focused()
    field.press_sequentially("formu", delay=30)
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile(r"^\s*\d+ results?\.\s*$"))
    expect(page).to_have_url(f"{sample.url}/search?q=formu")
    expect(field).to_be_focused()
    expect(page.locator("#results mark").first).to_be_visible()
    page.get_by_label("Section").select_option("projects")
    expect(page).to_have_url(f"{sample.url}/search?q=formu&section=projects")
    expect(page.locator("#results li")).to_have_count(1)
    page.reload()
    expect(field).to_have_value("formu")
    expect(page.locator("#results li")).to_have_count(1)


def test_the_way_back_leads_to_the_results(sample: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(sample).page
    page.goto("/search")
    page.get_by_role("searchbox").press_sequentially("letter")
    expect(page).to_have_url(f"{sample.url}/search?q=letter")
    page.locator("#results .p-name").first.click()
    expect(page.locator("#results")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.locator("#results .p-name").first).to_be_visible()


def test_the_keyboard_is_enough(sample: Running, new_visitor: NewVisitor, manner: dict[str, object]) -> None:
    page = new_visitor(sample, **manner).page
    page.goto("/")
    page.get_by_role("link", name="Search this site").focus()
    page.keyboard.press("Enter")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("what happens to an inquiry")
    page.keyboard.press("Enter")
    title = page.locator("#results .p-name", has_text="What happens to an inquiry")
    expect(title).to_be_visible()
    title.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What happens to an inquiry")


def test_a_passage_leads_to_its_section(sample: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(sample, javascript=False).page
    page.goto("/search?q=\\operatorname")
    page.locator("#results .margin a").first.click()
    expect(page).to_have_url(re.compile("#formulas$"))
    expect(page.locator("#formulas")).to_be_in_viewport()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("query", ["", "?q=letter", "?q=inquiyr", "?q=zzzzzzzz"])
def test_nothing_stands_in_anybodys_way(
    sample: Running, new_visitor: NewVisitor, query: str, size: tuple[int, int], *, dark: bool
) -> None:
    page = new_visitor(sample, size=size, dark=dark, bypass_csp=True).page
    page.goto(f"/search{query}")
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
