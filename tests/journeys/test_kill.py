"""Thanked means stored: whatever moment the process is killed at, no thanked inquiry is lost, and each is mailed."""

import asyncio
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from server.mail.courier import SLOTS
from tests.mail.smtp import Received, SmtpServer
from tests.running import Running

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

KILLS = int(os.environ.get("DUOLOGUE_TEST_KILLS", "20"))
VISITORS = 20
WITHOUT_LIMITS = "[contact.limits]\nper_network_hour = 0\nper_address_day = 0\neveryone_hour = 0\n"


async def test_no_thanked_inquiry_is_lost_or_never_mailed(tmp_path: Path, smtp: SmtpServer) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "site.toml").write_text(WITHOUT_LIMITS)
    environment = {
        "DUOLOGUE_PAGES": str(pages),
        "DUOLOGUE_SMTP_URL": smtp.url,
        "DUOLOGUE_OWNER_EMAIL": "owner@example.org",
    }
    site = Running(tmp_path, environment)
    site.start()
    thanked: set[str] = set()
    try:
        async with visiting(site, thanked):
            for kill in range(KILLS):
                await asyncio.sleep(random.uniform(0.05, 0.8))  # noqa: S311 (any moment will do)
                await asyncio.to_thread(site.kill)
                await asyncio.to_thread(site.start)
                print(f"kill {kill + 1}: {len(thanked)} thanked so far")
        await mailed(smtp, thanked)
    finally:
        site.stop()
    rows = sqlite3.connect(f"file:{tmp_path}/duologue.db?mode=ro", uri=True)
    stored = [message for (message,) in rows.execute("SELECT message FROM inquiry")]
    assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(thanked) > KILLS, "nobody was thanked: the test saw nothing"
    assert thanked - set(stored) == set(), "thanked and lost"
    assert len(stored) == len(set(stored)), "one submission became two inquiries"
    sent = copies(smtp)
    again = sum(count - 1 for count in sent.values())
    print(f"{len(thanked)} thanked, {len(stored)} stored, {len(sent)} mailed, {again} of them again")
    assert again <= KILLS * SLOTS, "more copies than letters that were under way at the kills"
    rows.close()


@asynccontextmanager
async def visiting(site: Running, thanked: set[str]) -> AsyncIterator[None]:
    """Twenty people who write, and who try again with the same words until they are thanked."""
    stop = asyncio.Event()

    async def visit(number: int) -> None:
        async with httpx.AsyncClient(base_url=site.url, timeout=10) as client:
            letter = 0
            while not stop.is_set():
                message = f"This is letter {letter} of visitor {number}, and its words are all its own."
                if await thanks(client, number, message):
                    thanked.add(message)
                    letter += 1
                await asyncio.sleep(0.02)

    visitors = [asyncio.create_task(visit(number)) for number in range(VISITORS)]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*visitors)


async def thanks(client: httpx.AsyncClient, number: int, message: str) -> bool:
    body = urlencode(
        {"name": f"Visitor {number}", "email": f"visitor{number}@example.com", "kind": "other", "message": message}
    )
    try:
        answer = await client.post(
            "/contact/inquiries", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
        )
    except httpx.HTTPError:
        await asyncio.sleep(0.05)
        return False
    assert answer.status_code in (303, 503), (answer.status_code, answer.text)
    return answer.status_code == 303


async def mailed(smtp: SmtpServer, thanked: set[str], seconds: float = 120) -> None:
    """Wait until each thanked letter has arrived."""
    deadline = time.monotonic() + seconds
    missing = set(thanked)
    while missing and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
        missing = thanked - {words(received) for received in list(smtp.received)}
    assert missing == set(), f"never mailed: {len(missing)} of {len(thanked)}"


def copies(smtp: SmtpServer) -> Counter[str]:
    """How often each mail came; fails where two copies of one differ by a byte."""
    first: dict[str, bytes] = {}
    for received in smtp.received:
        message_id = str(received.mail["Message-ID"])
        assert first.setdefault(message_id, received.content) == received.content, "copies differ"
    return Counter(str(received.mail["Message-ID"]) for received in smtp.received)


def words(received: Received) -> str:
    """The line of a mail that is the visitor's letter."""
    body = received.mail.get_body(("plain",))
    assert body is not None
    return next(line for line in body.get_content().splitlines() if line.startswith("This is letter"))
