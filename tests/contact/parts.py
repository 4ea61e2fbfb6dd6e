"""What the tests of contact have in common: a clock that is turned by hand, a good inquiry, a look at the rows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.contact.inquiry import Submission
from server.contact.receive import Receive
from server.content.site import Choice, Contact
from server.db import Database
from server.settings import Secret

NOON = int(datetime(2026, 11, 20, 12, 0, tzinfo=UTC).timestamp())
SECRET = Secret(b"a secret of the tests")
NETWORK = b"n" * 32
CONTACT = Contact(topics=(Choice("ml", "Machine learning"), Choice("writing", "Writing & talks")))
GOOD = Submission(
    name="Ada Lovelace",
    email="ada@example.org",
    kind="mentor-you",
    topics=("ml", "writing"),
    message="I would like to learn how to read a paper. Would you look at one with me?",
    link="https://example.org/ada",
)


class TurnedClock(Clock):
    """Stands still until it is turned."""

    def __init__(self, at: int = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


class Bell:
    """Counts how often it was rung."""

    def __init__(self) -> None:
        self.rung = 0

    def ring(self) -> None:
        self.rung += 1


def changed(**values: Any) -> Submission:
    return msgspec.structs.replace(GOOD, **values)


def receiving(database: Any, clock: Clock | None = None, ring: Callable[[], None] = lambda: None) -> Receive:
    return Receive(database, SECRET, clock or TurnedClock(), ring=ring, domain="example.org")


async def rows(database: Database, table: Table) -> list[Any]:
    async def work(conn: AsyncConnection) -> list[Any]:
        return list((await conn.execute(select(table))).all())

    return await database.read(work)
