"""A visitor writes: stored once, mailed once, thanked; and where something is amiss, told so with nothing lost."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.browser import DESK, PHONE, NewVisitor
from tests.journeys.letter import (
    HURRIED,
    Draft,
    inquiries,
    is_thanked,
    mails,
    post,
    send,
    the_inquiry,
    the_mail,
    write,
)
from tests.journeys.owner import signed_in
from tests.journeys.sites import OWNER, SENDER, Correspondence, corresponding, stored

pytestmark = pytest.mark.browser

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
BAIT = " ".join(f"https://cheap.example/{number}" for number in range(8))


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    with corresponding(tmp_path_factory.mktemp("inquiry")) as correspondence:
        yield correspondence


def test_a_letter_is_stored_mailed_and_thanked(
    at: Correspondence, new_visitor: NewVisitor, manner: dict[str, object], draft: Draft
) -> None:
    page = new_visitor(at.site, **manner).page
    page.goto("/")
    page.get_by_role("link", name="Write to me", exact=True).click()
    page.get_by_label("Your letter").focus()
    if manner["javascript"]:
        expect(page.locator("[name=stamp]")).not_to_have_value("")
        page.wait_for_timeout(HURRIED * 1000)
    write(page, draft)
    send(page)
    is_thanked(page)
    mail = the_mail(at, draft, seconds=5)
    assert inquiries(at, draft) == [(the_inquiry(at, draft), "new", "[]")]
    assert_faithful(mail, draft)
    owner = signed_in(at.site, new_visitor, **manner).page
    owner.get_by_role("searchbox", name="Search").fill(draft.email)
    owner.get_by_role("button", name="Find").click()
    owner.locator(f"#inquiry-{the_inquiry(at, draft)}").get_by_role("link", name=draft.name).click()
    expect(owner.locator(".message")).to_have_text(draft.message.strip(), use_inner_text=True)
    expect(owner.locator(".letters")).to_contain_text("To you: handed to the mail server")


def assert_faithful(mail: EmailMessage, draft: Draft) -> None:
    """Answers go to the writer, the rest is the site's own; and all of the letter is in both forms of it."""
    named = {header: [one.addr_spec for one in mail[header].addresses] for header in ("Reply-To", "To", "From")}
    assert named == {"Reply-To": [draft.email], "To": [OWNER], "From": [SENDER]}
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "suspected" not in mail["Subject"]
    words = draft.message.split()
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        text = re.sub(r"<(?!script|/script)[^>]*>", "", part.get_content())
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert " ".join(words) in " ".join(text.split()), kind
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()


