"""What the routes of the sender's page do with the database: each act is one transaction, and rings the courier."""

from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.contact.erasure import Erase
from server.contact.sender import acts, store, token
from server.contact.sender.acts import Erased, Message
from server.contact.sender.held import Held, held
from server.contact.sender.store import Correspondence
from server.db import Database
from server.settings import Secret


class Senders:
    """Everything that the holder of a token may do. `ring` wakes the courier; `domain` is that of the From address."""

    def __init__(
        self, database: Database, secret: Secret, clock: Clock, *, ring: Callable[[], None], domain: str
    ) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock
        self._ring = ring
        self._domain = domain
        self._erase = Erase(secret, domain)

    def inquiry_of(self, text: str) -> str | None:
        """The id in a token of ours."""
        return token.inquiry_of(self._secret, text)

    async def look(self, inquiry_id: str) -> Correspondence:
        """What the page shows. Raises Erased or server.db.Unavailable, as all below do."""
        found = await self._database.read(partial(store.correspondence, inquiry_id=inquiry_id))
        if found is None:
            raise Erased
        return found

    async def data(self, inquiry_id: str) -> Held:
        """Everything that is kept about the sender."""
        found = await self._database.read(partial(held, inquiry_id=inquiry_id, at=self._clock.timestamp()))
        if found is None:
            raise Erased
        return found

    async def say(self, inquiry_id: str, message: Message) -> None:
        """Keep a message. Raises Over and TooMuch, too."""
        at = self._clock.timestamp()
        await self._done(partial(acts.say, inquiry_id=inquiry_id, message=message, at=at, domain=self._domain))

    async def withdraw(self, inquiry_id: str) -> None:
        """Take the inquiry back."""
        at = self._clock.timestamp()
        await self._done(partial(acts.withdraw, inquiry_id=inquiry_id, at=at, domain=self._domain))

    async def erase(self, inquiry_id: str) -> None:
        """Erase everything; where it is gone already, nothing is left to do."""
        at = self._clock.timestamp()
        await self._done(partial(self._erase, inquiry_id=inquiry_id, by="sender", at=at))
        await self._database.settle()

    async def _done(self, work: Callable[[AsyncConnection], Awaitable[object]]) -> None:
        await self._database.write(work)
        self._ring()
