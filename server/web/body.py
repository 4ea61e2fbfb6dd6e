"""The body of a request, read whole before anyone acts on it, within limits of size and time."""

import asyncio
from collections.abc import Mapping

from server.web.asgi import Message, Receive

LARGEST = 64 * 1024
# What is larger is still read to its end, up to here: who is answered while sending loses the answer (RFC 9112, 9.6).
HEARD_OUT = 1024 * 1024
DEADLINE = 8.0


class Refusal(Exception):
    """The body is not taken: `status` says why (400 sent twice or half, 408 too slow, 413 too large)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Gone(Exception):
    """The client went away before the body was complete: nobody is there to be answered."""


async def read(headers: Mapping[bytes, bytes], receive: Receive, deadline: float = DEADLINE) -> bytes:
    """The whole body, at most LARGEST bytes, within `deadline` seconds. Raises Refusal or Gone."""
    length = headers.get(b"content-length", b"0")
    coding = headers.get(b"transfer-encoding")
    if coding is not None and (b"content-length" in headers or coding.lower() != b"chunked"):
        raise Refusal(400)
    if not length.isdigit():
        raise Refusal(400)
    announced = int(length[:20])
    if announced > HEARD_OUT:
        raise Refusal(413)
    try:
        async with asyncio.timeout(deadline):
            body = await _collected(receive)
    except TimeoutError:
        raise Refusal(408) from None
    if announced > LARGEST:
        raise Refusal(413)
    return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body again at once, and afterwards waits for the client as before."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _collected(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    more = True
    while more and size <= HEARD_OUT:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size <= LARGEST:
            parts.append(part)
        more = message.get("more_body", False)
    if size > LARGEST:
        raise Refusal(413)
    return b"".join(parts)
