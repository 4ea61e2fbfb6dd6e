"""A visitor asks: inquiry, first event and the owner's letter are on disk together before anyone is thanked."""

from collections.abc import Callable

import msgspec
import uuid_utils
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.contact import spam, stamp, store
from server.contact.address import normalised
from server.contact.inquiry import Submission
from server.contact.letters import FORWARD
from server.content.site import Contact
from server.db import Database
from server.mail import outbox
from server.settings import Secret


class Receipt(msgspec.Struct, frozen=True):
    """The inquiry that a submission has become, now or when it first came."""

    inquiry_id: str
    new: bool


class Receive:
    """Takes faultless submissions. `ring` wakes the courier; `domain` is that of the letters' From address."""

    def __init__(
        self, database: Database, secret: Secret, clock: Clock, *, ring: Callable[[], None], domain: str
    ) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock
        self._ring = ring
        self._domain = domain

    async def __call__(self, submission: Submission, contact: Contact, client_hash: bytes | None) -> Receipt:
        """Keep a submission; the same one again is the same inquiry. Raises server.db.Unavailable or Doubtful."""
        new = store.New(
            id=str(uuid_utils.uuid7()),  # sorts by time
            key=_key(self._secret, submission),
            at=self._clock.timestamp(),
            email=normalised(submission.email),
            client_hash=client_hash,
        )
        seconds = stamp.age(self._secret, submission.stamp, new.at)

        async def work(conn: AsyncConnection) -> Receipt:
            # Writers exclude one another, so nobody else can store this key between the look and the keeping.
            if first := await store.known(conn, new.key):
                return Receipt(first, new=False)
            known = await store.circumstances(conn, new, submission.message, seconds, contact.limits)
            verdict = spam.verdict(submission, known, contact.limits)
            await store.keep(conn, new, submission, verdict, contact)
            await outbox.put(conn, inquiry_id=new.id, kind=FORWARD, at=new.at, domain=self._domain, held=verdict.drawer)
            return Receipt(new.id, new=True)

        receipt = await self._database.write(work)
        # Also for one that is not new: its first answer may have been lost between COMMIT and here.
        self._ring()
        return receipt


def _key(secret: Secret, submission: Submission) -> bytes:
    """What makes two submissions the same: who, what about and which words. Case and spaces of a name do not."""
    email = normalised(submission.email).casefold()
    return secret.digest("inquiry-key", submission.name.casefold(), email, submission.kind, submission.message)
