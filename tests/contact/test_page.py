"""The finished answers: the same for everyone, whole without JavaScript, complete for those who cannot see it."""

import re
from pathlib import Path, PurePosixPath

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from server.contact.page import ContactPage
from server.contact.prospects import Prospects
from server.content.document import Document
from server.content.library import Library
from server.content.site import Choice, Contact, Site
from server.settings import Settings
from server.web.assets import Assets
from server.web.templates import Templates

WORDS = Document(
    path=PurePosixPath("contact.md"),
    kind="contact",
    address="/contact",
    title="Write & ask",
    title_html="Write &amp; <em>ask</em>",
    article="<p>I look for a <strong>mentor</strong>.</p>",
    stylesheet="p{color:red}",
)
SITE = Site(contact=Contact(topics=(Choice("ml", "Machine learning"),)))


def answers(*documents: Document, site: Site = SITE) -> dict[str, str]:
    library = Library(site, documents, (), {})
    templates = Templates(Assets.read(Path("assets")), Settings())
    return {
        path: answer.text for path, answer in ContactPage(library, templates, "https://example.org").answers().items()
    }


def test_the_owner_s_words_stand_before_the_form() -> None:
    page = answers(WORDS)["/contact"]
    assert "<h1>Write &amp; <em>ask</em></h1>" in page
    assert page.index("<strong>mentor</strong>") < page.index("<form")
    assert 'href="/assets/documents/' in page
    assert '<link rel="canonical" href="https://example.org/contact">' in page


def test_there_is_a_form_without_any_words() -> None:
    assert "<form" in answers()["/contact"]


def test_the_fields_are_those_of_the_contract() -> None:
    form = LexborHTMLParser(answers()["/contact"]).css_first("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/contact/inquiries")
    names = {field.attributes["name"] for field in form.css("input, textarea, select")}
    assert names == {"kind", "message", "topics", "name", "email", "link", "remarks", "stamp"}


def test_the_page_is_the_same_for_everyone() -> None:
    form = LexborHTMLParser(answers()["/contact"]).css_first("form")
    assert all(not field.attributes["value"] for field in form.css("input[type=hidden]"))


def test_every_field_has_a_label_and_every_description_is_there() -> None:
    tree = LexborHTMLParser(answers()["/contact"])
    ids = [element.attributes["id"] for element in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    labelled = {label.attributes["for"] for label in tree.css("label")}
    for field in tree.css("input:not([type=hidden]), textarea"):
        assert field.attributes["id"] in labelled
    for element in tree.css("[aria-describedby]"):
        assert set(str(element.attributes["aria-describedby"]).split()) <= set(ids)


def test_what_is_announced_into_is_there_and_empty_before() -> None:
    tree = LexborHTMLParser(answers()["/contact"])
    status = tree.css_first("#inquiry-status[role=status]")
    assert status.text() == ""
    assert status.css_first("form #inquiry-status") is None
    assert all(not place.text() for place in tree.css(".fault"))


def test_htmx_finds_every_place_it_is_told_of() -> None:
    tree = LexborHTMLParser(answers()["/contact"])
    for element in tree.css("[hx-target^='#']"):
        assert tree.css_first(str(element.attributes["hx-target"])) is not None


def test_nothing_on_the_page_needs_what_the_policy_forbids() -> None:
    for page in answers(WORDS).values():
        assert not re.search(r"\son\w+=|\sstyle=|<style|hx-on|javascript:|hx-vals=.js:", page)


def test_a_site_without_kinds_and_topics_asks_for_neither() -> None:
    page = answers(site=Site(contact=Contact(kinds=())))["/contact"]
    assert 'name="kind"' not in page
    assert 'name="topics"' not in page


def test_a_prompt_belongs_to_its_kind() -> None:
    kinds = (Choice("a", "A", prompt="What is A?"), Choice("b", "B"))
    tree = LexborHTMLParser(answers(site=Site(contact=Contact(kinds=kinds)))["/contact"])
    first, second = tree.css("input[name=kind]")
    assert tree.css_first(f"#{first.attributes['aria-describedby']}").text() == "What is A?"
    assert "aria-describedby" not in second.attributes


def test_several_prompts_are_a_list() -> None:
    kinds = (Choice("a", "A", prompt=("What is A?", "And why?")), Choice("b", "B", prompt=("", "Alone?")))
    tree = LexborHTMLParser(answers(site=Site(contact=Contact(kinds=kinds)))["/contact"])
    first, second = (str(field.attributes["aria-describedby"]) for field in tree.css("input[name=kind]"))
    assert [item.text() for item in tree.css(f"ul#{first} li")] == ["What is A?", "And why?"]
    assert tree.css_first(f"p#{second}").text() == "Alone?"


@pytest.mark.parametrize(
    ("capacity", "prospects", "words"),
    [
        (None, Prospects(), None),
        (3, Prospects(), None),
        (None, Prospects(4, 9), "Usually answered within 4 days."),
        (3, Prospects(None, 0), "All 3 places are free."),
        (3, Prospects(None, 1), "1 of 3 places is taken."),
        (3, Prospects(1, 2), "2 of 3 places are taken. Usually answered within a day."),
        (3, Prospects(None, 4), "All 3 places are taken: you would be on the waiting list."),
        (1, Prospects(None, 0), "The one place is free."),
        (1, Prospects(None, 1), "The one place is taken: you would be on the waiting list."),
    ],
)
def test_places_and_answers_are_said_before_anything_is_written(
    capacity: int | None, prospects: Prospects, words: str | None
) -> None:
    site = Site(contact=Contact(capacity=capacity))
    page = ContactPage(Library(site, (), (), {}), Templates(Assets.read(Path("assets")), Settings()), "https://e.org")
    found = LexborHTMLParser(page.expecting(prospects).answers()["/contact"].text).css_first(".prospects")
    assert (found.text().strip() if found else None) == words


def test_the_thanks_say_what_happens_next_and_are_no_search_result() -> None:
    thanks = answers()["/contact/thanks"]
    assert '<meta name="robots" content="noindex">' in thanks
    assert "<h1" in thanks
    assert "Thank you" in thanks


def test_a_foreign_picture_loosens_its_own_page_alone() -> None:
    words = msgspec.structs.replace(WORDS, foreign_pictures=True)
    library = Library(SITE, (words,), (), {})
    made = ContactPage(library, Templates(Assets.read(Path("assets")), Settings()), "https://example.org").answers()
    headers = {path: dict(answer.variants["identity"].start["headers"]) for path, answer in made.items()}
    assert b"img-src 'self' https:" in headers["/contact"][b"content-security-policy"]
    assert b"content-security-policy" not in headers["/contact/thanks"]


@pytest.mark.parametrize("text", ['"><script>alert(1)</script>', "{{ 7*7 }}"])
def test_site_toml_s_words_are_words(text: str) -> None:
    kinds = (Choice(text, text, prompt=text),)
    page = answers(site=Site(contact=Contact(kinds=kinds, topics=kinds)))["/contact"]
    assert "<script>alert" not in page
    assert "49" not in LexborHTMLParser(page).css_first("form").text()
