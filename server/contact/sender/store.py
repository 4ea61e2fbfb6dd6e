"""What the sender's page shows, and what it adds to the history: all the SQL of it."""

from typing import Literal

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact import store
from server.contact.standing import ANSWERED, MEANING, UNANSWERED, Name, as_shown
from server.db.tables import event, inquiry, letter

Act = Literal["answer", "addition", "withdrawal"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Something that passed between the two. A reply went by mail, so its words are not here."""

    id: int
    at: int
    act: Act | Literal["question", "reply"]
    text: str = ""
    question: int | None = None  # that an answer belongs to

    @property
    def by_sender(self) -> bool:
        """Whose words these are."""
        return self.act not in ("question", "reply")


class Correspondence(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry as its sender may see it."""

    inquiry: store.Inquiry
    state: Name  # as shown: never the drawer
    since: int  # when it came to stand there
    said: tuple[Said, ...]

    @property
    def question(self) -> Said | None:
        """The last question, while it has no answer."""
        answered = {said.question for said in self.said}
        last = next((said for said in reversed(self.said) if said.act == "question"), None)
        return last if last and last.id not in answered else None

    @property
    def means(self) -> str:
        """Where it stands, in a sentence to its sender: one that was answered does not wait for an answer."""
        answered = self.state in UNANSWERED and self.said and self.said[-1].act == "reply"
        return ANSWERED if answered else MEANING[self.state]


class Detail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the event of a question or of a sender's act keeps."""

    text: str = ""
    act: Act | None = None
    question: int | None = None
    was: Name | None = msgspec.field(default=None, name="from")
    to: Name | None = None
    letter: str | None = None  # the Message-ID of the letter that tells of it


async def state(conn: AsyncConnection, inquiry_id: str) -> Name | None:
    """Where an inquiry really stands; None where there is none."""
    found: Name | None = await conn.scalar(select(inquiry.c.state).where(inquiry.c.id == inquiry_id))
    return found


async def correspondence(conn: AsyncConnection, inquiry_id: str) -> Correspondence | None:
    """Everything that the sender's page tells."""
    now = await state(conn, inquiry_id)
    if now is None:
        return None
    kept = await store.one(conn, inquiry_id)
    passed = await said(conn, inquiry_id)
    shown = as_shown(now, withdrawn=any(one.act == "withdrawal" for one in passed))
    since = await _since(conn, inquiry_id, shown) or kept.received_at
    return Correspondence(inquiry=kept, state=shown, since=since, said=passed)


async def _since(conn: AsyncConnection, inquiry_id: str, shown: Name) -> int | None:
    """When it came to stand where it is shown to: into the drawer and out of it nothing has moved."""
    moved = event.c.kind.in_(("state", "question", "sender"))
    rows = await conn.execute(select(event).where(event.c.inquiry_id == inquiry_id, moved).order_by(event.c.id.desc()))
    for row in rows:
        detail = msgspec.json.decode(row.detail)
        taken_back = shown == "withdrawn" and detail.get("act") == "withdrawal"
        if taken_back or (detail.get("to") == shown and detail.get("from") != "spam"):
            return int(row.at)
    return None


async def said(conn: AsyncConnection, inquiry_id: str) -> tuple[Said, ...]:
    """What passed between the two since the inquiry came, from the beginning."""
    kinds = event.c.kind.in_(("question", "reply", "sender"))
    rows = await conn.execute(select(event).where(event.c.inquiry_id == inquiry_id, kinds).order_by(event.c.id))
    return tuple(_said(row.id, row.at, row.kind, row.detail) for row in rows)


async def told_by(conn: AsyncConnection, inquiry_id: str, message_id: str) -> Detail:
    """What the letter of that Message-ID has to tell. Raises LookupError where nothing names it any more."""
    rows = await conn.execute(select(event.c.detail).where(event.c.inquiry_id == inquiry_id).order_by(event.c.id))
    for (text,) in rows:
        detail = msgspec.json.decode(text)
        if detail.get("letter") == message_id:
            return msgspec.convert(detail, Detail)
    raise LookupError(f"no event of inquiry {inquiry_id} names this letter")


async def letters_since(conn: AsyncConnection, kinds: tuple[str, ...], since: int) -> int:
    """How many letters of these kinds were put into the outbox."""
    many = select(func.count()).where(letter.c.kind.in_(kinds), letter.c.created_at > since)
    return (await conn.execute(many)).scalar_one()


async def keep(conn: AsyncConnection, inquiry_id: str, at: int, what: Detail) -> None:
    """Add to the history; and where the detail says so, move the inquiry."""
    row = {"inquiry_id": inquiry_id, "at": at, "kind": "sender" if what.act else "question"}
    await conn.execute(insert(event).values(**row, detail=msgspec.json.encode(what).decode()))
    if what.to:
        closed_at = at if what.to == "withdrawn" else None
        moved = update(inquiry).where(inquiry.c.id == inquiry_id).values(state=what.to, closed_at=closed_at)
        await conn.execute(moved)


def _said(ident: int, at: int, kind: str, text: str) -> Said:
    if kind == "reply":
        return Said(id=ident, at=at, act="reply")
    detail = msgspec.json.decode(text, type=Detail)
    return Said(id=ident, at=at, act=detail.act or "question", text=detail.text, question=detail.question)
