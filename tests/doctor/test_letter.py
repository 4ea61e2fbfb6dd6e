"""A letter of trial goes the way of all letters, and its failure is explained."""

import io

import pytest

from server.clock import Clock
from server.doctor.examination import of_mail
from server.doctor.finding import Finding
from server.mail.console import ConsoleTransport
from server.mail.smtp import SmtpTransport
from server.mail.transport import Delayed, Transport
from server.settings import Settings
from tests.doctor.names import resolving
from tests.mail.smtp import SmtpServer

pytestmark = pytest.mark.anyio

SETTINGS = Settings(url="https://example.org", mail_from="site@example.org", owner_email="owner@example.net")


async def examined(transport: Transport, settings: Settings = SETTINGS, to: str | None = None) -> list[Finding]:
    async with resolving({"example.org": ["v=spf1 -all"]}) as resolver:
        found = of_mail(settings, transport, Clock(), to=to, selector=None, token="once", resolver=resolver)
        return [finding async for finding in found]


async def test_it_is_sent_as_real_letters_are(smtp: SmtpServer) -> None:
    letter, spf, *_ = await examined(SmtpTransport(smtp.url))
    (received,) = smtp.received
    assert (received.sender, received.recipients) == ("site@example.org", ["owner@example.net"])
    assert received.mail["Message-ID"] == "<doctor.once@example.org>"
    assert letter.level == spf.level == "good"


async def test_to_whom_can_be_said(smtp: SmtpServer) -> None:
    await examined(SmtpTransport(smtp.url), to="ada@example.com")
    assert smtp.received[0].recipients == ["ada@example.com"]


@pytest.mark.parametrize(("code", "words"), [(550, "for good"), (451, "come again"), (535, "does not let the site in")])
async def test_an_answer_is_quoted_and_explained(smtp: SmtpServer, code: int, words: str) -> None:
    smtp.refuse(code, at="RCPT")
    letter, *_ = await examined(SmtpTransport(smtp.url))
    assert letter.level == "bad"
    assert f"'{code} 5.0.0 not here'" in letter.words
    assert words in letter.words


async def test_a_server_that_is_not_there_is_explained() -> None:
    class Away:
        async def send(self, *_: object) -> None:
            raise Delayed(None, "Connection refused")

    letter, *_ = await examined(Away())
    assert letter.level == "bad"
    assert "Look at host and port" in letter.words


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (SETTINGS, "DUOLOGUE_SMTP_URL is not set"),
        (Settings(url="https://example.org"), "set DUOLOGUE_OWNER_EMAIL"),
        (Settings(url="https://example.org", owner_email="jürgen@example.org"), "no address"),
    ],
)
async def test_what_is_not_set_is_named(settings: Settings, words: str) -> None:
    letter, *_ = await examined(ConsoleTransport(io.StringIO()), settings)
    assert (letter.level, words in letter.words) == ("bad", True), letter


async def test_a_domain_of_this_machine_is_not_looked_up(smtp: SmtpServer) -> None:
    _, names = await examined(SmtpTransport(smtp.url), Settings(owner_email="owner@example.net"))
    assert names.level == "note"
    assert "localhost is no domain" in names.words
