"""What is old enough goes by itself: daily, by the days of site.toml, and never without having been announced."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Select, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY
from server.db.tables import event, inquiry, retention

# Between a rule's coming into force and the first inquiry that it erases, and again whenever nobody has looked for
# so long that the clock may have been set wrong: time to see in the inbox what would go.
NOTICE = 7 * DAY
UNSEEN = 2 * DAY
AHEAD = 30 * DAY  # how far the inbox looks
AT_ONCE = 200  # inquiries in one transaction, so that nobody who writes waits for long


class Due(msgspec.Struct, frozen=True):
    """So many inquiries of a state will be erased at that time, the beginning of a day."""

    at: int
    state: str
    many: int


class Rule(msgspec.Struct, frozen=True):
    """The days of a state, and since when they are in force. Days are those of UTC, so that what is said holds."""

    state: str
    days: int
    since: int

    def before(self, today: int) -> int:
        """What was last touched before this is old enough on a day that begins at `today`."""
        return today - self.days * DAY

    def announced(self, today: int) -> bool:
        """Whether there was time to see what would go."""
        return today >= self.since + NOTICE


async def in_force(conn: AsyncConnection, wanted: Mapping[str, int], at: int) -> Sequence[Rule]:
    """Note the rules of site.toml, daily. One that is new, or was not looked after for some days, begins anew."""
    rows = {row.state: row for row in await conn.execute(select(retention))}
    await conn.execute(retention.delete().where(retention.c.state.not_in(wanted)))
    rules = []
    for state, days in wanted.items():
        row = rows.get(state)
        same = row is not None and row.days == days and 0 <= at - row.seen_at <= UNSEEN and row.since <= at
        since = row.since if row is not None and same else at
        values = {"days": days, "since": since, "seen_at": at}
        if row is None:
            await conn.execute(insert(retention).values(state=state, **values))
        else:
            await conn.execute(update(retention).where(retention.c.state == state).values(**values))
        rules.append(Rule(state, days, since))
    return rules


async def due(conn: AsyncConnection, rules: Sequence[Rule], at: int) -> Sequence[str]:
    """The ids of some that may go today; ask again until there are none."""
    today = beginning(at)
    for rule in rules:
        if rule.announced(today):
            before = rule.before(today)
            touched = select(event.c.id).where(event.c.inquiry_id == inquiry.c.id, event.c.at >= before).exists()
            waits = inquiry.c.follow_up_at >= before
            old = select(inquiry.c.id).where(
                inquiry.c.state == rule.state, inquiry.c.received_at < before, ~touched, waits.is_not(True)
            )
            ids = (await conn.execute(old.order_by(inquiry.c.received_at).limit(AT_ONCE))).scalars().all()
            if ids:
                return ids
    return []


async def upcoming(conn: AsyncConnection, rules: Sequence[Rule], at: int) -> Sequence[Due]:
    """What will go within the next weeks if nothing happens to it, by day and state."""
    found: Counter[tuple[int, str]] = Counter()
    last = beginning(at) + AHEAD
    for rule in rules:
        for row in await conn.execute(_by_day(rule, rule.before(last))):
            old_enough = (row.day + 1 + rule.days) * DAY
            day = max(old_enough, beginning(rule.since + NOTICE + DAY - 1), beginning(at))
            if day <= last:
                found[day, rule.state] += row.many
    return [Due(day, state, many) for (day, state), many in sorted(found.items())]


def beginning(at: int) -> int:
    """The beginning of a day."""
    return at // DAY * DAY


def _by_day(rule: Rule, before: int) -> Select[tuple[int, int]]:
    """How many of a state were last touched on which day before a time."""
    happened = func.coalesce(func.max(event.c.at), inquiry.c.received_at)
    touched = case((inquiry.c.follow_up_at > happened, inquiry.c.follow_up_at), else_=happened)
    each = (
        select((touched // DAY).label("day"))
        .select_from(inquiry.outerjoin(event, event.c.inquiry_id == inquiry.c.id))
        .where(inquiry.c.state == rule.state, inquiry.c.received_at < before)
        .group_by(inquiry.c.id, inquiry.c.received_at, inquiry.c.follow_up_at)
        .having(touched < before)
        .subquery()
    )
    return select(each.c.day, func.count().label("many")).group_by(each.c.day)
