"""An author writes with the page open: what is saved is shown, where it was looked at, and a mistake is said."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, NewVisitor
from tests.running import ROOT, Running, running

pytestmark = pytest.mark.browser

LONG = "\n\n".join(f"## Part {number}\n\n" + "Words and more words. " * 60 for number in range(12))


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Running]:
    shutil.copytree(ROOT / "pages", tmp_path / "pages")
    (tmp_path / "pages/long.md").write_text(f"# Long\n\n{LONG}\n", "utf-8")
    with running(tmp_path, {"DUOLOGUE_PAGES": str(tmp_path / "pages")}, ["--reload"]) as site:
        yield site


def save(site: Running, name: str, text: str) -> None:
    (site.data / "pages" / name).write_text(text, "utf-8")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_is_saved_is_shown_where_the_author_was_reading(
    writing: Running, new_visitor: NewVisitor, size: tuple[int, int]
) -> None:
    page = new_visitor(writing, size=size).page
    page.goto("/long")
    page.locator("#part-8").scroll_into_view_if_needed()
    page.mouse.wheel(0, 37)
    page.wait_for_function("scrollY > 500")
    page.wait_for_timeout(300)
    place = "document.getElementById('part-8').getBoundingClientRect().top"
    before = page.evaluate(place)
    added = "New at the top. " * 200
    save(writing, "long.md", f"# Long\n\n{added}\n\n{LONG}\n")
    expect(page.get_by_text("New at the top.")).to_have_count(1)
    assert abs(page.evaluate(place) - before) <= 2


def test_a_page_that_a_save_does_not_touch_is_left_alone(writing: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(writing).page
    page.goto("/about")
    page.evaluate("window.untouched = true")
    page.wait_for_timeout(500)
    save(writing, "long.md", "# Long\n\nShorter.\n")
    other = page.context.new_page()
    other.goto("/long")
    expect(other.get_by_text("Shorter.")).to_be_visible()
    page.bring_to_front()
    page.wait_for_timeout(500)
    assert page.evaluate("window.untouched")


def test_a_mistake_is_said_in_the_page_with_file_line_and_mend_until_it_is_mended(
    writing: Running, new_visitor: NewVisitor
) -> None:
    visitor = new_visitor(writing)
    page = visitor.page
    page.goto("/long")
    bar = page.get_by_role("status", name="While writing")
    save(writing, "long.md", "# Long\n\nA formula $\\nonsense{x}$ here.\n")
    expect(bar).to_contain_text("pages/long.md:3")
    expect(bar).to_contain_text("nonsense")
    visitor.provokes(404)
    save(writing, "long.md", "---\ntitle: [open\n---\n\nText\n")
    expect(bar).to_contain_text("pages/long.md:3")
    expect(bar).to_contain_text("Error")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    log = writing.log.read_text("utf-8")
    assert "not valid YAML" in log
    assert "long.md:3" in log
    save(writing, "long.md", "# Long\n\nMended.\n")
    expect(page.get_by_text("Mended.")).to_be_visible()
    expect(bar).to_be_empty()


def test_after_a_restart_the_page_finds_its_server_again(writing: Running, new_visitor: NewVisitor) -> None:
    visitor = new_visitor(writing)
    visitor.loses_answers()
    page = visitor.page
    page.goto("/long")
    page.wait_for_timeout(300)
    began = time.monotonic()
    assert writing.stop() == 0
    assert time.monotonic() - began < 3, "the open stream kept the server"
    expect(page.get_by_role("status", name="While writing")).to_contain_text("does not answer")
    save(writing, "long.md", "# Long\n\nWritten while nobody served.\n")
    writing.start()
    expect(page.get_by_text("Written while nobody served.")).to_be_visible()
