"""The text says what is done: each setting changes its sentence."""

from pathlib import Path, PurePosixPath

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from server.contact.privacy import ADDRESS, STANDING, PrivacyPage, kept
from server.contact.standing import MEANING
from server.content.document import Document
from server.content.library import Library
from server.content.site import Author, Contact, Limits, Retention, Site
from server.settings import Settings
from server.web.assets import Assets
from server.web.templates import Templates

SETTINGS = Settings(url="https://example.org", smtp_url="smtps://mail.example.net", owner_email="owner@example.org")
WORDS = Document(
    path=PurePosixPath("privacy.md"),
    kind="page",
    address=ADDRESS,
    title="What I know of you",
    title_html="What I know of you",
    article="<p>Little.</p>",
    foreign_pictures=True,
)


def text(contact: Contact | None = None, settings: Settings = SETTINGS, *documents: Document) -> str:
    site = Site(author=Author(name="Charles"), contact=contact or Contact())
    library = Library(site, documents, (), {})
    page = PrivacyPage(library, Templates(Assets.read(Path("assets")), settings), settings).answers()[ADDRESS].text
    return " ".join(LexborHTMLParser(page).css_first("main").text().split())


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (SETTINGS, "by mail, which goes by way of mail.example.net. Nobody else does."),
        (Settings(smtp_url="smtp+plain://localhost:25", owner_email="o@example.org"), "and by mail. Nobody else does."),
        (Settings(smtp_url="smtp+plain://127.0.0.1:25", owner_email="o@example.org"), "and by mail. Nobody else does."),
        (Settings(), "in an inbox on this site. Nobody else does. No mail is sent at present."),
        (Settings(smtp_url="smtps://mail.example.net"), "No mail is sent at present."),
    ],
)
def test_who_gets_it(settings: Settings, words: str) -> None:
    assert words in text(None, settings)


def test_how_long() -> None:
    assert "No letter goes by itself." in text()
    said = text(Contact(retention=Retention(spam=90, declined=1)))
    assert "What is taken for spam: 90 days" in said
    assert "What is declined: a day" in said
    assert "completed or taken back by you stays until somebody erases it." in said
    assert "stays until" not in text(Contact(retention=Retention(*(30 for _ in MEANING))))


def test_every_state_has_words_for_it() -> None:
    assert set(STANDING) == set(MEANING)


def test_receipts_are_told_of_where_they_are_sent() -> None:
    on = Contact(receipts=True)
    assert "A receipt is mailed" in text(on)
    assert "A receipt is mailed" not in text()
    assert "A receipt is mailed" not in text(on, Settings())


def test_the_network_is_told_of() -> None:
    assert "so that one network cannot" in text()
    assert "Not even a hash of it is kept" in text(Contact(limits=Limits(per_network_hour=0)))
    assert kept(Site(), SETTINGS).limited


def test_pictures_from_elsewhere_are_told_of() -> None:
    assert "It fetches nothing from other sites." in text()
    assert "those sites see that you fetch them" in text(None, SETTINGS, WORDS)


def test_the_owner_s_words_stand_before_it() -> None:
    said = text(None, SETTINGS, WORDS)
    assert said.startswith("What I know of you Little.")
    assert "What is kept of you" not in said
    assert "When you write" in said


def test_a_setting_cannot_break_the_page() -> None:
    site = Site(author=Author(name="<script>alert(1)</script>"))
    library = Library(site, (), (), {})
    page = PrivacyPage(library, Templates(Assets.read(Path("assets")), SETTINGS), SETTINGS).answers()[ADDRESS]
    assert "<script>alert" not in page.text
    assert msgspec.structs.asdict(kept(site, SETTINGS))["mail_server"] == "mail.example.net"
