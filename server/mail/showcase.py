"""Where letters are shown that have nowhere to go yet: each once, none of them touched, and few at a time."""

from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import letter
from server.mail.attempt import Way, show
from server.mail.letter import FIELDS, Letter

MOST = 10  # of the newest; the inbox has them all
REST = 1.0  # seconds between two looks, so that a flood of letters costs no more than that


class Showcase:
    """Reads the outbox, and lets the transport show what is new in it."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._shown: tuple[int, str] = (0, "")  # the place of the last one in the order in which letters come due
        self._again = 0.0

    async def arranged(self, now: float) -> float:
        """Show what has come; returns for how many seconds it is too early for that. `now` is monotonic."""
        if now < self._again:
            return self._again - now
        self._again = now + REST
        for row in await self._way.database.read(partial(_newest, after=self._shown)):
            self._shown = row.next_at, row.id
            await show(row, self._way)
        return 0


async def _newest(connection: AsyncConnection, after: tuple[int, str]) -> list[Letter]:
    c = letter.c
    later = (c.next_at > after[0]) | ((c.next_at == after[0]) & (c.id > after[1]))
    newest = select(*FIELDS).where(c.state == "queued", later).order_by(c.next_at.desc(), c.id.desc()).limit(MOST)
    return [Letter(**row) for row in (await connection.execute(newest)).mappings()][::-1]
