"""The letters that follow: each says its one thing, is the same in every copy, and holds nothing it must not hold."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from typing import Any

import msgspec
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.erasure import Erase
from server.contact.letters import FORWARD, Forward
from server.contact.notices import Notices
from server.contact.sender import acts, question, token
from server.contact.sender.acts import Message
from server.contact.sender.store import correspondence
from server.content.site import Author, Site
from server.db import Database
from server.db.tables import letter as letters
from server.mail import outbox
from server.mail.courier import Courier
from server.mail.letter import Letter
from server.mail.smtp import SmtpTransport
from server.settings import Settings
from server.web.assets import Assets
from server.web.templates import Templates
from tests.contact.parts import CONTACT, GOOD, NOON, SECRET, TurnedClock, changed, receiving
from tests.mail.smtp import SmtpServer

pytestmark = pytest.mark.anyio

SETTINGS = Settings(url="https://example.org", owner_email="owner@example.org")
SITE = Site(title="A worklog", author=Author(name="Charles"))
HOSTILE = "x\r\nBcc: everyone@example.com\r\n\r\n<script>alert(1)</script> {{ 7*7 }} =?utf-8?q?=0d=0aBcc:_x?= \x85"


async def arrived(database: Database, **changes: Any) -> str:
    contact = msgspec.structs.replace(CONTACT, receipts=True)
    return (await receiving(database)(changed(**changes), contact, None)).inquiry_id


async def say(database: Database, inquiry_id: str, text: str, asked: int | None = None) -> None:
    message = Message(text, asked)
    await database.write(partial(acts.say, inquiry_id=inquiry_id, message=message, at=NOON, domain="example.org"))


async def ask(database: Database, inquiry_id: str, text: str) -> int:
    await database.write(partial(question.ask, inquiry_id=inquiry_id, text=text, at=NOON, domain="example.org"))
    found = await database.read(partial(correspondence, inquiry_id=inquiry_id))
    assert found is not None
    assert found.question is not None
    return found.question.id


async def composed(
    database: Database, inquiry_id: str, kind: str, n: int = 1, author: Author = SITE.author
) -> EmailMessage:
    compose = notices(author)[kind]
    letter = await letter_of(database, inquiry_id, kind, n)
    first, again = [await database.read(lambda conn: compose(conn, letter)) for _ in "ab"]
    assert first.as_bytes() == again.as_bytes()
    read = message_from_bytes(first.as_bytes(), policy=SMTP)
    assert isinstance(read, EmailMessage)
    return read


async def letter_of(database: Database, inquiry_id: str, kind: str, n: int = 1) -> Letter:
    letters = await database.read(lambda conn: outbox.letters_of(conn, inquiry_id))
    return next(letter for letter in letters if (letter.kind, letter.n) == (kind, n))


def notices(author: Author = SITE.author) -> Any:
    site = msgspec.structs.replace(SITE, author=author)
    return Notices(Templates(Assets({}), SETTINGS), SETTINGS, SECRET, lambda: site).by_kind()


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


async def test_an_addition_follows_the_letter_it_belongs_to(database: Database) -> None:
    inquiry_id = await arrived(database)
    await say(database, inquiry_id, "One more thing.\n\nAnd another.")
    mail = await composed(database, inquiry_id, acts.ADDITION)
    assert "One more thing.\n\nAnd another." in text(mail)
    assert f"https://example.org/inbox/{inquiry_id}" in text(mail)
    assert mail["In-Reply-To"] == mail["References"] == f"<{inquiry_id}.{FORWARD}.1@example.org>"
    assert (mail["To"], mail["Reply-To"]) == ("owner@example.org", GOOD.email)
    forward = Forward(Templates(Assets({}), SETTINGS), SETTINGS)
    letter = await letter_of(database, inquiry_id, FORWARD)
    first = await database.read(lambda conn: forward(conn, letter))
    assert mail["Subject"] == f"Re: {first['Subject']}"
    assert mail["In-Reply-To"] == first["Message-ID"]


async def test_each_letter_tells_of_its_own_addition(database: Database) -> None:
    inquiry_id = await arrived(database)
    for number in range(1, 4):
        await say(database, inquiry_id, f"Thing {number}.")
    for number in range(1, 4):
        words = text(await composed(database, inquiry_id, acts.ADDITION, number))
        assert [other for other in range(1, 4) if f"Thing {other}." in words] == [number]


async def test_an_answer_comes_with_its_question(database: Database) -> None:
    inquiry_id = await arrived(database)
    asked = await ask(database, inquiry_id, "Which paper?\nAnd why?")
    await say(database, inquiry_id, "The one on attention.", asked)
    words = text(await composed(database, inquiry_id, acts.ADDITION))
    assert "> Which paper?\n> And why?\n\nThe one on attention." in words


@pytest.mark.parametrize("public", [None, "charles@example.org"])
async def test_a_question_leads_to_the_sender_s_page_and_gives_no_private_address_away(
    database: Database, public: str | None
) -> None:
    inquiry_id = await arrived(database)
    await ask(database, inquiry_id, "Which paper?")
    mail = await composed(database, inquiry_id, question.QUESTION, author=Author(name="Charles", email=public))
    assert (mail["To"], mail["Reply-To"], mail["Auto-Submitted"]) == (GOOD.email, public, "no")
    assert "owner@example.org" not in mail.as_string()
    assert ("You can answer this mail" in text(mail)) is bool(public)
    asked, _, site = text(mail).partition("\n---")
    assert ("Which paper?" in asked, "on the page of your letter" in asked) == (True, False), (
        "two speak, and not as one"
    )
    assert "on the page of your letter, which nobody else has" in site
    for kind in ("plain", "html"):
        assert "Which paper?" in text(mail, kind)
        assert f"https://example.org{token.address(SECRET, inquiry_id)}" in text(mail, kind)


async def test_that_it_was_taken_back_is_told(database: Database) -> None:
    inquiry_id = await arrived(database)
    await database.write(partial(acts.withdraw, inquiry_id=inquiry_id, at=NOON, domain="example.org"))
    mail = await composed(database, inquiry_id, acts.WITHDRAWAL)
    assert "no answer is needed" in text(mail)
    assert mail["In-Reply-To"] == f"<{inquiry_id}.{FORWARD}.1@example.org>"


async def test_the_letter_about_an_erasure_holds_nothing_of_what_was_erased(database: Database) -> None:
    inquiry_id = await arrived(database)
    taken = await database.write(partial(_sent, inquiry_id=inquiry_id))
    assert taken
    await database.write(partial(Erase(SECRET, "example.org"), inquiry_id=inquiry_id, by="sender", at=NOON))
    mail = await composed(database, inquiry_id, "erasure")
    for words in (GOOD.name, GOOD.email, GOOD.message, "mentor"):
        assert words not in mail.as_string()
    assert mail["In-Reply-To"] == f"<{inquiry_id}.{FORWARD}.1@example.org>"
    assert "delete the mails" in text(mail)


async def test_a_receipt_holds_no_word_of_the_visitor(database: Database) -> None:
    inquiry_id = await arrived(database, name="Buy Watches", message="http://spam.example", link="https://spam.example")
    mail = await composed(database, inquiry_id, "receipt")
    whole = mail.as_string() + text(mail) + text(mail, "html")
    for words in ("Watches", "spam.example", "mentor", "Machine"):
        assert words not in whole
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert not [name for name in mail if name.startswith(("List-", "In-Reply-To", "References"))]
    assert mail["Reply-To"] is None
    assert (mail["To"], mail["In-Reply-To"]) == (GOOD.email, None)
    assert f"https://example.org{token.address(SECRET, inquiry_id)}" in text(mail)


async def test_a_receipt_has_the_null_return_path(database: Database, smtp: SmtpServer) -> None:
    await arrived(database)
    compose = {FORWARD: Forward(Templates(Assets({}), SETTINGS), SETTINGS).__call__, **notices()}
    courier = Courier(
        database, SmtpTransport(smtp.url), compose, TurnedClock(), sender=SETTINGS.sender, owner=SETTINGS.owner_email
    )
    running = asyncio.create_task(courier.run())
    received = await asyncio.to_thread(smtp.arrived, 2)
    await courier.close()
    await running
    senders = {str(one.mail["Auto-Submitted"]): (one.sender, one.recipients) for one in received}
    assert senders == {
        "auto-generated": (SETTINGS.sender, ["owner@example.org"]),
        "auto-replied": ("<>", [GOOD.email]),
    }


async def test_hostile_words_break_nothing(database: Database) -> None:
    inquiry_id = await arrived(database, name=HOSTILE[:50], message="A quiet letter.")
    asked = await ask(database, inquiry_id, HOSTILE)
    await say(database, inquiry_id, HOSTILE, asked)
    for kind in (acts.ADDITION, question.QUESTION):
        mail = await composed(database, inquiry_id, kind)
        assert mail["Bcc"] is None
        assert "<script>" not in text(mail, "html")
        assert "49" not in text(mail).replace(inquiry_id, "").replace(token.issued(SECRET, inquiry_id), "")


async def _sent(conn: AsyncConnection, inquiry_id: str) -> int:
    result = await conn.execute(update(letters).where(letters.c.inquiry_id == inquiry_id).values(state="sent"))
    return int(result.rowcount)


def test_every_kind_has_its_letter() -> None:
    assert set(notices()) == {"addition", "withdrawal", "erasure", "question", "receipt"}
