"""One connection: a request must arrive in time, an answer be taken in time, and each is answered in its turn."""

import asyncio
import socket
from typing import Any, ClassVar

import httptools
import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.web.answer import Headers
from server.web.flow import Flow

PIECE = 2048  # bytes that are read before a look at whether requests in them have to wait for one another

BODIES = (b"content-length", b"transfer-encoding")


class Limits(msgspec.Struct, frozen=True):
    """What a connection may take. Times are seconds, sizes bytes."""

    request: float = 12.0  # from a request's first byte to its last
    look: float = 8.0  # between looks at whether a reader takes what it asked for
    least: int = 8 * 1024  # what a reader must have taken between two looks
    idle: int = 15  # between two requests
    head: int = 32 * 1024  # address and headers together
    kernel: int = 128 * 1024  # of an answer in the kernel, which else takes 4 MB: of 600 slow readers all it may have


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol limits the idle time between requests alone: some 1,500 slow clients close a site.

    It also reads whatever a client asks before it has had the first answer, counts trailers among the headers,
    loses what follows a request to upgrade, and lets a bad request overtake the answers to those before it.
    """

    security: ClassVar[Headers] = ()
    limits: ClassVar[Limits] = Limits()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._head = 0
        self._in_body = False
        self._unanswered = 0
        self._unread = b""  # what is looked at when the requests before it have been answered
        self._refused = False  # what came last is no HTTP, so that nothing more can be read

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        super().connection_made(transport)
        self.flow = self._flow = Flow(transport)
        line = transport.get_extra_info("socket")
        if line is not None and line.family in (socket.AF_INET, socket.AF_INET6):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.limits.kernel)
        transport.set_write_buffer_limits(high=0)  # so that pause_writing tells of every byte not yet taken
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        if self._reading:
            self._reading.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        self._read()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0
        if self._deadline is None:
            self._arm()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        if not self._in_body:  # a proxy looks at headers, not at trailers, when it says who asks
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade() and any(name in BODIES for name, _ in self.headers):
            raise ValueError("the body would be read as another request")
        super().on_headers_complete()
        self._in_body = True
        self._unanswered += 1

    def on_message_complete(self) -> None:
        self._disarm()
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._unanswered -= 1
        super().on_response_complete()
        self._read()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._reading is None:
            self._look(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        if self._reading:
            self._reading.cancel()
            self._reading = None
        super().resume_writing()

    def shutdown(self) -> None:
        """When the server is told to end: a stream, an answer without a length, would keep it waiting for ever."""
        super().shutdown()
        if self.cycle is not None and self.cycle.response_started and self.cycle.chunked_encoding:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn's signature)
        """As uvicorn's, with the headers that every answer of this site has."""
        body = b"This request could not be read.\n"
        headers = (
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            *self.security,
        )
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + lines + b"\r\n" + body)
        self.transport.close()

    def _read(self) -> None:
        """Read on, until a request has to wait for the answer to an earlier one."""
        if self.transport.is_closing():
            return
        while self._unread and not self.pipeline and not self._refused:
            self._unset_keepalive_if_required()
            if self._deadline is None:
                self._arm()
            piece, self._unread = self._unread[:PIECE], self._unread[PIECE:]
            try:
                self.parser.feed_data(piece)
            except httptools.HttpParserUpgrade as upgrade:  # not done here: what follows is HTTP/1.1 as before
                self._unread = piece[upgrade.args[0] :] + self._unread
            except httptools.HttpParserError:
                self._refuse()
        if self._refused:
            self._leave()
        self._flow.hold(held=bool(self._unread) or self._refused)

    def _refuse(self) -> None:
        self._refused = True
        self._unread = b""
        if self._in_body and self.pipeline:
            self.pipeline.popleft()  # the one that is bad; nobody has begun to answer it
            self._unanswered -= 1
            self._in_body = False

    def _leave(self) -> None:
        """Say what was wrong and close, once everybody before has had an answer."""
        if self._in_body and self.cycle.response_started:  # before its end was known to be bad
            self.cycle.keep_alive = False
            if self.cycle.response_complete:
                self.transport.close()
        elif self._in_body or not self._unanswered:
            self.send_400_response("")

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > self.limits.head:
            raise ValueError("the head of the request is too large")  # httptools makes it a 400

    def _arm(self) -> None:
        self._deadline = self.loop.call_later(self.limits.request, self.transport.abort)

    def _disarm(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _look(self, before: int) -> None:
        self._reading = self.loop.call_later(self.limits.look, self._judge, before)

    def _judge(self, before: int) -> None:
        now = self.transport.get_write_buffer_size()
        if before - now < min(self.limits.least, before):
            self.transport.abort()
        else:
            self._look(now)
