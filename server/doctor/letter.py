"""A real letter through the real transport, and what its failure means."""

from collections.abc import Iterator

from server.doctor.finding import Finding, bad, good
from server.mail.address import wire
from server.mail.message import composed
from server.mail.transport import Delayed, Failure, NotConfigured, Transport
from server.settings import PREFIX, Settings

TEXT = """\
This is a letter of trial, sent by `duologue doctor mail`.

If you read it, the site can reach you. Look whether it came to the right folder, and what its header
Authentication-Results says: spf=pass, dkim=pass and dmarc=pass are what large receivers ask for.

It came from {sender}, by way of {site}.
"""


async def sent(settings: Settings, transport: Transport, to: str | None, *, at: int, token: str) -> Finding:
    """Send it to an address, or to the owner. `token` makes its Message-ID its own."""
    recipient = to or settings.owner_email
    if not recipient:
        return bad(f"There is nobody to send it to: set {PREFIX}OWNER_EMAIL, or say --to ADDRESS.")
    sender = wire(settings.sender)
    if sender is None or wire(recipient) is None:
        return bad(f"{recipient if sender else settings.sender} is no address that mail servers take.")
    text = TEXT.format(sender=settings.sender, site=settings.url)
    mail = composed(
        message_id=f"<doctor.{token}@{sender.rpartition('@')[2]}>",
        at=at,
        sender=settings.sender,
        to=recipient,
        subject="A letter of trial",
        text=text,
        html="".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n")),
    )
    try:
        await transport.send(mail, settings.sender, recipient)
    except NotConfigured as reason:
        return bad(f"Nothing was sent. {reason}.")
    except Failure as failure:
        said = f"{failure.code or ''} {failure.text}".strip()
        return bad(f"The letter to {recipient} was not taken: {said!r}. {' '.join(_meaning(failure))}")
    return good(f"The mail server has taken a letter to {recipient}. Look whether it arrives, and in which folder.")


def _meaning(failure: Failure) -> Iterator[str]:
    if not isinstance(failure, Delayed):
        yield "That is for good: letters like it would be given up at once."
        yield f"Look at the address, and at whether the server may send for the domain of {PREFIX}MAIL_FROM."
    elif failure.trouble == "later":
        yield "The server asks to come again (greylisting, often): letters are tried for five days. Try again later."
    elif failure.trouble == "away":
        yield f"The server is not reached, or breaks off. Look at host and port in {PREFIX}SMTP_URL; many hosts let"
        yield "nothing out on port 25, so use 587 (smtp://) or 465 (smtps://)."
    else:
        yield f"It answers, but does not let the site in. Look at user and password in {PREFIX}SMTP_URL (with % for"
        yield "special signs), at the certificate, at smtp:// (STARTTLS) or smtps://, and at whether this user may send"
        yield f"as {PREFIX}MAIL_FROM."
