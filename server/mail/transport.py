"""What takes a mail away: the one way in, and the ways in which it can fail."""

import re
import sys
from email.message import EmailMessage
from typing import Literal, Protocol

import msgspec

from server.settings import Settings

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_LONGEST = 500

# Whose doing it is that a mail is not taken now. later: the server asks for patience with this one (greylisting).
# away: the server is not reached, or breaks off. set-up: it answers, but does not let us in: a password, a
# certificate, the From address; only the owner can mend that.
Trouble = Literal["later", "away", "set-up"]


class Transport(Protocol):
    """One of smtp.py and console.py."""

    async def send(self, mail: EmailMessage, sender: str, recipient: str) -> "Taken":
        """Return once the next server has taken the mail on itself. Raises Refused, Delayed or NotConfigured.

        An empty recipient is the owner who has given no address.
        """


class Taken(msgspec.Struct, frozen=True):
    """What the server said to a mail that it took: often the name under which its own log has it."""

    code: int | None = None
    text: str | None = None


class Failure(Exception):
    """A mail that was not taken. `code` is the server's (RFC 5321), where it came to an answer."""

    def __init__(self, code: int | None, text: str) -> None:
        self.code = code
        self.text = plain(text)
        super().__init__(self.text)


class Refused(Failure):
    """For good: this mail, or mail to this address, will not be taken."""


class Delayed(Failure):
    """Not now: a later try may succeed. `doubtful` where it may have been taken all the same: no answer came."""

    def __init__(self, code: int | None, text: str, trouble: Trouble = "away", *, doubtful: bool = False) -> None:
        super().__init__(code, text)
        self.trouble: Trouble = trouble
        self.doubtful = doubtful


class NotConfigured(Exception):
    """There is nowhere to send it yet; the message names the setting."""


class OwnerUnknown(NotConfigured):
    """The same, but for letters to the owner alone."""


def plain(text: str) -> str:
    """What a server said, in one line: it may say anything."""
    return " ".join(_UNFIT.sub(" ", text).split())[:_LONGEST]


def transport_from(settings: Settings) -> Transport:
    """Letters go through SMTP as soon as DUOLOGUE_SMTP_URL is set; until then they wait, shown on the console."""
    if settings.smtp_url:
        from server.mail.smtp import SmtpTransport  # noqa: PLC0415 (one of the two is used)

        return SmtpTransport(settings.smtp_url)
    from server.mail.console import ConsoleTransport  # noqa: PLC0415 (same)

    return ConsoleTransport(sys.stdout)
