"""Naughty words as bytes of a request: in its address, its query, its headers, its cookie and its body.

Each is answered, and never with 500; what is asked last on the same connection shows that nothing is out of step.
The short form takes every tenth; DUOLOGUE_TEST_LONG=1 takes them all.
"""

import asyncio
from urllib.parse import quote_from_bytes

import pytest

from tests.attacks.extent import extent
from tests.attacks.strings import BYTES, NAUGHTY
from tests.attacks.test_raw_http import AT_ONCE, MARK, is_mark
from tests.attacks.wire import said
from tests.running import Running

pytestmark = pytest.mark.anyio


def requests(text: bytes) -> list[bytes]:
    """The text in one place after the other."""
    named = quote_from_bytes(text[:5000]).encode()
    form = b"name=%s&message=%s&%s=%s" % (named, named, named, named)
    heads = [
        b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n" % named,
        b"GET /search?q=%s HTTP/1.1\r\nHost: a\r\n\r\n" % named,
        b"GET /contact HTTP/1.1\r\nHost: a\r\nCookie: duologue=%s\r\n\r\n" % text,
        b"GET /inbox HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n\r\n" % text,
        b"GET /feed.xml HTTP/1.1\r\nHost: a\r\nIf-None-Match: %s\r\nAccept-Encoding: %s\r\n\r\n" % (text, text),
        b"GET / HTTP/1.1\r\nHost: %s\r\n\r\n" % text,
    ]
    kind = b"Content-Type: application/x-www-form-urlencoded"
    head = b"POST /contact/inquiries HTTP/1.1\r\nHost: a\r\n%s\r\nContent-Length: %d\r\n\r\n"
    return [*heads, *(head % (kind, len(body)) + body for body in (form, text))]


async def test_every_word_is_answered_wherever_it_stands(attacked: Running) -> None:
    turns = asyncio.Semaphore(AT_ONCE)
    answered = 0

    async def tried(content: bytes) -> str:
        nonlocal answered
        async with turns:
            heard = await said(attacked.port, [content + MARK], least=2)
        answered += len(heard.answers)
        statuses = [answer.status for answer in heard.answers]
        in_step = heard.closed or (bool(heard.answers) and is_mark(heard.answers[-1]))
        fine = statuses and max(statuses) < 500 and not heard.rest and in_step
        return "" if fine else f"{statuses} {heard.rest[:60]!r}: {content[:200]!r}"

    texts = [*BYTES, *(text.encode() for text in NAUGHTY)][:: extent(10, 1)]
    found = await asyncio.gather(*(tried(content) for text in texts for content in requests(text)))
    print(f"{len(found)} connections, {answered} answers")
    assert not [wrong for wrong in found if wrong]
