"""What a real conversation with a mail server can come to."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from server.mail.smtp import SmtpTransport
from server.mail.transport import Delayed, NotConfigured, Refused, Taken
from tests.mail.smtp import SmtpServer

pytestmark = pytest.mark.anyio

SENDER = "duologue@example.org"


@pytest.fixture
def mail() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "A letter"
    mail.set_content("Hello.\n.\nFrom me.\n")
    return mail


async def send(url: str, mail: EmailMessage, to: str = "ada@example.org", tls: ssl.SSLContext | None = None) -> Taken:
    return await SmtpTransport(url, tls=tls).send(mail, SENDER, to)


async def test_a_mail_arrives_as_it_was_written(smtp: SmtpServer, mail: EmailMessage) -> None:
    await send(smtp.url, mail)
    (received,) = smtp.received
    assert (received.sender, received.recipients) == (SENDER, ["ada@example.org"])
    assert received.mail.get_content() == "Hello.\r\n.\r\nFrom me.\r\n"


async def test_hosts_are_written_as_every_server_takes_them(smtp: SmtpServer, mail: EmailMessage) -> None:
    await send(smtp.url, mail, to="x@exämple.de")
    assert smtp.received[0].recipients == ["x@xn--exmple-cua.de"]


async def test_an_address_that_no_server_takes_is_refused(smtp: SmtpServer, mail: EmailMessage) -> None:
    with pytest.raises(Refused, match="no form"):
        await send(smtp.url, mail, to="jürgen@example.org")
    assert smtp.connections == 0


async def test_an_owner_without_an_address_keeps_letters_waiting(smtp: SmtpServer, mail: EmailMessage) -> None:
    with pytest.raises(NotConfigured, match="DUOLOGUE_OWNER_EMAIL"):
        await send(smtp.url, mail, to="")


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
async def test_5xx_to_recipient_or_mail_is_for_good(smtp: SmtpServer, mail: EmailMessage, at: str) -> None:
    smtp.refuse(550, at=at)
    with pytest.raises(Refused, match="not here") as caught:
        await send(smtp.url, mail)
    assert caught.value.code == 550


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
async def test_4xx_is_for_now(smtp: SmtpServer, mail: EmailMessage, at: str) -> None:
    smtp.refuse(451, at=at)
    with pytest.raises(Delayed) as caught:
        await send(smtp.url, mail)
    assert (caught.value.code, caught.value.trouble) == (451, "later")


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
@pytest.mark.parametrize("code", [530, 535])
async def test_a_demand_for_a_password_is_no_refusal(smtp: SmtpServer, mail: EmailMessage, at: str, code: int) -> None:
    smtp.refuse(code, at=at)
    with pytest.raises(Delayed) as caught:
        await send(smtp.url, mail)
    assert caught.value.trouble == "set-up"


async def test_a_line_cut_in_the_mail_is_for_now(smtp: SmtpServer, mail: EmailMessage) -> None:
    smtp.drop()
    with pytest.raises(Delayed):
        await send(smtp.url, mail)


async def test_a_closed_server_is_for_now(smtp: SmtpServer, mail: EmailMessage) -> None:
    smtp.close()
    with pytest.raises(Delayed, match="Connect") as caught:
        await send(smtp.url, mail)
    assert (caught.value.code, caught.value.trouble) == (None, "away")
    smtp.open()
    await send(smtp.url, mail)
    assert len(smtp.received) == 1


async def test_a_host_without_address_is_for_now(mail: EmailMessage) -> None:
    with pytest.raises(Delayed):
        await send("smtp+plain://no-such-host.invalid:25", mail)


async def test_a_server_that_says_nothing_is_for_now(mail: EmailMessage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        transport = SmtpTransport(f"smtp+plain://127.0.0.1:{mute.getsockname()[1]}", connect_seconds=0.1)
        with pytest.raises(Delayed, match="Timed out"):
            await transport.send(mail, SENDER, "ada@example.org")


async def test_without_starttls_nothing_is_sent(smtp: SmtpServer, mail: EmailMessage) -> None:
    """smtp:// means encrypted: a server that does not offer it gets neither mail nor password."""
    with pytest.raises(Delayed, match="STARTTLS") as caught:
        await send(f"smtp://user:pass@127.0.0.1:{smtp.port}", mail)
    assert caught.value.trouble == "set-up"
    assert smtp.received == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("making a certificate needs the openssl program")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture(params=["smtp", "smtps"])
