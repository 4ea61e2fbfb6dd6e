"""A slow or broken client is let go, and nobody else notices; the process ends in order."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

PROGRAM = textwrap.dedent(
    """
    import asyncio, sys
    from server.settings import Settings
    from server.web.headers import security_headers
    from server.web.protocol import Limits
    from server.web.server import serve

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                await send({"type": kind + ".complete"})
                if kind == "lifespan.shutdown":
                    return
        if scope["path"] == "/stream":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"event", "more_body": True})
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        if scope["path"] == "/slow":
            await asyncio.sleep(1)
        body = b"x" * (50_000_000 if scope["path"] == "/large" else 5)
        length = str(len(body)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": body})

    limits = Limits(request=0.5, look=0.3)
    sys.exit(serve(app, host="127.0.0.1", port=int(sys.argv[1]), security=security_headers(Settings()), limits=limits))
    """
)


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def server(port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(port)], stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                connect(port).close()
                break
            except OSError:
                time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.communicate()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def said(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: ",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
    ],
    ids=["nothing", "request line", "headers", "body"],
)
def test_a_request_that_does_not_end_is_dropped(port: int, beginning: bytes) -> None:
    with closing(connect(port)) as slow:
        slow.sendall(beginning)
        started = time.monotonic()
        said(slow)
        assert time.monotonic() - started < 8, "still open"


@pytest.mark.usefixtures("server")
def test_a_client_that_trickles_between_requests_is_dropped(port: int) -> None:
    """Empty lines between requests are no request, and must not keep a connection for ever."""
    with closing(connect(port)) as slow:
        slow.sendall(GET)
        for _ in range(40):
            try:
                slow.sendall(b"\r\n")
            except OSError:
                return
            time.sleep(0.1)
    raise AssertionError("still open after 4 s")


@pytest.mark.usefixtures("server")
def test_a_reader_that_does_not_read_is_dropped(port: int) -> None:
    with closing(connect(port)) as slow:
        slow.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(2)
        assert len(said(slow)) < 50_000_000


@pytest.mark.usefixtures("server")
def test_a_reader_that_reads_gets_all(port: int) -> None:
    with closing(connect(port)) as steady:
        steady.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert len(said(steady)) > 50_000_000


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 600_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    ],
    ids=["nonsense", "path", "head", "two lengths", "length and chunks", "NUL"],
)
def test_what_is_not_http_is_400_with_its_headers(port: int, raw: bytes) -> None:
    with closing(connect(port)) as client:
        try:
            client.sendall(raw)
        except OSError:
            return  # closed in our face, which is an answer too
        answer = said(client)
    assert answer.startswith(b"HTTP/1.1 400 ") or not answer
    assert not answer or b"content-security-policy" in answer
    assert answer.count(b"HTTP/1.1") < 2


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_request_in_flight_is_answered_and_a_second_signal_changes_nothing(
    server: subprocess.Popen[str], port: int, sign: signal.Signals
) -> None:
    with closing(connect(port)) as client:
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.3)
        os.kill(server.pid, sign)
        time.sleep(0.1)
        os.kill(server.pid, sign)
        assert said(client).startswith(b"HTTP/1.1 200")
    assert server.wait(10) == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stream_that_never_ends_does_not_keep_the_server(
    server: subprocess.Popen[str], port: int, sign: signal.Signals
) -> None:
    with closing(connect(port)) as client:
        client.sendall(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        os.kill(server.pid, sign)
        said(client)
        assert server.wait(10) == 0
    assert time.monotonic() - began < 2
