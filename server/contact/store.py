"""All the SQL of an inquiry on its way in: what is known before, what is kept, what the letter is made of."""

import msgspec
from sqlalchemy import ColumnElement, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.inquiry import Submission
from server.contact.spam import Circumstances, Verdict
from server.content.site import Contact, Limits
from server.db.tables import event, inquiry

HOUR = 3600
DAY = 24 * HOUR
# A flood must not make each further inquiry slower than the last: this many of the newest are looked through.
COMPARED = 500
COUNTED = 5000


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry as the letter shows it; `about` and `topics` are in the words the sender saw."""

    id: str
    received_at: int
    about: str
    name: str
    email: str
    topics: tuple[str, ...]
    message: str
    link: str
    spam_reasons: tuple[str, ...]


class Words(msgspec.Struct, frozen=True):
    """What the event "received" keeps: the words of the choices, which site.toml may change later."""

    kind: str = ""
    topics: tuple[str, ...] = ()


class New(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept besides the submission itself."""

    id: str
    key: bytes
    at: int
    email: str  # normalised
    client_hash: bytes | None


async def known(conn: AsyncConnection, key: bytes) -> str | None:
    """The id of the inquiry that has this key already."""
    found: str | None = await conn.scalar(select(inquiry.c.id).where(inquiry.c.key == key))
    return found


async def circumstances(
    conn: AsyncConnection, new: New, message: str, seconds: int | None, limits: Limits
) -> Circumstances:
    """What the database knows about where an inquiry comes from."""
    since_hour, since_day = inquiry.c.received_at > new.at - HOUR, inquiry.c.received_at > new.at - DAY
    same_network = inquiry.c.client_hash == new.client_hash
    return Circumstances(
        seconds=seconds,
        network_hour=await _counted(conn, limits.per_network_hour, same_network, since_hour) if new.client_hash else 0,
        address_day=await _counted(conn, limits.per_address_day, inquiry.c.email == new.email, since_day),
        everyone_hour=await _taken(conn, limits.everyone_hour, since_hour),
        same_text=await _same_text(conn, message, new.email),
    )


async def keep(conn: AsyncConnection, new: New, submission: Submission, verdict: Verdict, contact: Contact) -> None:
    """Store the inquiry and its first event."""
    await conn.execute(
        insert(inquiry).values(
            id=new.id,
            key=new.key,
            received_at=new.at,
            kind=submission.kind,
            name=submission.name,
            email=new.email,
            topics=_json(submission.topics),
            message=submission.message,
            link=submission.link,
            state="spam" if verdict.drawer else "new",
            spam_reasons=_json(verdict.reasons),
            client_hash=new.client_hash,
        )
    )
    labels = {choice.value: choice.label for choice in (*contact.kinds, *contact.topics)}
    words = Words(labels.get(submission.kind, ""), tuple(labels[topic] for topic in submission.topics))
    await conn.execute(insert(event).values(inquiry_id=new.id, at=new.at, kind="received", detail=_json(words)))


async def one(conn: AsyncConnection, inquiry_id: str) -> Inquiry:
    """The inquiry of that id, which must exist."""
    row = (await conn.execute(select(inquiry).where(inquiry.c.id == inquiry_id))).one()
    first = select(event.c.detail).where(event.c.inquiry_id == inquiry_id, event.c.kind == "received")
    words = msgspec.json.decode(await conn.scalar(first.order_by(event.c.id).limit(1)) or "{}", type=Words)
    return Inquiry(
        id=row.id,
        received_at=row.received_at,
        about=words.kind or row.kind,
        name=row.name,
        email=row.email,
        topics=words.topics or msgspec.json.decode(row.topics, type=tuple[str, ...]),
        message=row.message,
        link=row.link,
        spam_reasons=msgspec.json.decode(row.spam_reasons, type=tuple[str, ...]),
    )


async def _counted(conn: AsyncConnection, limit: int, *conditions: ColumnElement[bool]) -> int:
    """How many there are, counted no further than the limit."""
    some = select(literal(1)).select_from(inquiry).where(*conditions).limit(limit).subquery()
    return await conn.scalar(select(func.count()).select_from(some)) or 0


async def _taken(conn: AsyncConnection, limit: int, since: ColumnElement[bool]) -> int:
    """How many went to the owner: a flood that fills the drawer must not take honest letters along with it."""
    newest = select(inquiry.c.state).where(since).order_by(inquiry.c.received_at.desc()).limit(COUNTED).subquery()
    taken = select(literal(1)).select_from(newest).where(newest.c.state != "spam").limit(limit).subquery()
    return await conn.scalar(select(func.count()).select_from(taken)) or 0


async def _same_text(conn: AsyncConnection, message: str, email: str) -> int:
    """From how many other addresses the same text came."""
    columns = (inquiry.c.message, inquiry.c.email)
    newest = select(*columns).order_by(inquiry.c.received_at.desc()).limit(COMPARED).subquery()
    others = select(func.count(newest.c.email.distinct())).where(newest.c.message == message, newest.c.email != email)
    return await conn.scalar(others) or 0


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
