"""An SMTP server on loopback that keeps what it gets, and that can be as difficult as a real one.

In a test: take the fixture `smtp`, give its `url` to the settings, ask `received` or `arrived`.
It runs in a thread of its own, so tests that block and tests that await can use it alike.
"""

import asyncio
import email
import email.policy
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any, NamedTuple

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

FOR_EVER = 3600

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the server's own words would drown ours


class Received(NamedTuple):
    """A mail that was taken."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.content, policy=email.policy.SMTP)
        assert isinstance(parsed, EmailMessage)
        return parsed


class SmtpServer:
    """Open it, and close and open it again on the same port. It accepts until it is told otherwise."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        at_once: bool = False,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self.port = 0
        self._tls, self._at_once, self._login = tls, at_once, login
        self._open: set[asyncio.BaseTransport] = set()
        self.accept()

    @property
    def url(self) -> str:
        """Without TLS, as DUOLOGUE_SMTP_URL takes it on loopback."""
        return f"smtp+plain://127.0.0.1:{self.port}"

    @property
    def waiting(self) -> int:
        """How many clients are connected at this moment."""
        return len(self._open)

    # How it behaves from now on.

    def accept(self) -> None:
        self._refusals: dict[str, str] = {}
        self._stalled = self._dropping = self._swallowing = False
        self._forgetting: str | None = None
        self._hanging: str | None = None

    def refuse(self, code: int, *, at: str = "DATA", only: str | None = None) -> None:
        """Answer so to MAIL, RCPT or DATA; `only` is the one recipient to be refused."""
        self._refusals[only or at] = f"{code} 5.0.0 not here"

    def stall(self) -> None:
        """Say nothing more once the client has introduced itself."""
        self._stalled = True

    def drop(self) -> None:
        """Cut the line when the whole mail has come, and forget it."""
        self._dropping = True

    def swallow(self) -> None:
        """Keep the mail, and never say so."""
        self._swallowing = True

    def forget_to_answer(self, *, only: str = "") -> None:
        """Keep the mail, and cut the line before saying so; `only` is the one recipient whose mail that befalls."""
        self._forgetting = only

    def hang(self, *, only: str) -> None:
        """Say nothing after the final dot of this one recipient's mails, for as long as the client waits."""
        self._hanging = only

    # What came.

    def arrived(self, count: int = 1, *, seconds: float = 5.0) -> list[Received]:
        """Wait until so many mails have come; fail when they do not."""
        deadline = time.monotonic() + seconds
        while len(self.received) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.received) >= count, f"{len(self.received)} of {count} mails came in {seconds} s"
        return self.received

    # Open and closed.

    def open(self) -> None:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the SMTP server did not start"

    def close(self) -> None:
        """Cut every line; the port refuses from now on."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _serve(self, ready: threading.Event) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_stopped(ready))

    async def _until_stopped(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        ssl_now = self._tls if self._at_once else None
        server = await self._loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=ssl_now)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        for transport in list(self._open):
            transport.abort()  # type: ignore[attr-defined] # both kinds of transport have it
        await asyncio.sleep(0.02)

    def _protocol(self) -> SMTP:
        tls = None if self._at_once else self._tls
        options: dict[str, Any] = {}
        if self._login:
            options = {"auth_require_tls": False, "authenticator": self._authenticated}
        return _Protocol(self, tls_context=tls, require_starttls=tls is not None, loop=self._loop, **options)

    def _authenticated(self, *arguments: Any) -> AuthResult:
        given = arguments[-1]
        assert isinstance(given, LoginPassword)
        return AuthResult(success=(given.login.decode(), given.password.decode()) == self._login, handled=False)

    # What aiosmtpd asks.

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self._refusals.get("MAIL"):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._stalled:
            await asyncio.sleep(FOR_EVER)
        refusal = self._refusals.get("RCPT") or self._refusals.get(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (same)
        if self._dropping:
            assert server.transport
            server.transport.abort()  # type: ignore[attr-defined] # as above
            await asyncio.sleep(FOR_EVER)
        if self._hanging in envelope.rcpt_tos:
            await asyncio.sleep(FOR_EVER)
        if "DATA" in self._refusals:
            return self._refusals["DATA"]
        assert isinstance(envelope.content, bytes)
        self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content))
        if self._forgetting is not None and self._forgetting in ("", *envelope.rcpt_tos):
            assert server.transport
            server.transport.abort()  # type: ignore[attr-defined] # as above
            await asyncio.sleep(FOR_EVER)
        if self._swallowing:
            await asyncio.sleep(FOR_EVER)
        return "250 OK"


class _Protocol(SMTP):
    """aiosmtpd's, counted, so that closing can cut every line."""

    def __init__(self, owner: SmtpServer, **options: Any) -> None:
        super().__init__(owner, hostname="mail.test", ident="duologue test", **options)
        self._owner = owner
        self._first: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._first is None:  # a second time after STARTTLS
            self._first = transport
            self._owner.connections += 1
            self._owner._open.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._first is not None:
            self._owner._open.discard(self._first)
        super().connection_lost(error)


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.open()
    yield server
    server.close()
