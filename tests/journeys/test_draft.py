"""What somebody is writing stays in their browser, whatever happens to the page, and is gone when it is sent."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import NewVisitor
from tests.journeys.letter import Draft, is_thanked, send, write
from tests.journeys.sites import Correspondence, corresponding

pytestmark = pytest.mark.browser

NOTE = "#inquiry-draft"
# As browsers do with what stood in a form before: it is there before any script of the page runs.
COMES_BACK = """
document.addEventListener("readystatechange", () => {
  const field = document.querySelector("[name=name]");
  if (field && document.readyState === "interactive") field.value = "Somebody else";
});
"""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Correspondence]:
    with corresponding(tmp_path_factory.mktemp("draft")) as correspondence:
        yield correspondence


@pytest.fixture
def page(at: Correspondence, new_visitor: NewVisitor) -> Page:
    visitor = new_visitor(at.site)
    visitor.provokes(422)
    page: Page = visitor.page
    page.goto("/contact")
    return page


def kept(page: Page) -> str | None:
    return page.evaluate("localStorage.getItem('duologue-letter')")


def is_forgotten(page: Page) -> None:
    """The script of a page comes after its words."""
    page.wait_for_function("localStorage.getItem('duologue-letter') === null")


def is_written(page: Page, draft: Draft) -> None:
    expect(page.get_by_label("Your letter")).to_have_value(draft.message)
    expect(page.get_by_label("Your name")).to_have_value(draft.name)
    expect(page.get_by_label("Your address")).to_have_value(draft.email)
    expect(page.get_by_role("radio", name=draft.kind)).to_be_checked()
    for topic in draft.topics:
        expect(page.get_by_role("checkbox", name=topic)).to_be_checked()


def test_nothing_is_kept_of_who_only_reads(page: Page) -> None:
    page.reload()
    expect(page.locator(NOTE)).to_be_hidden()
    assert kept(page) is None
    assert page.context.cookies() == []


def test_a_draft_is_back_on_the_next_visit_and_says_so(page: Page, draft: Draft) -> None:
    write(page, draft)
    expect(page.locator(NOTE)).to_contain_text("kept in this browser until you send it")
    page.goto("/")
    page.goto("/contact")
    is_written(page, draft)
    expect(page.locator(NOTE)).to_contain_text(re.compile(r"This is your draft of \d+ \w+|\w+ \d+"))


def test_what_was_typed_since_is_not_written_over(page: Page, draft: Draft) -> None:
    write(page, draft)
    expect(page.locator(NOTE)).to_be_visible()
    page.add_init_script(COMES_BACK)
    page.reload()
    expect(page.get_by_label("Your letter")).to_have_value(draft.message)
    expect(page.get_by_label("Your name")).to_have_value("Somebody else")


def test_a_draft_can_be_discarded_and_brought_back(page: Page, draft: Draft) -> None:
    write(page, draft)
    page.locator(NOTE).get_by_role("button", name="Discard it").click()
    expect(page.get_by_label("Your letter")).to_have_value("")
    assert kept(page) is None
    page.locator(NOTE).get_by_role("button", name="Bring it back").click()
    is_written(page, draft)
    assert kept(page) is not None
    page.locator(NOTE).get_by_role("button", name="Discard it").click()
    page.reload()
    expect(page.get_by_label("Your letter")).to_have_value("")
    expect(page.locator(NOTE)).to_be_hidden()


def test_what_is_sent_in_place_is_no_draft_any_more(page: Page, draft: Draft) -> None:
    write(page, draft)
    expect(page.locator(NOTE)).to_be_visible()
    send(page)
    is_thanked(page)
    assert kept(page) is None
    page.goto("/contact")
    expect(page.get_by_label("Your letter")).to_have_value("")


def without_htmx(at: Correspondence, new_visitor: NewVisitor) -> Page:
    """A visitor whose browser has everything but that library: the form is sent as a whole page."""
    visitor = new_visitor(at.site, still=True)
    visitor.loses_answers()
    page: Page = visitor.page
    page.route("**/htmx*.js", lambda route: route.abort())
    return page


def test_what_is_sent_without_htmx_is_no_draft_any_more(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    page = without_htmx(at, new_visitor)
    page.goto("/contact")
    write(page, draft)
    expect(page.locator(NOTE)).to_be_visible()
    send(page)
    is_thanked(page)
    assert page.url.startswith(f"{at.site.url}/contact/inquiries/")
    is_forgotten(page)


def test_a_sent_letter_is_known_again_however_its_lines_were_separated(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    """What is pasted brings signs along that the site leaves out or takes for the end of a line."""
    page = without_htmx(at, new_visitor)
    for number, pasted in enumerate(
        ("\u2028", "\u2029", "\x0b", "\x0c", "\r", "\x85", "\x01", "\ud800", "\ufeff", "e\u0301")
    ):
        page.goto("/contact")
        write(page, draft._replace(message=f"Before{pasted}after, {number}.{pasted}"))
        expect(page.locator(NOTE)).to_be_visible()
        send(page)
        is_thanked(page)
        is_forgotten(page)


def test_going_back_to_a_letter_that_was_sent_makes_no_draft_of_it(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    """Browsers show a form as it was left, and who looks at it has not begun to write again."""
    page = without_htmx(at, new_visitor)
    page.goto("/contact")
    write(page, draft)
    send(page)
    is_thanked(page)
    is_forgotten(page)
    page.go_back()
    expect(page.get_by_label("Your letter")).to_have_value(draft.message)
    page.goto("/")
    assert kept(page) is None
    page.goto("/contact")
    expect(page.get_by_label("Your letter")).to_have_value("")


def test_another_letter_that_is_being_written_outlives_a_look_at_the_first(page: Page, draft: Draft) -> None:
    write(page, draft)
    send(page)
    page.get_by_role("link", name="a page of its own").click()
    first = page.url
    page.goto("/contact")
    page.get_by_label("Your letter").fill("Something else.")
    expect(page.locator(NOTE)).to_be_visible()
    page.goto(first)
    page.goto("/contact")
    expect(page.get_by_label("Your letter")).to_have_value("Something else.")


def test_the_letter_is_counted_as_the_server_counts(page: Page) -> None:
    count = page.locator("#inquiry-count")
    expect(count).to_have_text("Up to 5,000 characters")
    page.get_by_label("Your letter").fill("  研究 👩🏽‍🔬 e\u0301 \n")
    expect(count).to_have_text("9 of 5,000 characters")
    page.get_by_label("Your letter").fill("x" * 5001)
    expect(count).to_have_text("5,001 of 5,000 characters")
    expect(page.locator("#inquiry-count-status")).to_have_text("1 too many")
    page.get_by_label("Your letter").fill("x" * 4900)
    expect(page.locator("#inquiry-count-status")).to_have_text("100 characters left")


def test_where_the_browser_keeps_nothing_the_form_works(
    at: Correspondence, new_visitor: NewVisitor, draft: Draft
) -> None:
    visitor = new_visitor(at.site)
    visitor.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page: Page = visitor.page
    page.goto("/contact")
    write(page, draft)
    expect(page.locator("#inquiry-count")).to_contain_text("of 5,000 characters")
    expect(page.locator(NOTE)).to_be_hidden()
    send(page)
    is_thanked(page)


def test_without_javascript_there_is_no_word_of_drafts(at: Correspondence, new_visitor: NewVisitor) -> None:
    page = new_visitor(at.site, javascript=False).page
    page.goto("/contact")
    expect(page.locator(NOTE)).to_be_hidden()
    expect(page.locator("#inquiry-count")).to_have_text("Up to 5,000 characters")


def test_what_the_site_says_already_is_offered_while_writing(page: Page) -> None:
    page.get_by_label("Your letter").fill(
        "Where do the notes in the margin go on a phone, and why have a margin at all?"
    )
    offered = page.locator("#inquiry-related")
    expect(offered.get_by_role("link").first).to_be_visible()
    assert page.get_by_label("Your letter").evaluate("(field) => field === document.activeElement")
    page.get_by_label("Your letter").fill("Hello.")
    expect(offered).to_be_empty()
    page.get_by_label("Your letter").fill(
        "Where do the notes in the margin go on a phone, and why have a margin at all?"
    )
    offered.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Your letter")).to_have_value(re.compile("^Where do the notes"))
