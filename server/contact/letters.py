"""The letter that tells the owner of an inquiry: all of it, and made of the row alone, so that copies are identical."""

from datetime import UTC, datetime
from email.message import EmailMessage

from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact import store
from server.mail.address import wire
from server.mail.letter import Letter
from server.mail.message import composed
from server.settings import Settings
from server.web.templates import Templates

FORWARD = "forward"
LONGEST_NAME_IN_SUBJECT = 60


class Forward:
    """Composes the letters of kind FORWARD for the courier."""

    def __init__(self, templates: Templates, settings: Settings) -> None:
        self._templates = templates
        self._settings = settings

    async def __call__(self, conn: AsyncConnection, letter: Letter) -> EmailMessage:
        """The mail: from the site, since only that passes DMARC, with the sender in Reply-To."""
        inquiry = await store.one(conn, letter.inquiry_id)
        context = {
            "inquiry": inquiry,
            "received": datetime.fromtimestamp(inquiry.received_at, UTC),
            "place": f"{self._settings.url}/inbox/{inquiry.id}",
            "answerable": wire(inquiry.email) is not None,
        }
        return composed(
            message_id=letter.message_id,
            at=letter.created_at,
            sender=self._settings.sender,
            sender_name=self._settings.host,
            to=letter.to or self._settings.owner_email,
            reply_to=inquiry.email,
            list_id=list_id(self._settings),
            subject=subject(inquiry),
            text=self._templates.render("mail/forward.txt", **context),
            html=self._templates.render("mail/forward.html", **context),
        )


def list_id(settings: Settings) -> str:
    """By which mail programs can sort what the site sends to its owner."""
    return f"contact.{settings.host}"


def subject(inquiry: store.Inquiry) -> str:
    """Who writes about what, and whether that may be spam."""
    name = inquiry.name
    if len(name) > LONGEST_NAME_IN_SUBJECT:
        name = name[:LONGEST_NAME_IN_SUBJECT].rstrip() + "…"
    words = f"{name}: {inquiry.about}" if inquiry.about else f"A letter from {name}"
    return f"[suspected] {words}" if inquiry.spam_reasons else words
