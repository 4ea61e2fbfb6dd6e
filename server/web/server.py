"""The HTTP server: uvicorn in this very process, with the deadlines it does not have itself."""

import asyncio
import contextlib
from types import FrameType
from typing import Any, ClassVar

import msgspec
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.web.answer import Headers
from server.web.asgi import App

SHUTDOWN = 4  # seconds for requests in flight when told to end; the courier has five more


class Limits(msgspec.Struct, frozen=True):
    """What a connection may take. Times are seconds, sizes bytes."""

    request: float = 12.0  # from a request's first byte to its last
    look: float = 8.0  # between looks at whether a reader takes what it asked for
    least: int = 8 * 1024  # what a reader must have taken between two looks
    head: int = 32 * 1024  # address and headers together


class Protocol(HttpToolsProtocol):
    """A connection that must make progress: a request arrives in time, an answer is taken in time.

    uvicorn limits only the idle time between requests; without these limits some 1,500 slow clients close a site.
    """

    security: ClassVar[Headers] = ()
    limits: ClassVar[Limits] = Limits()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that pause_writing tells of every byte not yet taken
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        if self._reading:
            self._reading.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None:
            self._arm()
        super().data_received(data)

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
        super().on_header(name, value)

    def on_message_complete(self) -> None:
        self._disarm()
        super().on_message_complete()

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


class Server(uvicorn.Server):
    """Ends once, in order, however often it is told to: under `uv run` every signal arrives twice."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 (uvicorn's signature)
        self.should_exit = True


def serve(app: App, *, host: str, port: int, security: Headers, limits: Limits = Limits()) -> int:
    """Answer requests until told to end. Returns the exit status: 0, or 1 where the start failed."""
    _raise_file_limit()
    protocol = type("SiteProtocol", (Protocol,), {"security": security, "limits": limits})
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=SHUTDOWN,
        limit_concurrency=8192,
    )
    server = Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 1


def _raise_file_limit() -> None:
    """Every connection is an open file; the usual soft limit of 1,024 is what slow clients would reach first."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 (absent on Windows)

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
