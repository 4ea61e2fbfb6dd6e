"""The owner: in by a link, once; finds, reads and answers for; is never overtaken unawares; and out again."""

import json
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.journeys.browser import PHONE, NewVisitor
from tests.journeys.letter import Draft, post, the_inquiry
from tests.journeys.owner import signed_in
from tests.journeys.sites import Correspondence, corresponding, stored

pytestmark = pytest.mark.browser

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
SENDERS = {
    "Grace": Draft("Grace", "grace@example.com", "I built a compiler once.", "I could be your mentor", ()),
    "Emmy": Draft(
        "Emmy", "emmy@example.com", "Symmetry is what I like.", "Something else", ("Engineering for experiments",)
    ),
    "Kurt": Draft("Kurt", "kurt@example.com", "This sentence cannot be mended.", "I am looking for a mentor", ()),
}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    with corresponding(tmp_path_factory.mktemp("owner")) as correspondence:
        assert [post(correspondence.site, draft) for draft in SENDERS.values()] == [303] * len(SENDERS)
        yield correspondence


def uses(at: Correspondence) -> tuple[int, int]:
    """How many links have been used, and how many sessions there are."""
    return (
        stored(at.site, "SELECT count(*) FROM used_link")[0][0],
        stored(at.site, "SELECT count(*) FROM owner_session")[0][0],
    )


