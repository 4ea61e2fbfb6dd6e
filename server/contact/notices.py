"""The short letters that follow an inquiry: to the owner what its sender did, to the sender what they are asked."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact import store
from server.contact.erasure import ERASURE
from server.contact.letters import FORWARD, list_id, subject
from server.contact.receipt import RECEIPT
from server.contact.sender import token
from server.contact.sender.acts import ADDITION, WITHDRAWAL
from server.contact.sender.question import QUESTION
from server.contact.sender.store import said, told_by
from server.content.site import Site
from server.mail.attempt import Compose
from server.mail.letter import Letter
from server.mail.message import composed
from server.settings import Secret, Settings
from server.web.templates import Templates, day


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What such a letter says. `quoted` and `text` are people's own words."""

    subject: str
    lead: str
    quoted: str = ""
    text: str = ""
    after: str = ""
    link: str
    link_label: str
    reply_to: str | None = None


class Notices:
    """Composes them for the courier. `site` gives the site as it is now."""

    def __init__(self, templates: Templates, settings: Settings, secret: Secret, site: Callable[[], Site]) -> None:
        self._templates = templates
        self._settings = settings
        self._secret = secret
        self._site = site

    def by_kind(self) -> Mapping[str, Compose]:
        """What composes a letter of each kind."""
        return {
            ADDITION: self._addition,
            WITHDRAWAL: self._withdrawal,
            ERASURE: self._erasure,
            QUESTION: self._question,
            RECEIPT: self._receipt,
        }

    async def _addition(self, conn: AsyncConnection, letter: Letter) -> EmailMessage:
        inquiry = await store.one(conn, letter.inquiry_id)
        told = await told_by(conn, letter.inquiry_id, letter.message_id)
        asked = [one.text for one in await said(conn, letter.inquiry_id) if one.id == told.question]
        did = "answered your question" if told.question else "added something"
        notice = Notice(
            subject=f"Re: {subject(inquiry)}",
            lead=f"{inquiry.name} ({inquiry.email}) has {did}.",
            quoted=next(iter(asked), ""),
            text=told.text,
            link=f"{self._settings.url}/inbox/{inquiry.id}",
            link_label="Open in the inbox",
            reply_to=inquiry.email,
        )
        return self._composed(letter, notice)

    async def _withdrawal(self, conn: AsyncConnection, letter: Letter) -> EmailMessage:
        inquiry = await store.one(conn, letter.inquiry_id)
        notice = Notice(
            subject=f"Re: {subject(inquiry)}",
            lead=f"{inquiry.name} ({inquiry.email}) has taken this back: no answer is needed any more.",
            link=f"{self._settings.url}/inbox/{inquiry.id}",
            link_label="Open in the inbox",
            reply_to=inquiry.email,
        )
        return self._composed(letter, notice)

    async def _erasure(self, _: AsyncConnection, letter: Letter) -> EmailMessage:
        """Without a word of what was erased; the mail it answers is what has to be deleted."""
        received = datetime.fromtimestamp((UUID(letter.inquiry_id).int >> 80) // 1000, UTC)  # RFC 9562, 5.7
        notice = Notice(
            subject="An inquiry was erased by its sender",
            lead=f"The sender of an inquiry of {day(received)} has erased it from your site.",
            after="Please delete the mails about it as well: the one that this answers, and those that followed it. "
            f"The first of them has the Message-ID {_first(letter)}",
            link=f"{self._settings.url}/inbox/privacy",
            link_label="What has been erased",
        )
        return self._composed(letter, notice)

    async def _question(self, conn: AsyncConnection, letter: Letter) -> EmailMessage:
        """The owner's own address is theirs to give: only one that site.toml makes public stands in it."""
        inquiry = await store.one(conn, letter.inquiry_id)
        told = await told_by(conn, letter.inquiry_id, letter.message_id)
        site = self._site()
        received = day(datetime.fromtimestamp(inquiry.received_at, UTC))
        notice = Notice(
            subject=f"A question about your letter to {site.author.name}",
            lead=f"{site.author.name} has a question about the letter that you wrote on {received} at {site.title}.",
            text=told.text,
            after="You can answer this mail, or on the page of your letter, which nobody else has."
            if site.author.email
            else "Please answer on the page of your letter, which nobody else has: nobody reads answers to this mail.",
            link=self._settings.url + token.address(self._secret, inquiry.id),
            link_label="Answer on the page of your letter",
            reply_to=site.author.email,
        )
        mail = self._composed(letter, notice)
        mail.replace_header("Auto-Submitted", "no")  # RFC 3834: a person wrote it
        del mail["X-Auto-Response-Suppress"]
        return mail

    async def _receipt(self, _: AsyncConnection, letter: Letter) -> EmailMessage:
        """Without a word of the visitor's, who may have typed somebody else's address."""
        site = self._site()
        notice = Notice(
            subject=f"Your letter to {site.author.name} has arrived",
            lead=f"A letter was sent at {site.title} with this address as that of its sender. It is kept there.",
            after="On its page you see where it stands, can add something, take it back or erase it. "
            "If it was not you who wrote, erase it there, or let this be: you are not on any list.",
            link=self._settings.url + token.address(self._secret, letter.inquiry_id),
            link_label="The page of the letter",
        )
        mail = self._composed(letter, notice)
        mail.replace_header("Auto-Submitted", "auto-replied")
        return mail

    def _composed(self, letter: Letter, notice: Notice) -> EmailMessage:
        mail = composed(
            message_id=letter.message_id,
            at=letter.created_at,
            sender=self._settings.sender,
            sender_name=self._settings.host,
            to=letter.to or self._settings.owner_email,
            reply_to=notice.reply_to,
            subject=notice.subject,
            text=self._templates.render("mail/notice.txt", notice=notice),
            html=self._templates.render("mail/notice.html", notice=notice),
            list_id="" if letter.to else list_id(self._settings),
        )
        if letter.to is None:
            # Mail programs show it with the mail that it follows.
            mail["In-Reply-To"] = mail["References"] = _first(letter)
        return mail


def _first(letter: Letter) -> str:
    """The Message-ID of the mail in which the owner first heard of the inquiry."""
    return f"<{letter.inquiry_id}.{FORWARD}.1@{letter.message_id.rpartition('@')[2]}"
