"""What lets letters try sooner than they would have: mail that leaves again, a start, a clock that was set back."""

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import letter
from server.mail.backoff import DOUBTS_HURRIED

WOKEN_AT_ONCE = 500
SET_BACK = 10.0  # seconds; less is what clocks are corrected by every day


class Watch:
    """Compares the clock on the wall, by which letters wait, with one that nobody sets."""

    def __init__(self) -> None:
        self._last: tuple[int, float] | None = None

    def set_back(self, at: int, now: float) -> int:
        """By how many seconds the clock has been set back since it was last `followed`; 0 where it has not."""
        then = self._last or (at, now)
        back = (now - then[1]) - (at - then[0])
        return round(back) if back > SET_BACK else 0

    def followed(self, at: int, now: float) -> None:
        """From here on that is known."""
        self._last = at, now


async def hurry(connection: AsyncConnection, at: int) -> None:
    """Mail leaves again: let those try soon that failed with the server, a second apart, oldest first.

    Not those that the server has asked to come later: to them nothing has changed. Nor those that may have arrived
    many times already.
    """
    c = letter.c
    few_doubts = func.coalesce(c.doubts, 0) < DOUBTS_HURRIED
    late = select(c.id).where(c.state == "queued", c.trouble.in_(("away", "set-up")), c.next_at > at, few_doubts)
    ids = (await connection.execute(late.order_by(c.created_at, c.id).limit(WOKEN_AT_ONCE))).scalars().all()
    for seconds, ident in enumerate(ids):
        sooner = update(letter).where(c.id == ident, c.state == "queued", c.next_at > at + seconds)
        await connection.execute(sooner.values(next_at=at + seconds))


async def follow_clock(connection: AsyncConnection, back: int, at: int) -> None:
    """The clock was set back by so much, to `at`: nobody waits the longer for that."""
    waiting = (letter.c.state == "queued") & (letter.c.next_at > at)
    await connection.execute(update(letter).where(waiting).values(next_at=letter.c.next_at - back))
