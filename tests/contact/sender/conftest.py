"""A sender whose inquiry is stored, and a browser on their page."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from server.contact.page import ContactPage
from server.contact.routes import contact_router
from server.contact.sender import token
from server.contact.sender.routes import sender_router
from server.contact.sender.senders import Senders
from server.content.library import Library
from server.content.site import Author, Contact, Site
from server.db import Database
from server.settings import Settings
from server.web.assets import Assets
from server.web.client import Clients
from server.web.templates import Templates
from tests.contact.parts import CONTACT, GOOD, SECRET, Bell, TurnedClock, receiving

SETTINGS = Settings(url="https://example.org")
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Place:
    """The routes of /contact around a database, a clock that is turned by hand, and a bell."""

    def __init__(self, database: Any, contact: Contact = CONTACT) -> None:
        self.database = database
        self.clock = TurnedClock()
        self.bell = Bell()
        library = Library(Site("Ada's site", author=Author(name="Charles"), contact=contact), (), (), {})
        page = ContactPage(library, Templates(Assets.read(Path("assets")), SETTINGS), SETTINGS.url)
        self.receive = receiving(database, self.clock)
        self.contact = contact
        senders = Senders(database, SECRET, self.clock, ring=self.bell.ring, domain="example.org")
        routers = [
            contact_router(self.receive, lambda: page, Clients(SETTINGS, SECRET), SECRET, self.clock),
            sender_router(senders, lambda: page),
        ]
        self.app = Litestar(routers, openapi_config=None, logging_config=None)

    async def arrived(self, **changes: object) -> str:
        """Store an inquiry; its id."""
        return (await self.receive(_changed(**changes), self.contact, None)).inquiry_id

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=SETTINGS.url)


@pytest.fixture
def place(database: Database) -> Place:
    return Place(database)


@pytest.fixture
async def browser(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with place.browser() as browser:
        yield browser


@pytest.fixture
async def inquiry_id(place: Place) -> str:
    return await place.arrived()


@pytest.fixture
def address(inquiry_id: str) -> str:
    return token.address(SECRET, inquiry_id)


@pytest.fixture
def elsewhere() -> Callable[[Any], Place]:
    """The same around another database."""
    return Place


def _changed(**changes: object) -> Any:
    import msgspec

    return msgspec.structs.replace(GOOD, **changes)
