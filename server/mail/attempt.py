"""One attempt at one letter: composed, then sent, and everything that can go wrong told apart."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from email.message import EmailMessage

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database, Unavailable
from server.mail.lease import Outcome, stands
from server.mail.letter import Letter
from server.mail.transport import Delayed, Failure, NotConfigured, Refused, Taken, Transport

Compose = Callable[[AsyncConnection, Letter], Awaitable[EmailMessage]]

log = logging.getLogger(__name__)


class Gone(Exception):
    """Its inquiry was erased, and the letter with it: nothing is left to send, and nothing is wrong."""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """The way that every letter goes: from the words in the database to the next mail server."""

    database: Database
    compose: Mapping[str, Compose]  # by the letter's kind
    transport: Transport
    sender: str
    owner: str | None


async def attempted(letter: Letter, way: Way) -> Outcome:
    """Compose a letter and send it, with no transaction open while it is sent.

    Raises Unavailable when it cannot be read now, NotConfigured when there is nowhere to send it, Gone when there is
    nothing to send.
    """
    try:
        mail = await _composed(letter, way)
        taken = await _sent(letter, mail, way)
    except Refused as failure:
        outcome = Outcome("dead", failure.code, failure.text)
    except Delayed as failure:
        outcome = Outcome("delayed", failure.code, failure.text, failure.trouble, doubtful=failure.doubtful)
    else:
        outcome = Outcome("sent", taken.code, taken.text)
    log.log(_weight(outcome), "letter %s", outcome.end, extra=_traits(letter) | {"code": outcome.code})
    return outcome


async def show(letter: Letter, way: Way) -> None:
    """Let the transport show a letter that has nowhere to go."""
    try:
        await _sent(letter, await _composed(letter, way), way)
    except (NotConfigured, Failure, Gone):
        return


async def _composed(letter: Letter, way: Way) -> EmailMessage:
    async def work(connection: AsyncConnection) -> EmailMessage:
        if not await stands(connection, letter):
            raise Gone
        return await way.compose[letter.kind](connection, letter)

    try:
        mail = await way.database.read(work)
        mail.as_bytes()  # raises here, not in the middle of a conversation
    except (Unavailable, Gone):
        raise
    except Exception as error:  # whatever is wrong with one letter must not stop the others
        log.error("letter cannot be composed: %s", type(error).__name__, extra=_traits(letter))  # noqa: TRY400 (words of people may be in it)
        raise Refused(None, f"This letter could not be composed. {type(error).__name__}: {error}") from error
    return mail


async def _sent(letter: Letter, mail: EmailMessage, way: Way) -> Taken:
    try:
        # What answers by itself has the null return path (RFC 3834, 3.3): nobody's bounce answers it.
        sender = "" if mail["Auto-Submitted"] == "auto-replied" else way.sender
        return await way.transport.send(mail, sender, letter.to or way.owner or "")
    except (Failure, NotConfigured):
        raise
    except Exception as error:  # a fault of the transport's own is tried again, and shown like any other
        log.error("the transport failed: %s", type(error).__name__, extra=_traits(letter))  # noqa: TRY400 (same)
        raise Delayed(None, f"{type(error).__name__}: {error}") from error


def _weight(outcome: Outcome) -> int:
    if outcome.end == "dead" or outcome.trouble == "set-up":
        return logging.ERROR
    return logging.INFO if outcome.end == "sent" else logging.WARNING


def _traits(letter: Letter) -> dict[str, object]:
    return {"letter": letter.id, "kind": letter.kind, "attempt": letter.attempts}
