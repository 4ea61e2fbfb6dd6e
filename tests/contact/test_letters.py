"""The owner's letter: all of the inquiry, and nothing a stranger wrote can break it."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.contact.inquiry import Submission
from server.contact.letters import Forward
from server.content.site import Contact
from server.db import Database, tables
from server.mail import outbox
from server.settings import Settings
from server.web.assets import Assets
from server.web.templates import Templates
from tests.contact.parts import CONTACT, GOOD, changed, receiving, rows

pytestmark = pytest.mark.anyio

SETTINGS = Settings(url="https://example.org", owner_email="owner@example.org")
HOSTILE = [
    "Bcc: everyone@example.com",
    "x\r\nBcc: everyone@example.com\r\n\r\nhello",
    "=?utf-8?q?=0d=0aBcc:_everyone@example.com?=",
    "<script>alert(1)</script><b>bold</b> & {{ 7*7 }}",
    "\u202eevil\u202c \u2028 \x85 \x0b \x1b[31m",
    "\n.\n.\r\n..\nFrom nobody\n--=_boundary--\n" + "x" * 2000,
    '"Ada" <owner@example.org>, (comment) \\',
]


async def forwarded(database: Database, submission: Submission, contact: Contact = CONTACT) -> EmailMessage:
    receipt = await receiving(database)(submission, contact, None)
    compose = Forward(Templates(Assets({}), SETTINGS), SETTINGS)
    (letter,) = await database.read(lambda conn: outbox.letters_of(conn, receipt.inquiry_id))
    mail = await database.read(lambda conn: compose(conn, letter))
    assert mail.as_bytes() == (await database.read(lambda conn: compose(conn, letter))).as_bytes()
    read = message_from_bytes(mail.as_bytes(), policy=SMTP)
    assert isinstance(read, EmailMessage)
    return read


def text(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


async def test_all_of_the_inquiry_is_in_both_parts(database: Database) -> None:
    mail = await forwarded(database, GOOD)
    (row,) = await rows(database, tables.inquiry)
    for part in (text(mail, "plain"), text(mail, "html").replace("&amp;", "&")):
        for words in (
            GOOD.name,
            GOOD.email,
            GOOD.link,
            GOOD.message,
            "I am looking for a mentor",
            "Machine learning, Writing & talks",
            "20 November 2026, 12:00 UTC",
            f"https://example.org/inbox/{row.id}",
        ):
            assert words in part


async def test_it_comes_from_the_site_and_is_answered_to_the_sender(database: Database) -> None:
    mail = await forwarded(database, GOOD)
    assert mail["From"] == '"example.org" <duologue@example.org>'
    assert (mail["To"], mail["Reply-To"]) == ("owner@example.org", "ada@example.org")
    assert mail["Subject"] == "Ada Lovelace: I am looking for a mentor"


async def test_no_program_answers_it_and_all_can_sort_it(database: Database) -> None:
    """RFC 3834, and RFC 2919; no other header of lists, since nobody is subscribed and nothing can be posted."""
    mail = await forwarded(database, GOOD)
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert [name for name in mail if name.startswith("List-")] == ["List-Id"]
    assert mail["List-Id"] == "<contact.example.org>"


async def test_a_suspected_one_says_so_and_why(database: Database) -> None:
    mail = await forwarded(database, changed(remarks="seo"))
    assert mail["Subject"].startswith("[suspected] Ada Lovelace")
    for kind in ("plain", "html"):
        assert "A field that people do not see was filled in." in text(mail, kind)


async def test_a_clean_one_does_not_speak_of_spam(database: Database) -> None:
    mail = await forwarded(database, GOOD)
    assert "spam" not in text(mail, "plain") + text(mail, "html")


async def test_an_address_of_another_script_is_in_the_text_and_not_in_the_header(database: Database) -> None:
    mail = await forwarded(database, changed(email="dörte@example.org"))
    assert mail["Reply-To"] is None
    assert "dörte@example.org" in text(mail, "plain")
    assert "Many mail servers do not take this address" in text(mail, "plain")


async def test_a_host_of_another_script_is_written_as_the_wire_has_it(database: Database) -> None:
    mail = await forwarded(database, changed(email="ada@exämple.de"))
    assert mail["Reply-To"] == "ada@xn--exmple-cua.de"
    assert "ada@exämple.de" in text(mail, "plain")


async def test_a_long_name_leaves_room_in_the_subject(database: Database) -> None:
    mail = await forwarded(database, changed(name="Ada " * 30))
    assert len(mail["Subject"]) < 100
    assert mail["Subject"].endswith("…: I am looking for a mentor")


async def test_nothing_but_the_message_is_left_out_where_nothing_was_given(database: Database) -> None:
    mail = await forwarded(database, changed(topics=(), link="", kind=""), msgspec.structs.replace(CONTACT, kinds=()))
    assert mail["Subject"] == "A letter from Ada Lovelace"
    assert "Topics" not in text(mail, "plain")
    assert "Link" not in text(mail, "plain")


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_stay_words(database: Database, words: str) -> None:
    mail = await forwarded(database, changed(name=words, message=words, link=words))
    assert mail.keys() == [
        "Message-ID",
        "Date",
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "List-Id",
        "MIME-Version",
        "Content-Type",
    ]
    assert not mail.defects
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "<script" not in text(mail, "html")
    assert "49" not in mail["Subject"]


hostile = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=300)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=hostile, message=hostile)
async def test_any_words_make_a_mail(database: Database, name: str, message: str) -> None:
    mail = await forwarded(database, changed(name=name, message=message))
    assert not mail.defects
    assert mail["Reply-To"] == "ada@example.org"
