"""What a sender may expect: after how long an answer usually comes, and whether there is a place."""

import math
from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY
from server.db.tables import event, inquiry

LATEST = 40  # inquiries: what was long ago says little about now
FEWEST = 5  # answers: fewer say nothing about what is usual
# States that the owner sets when they have told the sender something. Having read it tells nobody anything.
TOLD = frozenset({"need-info", "exploring", "active", "waiting", "completed", "declined"})


class Wait(msgspec.Struct, frozen=True):
    """How long an inquiry waited for its first answer, or has waited for one until now."""

    seconds: int
    answered: bool


class Prospects(msgspec.Struct, frozen=True):
    """`days` in which half of the answers come, where enough have come; and how many inquiries are under way.

    None is what is not known: before the inbox was read, nobody is told that there is a place.
    """

    days: int | None = None
    active: int | None = None

    @property
    def usually(self) -> str:
        """The days in words: "within 4 days"; empty where nothing is known."""
        if self.days is None:
            return ""
        if self.days == 1:
            return "within a day"
        return f"within {self.days} days" if self.days <= 14 else f"within {math.ceil(self.days / 7)} weeks"

    def free(self, capacity: int) -> int | None:
        """How many places are left, where that is known."""
        return None if self.active is None else max(0, capacity - self.active)


async def prospects(conn: AsyncConnection, at: int) -> Prospects:
    """Work it out from the inbox."""
    median = usual(await _waits(conn, at))
    days = None if median is None else max(1, math.ceil(median / DAY))
    active = select(func.count()).where(inquiry.c.state == "active")
    return Prospects(days, (await conn.execute(active)).scalar_one())


def usual(waits: Sequence[Wait]) -> int | None:
    """The median wait in seconds, by the estimate of Kaplan and Meier (1958).

    What is not answered yet counts for as long as it has been waiting: left out, it would make a slow owner look
    fast; counted as an answer, a fresh inquiry would. None where fewer than half, or too few, have an answer.
    """
    if sum(wait.answered for wait in waits) < FEWEST:
        return None
    waiting, at_risk = 1.0, len(waits)
    for wait in sorted(waits, key=lambda wait: (wait.seconds, not wait.answered)):
        if wait.answered:
            waiting *= 1 - 1 / at_risk
            if waiting <= 0.5:
                return wait.seconds
        at_risk -= 1
    return None


async def _waits(conn: AsyncConnection, at: int) -> list[Wait]:
    """Of the latest inquiries outside the drawer. One that was taken back has waited until then."""
    columns = (inquiry.c.id, inquiry.c.received_at)
    latest = select(*columns).where(inquiry.c.state != "spam").order_by(inquiry.c.received_at.desc()).limit(LATEST)
    received = {row.id: row.received_at for row in await conn.execute(latest)}
    kinds = event.c.kind.in_(("reply", "question", "state", "sender"))
    passed = select(event).where(event.c.inquiry_id.in_(received), kinds).order_by(event.c.id.desc())
    ends: dict[str, Wait] = {}
    for row in await conn.execute(passed):  # from the last to the first: what stays is the first
        answered = _ends_waiting(row.kind, msgspec.json.decode(row.detail))
        if answered is not None:
            ends[row.inquiry_id] = Wait(max(0, row.at - received[row.inquiry_id]), answered)
    return [ends.get(ident, Wait(max(0, at - since), answered=False)) for ident, since in received.items()]


def _ends_waiting(kind: str, detail: dict[str, object]) -> bool | None:
    """Whether what happened is an answer, or ends the wait without one; None where it does neither."""
    if kind in ("reply", "question") or (kind == "state" and detail.get("to") in TOLD):
        return True
    taken_back = detail.get("act") == "withdrawal" or detail.get("to") == "withdrawn"
    return False if taken_back else None
