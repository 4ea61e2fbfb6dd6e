"""A mail built from words that strangers wrote: nothing in them can break it, and every copy is the same bytes."""

import hashlib
import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from server.mail.address import wire

LONGEST_HEADER = 200
LONGEST_NAME = 50

# What ends a line for some reader of headers: C0 and C1 controls (NEL among them), DEL, the line and paragraph
# separators; and lone surrogates, which no encoding can carry.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,"]')  # RFC 5322, 3.2.3, but for the full stop


class _Wire(EmailPolicy):
    """The package's own policy, but for Message-IDs, which programs compare: each stays in one piece."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name in ("Message-ID", "In-Reply-To", "References"):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


def composed(  # noqa: PLR0913 (the parts of a mail; some have defaults)
    *,
    message_id: str,
    at: int,
    sender: str,
    sender_name: str = "",
    to: str | None,
    reply_to: str | None = None,
    subject: str,
    text: str,
    html: str,
    list_id: str = "",
) -> EmailMessage:
    """Build a mail of text and HTML that say the same.

    `at` is the letter's `created_at`. `reply_to` stands there as `wire` writes it; an address without such a form
    is left out, so the text should name it too. Without `to` there is no To header. `list_id` (RFC 2919) is what
    mail programs can sort by; nobody is subscribed, so no other header of lists stands beside it.
    """
    mail = EmailMessage(policy=_Wire(linesep="\r\n"))
    mail["Message-ID"] = message_id
    mail["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
    mail["From"] = Address(display_name=_name(sender_name, sender), addr_spec=wire(sender) or sender)
    if to and (recipient := wire(to)):
        mail["To"] = Address(addr_spec=recipient)
    if reply_to and (author := wire(reply_to)):
        mail["Reply-To"] = Address(addr_spec=author)
    mail["Subject"] = header(subject)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: vacation programs stay silent
    mail["X-Auto-Response-Suppress"] = "All"  # the same for Exchange, which does not heed that
    if list_id and (host := wire(f"list@{list_id}")):
        mail["List-Id"] = f"<{host.rpartition('@')[2]}>"
    # Quoted-printable whatever the words are: no line is too long, none is taken for a header or an end.
    mail.set_content(_body(text), cte="quoted-printable")
    mail.add_alternative(_body(html), subtype="html", cte="quoted-printable")
    # RFC 2045, 6.7: "=_" cannot occur in quoted-printable text, so this boundary need not be looked for in it.
    mail.set_boundary("=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32])
    return mail


def header(words: str) -> str:
    """Words fit for a header: one line, of a length that a mail program can show.

    "=?" is taken apart: the email package reads what follows as an encoded word (RFC 2047), and some of its
    versions write the line break that one can hold out as it is.
    """
    line = " ".join(_UNFIT.sub(" ", words).split()).replace("=?", "= ?")
    return line if len(line) <= LONGEST_HEADER else line[: LONGEST_HEADER - 1].rstrip() + "…"


def _name(words: str, address: str) -> str:
    """A display name that the email package writes right, in Python 3.11 at least.

    Of two words that are longer than a line it makes an empty line, which ends the headers. A full stop needs
    quotes around the name, which it forgets when it encodes or folds it.
    """
    name = header(_SPECIALS.sub(" ", words))[:LONGEST_NAME].strip()
    plain = name.isascii() and len(name) + len(address) <= 60
    return name if plain else " ".join(name.replace(".", " ").split())


def _body(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)
