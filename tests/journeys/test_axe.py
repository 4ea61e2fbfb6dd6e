"""Every kind of page, in both schemes, on a desk and on a phone: axe finds nothing that shuts anybody out."""

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.content import library
from server.content.pages import Pages
from tests.journeys.browser import DESK, PHONE, NewVisitor, Visitor
from tests.journeys.letter import Draft, is_thanked, post, send, the_inquiry, the_mail, write
from tests.journeys.owner import signed_in
from tests.journeys.sites import CHANGED, Correspondence, corresponding, previewed, stored
from tests.running import ROOT

pytestmark = pytest.mark.browser

LOOKS = {
    "light": {"dark": False, "size": DESK, "still": True, "bypass_csp": True},
    "dark": {"dark": True, "size": PHONE, "still": True, "bypass_csp": True},
}
READ = (
    "/",
    "/about",
    "/now",
    "/now/2025",
    "/blog",
    "/blog/writing",
    f"{CHANGED}/changes",
    "/blog/a-log-in-iterations",
    "/blog/to-be-read-closely",
    "/de/about",
    "/blog/pictures-that-fit",
    "/blog/pressing-pages",
    "/blog/tags",
    "/blog/tags/duologue",
    "/series",
    "/series/writing-with-duologue",
    "/projects",
    "/projects/duologue",
    "/weekly",
    "/weekly/2026-w46",
    "/research",
    "/research/packing",
    "/reading",
    "/reading/status/finished",
    "/mementos",
    "/privacy",
    "/search",
    "/search?q=letter",
    "/search?q=nosuchword",
)
SAID = ("/contact/thanks", "/nothing/here", "/inbox/sign-in", "/inbox/sign-in/forged")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    with corresponding(tmp_path_factory.mktemp("axe")) as correspondence:
        yield correspondence


@pytest.fixture(params=LOOKS.values(), ids=LOOKS)
def look(request: pytest.FixtureRequest) -> dict[str, object]:
    like: dict[str, object] = request.param
    return like


def barriers(page: Page) -> list[str]:
    """What axe finds on the page as it is now."""
    violations = Axe().run(page).response["violations"]
    place = page.url.partition("//")[2].partition("/")[2]
    return [
        f"/{place}: {violation['id']}: {node['html'][:150]} {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]


def visiting(visitor: Visitor, *addresses: str) -> list[str]:
    found = []
    for address in addresses:
        visitor.page.goto(address)
        found += barriers(visitor.page)
    return found


def test_axe_sees_what_it_is_asked_about(at: Correspondence, new_visitor: NewVisitor, look: dict[str, object]) -> None:
    """The colours are of CSS 4: an axe that cannot read them would find every page in order."""
    page = new_visitor(at.site, **look).page
    page.goto("/about")
    page.evaluate("document.querySelector('.e-content p').style.color = 'oklch(0.6 0.05 80)'")
    page.evaluate("document.querySelector('.e-content p').style.backgroundColor = 'oklch(0.65 0.05 80)'")
    page.evaluate("document.querySelector('html').removeAttribute('lang')")
    found = "\n".join(barriers(page))
    assert "color-contrast" in found
    assert "html-has-lang" in found


def test_nothing_shuts_a_reader_out(at: Correspondence, new_visitor: NewVisitor, look: dict[str, object]) -> None:
    reader = new_visitor(at.site, **look)
    reader.provokes(403, 404)
    assert visiting(reader, *READ, *SAID, previewed(at.site)) == []


def test_every_kind_of_page_is_looked_at(at: Correspondence) -> None:
    """Each template is on an address that answers, and none was forgotten when a kind of page was added."""
    pages = library.read(ROOT / "pages")
    made = Pages({each.address: each for each in pages.documents}, pages.site, at.site.url)
    kinds = {page.address: page.template for page in made}
    assert {httpx.get(at.site.url + address).status_code for address in READ} == {200}
    assert set(kinds.values()) <= {kinds[address] for address in READ if address in kinds}


def test_nothing_shuts_out_who_writes(
    at: Correspondence, new_visitor: NewVisitor, look: dict[str, object], draft: Draft
) -> None:
    writer = new_visitor(at.site, **look)
    writer.provokes(422)
    page = writer.page
    found = visiting(writer, "/contact")
    page.get_by_label("Your address").fill("ada@gmial.com")
    page.get_by_label("A link").fill("my page")
    send(page)
    expect(page.get_by_role("heading", name="5 things need mending before this can be sent")).to_be_visible()
    found += barriers(page)
    write(page, draft)
    send(page)
    is_thanked(page)
    found += barriers(page)
    assert found == []


def test_nothing_shuts_a_sender_out_of_their_own_page(
    at: Correspondence, new_visitor: NewVisitor, look: dict[str, object], draft: Draft
) -> None:
    with httpx.Client(base_url=at.site.url) as client:
        sent = client.post("/contact/inquiries", data=dict(draft.fields))
    own = sent.headers["location"]
    sender = new_visitor(at.site, **look)
    assert visiting(sender, own, f"{own}/erasure", "/contact/erased") == []


def test_nothing_shuts_the_owner_out(
    at: Correspondence, new_visitor: NewVisitor, look: dict[str, object], draft: Draft
) -> None:
    owner = new_visitor(at.site, **look)
    owner.provokes(404, 422)
    found = visiting(owner, at.site.command("owner", "link"))
    page = signed_in(at.site, lambda *_: owner).page
    assert post(at.site, draft) == 303
    the_mail(at, draft)
    suspect = draft._replace(email=f"suspect.{draft.email}", message=f"{draft.message} {'https://x.example/ ' * 8}")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    with httpx.Client(base_url=at.site.url, headers=headers) as client:
        fields = {**dict(suspect.fields), "remarks": "a machine"}
        assert client.post("/contact/inquiries", data=fields).status_code == 303
    refused = draft._replace(email=f"refused.{draft.email}", message=f"{draft.message} Refused.")
    at.smtp.refuse(550)
    assert post(at.site, refused) == 303
    while not stored(at.site, "SELECT 1 FROM letter WHERE state = 'dead' AND inquiry_id = ?", the_inquiry(at, refused)):
        page.wait_for_timeout(50)
    at.smtp.accept()
    found += visiting(owner, "/inbox", "/inbox?state=spam", "/inbox?q=nobody", "/inbox/not-an-inquiry", "/inbox/drafts")
    found += visiting(owner, f"/inbox/privacy?email={draft.email}")
    for one in (draft, suspect, refused):
        found += visiting(owner, f"/inbox/{the_inquiry(at, one)}")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#text-fault")).not_to_be_empty()
    found += barriers(page)
    assert found == []
