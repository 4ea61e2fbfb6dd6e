"""HTTP/1.1 as bytes on a connection: what is sent in pieces, and what came back, read strictly answer by answer."""

import asyncio
from collections.abc import Sequence

import msgspec

PATIENCE = 10.0  # seconds without a byte, where more has to come
QUIET = 0.4  # seconds without a byte, after which the server has nothing more to say


class Heard(msgspec.Struct, frozen=True):
    """What came back on one connection: the answers in their order, what is no answer, and whether it was closed."""

    answers: Sequence["Answer"]
    rest: bytes
    closed: bool


class Answer(msgspec.Struct, frozen=True):
    """One answer, with its headers by lower-case name."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


class Cut(Exception):
    """The bytes end within an answer."""


async def said(
    port: int, pieces: Sequence[bytes], *, pause: float = 0.02, quiet: float = QUIET, least: int = 1
) -> Heard:
    """Send the pieces one after the other, then listen until there is silence.

    A busy machine is silent, too: until there are `least` answers, and the last is whole, it is waited for.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    content, closed = b"", False
    try:
        try:
            for number, piece in enumerate(pieces):
                if number:
                    await asyncio.sleep(pause)
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass  # closed in our face; what was said before can still be read
        while not closed:
            try:
                answers, rest = answers_in(content)
                wanting = len(answers) < least or bool(rest)
                part = await asyncio.wait_for(
                    reader.read(1 << 20), PATIENCE if wanting else quiet if content else 10 * quiet
                )
            except TimeoutError:
                break
            except OSError:
                part = b""
            content += part
            closed = not part
    finally:
        writer.close()
    answers, rest = answers_in(content)
    return Heard(answers, rest, closed)


def answers_in(content: bytes) -> tuple[list[Answer], bytes]:
    """The answers one after the other, each as long as it says it is (RFC 9112, 6.3); and what is left."""
    found: list[Answer] = []
    while content:
        try:
            answer, content = _first(content)
        except (Cut, ValueError):
            break
        if answer.status != 100:
            found.append(answer)
    return found, content


def _first(content: bytes) -> tuple[Answer, bytes]:
    head, end, rest = content.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    version, status, _ = first.split(b" ", 2)
    if not end or version != b"HTTP/1.1":
        raise Cut
    headers: dict[bytes, bytes] = {}
    for line in lines:
        name, _, value = line.partition(b": ")
        assert name.lower() not in headers or name.lower() in (b"set-cookie", b"vary"), f"{name!r} stands twice"
        headers[name.lower()] = value
    length = 0 if status in (b"100", b"304") else int(headers[b"content-length"])
    if len(rest) < length:
        raise Cut
    return Answer(int(status), headers, rest[:length]), rest[length:]
