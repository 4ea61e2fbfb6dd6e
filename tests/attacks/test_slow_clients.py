"""Slow clients of every kind, all from one address: pages are answered meanwhile, and the slow ones are let go.

The short form has 304 of them, DUOLOGUE_TEST_LONG=1 has 4,504: 563 of each of eight kinds.
"""

import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.attacks.extent import extent
from tests.attacks.slow import KINDS
from tests.running import ROOT, Running, resident

pytestmark = pytest.mark.slow

EACH = extent(38, 563)
LET_GO = 20.0  # seconds
ANSWERED = 1.0  # seconds


@contextmanager
def reading(site: Running) -> Iterator[list[float]]:
    """Somebody who asks for a page again and again, each time on a new connection: how long each answer took."""
    took: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.05):
            began = time.monotonic()
            with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/", timeout=30) as answer:
                assert answer.status == 200
                answer.read()
            took.append(time.monotonic() - began)

    reader = threading.Thread(target=ask)
    reader.start()
    try:
        yield took
    finally:
        over.set()
        reader.join()


def connections(site: Running) -> int:
    """How many sockets the server holds."""
    assert site.process is not None
    held = 0
    for descriptor in Path(f"/proc/{site.process.pid}/fd").iterdir():
        try:
            held += str(descriptor.readlink()).startswith("socket:")
        except FileNotFoundError:
            continue  # closed while we looked
    return held


def test_pages_are_answered_and_slow_clients_let_go(attacked: Running) -> None:
    assert attacked.process is not None
    with reading(attacked) as before:
        time.sleep(2)
    quiet = connections(attacked)
    command = [sys.executable, "-m", "tests.attacks.slow", str(attacked.port), str(EACH)]
    with reading(attacked) as took, subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as clients:
        try:
            assert clients.stdout is not None
            opened = int(clients.stdout.readline())
            began = time.monotonic()
            most, memory = 0, 0.0
            while (now := connections(attacked)) > quiet + 1 and time.monotonic() - began < 2 * LET_GO:
                most, memory = max(most, now), max(memory, resident(attacked.process.pid))
                time.sleep(0.1)
            gone = time.monotonic() - began
        finally:
            clients.kill()
    print(
        f"{opened} slow clients, {most - quiet} at once: gone after {gone:.1f} s; {len(took)} pages meanwhile, "
        f"slowest {max(took):.3f} s (before: {max(before):.3f} s); {memory:.0f} MB"
    )
    assert opened == EACH * len(KINDS)
    assert most > opened * 0.7, "most of them were never open together: the test saw nothing"
    assert gone < LET_GO
    assert max(took) < ANSWERED


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /contact/inquiries HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["pages", "forms"],
)
def test_asking_without_reading_takes_neither_memory_nor_time(attacked: Running, request_: bytes) -> None:
    assert attacked.process is not None
    before = resident(attacked.process.pid)
    many = request_ * 5000
    with reading(attacked) as took, socket.create_connection(("127.0.0.1", attacked.port), timeout=0.5) as greedy:
        until = time.monotonic() + 4
        while time.monotonic() < until:
            try:
                greedy.sendall(many)
            except TimeoutError:
                continue
            except OSError:
                break
        grown = resident(attacked.process.pid) - before
    print(f"grown by {grown:.0f} MB; {len(took)} pages meanwhile, slowest {max(took):.3f} s")
    assert grown < 30
    assert max(took) < ANSWERED