@SCRIPT
def test_a_link_signs_in_by_its_button_and_once(
    at: Correspondence, new_visitor: NewVisitor, *, javascript: bool
) -> None:
    owner, other = (new_visitor(at.site, javascript=javascript, size=PHONE) for _ in range(2))
    link, before = at.site.command("owner", "link"), uses(at)
    for _ in range(2):
        assert httpx.get(link).status_code == httpx.head(link).status_code == 200
        other.page.goto(link)
    assert uses(at) == before
    assert other.context.cookies() == []
    owner.page.goto(link)
    owner.page.get_by_role("button", name="Sign in").click()
    expect(owner.page).to_have_url(f"{at.site.url}/inbox")
    assert uses(at) == (before[0] + 1, before[1] + 1)
    (cookie,) = owner.context.cookies()
    assert (cookie["name"], cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == ("duologue", "/", True, "Lax")
    assert 29 * 86400 < cookie["expires"] - time.time() < 31 * 86400
    other.provokes(410)
    other.page.get_by_role("button", name="Sign in").click()
    expect(other.page.get_by_role("heading", level=1)).to_have_text("This link was used before")
    other.page.goto("/inbox")
    expect(other.page).to_have_url(f"{at.site.url}/inbox/sign-in")
    assert other.context.cookies() == []


@SCRIPT
def test_the_list_shows_what_is_asked_of_it(at: Correspondence, new_visitor: NewVisitor, *, javascript: bool) -> None:
    page = signed_in(at.site, new_visitor, javascript=javascript).page
    senders = page.locator("#list .sender")
    assert set(senders.all_inner_texts()) >= set(SENDERS)
    find(page, "symmetry LIKE", javascript=javascript)
    expect(senders).to_have_text(["Emmy"])
    find(page, "nothing of the kind", javascript=javascript)
    expect(page.locator("#list")).to_contain_text("Nothing is found here.")
    find(page, "", javascript=javascript)
    page.get_by_label("Kind").select_option("I am looking for a mentor")
    submit(page, javascript=javascript)
    expect(senders).to_have_text(["Kurt"])
    page.reload()
    expect(senders).to_have_text(["Kurt"])
    expect(page.get_by_label("Kind")).to_have_value("mentor-you")
    page.goto("/inbox")
    page.get_by_label("Topic").select_option("Engineering for experiments")
    submit(page, javascript=javascript)
    expect(senders).to_have_text(["Emmy"])
    page.get_by_role("navigation", name="States").get_by_role("link", name="Drawer").click()
    expect(page.locator("#list")).to_contain_text("Nothing is found here.")


def find(page: Page, words: str, *, javascript: bool) -> None:
    page.get_by_role("searchbox", name="Search").fill(words)
    submit(page, javascript=javascript)


def submit(page: Page, *, javascript: bool) -> None:
    """With htmx the list follows by itself."""
    if not javascript:
        page.get_by_role("button", name="Find").click()


def test_an_inquiry_is_read_taken_up_and_remembered(
    at: Correspondence, new_visitor: NewVisitor, manner: dict[str, object], draft: Draft
) -> None:
    assert post(at.site, draft) == 303
    inquiry = the_inquiry(at, draft)
    page = signed_in(at.site, new_visitor, **manner).page
    row = page.locator(f"#inquiry-{inquiry}")
    expect(row.locator(".state")).to_have_text("New")
    row.get_by_role("link").click()
    page.locator("#unread").scroll_into_view_if_needed()
    if not manner["javascript"]:
        page.get_by_role("button", name="Mark as read").click()
    state = page.locator("#follow .state").first
    expect(state).to_have_text("Read")
    page.get_by_role("button", name="Exploring").click()
    expect(state).to_have_text("Exploring")
    page.get_by_text("Other states").click()
    page.get_by_role("button", name="Waiting list").click()
    expect(state).to_have_text("Waiting list")
    page.get_by_label("Note, for yourself").fill("Ask about the  compiler.\n\nSoon.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".history .note")).to_have_text("Ask about the  compiler.\n\nSoon.", use_inner_text=True)
    expect(page.get_by_label("Note, for yourself")).to_have_value("")
    if manner["javascript"]:
        expect(page.get_by_role("status")).to_have_text("Your note is kept.")
    page.get_by_role("button", name="I have answered").click()
    expect(page.locator(".history")).to_contain_text("You answered")
    page.get_by_role("link", name="Inbox").first.click()
    expect(page.locator(f"#inquiry-{inquiry} .state")).to_have_text("Waiting list")
    kinds = "SELECT kind, detail FROM event WHERE inquiry_id = ? AND kind IN ('state', 'note', 'reply') ORDER BY id"
    history = [(kind, json.loads(detail)) for kind, detail in stored(at.site, kinds, inquiry)]
    assert [detail.get("to") or kind for kind, detail in history] == ["read", "exploring", "waiting", "note", "reply"]


@SCRIPT
def test_an_empty_note_is_told_and_nothing_is_kept(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    assert post(at.site, draft) == 303
    owner = signed_in(at.site, new_visitor, javascript=javascript)
    owner.provokes(422)
    owner.page.goto(f"/inbox/{the_inquiry(at, draft)}")
    owner.page.get_by_role("button", name="Keep the note").click()
    expect(owner.page.get_by_label("Note, for yourself")).to_have_attribute("aria-invalid", "true")
    expect(owner.page.locator("#text-fault")).not_to_be_empty()
    assert stored(at.site, "SELECT 1 FROM event WHERE inquiry_id = ? AND kind = 'note'", the_inquiry(at, draft)) == []


def test_hands_quicker_than_the_network_do_no_harm(at: Correspondence, new_visitor: NewVisitor, draft: Draft) -> None:
    """The page marks itself as read when it is shown; a note that is sent meanwhile must not get in its way."""
    assert post(at.site, draft) == 303
    inquiry = the_inquiry(at, draft)
    page = signed_in(at.site, new_visitor, javascript=True).page

    held: list[tuple[Route, APIResponse]] = []
    page.route("**/state", lambda route: held.append((route, route.fetch())), times=1)
    with page.expect_request("**/state"):
        page.goto(f"/inbox/{inquiry}")
        page.locator("#unread").scroll_into_view_if_needed()
    page.get_by_label("Note, for yourself").fill("At once")
    page.get_by_role("button", name="Keep the note").click()
    page.wait_for_timeout(300)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(page.locator(".history .note")).to_have_text("At once")
    expect(page.locator("#follow .state").first).to_have_text("Read")
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)


@SCRIPT
def test_a_page_that_is_overtaken_changes_nothing_and_says_so(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    assert post(at.site, draft) == 303
    inquiry = the_inquiry(at, draft)
    owner = signed_in(at.site, new_visitor, javascript=javascript)
    owner.provokes(409)
    page, other = owner.page, owner.context.new_page()
    for window in (page, other):
        window.goto(f"/inbox/{inquiry}")
        window.locator("#unread").scroll_into_view_if_needed()
    if not javascript:
        page.get_by_role("button", name="Mark as read").click()
        other.reload()
    for window in (page, other):
        expect(window.locator("#follow .state").first).to_have_text("Read")
    other.get_by_role("button", name="Declined").click()
    expect(other.locator("#follow .state").first).to_have_text("Declined")
    page.get_by_role("button", name="Exploring").click()
    expect(page.get_by_role("status")).to_contain_text("This has changed meanwhile. It is now “Declined”.")
    expect(page.locator("#follow .state").first).to_have_text("Declined")
    assert stored(at.site, "SELECT state FROM inquiry WHERE id = ?", inquiry) == [("declined",)]


@SCRIPT
def test_signed_out_means_out_in_every_window(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    assert post(at.site, draft) == 303
    inquiry = the_inquiry(at, draft)
    owner = signed_in(at.site, new_visitor, javascript=javascript)
    owner.provokes(401)
    left_open = owner.context.new_page()
    left_open.goto(f"/inbox/{inquiry}")
    left_open.get_by_label("Note, for yourself").fill("My note")
    token = owner.context.cookies()[0]["value"]
    owner.page.get_by_role("button", name="Sign out").click()
    expect(owner.page).to_have_url(f"{at.site.url}/inbox/sign-in")
    assert owner.context.cookies() == []
    for path in ("/inbox", f"/inbox/{inquiry}"):
        owner.page.goto(path)
        expect(owner.page).to_have_url(f"{at.site.url}/inbox/sign-in")
        kept = httpx.get(f"{at.site.url}{path}", headers={"cookie": f"duologue={token}"})
        assert (kept.status_code, kept.headers["location"]) == (303, "/inbox/sign-in")
    owner.page.go_back()
    assert draft.name not in owner.page.locator("body").inner_text()
    left_open.get_by_role("button", name="Keep the note").click()
    if javascript:
        expect(left_open).to_have_url(f"{at.site.url}/inbox/sign-in")
    else:
        expect(left_open.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    assert stored(at.site, "SELECT 1 FROM event WHERE inquiry_id = ? AND kind = 'note'", inquiry) == []
