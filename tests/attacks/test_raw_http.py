"""Bytes that are no HTTP, or no longer: never a 5xx, and every connection hears the answers to its own requests only.

The short form sends each case whole, cut in two, and 300 damaged requests; DUOLOGUE_TEST_LONG=1 cuts each at 40 places
and damages 10,000.
"""

import asyncio
import random

import pytest

from server.settings import Settings
from server.web.headers import security_headers
from tests.attacks.extent import extent
from tests.attacks.raw_requests import BIG, CORPUS, FORM, Raw
from tests.attacks.wire import Answer, Heard, said
from tests.running import Running

pytestmark = pytest.mark.anyio

CUTS = extent(1, 40)
DAMAGED = extent(300, 10_000)
AT_ONCE = 40
MARK = (
    b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n"  # what is asked last: its answer shows that nothing is out of step
)
SECURITY = {name for name, _ in security_headers(Settings())}


def judged(raw: Raw, heard: Heard) -> str:
    """What is wrong with what was heard; empty where nothing is."""
    statuses = tuple(answer.status for answer in heard.answers)
    if heard.closed and not heard.answers and len(raw.sent) >= BIG:
        return ""  # closed in its face, while it was talking
    if heard.rest:
        return f"no answer: {heard.rest[:60]!r} after {statuses}"
    if not all(SECURITY.issubset(answer.headers) for answer in heard.answers):
        return "an answer without its headers"
    marked = bool(heard.answers) and is_mark(heard.answers[-1])
    expected = raw.statuses if raw.closed else (*raw.statuses, 200)
    if statuses != expected or marked == raw.closed:
        return f"{statuses} for {expected}, {'then' if marked else 'without'} what was asked last"
    return "" if heard.closed == raw.closed else "closed" if heard.closed else "left open"


def is_mark(answer: Answer) -> bool:
    return answer.status == 200 and answer.body.startswith(b"User-agent")


async def test_each_connection_hears_the_answers_to_its_own_requests(attacked: Running) -> None:
    chance = random.Random(1)  # noqa: S311 (the same cuts in each run)
    turns = asyncio.Semaphore(AT_ONCE)

    async def tried(name: str, raw: Raw, cut: int) -> str:
        content = raw.sent + MARK
        async with turns:
            pieces = [content[:cut], content[cut:]] if cut else [content]
            heard = await said(attacked.port, pieces, least=len(raw.statuses) + 1)
        wrong = judged(raw, heard)
        return wrong and f"{name}, cut at {cut}: {wrong}"

    cuts = [(name, raw, cut) for name, raw in CORPUS.items() for cut in (0, *cut_at(raw.sent, chance))]
    wrong = [found for found in await asyncio.gather(*(tried(*one) for one in cuts)) if found]
    assert not wrong, "\n".join(wrong)


def cut_at(content: bytes, chance: random.Random) -> list[int]:
    """Some places, those about line ends before others: that is where parsers keep their state."""
    ends = [at + step for at in range(min(len(content), 3000)) if content[at] == 0x0A for step in (0, 1)]
    places = chance.sample(ends, min(len(ends), (CUTS + 1) // 2))
    return [*places, *(chance.randrange(1, len(content)) for _ in range(CUTS - len(places)))]


async def test_a_damaged_request_is_never_a_fault_of_ours(attacked: Running) -> None:
    """Bytes flipped, lost, doubled, put in: the answers may be any, but they are answers, and none is a 5xx."""
    chance = random.Random(2)  # noqa: S311 (the same damage in each run)
    whole = [raw.sent for raw in CORPUS.values() if len(raw.sent) < 2000]
    form = b"name=Ada&email=ada%40example.org&message=Hello"
    whole += [
        b"POST /contact/inquiries HTTP/1.1\r\nHost: a\r\n%s\r\nContent-Length: %d\r\n\r\n%s" % (FORM, len(form), form)
    ] * 9
    turns = asyncio.Semaphore(AT_ONCE)

    async def tried(content: bytes) -> str:
        async with turns:
            heard = await said(attacked.port, [content], quiet=0.15, least=0)
        if heard.rest:
            return f"{content!r}: no answer: {heard.rest[:60]!r}"
        faults = [answer.status for answer in heard.answers if answer.status >= 500]
        bare = [answer.status for answer in heard.answers if not SECURITY.issubset(answer.headers)]
        return f"{content!r}: {faults} {bare}" if faults or bare else ""

    requests = [damaged(chance.choice(whole), chance) for _ in range(DAMAGED)]
    wrong = [found for found in await asyncio.gather(*map(tried, requests)) if found]
    assert not wrong, "\n".join(wrong)
    assert b"raceback" not in attacked.log.read_bytes()


def damaged(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4))):
        at, size = chance.randrange(len(content)), chance.choice((1, 1, 2, 7))
        put = chance.choice(
            (b"", b"\r\n", b"\n", b"\0", b" ", b":", b"%", b"\xff", b"9", b"chunked", content[at : at + 9] * 2)
        )
        content = (content[:at] + put + content[at + chance.choice((0, size)) :]) or b"x"
    return content
