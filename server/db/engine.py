"""What the two engines have in common: the one place where their difference is named."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]


class Fault(Enum):
    """What an error says about the transaction that it ended."""

    NOT_STORED = "not stored"  # even when it comes out of COMMIT
    UNLESS_COMMITTING = "not stored, except that nobody knows when it comes out of COMMIT"
    OF_THE_PROGRAM = "not the engine's doing: a broken constraint, a wrong statement"


class Stage:
    """How far a transaction has come: an error before COMMIT is certain, one during it may not be."""

    committing = False


class Engine(Protocol):
    """One of sqlite.py and postgresql.py."""

    async def transact(self, work: Work[T], stage: Stage) -> T:
        """Do the work in a transaction that excludes all others, also those of other processes."""

    @property
    def reader(self) -> AsyncEngine:
        """Begins read-only transactions that see one state of the data from start to end."""

    @property
    def alone(self) -> bool:
        """Whether this process is certainly the only one that writes."""

    def fault(self, error: BaseException) -> Fault:
        """Judge an error of the driver, of SQLAlchemy or of the socket below."""

    def shortage(self) -> str | None:
        """A sentence for the owner when room for the data is scarce, where this process can tell."""

    async def keep_copy(self, revision: str) -> None:
        """Keep the data as they are before the migration `revision` changes them."""

    async def settle(self) -> bool:
        """Leave nothing in the files of what has been deleted, as far as the engine can; whether that was done."""

    async def close(self) -> None:
        """Leave nothing behind that a next start would have to repair, and no thread."""


async def opened(url: str) -> Engine:
    """Open what DUOLOGUE_DATABASE_URL names. Raises Damaged or Unavailable."""
    if url.startswith("sqlite:///"):
        from server.db import sqlite  # noqa: PLC0415 (one of the two is used; the other's driver may be absent)

        return await sqlite.opened(url)
    from server.db import postgresql  # noqa: PLC0415 (same)

    return await postgresql.opened(url)
