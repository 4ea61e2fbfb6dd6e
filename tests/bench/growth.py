"""What a submission costs when many inquiries are stored already, and how long the owner waits for the inbox then.

    uv run python -m tests.bench.growth [many] [rounds]

Two data files, one with 1,000 inquiries and one with a million (or `many`), are written to in turn, in one run and by
the code that a visitor's letter goes through, limits included.
"""

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import uuid_utils

from server.clock import Clock
from server.contact.inquiry import Submission
from server.contact.receive import Receive
from server.content.site import Contact
from server.db import Database
from server.inbox import store
from server.inbox.query import Query
from server.settings import Secret

FEW, MANY = 1_000, 1_000_000
EACH = 100  # submissions in a round
WORDS = "These are the words of a letter of middling length, as people write them. " * 6
STATES = ("new",) * 2 + ("read",) * 2 + ("completed",) * 60 + ("declined",) * 20 + ("waiting",) * 6 + ("spam",) * 10


async def filled(path: Path, many: int) -> None:
    """As if they had come in the last three years; what was asked long ago is mostly settled."""
    await (await Database.open(f"sqlite:///{path}")).close()
    dice, now = Random(1), int(time.time())  # noqa: S311 (a bench's dice)
    with closing(sqlite3.connect(path)) as connection, connection:
        for start in range(0, many, 10_000):
            inquiries, events, letters = [], [], []
            for number in range(start, min(start + 10_000, many)):
                at = now - 3 * 365 * 86_400 + number * (3 * 365 * 86_400 - 7200) // many
                ident = str(uuid.UUID(int=(at * 1000 << 80) | (7 << 76) | (2 << 62) | number))
                state = dice.choice(STATES)
                who, words = f"v{number % 300_007}@example.com", f"{number} {WORDS}"
                inquiries.append(
                    (ident, dice.randbytes(32), at, "other", f"Visitor {number}", who, "[]", words, "", state, "[]")
                )
                events.append((ident, at, "received", "{}"))
                letters.append((f"letter-{number}", ident, "forward", 1, "sent", at, 1, at, f"<{ident}@example.org>"))
            connection.executemany(
                "INSERT INTO inquiry (id, key, received_at, kind, name, email, topics, message, link, state,"
                " spam_reasons) VALUES (?,?,?,?,?,?,?,?,?,?,?)", inquiries)  # fmt: skip
            connection.executemany("INSERT INTO event (inquiry_id, at, kind, detail) VALUES (?,?,?,?)", events)
            connection.executemany(
                "INSERT INTO letter (id, inquiry_id, kind, n, state, created_at, attempts, next_at, message_id)"
                " VALUES (?,?,?,?,?,?,?,?,?)", letters)  # fmt: skip


async def submitted(receive: Receive, round_: int) -> float:
    """Milliseconds for each of so many submissions, one after the other."""
    began = time.perf_counter()
    for number in range(EACH):
        who = f"{round_}x{number}"
        letter = Submission(name=who, email=f"w{who}@example.com", kind="other", message=f"{who} {WORDS}")
        await receive(letter, Contact(), uuid_utils.uuid7().bytes * 2)
    return (time.perf_counter() - began) * 1000 / EACH


async def took(work: Callable[[Any], Awaitable[Any]], database: Database) -> float:
    """Milliseconds, the middle one of five."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        await database.read(work)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


async def measured(folder: Path, many: int, rounds: int) -> int:
    databases = []
    for count in (FEW, many):
        path = folder / f"{count}.db"
        await filled(path, count)
        databases.append(await Database.open(f"sqlite:///{path}"))
    few, lots = (
        Receive(database, Secret(b"of a bench"), Clock(), ring=lambda: None, domain="example.org")
        for database in databases
    )
    for receive in (few, lots):
        await submitted(receive, -1)
    pairs = [(await submitted(few, round_), await submitted(lots, round_)) for round_ in range(rounds)]
    ratio = statistics.median(b / a for a, b in pairs)
    small, large = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"a submission: {small:.2f} ms at {FEW:,}, {large:.2f} ms at {many:,}: {ratio:.2f} times (wanted 1.3)")
    looks: dict[str, Callable[[Any], Awaitable[Any]]] = {
        "the inbox's list": partial(store.lines, query=Query()),
        "its next page": partial(store.lines, query=Query(), after=await _cursor(databases[1])),
        "the drawer": partial(store.lines, query=Query(state="spam")),
        "your turn": partial(store.lines, query=Query(yours=True)),
        "counts": store.counts,
        "undelivered": store.undelivered,
        "a search for one": partial(store.lines, query=Query(text=f"{many // 2}")),
        "a search for many": partial(store.lines, query=Query(text="middling")),
        "a search for none": partial(store.lines, query=Query(text="nobody-wrote-this")),
    }
    for name, look in looks.items():
        print(f"{name:>20}  {await took(look, databases[1]):8.0f} ms at {many:,}")
    for database in databases:
        await database.close()
    return 0 if ratio <= 1.3 else 1


async def _cursor(database: Database) -> str:
    lines = await database.read(partial(store.lines, query=Query()))
    return lines[-1].cursor


def main(many: int = MANY, rounds: int = 9) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measured(Path(folder), many, rounds))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
