"""The owner asks the sender: the question stands on the sender's page, and goes to them by mail."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact.sender import store
from server.contact.sender.acts import Erased
from server.contact.sender.store import Detail
from server.contact.standing import Name
from server.db.tables import inquiry
from server.mail import outbox
from server.mail.address import wire

QUESTION = "question"  # the kind of its letter
GOES_ON: frozenset[Name] = frozenset({"active", "waiting", "completed"})  # a question does not change where these stand
NO_QUESTIONS: frozenset[Name] = frozenset({"spam", "withdrawn"})


class Unasked(Exception):
    """Nobody is asked from the drawer, or who has taken the inquiry back."""


async def ask(conn: AsyncConnection, inquiry_id: str, text: str, *, at: int, domain: str) -> bool:
    """Keep a question, and queue its letter; whether there is one, since not every address takes mail.

    The question that was asked last, asked again, is a double click. Raises Erased or Unasked.
    """
    row = (await conn.execute(select(inquiry.c.state, inquiry.c.email).where(inquiry.c.id == inquiry_id))).one_or_none()
    if row is None:
        raise Erased
    if row.state in NO_QUESTIONS:
        raise Unasked
    mailable = wire(row.email) is not None
    last = next((said for said in reversed(await store.said(conn, inquiry_id))), None)
    if last and (last.act, last.text) == ("question", text):
        return mailable
    letter = None
    if mailable:
        letter = await outbox.put(conn, inquiry_id=inquiry_id, kind=QUESTION, at=at, domain=domain, to=row.email)
    detail = Detail(text=text, letter=letter)
    if row.state not in GOES_ON | {"need-info"}:
        detail = msgspec.structs.replace(detail, was=row.state, to="need-info")
    await store.keep(conn, inquiry_id, at, detail)
    return mailable
