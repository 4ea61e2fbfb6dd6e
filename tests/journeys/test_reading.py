"""A visitor reads: from page to page, at any width, with and without JavaScript, by hand or by keyboard."""

import io
import re
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, PHONE, WATCH, NewVisitor
from tests.journeys.sites import CHANGED, previewed
from tests.running import ROOT, Running, running

pytestmark = pytest.mark.browser

NARROWEST = (320, 640)
WIDTHS = (320, 360, 768, 1280, 1600)
UNLISTED = ["/contact/thanks", "/privacy", "/search?q=letter", f"{CHANGED}/changes", "/inbox/sign-in", "/nothing/here"]
WITH_A_SCRIPT = "/blog/to-be-read-closely"  # its author's own, which that page explains


@pytest.fixture(scope="module")
def addresses(sample: Running) -> list[str]:
    """Every page of the sample site, what is not on its map, and a draft."""
    listed = re.findall(r"<loc>([^<]+)</loc>", httpx.get(f"{sample.url}/sitemap.xml").text)
    return [address.removeprefix(sample.url) for address in listed] + UNLISTED + [previewed(sample)]


def test_a_reader_gets_everywhere_by_links(sample: Running, new_visitor: NewVisitor, manner: dict[str, object]) -> None:
    page = new_visitor(sample, **manner).page
    ways = page.get_by_role("navigation", name="Site")
    page.goto("/")
    page.locator(".h-feed").get_by_role("link", name="All writing").click()
    page.locator(".h-feed").get_by_role("link", name="What can be written here").click()
    expect(page).to_have_title(re.compile("What can be written here"))
    expect(page.locator("math[display=block]").first).to_be_visible()
    neighbours = page.get_by_role("navigation", name="Before and after")
    for rel, back in (("prev", "next"), ("next", "prev")):
        neighbours.locator(f"[rel={rel}]").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("What can be written here")
        neighbours.locator(f"[rel={back}]").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What can be written here")
    page.get_by_role("list", name="Tags").get_by_role("link", name="duologue").click()
    expect(page).to_have_url(f"{sample.url}/blog/tags/duologue")
    expect(page.get_by_role("link", name="What happens to an inquiry")).to_be_visible()
    page.get_by_role("link", name="All writing").click()
    expect(page).to_have_url(f"{sample.url}/blog")
    ways.get_by_role("link", name="Projects").click()
    page.get_by_role("main").get_by_role("link", name="Duologue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Duologue")
    for name in ("Now", "About", "Contact"):
        ways.get_by_role("link", name=name).click()
        expect(page).to_have_url(f"{sample.url}/{name.lower()}")
        assert ways.get_by_role("link", name=name).get_attribute("aria-current") == "page"
    page.go_back()
    expect(page).to_have_url(f"{sample.url}/about")
    for feed in ("Atom", "JSON Feed"):
        path = page.get_by_role("list", name="Follow by feed").get_by_role("link", name=feed).get_attribute("href")
        assert page.request.get(f"{path}").ok


def test_a_lost_reader_finds_what_was_written_last(sample: Running, new_visitor: NewVisitor) -> None:
    visitor = new_visitor(sample)
    visitor.provokes(404)
    visitor.page.goto("/nothing/here")
    expect(visitor.page.get_by_role("link", name="look for it")).to_have_attribute("href", "/search")
    visitor.page.get_by_role("listitem").get_by_role("link", name="Why a margin").click()
    expect(visitor.page).to_have_url(f"{sample.url}/blog/why-a-margin")


def test_no_page_scrolls_sideways(sample: Running, new_visitor: NewVisitor, addresses: list[str]) -> None:
    visitor = new_visitor(sample, javascript=False, size=NARROWEST)
    visitor.provokes(404)
    wide = []
    for address in addresses:
        visitor.page.goto(address)
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 740})
            if visitor.page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((address, width))
    assert wide == []


def test_nothing_moves_on_any_page_while_it_loads(
    sample: Running, new_visitor: NewVisitor, addresses: list[str]
) -> None:
    moved = []
    for size in (PHONE, DESK):
        visitor = new_visitor(sample, size=size)
        visitor.provokes(404)
        visitor.context.add_init_script(WATCH)
        for address in addresses:
            visitor.page.goto(address)
            for _ in range(3):
                visitor.page.mouse.wheel(0, 2_000)
                visitor.page.wait_for_timeout(50)
            if shifts := visitor.page.evaluate("window.moved"):
                moved.append((address, size, shifts))
    assert moved == []