@SCRIPT
def test_a_double_click_sends_one_letter(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    page = new_visitor(at.site, javascript=javascript).page
    page.goto("/contact")
    write(page, draft)
    page.get_by_role("button", name="Send the letter").dblclick()
    is_thanked(page)
    the_mail(at, draft)
    assert len(inquiries(at, draft)) == 1


@SCRIPT
def test_reloading_the_thanks_sends_nothing(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    page = new_visitor(at.site, javascript=javascript).page
    page.goto("/contact")
    write(page, draft)
    send(page)
    is_thanked(page)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.reload()
    page.reload()
    the_mail(at, draft)
    assert posts == []
    assert len(inquiries(at, draft)) == 1


def test_going_back_finds_the_letter_and_sending_it_again_sends_one(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    page = new_visitor(at.site, javascript=False, size=PHONE).page
    page.goto("/contact")
    write(page, draft)
    send(page)
    is_thanked(page)
    page.go_back()
    assert page.get_by_label("Your letter").input_value() == draft.message
    send(page)
    is_thanked(page)
    the_mail(at, draft)
    assert len(inquiries(at, draft)) == 1


def test_a_lost_answer_is_told_and_the_next_try_is_the_same_letter(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    visitor = new_visitor(at.site, size=PHONE)
    visitor.loses_answers()
    page = visitor.page

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/contact/inquiries", lose, times=1)
    page.goto("/contact")
    write(page, draft)
    send(page)
    expect(page.locator("#inquiry-status")).to_contain_text("Everything you wrote is still here")
    assert page.get_by_label("Your letter").input_value() == draft.message
    send(page)
    is_thanked(page)
    the_mail(at, draft)
    assert len(inquiries(at, draft)) == 1


def test_a_draft_waits_in_the_browser_until_it_is_sent(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    page = new_visitor(at.site).page
    page.goto("/contact")
    write(page, draft)
    expect(page.get_by_text("Your draft is kept in this browser")).to_be_visible()
    page.goto("/about")
    page.goto("/contact")
    assert page.get_by_label("Your letter").input_value() == draft.message
    expect(page.get_by_role("radio", name=draft.kind)).to_be_checked()
    assert page.context.cookies() == []
    send(page)
    is_thanked(page)
    page.goto("/contact")
    expect(page.get_by_label("Your letter")).to_have_value("")
    the_mail(at, draft)
    assert len(inquiries(at, draft)) == 1


def test_ten_posts_at_once_and_one_later_are_one_letter(at: Correspondence, draft: Draft) -> None:
    with ThreadPoolExecutor(10) as visitors:
        statuses = list(visitors.map(lambda _: post(at.site, draft), range(10)))
    assert statuses == [303] * 10
    the_mail(at, draft)
    assert post(at.site, draft) == 303
    time.sleep(0.5)
    assert len(mails(at, draft)) == len(inquiries(at, draft)) == 1


def test_every_fault_is_told_at_once_and_nothing_typed_is_lost(
    at: Correspondence, new_visitor: NewVisitor, manner: dict[str, object], draft: Draft
) -> None:
    visitor = new_visitor(at.site, **manner)
    visitor.provokes(422)
    page = visitor.page
    page.goto("/contact")
    page.get_by_label("Your letter").fill(draft.message)
    page.get_by_role("checkbox", name=draft.topics[0]).check()
    page.get_by_label("Your address").fill("ada@")
    page.get_by_label("A link").fill("my page")
    send(page)
    expect(page.get_by_role("heading", name="4 things need mending before this can be sent")).to_be_visible()
    for field in ("kind", "name", "email", "link"):
        expect(page.locator(f"#inquiry-{field}-fault")).not_to_be_empty()
        expect(page.locator(f"[aria-describedby~=inquiry-{field}-fault]")).to_have_attribute("aria-invalid", "true")
        way = page.locator(f".summary a[href^='#inquiry-{field}']")
        expect(page.locator(f"{way.get_attribute('href')}")).to_be_visible()
    expect(page.locator("#inquiry-message-fault")).to_be_empty()
    assert page.get_by_label("Your letter").input_value() == draft.message
    expect(page.get_by_role("checkbox", name=draft.topics[0])).to_be_checked()
    assert page.get_by_label("Your address").input_value() == "ada@"
    assert page.get_by_label("A link").input_value() == "my page"
    expect(page.get_by_role("radio").first).to_be_focused()
    if manner["javascript"]:
        expect(page.locator("#inquiry-status")).to_have_text("Not sent yet: 4 things need mending.")
        expect(page).to_have_url(f"{at.site.url}/contact")
    assert inquiries(at, draft) == []
    write(page, draft)
    send(page)
    is_thanked(page)
    if manner["javascript"]:
        expect(page.locator("#inquiry-status")).to_have_text("Sent. Thank you.")
        expect(page.locator("#inquiry")).to_be_focused()
    the_mail(at, draft)


def test_a_fault_shows_as_a_field_is_left_and_goes_as_it_is_mended(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    visitor = new_visitor(at.site, size=PHONE)
    visitor.provokes(422)
    page = visitor.page
    page.goto("/contact")
    send(page)
    expect(page.locator("#inquiry-kind-fault")).not_to_be_empty()
    page.get_by_role("radio", name=draft.kind).check()
    expect(page.locator("#inquiry-kind-fault")).to_be_empty()
    expect(page.locator("#inquiry-kind")).not_to_have_attribute("aria-invalid", "true")
    for label, field, wrong, right in (
        ("Your address", "email", "nobody", draft.email),
        ("A link", "link", "my page", draft.link),
    ):
        place = page.get_by_label(label)
        place.fill(wrong)
        place.press("Tab")
        expect(page.locator(f"#inquiry-{field}-fault")).not_to_be_empty()
        expect(place).to_have_attribute("aria-invalid", "true")
        expect(place).not_to_be_focused()
        place.fill(right)
        place.press("Tab")
        expect(page.locator(f"#inquiry-{field}-fault")).to_be_empty()
        expect(place).not_to_have_attribute("aria-invalid", "true")
    assert stored(at.site, "SELECT 1 FROM inquiry WHERE email IN ('nobody', ?)", draft.email) == []


def test_who_writes_before_the_scripts_have_come_is_no_machine(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    page = new_visitor(at.site).page

    def late(route: Route) -> None:
        expect(page.get_by_label("Your letter")).to_be_focused()
        route.continue_()

    page.route("**/htmx*.js", late)
    page.goto("/contact", wait_until="commit")
    page.get_by_label("Your letter").fill(draft.message)
    expect(page.locator("[name=stamp]")).not_to_have_value("")


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "declined"])
@SCRIPT
def test_a_mistyped_address_is_asked_about_and_the_visitor_decides(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool, taken: bool
) -> None:
    visitor = new_visitor(at.site, javascript=javascript, size=PHONE)
    visitor.provokes(422)
    page = visitor.page
    typed = draft._replace(email=draft.email.replace("example.com", "gmial.com"))
    meant = typed._replace(email=typed.email.replace("gmial", "gmail")) if taken else typed
    page.goto("/contact")
    write(page, typed)
    if not javascript:
        send(page)
    expect(page.locator("#inquiry-email-fault")).to_contain_text("Did you mean")
    if taken:
        page.get_by_role("checkbox", name="Yes, use").check()
    elif javascript:
        send(page)
        expect(page.locator("#inquiry-status")).to_have_text("Not sent yet: one thing needs mending.")
    send(page)
    is_thanked(page)
    the_mail(at, meant)
    assert len(inquiries(at, meant)) == 1


@SCRIPT
def test_a_suspect_is_thanked_and_held_until_the_owner_lets_it_out(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft, *, javascript: bool
) -> None:
    page = new_visitor(at.site, javascript=javascript).page
    page.goto("/contact")
    draft = draft._replace(message=f"{draft.message}\n{BAIT}")
    write(page, draft)
    page.locator("[name=remarks]").fill("I fill in everything", force=True)
    send(page)
    is_thanked(page)
    ((inquiry, state, reasons),) = inquiries(at, draft)
    assert state == "spam"
    assert len(json.loads(reasons)) >= 2
    assert stored(at.site, "SELECT state FROM letter WHERE inquiry_id = ?", inquiry) == [("held",)]
    owner = signed_in(at.site, new_visitor, javascript=javascript, size=DESK).page
    expect(owner.locator(f"#inquiry-{inquiry}")).to_have_count(0)
    owner.get_by_role("link", name="Drawer").click()
    row = owner.locator(f"#inquiry-{inquiry}")
    expect(row).to_contain_text("A field that people do not see was filled in.")
    expect(row).to_contain_text("There are 8 links in the message.")
    row.get_by_role("link").click()
    assert mails(at, draft) == []
    owner.get_by_role("button", name="Not spam").click()
    expect(owner.locator("#follow .state").first).to_have_text("New")
    the_mail(at, draft)
    assert inquiries(at, draft) == [(inquiry, "new", "[]")]


@SCRIPT
def test_the_target_of_the_form_leads_back_to_the_form(
    at: Correspondence, new_visitor: NewVisitor, *, javascript: bool
) -> None:
    page = new_visitor(at.site, javascript=javascript).page
    page.goto("/contact/inquiries")
    expect(page).to_have_url(f"{at.site.url}/contact")
    expect(page.get_by_role("button", name="Send the letter")).to_be_visible()
