"""Told to end, the site answers whoever has asked already, and is gone within 10 s, however and how often it is told.

The short form ends it 6 times, DUOLOGUE_TEST_LONG=1 150 times: 50 for each way of telling.
"""

import os
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.attacks.extent import extent
from tests.journeys.crowd import WITHOUT_LIMITS
from tests.running import PROGRAM, Running

pytestmark = pytest.mark.slow

ROUNDS = extent(2, 50)
VISITORS = 50
ENDED = 10.0  # seconds
UV = os.environ.get("UV") or shutil.which("uv") or "uv"
# In a group of its own, as in a terminal: uv passes on the signals that it gets, so that one sent to the group
# arrives twice.
UNDER_UV = ("setsid", UV, "run", "--no-sync", "duologue")


def to_the_process(number: signal.Signals) -> Callable[[int], None]:
    return lambda pid: os.kill(pid, number)


def to_the_group(pid: int) -> None:
    os.killpg(pid, signal.SIGTERM)
    time.sleep(0.2)
    os.killpg(pid, signal.SIGINT)


@pytest.mark.parametrize(
    ("program", "tell"),
    [
        (PROGRAM, to_the_process(signal.SIGTERM)),
        (PROGRAM, to_the_process(signal.SIGINT)),
        pytest.param(UNDER_UV, to_the_group, marks=pytest.mark.skipif(not shutil.which(UV), reason="needs uv")),
    ],
    ids=["SIGTERM", "SIGINT", "both-to-the-group"],
)
def test_whoever_has_asked_is_answered(tmp_path: Path, program: tuple[str, ...], tell: Callable[[int], None]) -> None:
    """Half of them have sent everything and wait for the file, half have not finished their letter."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "site.toml").write_text(WITHOUT_LIMITS)
    site = Running(tmp_path, {"DUOLOGUE_PAGES": str(pages)}, program=program)
    took = []
    for round_ in range(ROUNDS):
        site.start()
        took.append(ended(site, round_, tell))
        assert not (tmp_path / "duologue.db-wal").exists(), "the file was not closed in order"
        with closing(sqlite3.connect(f"file:{tmp_path}/duologue.db?mode=ro", uri=True)) as connection:
            (stored,) = connection.execute("SELECT count(*) FROM inquiry").fetchone()
        assert stored == VISITORS * (round_ + 1)
    print(f"{ROUNDS} times {VISITORS} of {VISITORS} answered; gone after {max(took):.1f} s at most")
    assert max(took) < ENDED


def ended(site: Running, round_: int, tell: Callable[[int], None]) -> float:
    """Tell it while it has everyone's letter in hand; how many seconds it takes to end."""
    assert site.process is not None
    visitors = [socket.create_connection(("127.0.0.1", site.port), timeout=15) for _ in range(VISITORS)]
    letters = [letter(f"letter {round_} of visitor {number}") for number in range(VISITORS)]
    with closing(sqlite3.connect(site.data / "duologue.db", isolation_level=None)) as holding:
        holding.execute("BEGIN IMMEDIATE")
        for number, (visitor, content) in enumerate(zip(visitors, letters, strict=True)):
            visitor.sendall(content if number % 2 else content[:-20])
        time.sleep(1)  # so that all of it has been read
        began = time.monotonic()
        tell(site.process.pid)
        time.sleep(0.5)
        holding.execute("ROLLBACK")
    for visitor, content in list(zip(visitors, letters, strict=True))[::2]:
        visitor.sendall(content[-20:])
    answers = [answer(visitor) for visitor in visitors]
    assert [line for line in answers if b" 303 " not in line] == []
    assert site.process.wait(15) == 0
    return time.monotonic() - began


def letter(words: str) -> bytes:
    body = urlencode({"name": "Ada", "email": f"{words[-2:].strip()}@example.com", "kind": "other",
                      "message": f"This is {words}, and all its words are its own."}).encode()  # fmt: skip
    head = f"POST /contact/inquiries HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body


def answer(visitor: socket.socket) -> bytes:
    """The first line of what comes back."""
    content = b""
    with visitor:
        while b"\r\n" not in content and (part := visitor.recv(65536)):
            content += part
    return content.partition(b"\r\n")[0]