def test_no_word_is_too_long_for_any_page(tmp_path: Path, new_visitor: NewVisitor) -> None:
    """In a title it stands on a page, in lists, before and after others, in what changed and in what is found."""
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    pages = tmp_path / "pages"
    shutil.copytree(ROOT / "pages", pages)
    row = f"| {word} | a `{word}` | b | c | d | e |"
    table = f"| A | {word} | C | D | E | F |\n|---|---|---|---|---|---|\n{row}\n"
    (pages / "blog/long.md").write_text(
        f"---\ntitle: {word}\ndate: 2026-11-24\ntags: [{word}, design]\nauthors: [{word}]\n"
        f"description: {word}\nseries: {word}\n---\n## {word}\n\n{word}[^1] `{word}`\n\n{table}\n[^1]: {word}\n",
        "utf-8",
    )
    slug = word.lower()
    addresses = ["/", "/blog", "/blog/long", "/blog/writing", "/blog/to-be-read-closely", f"/blog/tags/{slug}"]
    with running(tmp_path, {"DUOLOGUE_PAGES": str(pages)}) as site:
        visitor = new_visitor(site, javascript=False, size=NARROWEST)
        visitor.provokes(404)
        for address in [*addresses, f"/series/{slug}", f"/search?q={slug}", "/blog/tags", "/nothing/here"]:
            visitor.page.goto(address)
            assert visitor.page.evaluate("document.documentElement.scrollWidth") <= NARROWEST[0], address


def test_every_page_reads_the_same_without_javascript(
    sample: Running, new_visitor: NewVisitor, addresses: list[str]
) -> None:
    with_script, without = new_visitor(sample, size=PHONE), new_visitor(sample, size=PHONE, javascript=False)
    for address in addresses:
        if address == WITH_A_SCRIPT:
            continue
        read = []
        for visitor in (with_script, without):
            visitor.provokes(404)
            visitor.page.goto(address)
            read.append(visitor.page.locator("body").inner_text())
        assert read[0] == read[1], address
        assert len(read[0]) > 100, address


def test_a_page_is_dark_before_its_styles_come(sample: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(sample, dark=True).page
    page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto("/")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
    assert picture.getpixel((picture.width - 3, picture.height - 3)) < 64


@pytest.mark.parametrize("address", ["/", "/blog", "/blog/writing", "/contact"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_leads_through_a_page_in_its_order(
    sample: Running, new_visitor: NewVisitor, address: str, size: tuple[int, int]
) -> None:
    page = new_visitor(sample, size=size, still=True).page
    page.goto(address)
    page.evaluate(NUMBER_ELEMENTS)
    stops = list(iter(lambda: next_stop(page), None))
    assert [stop["number"] for stop in stops] == sorted({stop["number"] for stop in stops})
    assert {place["name"] for place in page.evaluate(WHAT_MUST_BE_REACHED)} <= {stop["name"] for stop in stops}
    assert [stop["name"] for stop in stops if not stop["marked"]] == [], "where is the focus?"
    assert [stop["name"] for stop in stops if not stop["seen"]] == [], "focused where nobody sees it"


def test_the_first_stop_skips_to_the_text(sample: Running, new_visitor: NewVisitor, manner: dict[str, object]) -> None:
    page = new_visitor(sample, **manner).page
    page.goto("/blog")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


NUMBER_ELEMENTS = """
document.querySelectorAll("*").forEach((element, number) => {
  element.number = number;
  element.told = `${number} ${element.localName} ${(element.id || element.textContent).trim().slice(0, 30)}`;
})
"""
# Of radio buttons with one name a single one is a stop, so a group is left out here.
WHAT_MUST_BE_REACHED = """
[...document.querySelectorAll("a[href], button, input:not([type=hidden], [type=radio], :disabled), textarea, summary")]
  .filter((element) => element.tabIndex >= 0 && element.checkVisibility())
  .map((element) => ({name: element.told}))
"""
STOP = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getClientRects()[0];
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 200));
  return {
    number: element.number,
    name: element.told,
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5,
    seen: there !== null && (element.contains(there) || there.contains(element)),
  };
}"""


def next_stop(page: Page) -> dict[str, Any] | None:
    page.keyboard.press("Tab")
    stop: dict[str, Any] | None = page.evaluate(STOP)
    return stop
