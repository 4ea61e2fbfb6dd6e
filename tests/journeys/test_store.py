"""The disk is full, then it is not: nobody is thanked for what is not stored, nothing typed is lost, pages go on."""

import re
import resource
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.browser import NewVisitor
from tests.journeys.letter import Draft, inquiries, is_thanked, post, send, the_inquiry, the_mail, write
from tests.journeys.owner import signed_in
from tests.journeys.sites import FALLBACK, Correspondence, corresponding
from tests.running import Running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def correspondence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    with corresponding(tmp_path_factory.mktemp("store")) as correspondence:
        yield correspondence


@pytest.fixture
def at(correspondence: Correspondence) -> Iterator[Correspondence]:
    yield correspondence
    empty_disk(correspondence.site)


def fill_disk(site: Running) -> None:
    """From now on no file of the site's may grow, as if there were no room."""
    assert site.process is not None
    _, hard = resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (1, hard))


def empty_disk(site: Running) -> None:
    assert site.process is not None
    _, hard = resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


NOT_STORED = re.compile("Your letter could not be stored|Nobody knows whether your letter was stored")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_letter_that_cannot_be_stored_is_kept_in_the_form_until_it_can(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    earlier = draft._replace(email=f"earlier.{draft.email}", message=f"{draft.message} Before.")
    assert post(at.site, earlier) == 303
    owner = signed_in(at.site, new_visitor, javascript=javascript)
    visitor = new_visitor(at.site, javascript=javascript)
    visitor.provokes(503)
    page = visitor.page
    page.goto("/contact")
    fill_disk(at.site)
    write(page, draft)
    send(page)
    expect(page.get_by_role("heading", name=NOT_STORED)).to_be_visible()
    expect(page.locator(".summary")).to_be_focused()
    if javascript:
        expect(page.locator("#inquiry-status")).to_contain_text("Everything you wrote is still here.")
    assert page.get_by_label("Your letter").input_value() == draft.message
    assert page.get_by_label("Your name").input_value() == draft.name
    assert page.get_by_label("Your address").input_value() == draft.email
    expect(page.get_by_role("radio", name=draft.kind)).to_be_checked()
    way_out = page.get_by_role("link", name="send it from your own mail program").get_attribute("href")
    mail = urlsplit(f"{way_out}")
    assert (mail.scheme, mail.path) == ("mailto", FALLBACK)
    assert draft.message.splitlines()[0] in unquote(mail.query)
    assert [httpx.get(f"{at.site.url}{path}").status_code for path in ("/", "/blog", "/contact", "/healthz")] == [
        200
    ] * 4
    owner.page.goto("/inbox")
    owner.page.locator(f"#inquiry-{the_inquiry(at, earlier)}").get_by_role("link").click()
    expect(owner.page.locator(".message")).to_contain_text("Before.")
    assert inquiries(at, draft) == []
    empty_disk(at.site)
    send(page)
    is_thanked(page)
    the_mail(at, draft)
    assert len(inquiries(at, draft)) == 1


def test_an_act_of_the_owner_that_cannot_be_stored_is_told_and_can_be_done_again(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    assert post(at.site, draft) == 303
    the_mail(at, draft)
    owner = signed_in(at.site, new_visitor, javascript=True)
    owner.provokes(503)
    page = owner.page
    page.goto(f"/inbox/{the_inquiry(at, draft)}")
    page.locator("#unread").scroll_into_view_if_needed()
    expect(page.locator("#follow .state").first).to_have_text("Read")
    fill_disk(at.site)
    page.get_by_label("Note, for yourself").fill("My note")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_role("status")).to_contain_text(
        re.compile("could not be stored|Nobody knows whether this was stored")
    )
    expect(page.get_by_label("Note, for yourself")).to_have_value("My note")
    empty_disk(at.site)
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".history .note")).to_have_text("My note")
