"""Mail fails and comes back: the visitor is thanked all the same, the owner sees since when, the letter leaves."""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, NewVisitor
from tests.journeys.letter import Draft, inquiries, is_thanked, mails, post, send, the_inquiry, the_mail, write
from tests.journeys.owner import signed_in
from tests.journeys.sites import Correspondence, corresponding, stored

pytestmark = pytest.mark.browser

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
AT_ONCE = 5000  # milliseconds in which a visitor is thanked; the mail server is given at least ten seconds
AGAIN = 45  # seconds: the first attempt comes again after 30 to 33


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    with corresponding(tmp_path_factory.mktemp("delivery")) as correspondence:
        yield correspondence


def thanked(at: Correspondence, new_visitor: NewVisitor, draft: Draft, **like: object) -> str:
    """Send it as a visitor does; the id of the inquiry."""
    page = new_visitor(at.site, size=PHONE, **like).page
    page.goto("/contact")
    write(page, draft)
    send(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=AT_ONCE)
    is_thanked(page)
    return the_inquiry(at, draft)


def health(at: Correspondence) -> tuple[int, dict[str, Any]]:
    answer = httpx.get(f"{at.site.url}/healthz/mail")
    return answer.status_code, answer.json()


def attempted(at: Correspondence, inquiry: str, state: str, seconds: float = 5) -> None:
    """Wait until a letter stands so, after an attempt."""
    deadline = time.monotonic() + seconds
    asked = "SELECT 1 FROM letter WHERE inquiry_id = ? AND state = ? AND attempts > 0 AND last_error IS NOT NULL"
    while not stored(at.site, asked, inquiry, state):
        assert time.monotonic() < deadline, stored(at.site, "SELECT * FROM letter WHERE inquiry_id = ?", inquiry)
        time.sleep(0.05)


def line(page: Page, inquiry: str) -> Any:
    """What the inbox says of the owner's letter."""
    page.goto(f"/inbox/{inquiry}")
    return page.locator(".letters li").filter(has_text="To you")


def test_letters_wait_out_a_refusal_and_a_closed_door_and_leave_by_themselves(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    second = draft._replace(email=f"second.{draft.email}", message=f"{draft.message} Twice.")
    owner = signed_in(at.site, new_visitor).page
    at.smtp.refuse(451)
    began = int(time.time())
    refused = thanked(at, new_visitor, draft)
    attempted(at, refused, "queued")
    expect(line(owner, refused)).to_contain_text(re.compile(r"asks to come again. Next attempt: .*451", re.DOTALL))
    status, facts = health(at)
    assert (status, facts["waiting"], facts["failing"]) == (200, 1, 0), "patience is no failure"
    at.smtp.close()
    shut = thanked(at, new_visitor, second, javascript=False)
    attempted(at, shut, "queued")
    expect(line(owner, shut)).to_contain_text(re.compile(r"failing since .* UTC\..*Next attempt: ", re.DOTALL))
    status, facts = health(at)
    assert (status, facts["failing"], facts["dead"]) == (200, 1, 0)
    assert began <= facts["failing_since"] <= time.time()
    owner.goto("/inbox")
    expect(owner.get_by_role("region", name="Delivery")).to_contain_text("Delivery has been failing since")
    at.smtp.accept()
    at.smtp.open()
    the_mail(at, draft, seconds=AGAIN)
    the_mail(at, second, seconds=AGAIN)
    expect(line(owner, refused)).to_contain_text("handed to the mail server")
    owner.goto("/inbox")
    expect(owner.get_by_role("region", name="Delivery")).to_have_count(0)
    assert health(at)[1]["failing_since"] is None


@SCRIPT
def test_a_letter_that_is_given_up_is_sent_again_by_a_button(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    at.smtp.refuse(550)
    inquiry = thanked(at, new_visitor, draft, javascript=javascript)
    attempted(at, inquiry, "dead")
    status, facts = health(at)
    assert (status, facts["dead"]) == (503, 1)
    assert httpx.get(f"{at.site.url}/healthz").status_code == 200
    owner = signed_in(at.site, new_visitor, javascript=javascript).page
    expect(owner.get_by_role("region", name="Delivery")).to_contain_text("One letter was given up")
    owner.get_by_role("region", name="Delivery").get_by_role("link", name=draft.name).click()
    expect(owner.locator(".letters")).to_contain_text("550")
    owner.locator("#unread").scroll_into_view_if_needed()
    if javascript:  # it marks itself as read, and is swapped for that
        expect(owner.locator("#follow .state").first).to_have_text("Read")
    owner.get_by_role("button", name="Leave it at that").click()
    expect(owner.locator(".letters")).to_contain_text("left at that")
    assert health(at)[0] == 200
    at.smtp.accept()
    owner.get_by_role("button", name="Send again").click()
    the_mail(at, draft)
    expect(line(owner, inquiry)).to_contain_text("handed to the mail server")
    assert health(at)[0] == 200


def test_a_server_that_says_nothing_holds_up_neither_visitors_nor_other_letters(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    other = draft._replace(email=f"other.{draft.email}", message=f"{draft.message} Otherwise.")
    at.smtp.stall()
    inquiry = thanked(at, new_visitor, draft)
    owner = signed_in(at.site, new_visitor).page
    expect(line(owner, inquiry)).to_contain_text("stored, and on its way now")
    deadline = time.monotonic() + 5
    while not at.smtp.waiting and time.monotonic() < deadline:
        time.sleep(0.02)
    assert at.smtp.waiting
    at.smtp.accept()
    assert post(at.site, other) == 303
    at.smtp.arrived(len(at.smtp.received) + 1)
    assert len(mails(at, other)) == 1
    at.smtp.close()
    attempted(at, inquiry, "queued")
    at.smtp.open()
    last = draft._replace(email=f"last.{draft.email}", message=f"{draft.message} At last.")
    assert post(at.site, last) == 303
    the_mail(at, last)
    the_mail(at, draft, seconds=5)  # what waits need not wait on, once a letter has left
    assert len(inquiries(at, draft)) == 1
