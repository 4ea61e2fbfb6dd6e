"""Clients that open a connection and take their time: a process of their own, so that the test's clock is not theirs.

`python -m tests.attacks.slow PORT MANY` opens MANY connections of each kind within two seconds. When all are open it
prints how many; when the server has ended them all, or after 60 s, it ends.
"""

import asyncio
import itertools
import resource
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress

PATIENCE = 60  # seconds after which a client gives up: long after the server should have
HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"
FORM = b"POST /contact/inquiries HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LONG = b"GET /assets/images/long.bin HTTP/1.1\r\nHost: a\r\n\r\n"


async def trickled(first: bytes, drop: Callable[[int], bytes], every: float = 1.0) -> AsyncIterator[bytes]:
    """A beginning, and then a little at a time for ever."""
    yield first
    for number in itertools.count():
        await asyncio.sleep(every)
        yield drop(number)


def nothing() -> AsyncIterator[bytes]:
    return trickled(b"", lambda _: b"")


def headers() -> AsyncIterator[bytes]:
    return trickled(HEAD, lambda number: b"X-%d: y\r\n" % number)


def first_line() -> AsyncIterator[bytes]:
    return trickled(b"GET /", lambda _: b"a")


def body() -> AsyncIterator[bytes]:
    return trickled(FORM + b"Content-Length: 60000\r\n\r\n", lambda _: b"a")


def chunks() -> AsyncIterator[bytes]:
    return trickled(FORM + b"Transfer-Encoding: chunked\r\n\r\n", lambda _: b"1\r\na\r\n")


def empty_lines() -> AsyncIterator[bytes]:
    return trickled(HEAD + b"\r\n", lambda _: b"\r\n")


def reading() -> AsyncIterator[bytes]:
    return trickled(LONG, lambda _: b"")


def reading_many() -> AsyncIterator[bytes]:
    return trickled(LONG * 100, lambda _: b"")


KINDS = {"nothing": nothing, "first line": first_line, "headers": headers, "empty lines": empty_lines,
         "body": body, "chunks": chunks, "reading": reading, "reading many": reading_many}  # fmt: skip


async def slow(kind: str, port: int, opened: Callable[[], None]) -> None:
    """One client: a byte a second in either direction, until the server has enough of it."""
    loop = asyncio.get_running_loop()
    with closing(socket.socket()) as line:
        line.setblocking(False)  # noqa: FBT003 (the standard library's own form)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        await loop.sock_connect(line, ("127.0.0.1", port))
        opened()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                async for piece in KINDS[kind]():
                    if piece:
                        await loop.sock_sendall(line, piece)
                    elif not await read_a_little(loop, line):
                        return


async def read_a_little(loop: asyncio.AbstractEventLoop, line: socket.socket) -> bool:
    """Whether the connection is still open."""
    try:
        return bool(await asyncio.wait_for(loop.sock_recv(line, 1), 0.2))
    except TimeoutError:
        return True


async def main(port: int, many: int) -> None:
    open_by_now = 0

    def opened() -> None:
        nonlocal open_by_now
        open_by_now += 1
        if open_by_now == many * len(KINDS):
            print(open_by_now, flush=True)

    async def later(kind: str, number: int) -> None:
        await asyncio.sleep(number * 2 / many)
        await slow(kind, port, opened)

    await asyncio.gather(*(later(kind, number) for number in range(many) for kind in KINDS))


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
