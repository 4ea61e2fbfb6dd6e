"""All the SQL of an inquiry on its way in, but for what limits count: what is kept, what the letter is made of."""

import msgspec
from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.inquiry import Submission
from server.contact.spam import Verdict
from server.content.site import Contact
from server.db.tables import event, inquiry

CLEAN = "[]"  # spam_reasons of an inquiry that has none

# Made once: to put a statement together takes longer than to run it.
_KNOWN = select(inquiry.c.id, inquiry.c.received_at).where(inquiry.c.key == bindparam("key"))
_KEEP, _HAPPEN = insert(inquiry), insert(event)


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
    email_hash: bytes  # by which erased inquiries of this address are still counted
    client_hash: bytes | None


class Known(msgspec.Struct, frozen=True):
    """An inquiry that has come before."""

    id: str
    received_at: int


async def known(conn: AsyncConnection, key: bytes) -> Known | None:
    """The inquiry that has this key already."""
    row = (await conn.execute(_KNOWN, {"key": key})).one_or_none()
    return Known(row.id, row.received_at) if row else None


async def keep(conn: AsyncConnection, new: New, submission: Submission, verdict: Verdict, contact: Contact) -> None:
    """Store the inquiry and its first event."""
    row = {
        "id": new.id,
        "key": new.key,
        "received_at": new.at,
        "kind": submission.kind,
        "name": submission.name,
        "email": new.email,
        "topics": json(submission.topics),
        "message": submission.message,
        "link": submission.link,
        "state": "spam" if verdict.drawer else "new",
        "spam_reasons": json(verdict.reasons),
        "client_hash": new.client_hash,
    }
    await conn.execute(_KEEP, row)
    labels = {choice.value: choice.label for choice in (*contact.kinds, *contact.topics)}
    words = Words(labels.get(submission.kind, ""), tuple(labels[topic] for topic in submission.topics))
    await conn.execute(_HAPPEN, {"inquiry_id": new.id, "at": new.at, "kind": "received", "detail": json(words)})


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


def json(value: object) -> str:
    """Lists and words as a column keeps them."""
    return msgspec.json.encode(value).decode()
