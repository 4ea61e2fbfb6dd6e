"""No line of words stands over another, and no page is wider than its screen, whatever somebody has written."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from tests.journeys.browser import NewVisitor
from tests.journeys.letter import Draft
from tests.journeys.owner import signed_in
from tests.journeys.sites import Correspondence, corresponding, stored

pytestmark = pytest.mark.browser

LONG = "supercalifragilistic" * 12
ENDLESS = Draft(
    "W" * 119, f"{'a' * 50}@{'b' * 50}.example", f"{LONG}\n\n{'word ' * 300}", link=f"https://example.org/{'c' * 400}"
)
# The lists of the inbox cut what they quote off after two lines: what is not seen covers nothing.
OVER_ONE_ANOTHER = """() => {
  const lines = [];
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node; (node = texts.nextNode()); ) {
    const words = node.data.trim();
    const around = node.parentElement;
    if (!words || !around.checkVisibility() || around.closest(".visually-hidden, .remarks, .opening")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) if (line.width > 1 && line.height > 1) lines.push([line, words]);
  }
  const found = [];
  lines.forEach(([one, words], at) => {
    for (const [other, more] of lines.slice(at + 1)) {
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (width > 2 && height > 0.4 * Math.min(one.height, other.height)) found.push(`${words} | ${more}`.slice(0, 90));
    }
  });
  const root = document.documentElement;
  return root.scrollWidth > root.clientWidth ? [...found, "wider than the screen"] : found;
}"""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    with corresponding(tmp_path_factory.mktemp("lines")) as correspondence:
        yield correspondence


def pressed(page: Page) -> None:
    for summary in page.locator("main details > summary").all():
        summary.click()


@pytest.mark.parametrize("size", [(320, 740), (1280, 900)], ids=["phone", "desk"])
def test_no_words_stand_over_others(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, size: tuple[int, int]
) -> None:
    with httpx.Client(base_url=at.site.url, headers={"content-type": "application/x-www-form-urlencoded"}) as client:
        places = [
            client.post("/contact/inquiries", content=str(httpx.QueryParams(one.fields))).headers["location"]
            for one in (ENDLESS, draft)
        ]
        client.post(f"{places[0]}/additions", content=f"text={LONG}")
        client.post(f"{places[1]}/erasure")
    owner = signed_in(at.site, new_visitor, size=size, still=True)
    owner.provokes(410)
    (ident,) = stored(at.site, "SELECT id FROM inquiry WHERE name = ?", ENDLESS.name)[0]
    owner.page.goto(f"/inbox/{ident}")
    owner.page.get_by_role("textbox", name="Question to the sender").fill(LONG)
    owner.page.get_by_role("button", name="Ask").click()
    owner.page.locator(".passed", has_text=LONG).last.wait_for()
    inbox = ("/inbox", f"/inbox/{ident}", "/inbox/privacy", f"/inbox/privacy?email={ENDLESS.email}")
    found: dict[str, Any] = {}
    for path in (*places, f"{places[0]}/erasure", "/contact", "/contact/thanks", "/contact/erased", "/privacy", *inbox):
        owner.page.goto(path)
        pressed(owner.page)
        found[path] = owner.page.evaluate(OVER_ONE_ANOTHER)
    assert {path: words for path, words in found.items() if words} == {}
