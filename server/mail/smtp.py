"""Mail by SMTP (RFC 5321): encrypted or refused, one connection for each, and no doubt where an answer was given."""

import contextlib
import ssl
from email.message import EmailMessage
from typing import Literal
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from server.mail.address import wire
from server.mail.transport import Delayed, Failure, OwnerUnknown, Refused, Taken, plain

CONNECT_SECONDS = 10.0
COMMAND_SECONDS = 60.0
TAKING_SECONDS = 600.0  # RFC 5321, 4.5.3.2.6: who gives up sooner after the final dot makes duplicates
QUIT_SECONDS = 2.0

# "Say who you are", at whatever stage (RFC 4954, 6): no fault of the letter's, unlike other codes from 500.
AUTHENTICATION = frozenset({530, 534, 535, 538})
CLOSING = 421
# What a line that breaks off in the handshake looks like: unlike a wrong certificate, it may pass by itself.
BROKEN_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError, ssl.SSLWantReadError)


class SmtpTransport:
    """smtp:// demands STARTTLS, smtps:// is TLS from the start, smtp+plain:// has none (settings.py: loopback only).

    A connection is never used twice: one that the server has dropped meanwhile hangs.
    """

    def __init__(
        self, url: str, *, tls: ssl.SSLContext | None = None, connect_seconds: float = CONNECT_SECONDS
    ) -> None:
        self._address = urlsplit(url)
        self._tls = tls
        self._connect_seconds = connect_seconds

    async def send(self, mail: EmailMessage, sender: str, recipient: str) -> Taken:
        if not recipient:
            raise OwnerUnknown("DUOLOGUE_OWNER_EMAIL is not set: letters to the owner wait")
        origin, target = wire(sender) or sender, wire(recipient)
        if target is None:
            raise Refused(None, "The address has no form that every mail server takes.")
        # The null return path of a receipt has no host; its From has.
        client = self._client(name=origin.rpartition("@")[2] or mail["From"].addresses[0].domain)
        try:
            taken = await self._handed_over(client, mail.as_bytes(), origin, target)
            # It is taken. What the server says to our leaving changes nothing.
            with contextlib.suppress(SMTPException, OSError):
                await client.quit(timeout=QUIT_SECONDS)
        finally:
            client.close()
        return taken

    async def _handed_over(self, client: SMTP, content: bytes, sender: str, recipient: str) -> Taken:
        sending = False
        try:
            await client.connect(timeout=self._connect_seconds)
            await client.mail(sender)
            await client.rcpt(recipient)
            sending = True
            said = await client.data(content, timeout=TAKING_SECONDS)
            return Taken(said.code, plain(said.message))
        except (SMTPRecipientRefused, SMTPDataError) as error:
            if isinstance(error, SMTPDataError) and 200 <= error.code < 300:  # not the 250 of the book, but a yes
                return Taken(error.code, plain(error.message))
            raise _of_the_mail(error) from error
        except SMTPSenderRefused as error:
            raise _of_the_sender(error) from error
        except SMTPResponseException as error:
            # Said to our coming, our name or our password: no letter is at fault, the set-up may be.
            code = error.code if error.code > 0 else None
            raise Delayed(code, error.message, "set-up" if error.code >= 500 else "away") from error
        except (SMTPException, OSError) as error:
            words = str(error) or type(error).__name__
            raise Delayed(None, words, _of_the_line(error), doubtful=sending) from error

    def _client(self, *, name: str) -> SMTP:
        """`start_tls` is said outright: left out, encryption would be used only where it is offered."""
        address = self._address
        return SMTP(
            hostname=address.hostname,
            port=address.port,
            username=unquote(address.username) if address.username else None,
            password=unquote(address.password) if address.password else None,
            local_hostname=name,
            timeout=COMMAND_SECONDS,
            use_tls=address.scheme == "smtps",
            start_tls=address.scheme == "smtp",
            tls_context=self._tls,
        )


def _of_the_mail(error: SMTPRecipientRefused | SMTPDataError) -> Failure:
    """What an answer to RCPT or DATA means."""
    if error.code in AUTHENTICATION:
        return Delayed(error.code, error.message, "set-up")
    if error.code >= 500:
        return Refused(error.code, error.message)
    return Delayed(error.code, error.message, "away" if error.code == CLOSING else "later")


def _of_the_sender(error: SMTPSenderRefused) -> Failure:
    """What an answer to MAIL means: some servers greylist here; for good, it is the From address that is not taken."""
    if error.code >= 500:
        return Delayed(error.code, error.message, "set-up")
    return Delayed(error.code, error.message, "away" if error.code == CLOSING else "later")


def _of_the_line(error: BaseException) -> Literal["away", "set-up"]:
    """A certificate that is not trusted, or encryption that is not offered, is not mended by waiting."""
    if type(error) is SMTPException:  # aiosmtplib's own words for what the server does not offer: STARTTLS, AUTH
        return "set-up"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, BROKEN_OFF):
            return "set-up"
        cause = cause.__cause__
    return "away"
