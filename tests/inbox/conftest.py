"""An inbox to knock at, on either engine, and an owner who is already in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
import pytest
from litestar import Litestar

from server.clock import Clock
from server.content.site import Choice, Contact, Site
from server.db import Database, Unavailable
from server.db.database import Work
from server.inbox.desk import Desk
from server.inbox.link import sign_in_address
from server.inbox.routes import inbox_router
from server.settings import Secret, Settings
from server.web.assets import Assets
from server.web.templates import Templates
from tests.db.rows import put_inquiry

T = TypeVar("T")

NOW = 1_900_000_000
SITE = Site(
    title="A site of tests",
    contact=Contact(
        kinds=(Choice("mentor-me", "I could mentor you"), Choice("other", "Something else")),
        topics=(Choice("ml", "Machine learning"), Choice("mathematics", "Mathematics")),
    ),
)
ASSETS = Assets(dict.fromkeys(("site.css", "inbox.css", "htmx.js", "images/icon.svg"), b""))


class Turned(Clock):
    """A clock that stands until a test turns it."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


def _raised(_: object, error: Exception) -> Any:
    raise error


class Unsteady(Database):
    """A database whose disk a test can fill, or take away."""

    def __init__(self, steady: Database) -> None:
        super().__init__(steady._opening)
        self.full = self.away = False

    async def write(self, work: Work[T]) -> T:
        if self.full or self.away:
            raise Unavailable("Not stored: the disk is full")
        return await super().write(work)

    async def read(self, work: Work[T]) -> T:
        if self.away:
            raise Unavailable("Not read: the disk is away")
        return await super().read(work)


class Inbox:
    """The app around the inbox's router, and what a test wants to turn or count on it."""

    def __init__(self, database: Database, settings: Settings | None = None) -> None:
        self.clock = Turned()
        self.settings = settings or Settings()
        self.secret = Secret(b"a secret of tests")
        self.database = Unsteady(database)
        self.rings = 0
        self.content_faults: list[str] = []
        self.desk = Desk(
            database=self.database,
            templates=Templates(ASSETS, self.settings),
            site=lambda: SITE,
            settings=self.settings,
            secret=self.secret,
            clock=self.clock,
            ring=self._ring,
            content_faults=lambda: self.content_faults,
        )
        self.app = Litestar(
            [inbox_router(self.desk)], openapi_config=None, logging_config=None, exception_handlers={500: _raised}
        )

    def _ring(self) -> None:
        self.rings += 1

    def browser(self) -> httpx.AsyncClient:
        """A browser of its own, with its own cookies."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=self.settings.url)

    @asynccontextmanager
    async def owner(self) -> AsyncIterator[httpx.AsyncClient]:
        """A browser that is signed in."""
        async with self.browser() as browser:
            answer = await browser.post(sign_in_address(self.settings, self.secret, self.clock))
            assert answer.status_code == 303
            yield browser


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


@pytest.fixture
async def owner(inbox: Inbox) -> AsyncIterator[httpx.AsyncClient]:
    async with inbox.owner() as browser:
        yield browser


@pytest.fixture
async def visitor(inbox: Inbox) -> AsyncIterator[httpx.AsyncClient]:
    async with inbox.browser() as browser:
        yield browser


@pytest.fixture
async def inquiry_id(database: Database) -> str:
    """One new inquiry, from Ada."""
    ident = ident_of(1)
    await database.write(lambda connection: put_inquiry(connection, ident, received_at=NOW - 3600))
    return ident


def ident_of(number: int) -> str:
    return f"01976f00-0000-7000-8000-{number:012}"
