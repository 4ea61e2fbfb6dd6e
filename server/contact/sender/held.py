"""Everything that is kept about a sender, in a form that they can take along (GDPR, articles 15 and 20)."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.sender import store
from server.db.tables import inquiry
from server.mail import outbox

LEFT_OUT = (
    "The owner's private notes, and what the site's filter thought of the message. Ask the owner for them.",
    "The mails that have left: they are in the owner's mailbox, and in yours.",
)


class Passed(msgspec.Struct, frozen=True):
    """Something that was said after the message."""

    at: str
    by: str
    what: str
    text: str


class Mail(msgspec.Struct, frozen=True):
    """A letter that was made because of the message. Whether it has left would tell who stands in the drawer."""

    kind: str
    to: str
    made_at: str


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. Times are UTC (RFC 3339)."""

    made_at: str
    received_at: str
    name: str
    email: str
    about: str
    topics: tuple[str, ...]
    message: str
    link: str
    state: str
    state_means: str
    network: str | None  # a keyed hash, in hexadecimal: the address itself is not kept
    since_then: tuple[Passed, ...]
    letters: tuple[Mail, ...]
    left_out: tuple[str, ...] = LEFT_OUT


async def held(conn: AsyncConnection, inquiry_id: str, at: int) -> Held | None:
    """What is kept about the sender of an inquiry."""
    found = await store.correspondence(conn, inquiry_id)
    if found is None:
        return None
    client_hash = await conn.scalar(select(inquiry.c.client_hash).where(inquiry.c.id == inquiry_id))
    letters = await outbox.letters_of(conn, inquiry_id)
    kept = found.inquiry
    return Held(
        made_at=_time(at),
        received_at=_time(kept.received_at),
        name=kept.name,
        email=kept.email,
        about=kept.about,
        topics=kept.topics,
        message=kept.message,
        link=kept.link,
        state=found.state,
        state_means=found.means,
        network=client_hash.hex() if client_hash else None,
        since_then=tuple(
            Passed(_time(said.at), "you" if said.by_sender else "owner", said.act, said.text) for said in found.said
        ),
        letters=tuple(Mail(letter.kind, letter.to or "the owner", _time(letter.created_at)) for letter in letters),
    )


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