async def encrypted(
    request: pytest.FixtureRequest, certificate: Path
) -> AsyncIterator[tuple[SmtpServer, str, ssl.SSLContext]]:
    """A server with TLS that asks for a password, its address, and what trusts its certificate."""
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server = SmtpServer(tls=served, at_once=request.param == "smtps", login=("ada", "p@ss/word"))
    server.open()
    trust = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    yield server, f"{request.param}://ada:p%40ss%2Fword@127.0.0.1:{server.port}", trust
    await asyncio.sleep(0.05)  # both sides take leave
    server.close()


async def test_with_tls_and_password(encrypted: tuple[SmtpServer, str, ssl.SSLContext], mail: EmailMessage) -> None:
    server, url, trust = encrypted
    await send(url, mail, tls=trust)
    assert len(server.received) == 1


async def test_a_wrong_password_is_for_now(
    encrypted: tuple[SmtpServer, str, ssl.SSLContext], mail: EmailMessage
) -> None:
    """The letter is not at fault: it leaves once the setting is mended."""
    server, url, trust = encrypted
    with pytest.raises(Delayed) as caught:
        await send(url.replace("word", "sword"), mail, tls=trust)
    assert (caught.value.code, caught.value.trouble) == (535, "set-up")
    assert server.received == []


async def test_an_unknown_certificate_is_for_now(
    encrypted: tuple[SmtpServer, str, ssl.SSLContext], mail: EmailMessage
) -> None:
    server, url, _ = encrypted
    with pytest.raises(Delayed, match=r"(?i)certificate") as caught:
        await send(url, mail)
    assert caught.value.trouble == "set-up"
    assert server.received == []


async def test_what_the_server_says_can_be_stored(mail: EmailMessage) -> None:
    """It may say anything: no controls, no lone surrogates, and not without end."""

    async def rude(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        write.write(b"220 hi\r\n")
        while line := await read.readline():
            write.write(b"550 \xff\x00\x1b[2J" + b"x" * 3000 + b"\r\n" if line[:4] == b"RCPT" else b"250 ok\r\n")
        write.close()
        gone.set()

    gone = asyncio.Event()
    async with await asyncio.start_server(rude, "127.0.0.1", 0) as server:
        with pytest.raises(Refused) as caught:
            await send(f"smtp+plain://127.0.0.1:{server.sockets[0].getsockname()[1]}", mail)
        await gone.wait()
    assert caught.value.text.isprintable()
    assert caught.value.text.encode()
    assert len(caught.value.text) <= 500


async def test_it_keeps_what_the_server_said(smtp: SmtpServer, mail: EmailMessage) -> None:
    assert await send(smtp.url, mail) == Taken(250, "OK")


async def test_a_from_address_that_is_not_taken_is_for_the_owner_to_mend(smtp: SmtpServer, mail: EmailMessage) -> None:
    smtp.refuse(553, at="MAIL")
    with pytest.raises(Delayed) as caught:
        await send(smtp.url, mail)
    assert (caught.value.code, caught.value.trouble) == (553, "set-up")


async def test_only_what_was_sent_whole_may_have_arrived(smtp: SmtpServer, mail: EmailMessage) -> None:
    smtp.forget_to_answer()
    with pytest.raises(Delayed) as unanswered:
        await send(smtp.url, mail)
    smtp.accept()
    smtp.refuse(451)
    with pytest.raises(Delayed) as answered:
        await send(smtp.url, mail)
    smtp.close()
    with pytest.raises(Delayed) as unreached:
        await send(smtp.url, mail)
    smtp.open()
    assert (unanswered.value.doubtful, answered.value.doubtful, unreached.value.doubtful) == (True, False, False)
