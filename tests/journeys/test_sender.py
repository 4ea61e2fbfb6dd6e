"""Whoever has written has a page: the two talk on it, and what was written can be taken along, taken back, erased."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, NewVisitor
from tests.journeys.letter import Draft, is_thanked, send, the_inquiry, the_mail, write
from tests.journeys.owner import signed_in
from tests.journeys.sites import OWNER, Correspondence, corresponding, stored

pytestmark = pytest.mark.browser

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
QUESTION = "How often could we talk?\n\nMornings suit me."
ANSWER = "Once a fortnight, and mornings are “fine” <b>by me</b>."


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    with corresponding(tmp_path_factory.mktemp("sender")) as correspondence:
        yield correspondence


def own_page(at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool) -> Page:
    """Write, and go to the page that the thanks lead to."""
    visitor = new_visitor(at.site, javascript=javascript, size=PHONE)
    visitor.provokes(410, 422)
    page = visitor.page
    page.goto("/contact")
    write(page, draft)
    send(page)
    is_thanked(page)
    if javascript:
        page.get_by_role("link", name="a page of its own").click()
        is_thanked(page)
    expect(page.locator(".copy")).to_have_text(draft.message, use_inner_text=True)
    return page


@SCRIPT
def test_the_two_talk(at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool) -> None:
    page = own_page(at, new_visitor, draft, javascript=javascript)
    the_mail(at, draft)
    owner = signed_in(at.site, new_visitor, javascript=javascript).page
    owner.goto(f"/inbox/{the_inquiry(at, draft)}")
    owner.locator("#unread").scroll_into_view_if_needed()
    if javascript:
        expect(owner.locator("#follow .state").first).to_have_text("Read")
    before = len(at.smtp.received)
    owner.get_by_label("Question to the sender").fill(QUESTION)
    owner.get_by_role("button", name="Ask").click()
    expect(owner.locator("#follow .state").first).to_have_text("Needs more")
    asked = at.smtp.arrived(before + 1)[before].mail
    assert asked["To"].addresses[0].addr_spec == draft.email
    page.reload()
    expect(page.locator("#last blockquote")).to_have_text(QUESTION, use_inner_text=True)
    expect(page.locator("blockquote", has_text=QUESTION.splitlines()[0])).to_have_count(1)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("#text-fault")).not_to_be_empty()
    page.get_by_role("textbox", name="Your answer").fill(ANSWER)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("#last .copy")).to_have_text(ANSWER)
    told = at.smtp.arrived(before + 2)[before + 1].mail
    assert told["To"].addresses[0].addr_spec == OWNER
    owner.reload()
    expect(owner.locator(".passed.theirs .message")).to_have_text(ANSWER)


@SCRIPT
def test_everything_can_be_taken_along_and_erased(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool, tmp_path: Path
) -> None:
    page = own_page(at, new_visitor, draft, javascript=javascript)
    the_mail(at, draft)
    inquiry, own = the_inquiry(at, draft), page.url
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Take along everything").click()
    downloading.value.save_as(tmp_path / "my-letter.json")
    taken = (tmp_path / "my-letter.json").read_text("utf-8")
    assert json.dumps(draft.message, ensure_ascii=False) in taken
    page.get_by_role("link", name="Erase everything").click()
    page.get_by_role("link", name="No, leave it as it is").click()
    assert the_inquiry(at, draft) == inquiry
    page.get_by_role("link", name="Erase everything").click()
    page.get_by_role("button", name="Erase it").click()
    expect(page).to_have_url(f"{at.site.url}/contact/erased")
    assert stored(at.site, "SELECT 1 FROM inquiry WHERE id = ?", inquiry) == []
    assert stored(at.site, "SELECT 1 FROM event WHERE inquiry_id = ?", inquiry) == []
    page.goto(own)
    expect(page.get_by_role("heading", level=1)).to_have_text("This is no longer here")


@SCRIPT
def test_a_letter_can_be_taken_back(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    page = own_page(at, new_visitor, draft, javascript=javascript)
    page.get_by_text("Take the letter back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".standing")).to_have_text("You have taken your inquiry back.")
    assert stored(at.site, "SELECT state FROM inquiry WHERE id = ?", the_inquiry(at, draft)) == [("withdrawn",)]
    expect(page.get_by_role("button", name="Send it")).to_have_count(0)
