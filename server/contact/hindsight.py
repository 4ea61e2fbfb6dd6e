"""What is learnt of a letter after it was stored: whether its sender's domain takes mail. Its mail waits for that."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.contact import store
from server.contact.reachable import SECONDS, Answer, Reachable
from server.contact.receipt import RECEIPT
from server.contact.spam import NO_MAIL, Verdict
from server.db import Database, Unavailable
from server.db.tables import inquiry, letter

# How long a letter waits at most: where nobody is left to say what was learnt, it leaves without that.
WAIT = round(SECONDS) + 2

log = logging.getLogger(__name__)


class Hindsight:
    """Looks at letters again, each by itself and while nobody waits. `ring` wakes the courier. Close it."""

    def __init__(self, database: Database, clock: Clock, reachable: Reachable, *, ring: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._reachable = reachable
        self._ring = ring
        self._under_way: set[asyncio.Task[None]] = set()

    def known(self, email: str) -> Answer:
        """What is known already."""
        return self._reachable.known(email)

    def begin(self, inquiry_id: str, email: str, verdict: Verdict) -> None:
        """Look at a letter that has been stored, with the verdict on it so far."""
        looking = asyncio.create_task(self._look(inquiry_id, email, verdict))
        self._under_way.add(looking)
        looking.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Leave the rest: what waits leaves when it has waited long enough."""
        for looking in self._under_way:
            looking.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _look(self, inquiry_id: str, email: str, verdict: Verdict) -> None:
        answer = await self._reachable.asked(email)
        changed = verdict.with_(NO_MAIL) if answer is Answer.TAKES_NONE else None
        try:
            await self._database.write(
                partial(settle, inquiry_id=inquiry_id, verdict=changed, at=self._clock.timestamp())
            )
        except Unavailable as error:
            log.warning("what was learnt of a letter cannot be kept: %s", error)
        self._ring()


async def settle(conn: AsyncConnection, inquiry_id: str, verdict: Verdict | None, at: int) -> None:
    """Let a letter go, or into the drawer. What has left, or what the owner has looked at, stays where it is."""
    waiting = (letter.c.inquiry_id == inquiry_id) & (letter.c.state == "queued") & (letter.c.attempts == 0)
    if verdict:
        await conn.execute(
            update(inquiry).where(inquiry.c.id == inquiry_id).values(spam_reasons=store.json(verdict.reasons))
        )
        await conn.execute(delete(letter).where(waiting, letter.c.kind == RECEIPT))
    if verdict and verdict.drawer:
        held = await conn.execute(update(letter).where(waiting).values(state="held"))
        unread = (inquiry.c.id == inquiry_id) & (inquiry.c.state == "new")
        if held.rowcount:
            await conn.execute(update(inquiry).where(unread).values(state="spam"))
        return
    await conn.execute(update(letter).where(waiting, letter.c.next_at > at).values(next_at=at))
