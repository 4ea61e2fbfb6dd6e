"""An inquiry is erased: row, history and letters are gone together, and what limits have counted stays counted."""

from typing import Literal

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY
from server.contact.store import CLEAN
from server.db.tables import erasure, inquiry, letter, receipt
from server.mail import outbox
from server.settings import Secret

ERASURE = "erasure"  # the kind of letter that asks the owner to delete the mails, too
AT_ONCE = 10_000
REMEMBERED = 90 * DAY  # how long the owner can see that something was erased

By = Literal["sender", "owner", "retention"]


class Erase:
    """Erases inquiries. `domain` is that of the letters' From address."""

    def __init__(self, secret: Secret, domain: str) -> None:
        self._secret = secret
        self._domain = domain

    async def __call__(self, conn: AsyncConnection, inquiry_id: str, *, by: By, at: int) -> bool:
        """Erase one; whether there was one. Its idempotency key goes, too: the same words later are a new inquiry.

        A letter that is just being sent cannot be called back; the owner is told all the same. One that waits goes
        with the rest. Without any letter on its way or arrived, nobody has to be told.
        """
        row = (await conn.execute(select(inquiry).where(inquiry.c.id == inquiry_id))).one_or_none()
        if row is None:
            return False
        left = or_(letter.c.state.in_(("sending", "sent")), letter.c.attempts > 0)
        told = select(func.count()).where(letter.c.inquiry_id == inquiry_id, letter.c.to.is_(None), left)
        mailed = (await conn.execute(told)).scalar_one() > 0
        await conn.execute(delete(letter).where(letter.c.inquiry_id == inquiry_id))
        await conn.execute(delete(inquiry).where(inquiry.c.id == inquiry_id))
        await conn.execute(
            insert(erasure).values(
                inquiry_id=inquiry_id,
                received_at=row.received_at,
                erased_at=at,
                by=by,
                state=row.state,
                client_hash=row.client_hash,
                email_hash=email_hash(self._secret, row.email),
                suspect=row.spam_reasons != CLEAN,
            )
        )
        if by == "sender" and mailed:
            await outbox.put(conn, inquiry_id=inquiry_id, kind=ERASURE, at=at, domain=self._domain)
        return True


def email_hash(secret: Secret, email: str) -> bytes:
    """What limits keep of an address: a keyed hash, which says nothing without the site's secret."""
    return secret.digest("limited-email", email.casefold())


async def forget(conn: AsyncConnection, at: int) -> None:
    """Let go of what only limits have needed, of receipts, and of what erasures have left behind: daily."""
    networks = select(inquiry.c.id).where(inquiry.c.client_hash.is_not(None), inquiry.c.received_at < at - DAY)
    some = networks.order_by(inquiry.c.received_at.desc()).limit(AT_ONCE).scalar_subquery()
    await conn.execute(update(inquiry).where(inquiry.c.id.in_(some)).values(client_hash=None))
    lapsed = (erasure.c.received_at < at - DAY) & or_(
        erasure.c.email_hash.is_not(None), erasure.c.client_hash.is_not(None)
    )
    await conn.execute(update(erasure).where(lapsed).values(client_hash=None, email_hash=None))
    await conn.execute(delete(erasure).where(erasure.c.erased_at < at - REMEMBERED))
    await conn.execute(delete(receipt).where(receipt.c.at < at - DAY))
    done = letter.c.state.in_(("sent", "dead", "waived")) & (letter.c.created_at < at - 7 * DAY)
    await conn.execute(delete(letter).where(letter.c.kind == ERASURE, done))
