"""A visitor asks: inquiry, first event and the owner's letter are on disk together before anyone is thanked."""

from collections.abc import Callable

import msgspec
import uuid_utils
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.contact import receipt, spam, stamp, store
from server.contact.address import normalised
from server.contact.counted import circumstances
from server.contact.erasure import email_hash
from server.contact.inquiry import Submission
from server.contact.letters import FORWARD
from server.content.site import Contact
from server.db import Database
from server.mail import outbox
from server.settings import Secret

# A retry or a double click is given the sender's page again. Later, that somebody knows the words of an inquiry does
# not prove that it is theirs: the same letter may have gone to others, too.
GIVEN_AGAIN = 86_400  # seconds


class Receipt(msgspec.Struct, frozen=True):
    """The inquiry that a submission has become, now or when it first came; and whether its page may be named."""

    inquiry_id: str
    new: bool
    named: bool = True


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
            email=(email := normalised(submission.email)),
            email_hash=email_hash(self._secret, email),
            client_hash=client_hash,
        )
        seconds = stamp.age(self._secret, submission.stamp, new.at)

        async def work(conn: AsyncConnection) -> Receipt:
            # Writers exclude one another, so nobody else can store this key between the look and the keeping.
            if first := await store.known(conn, new.key):
                return Receipt(first.id, new=False, named=first.received_at > new.at - GIVEN_AGAIN)
            known = await circumstances(conn, new, submission.message, seconds, contact.limits)
            verdict = spam.verdict(submission, known, contact.limits)
            await store.keep(conn, new, submission, verdict, contact)
            await outbox.put(conn, inquiry_id=new.id, kind=FORWARD, at=new.at, domain=self._domain, held=verdict.drawer)
            if contact.receipts and not verdict.reasons:
                await receipt.put(conn, new, self._domain)
            return Receipt(new.id, new=True)

        received = await self._database.write(work)
        # Also for one that is not new: its first answer may have been lost between COMMIT and here.
        self._ring()
        return received


def _key(secret: Secret, submission: Submission) -> bytes:
    """What makes two submissions the same: who, what about and which words. Case and spaces of a name do not."""
    email = normalised(submission.email).casefold()
    return secret.digest("inquiry-key", submission.name.casefold(), email, submission.kind, submission.message)
