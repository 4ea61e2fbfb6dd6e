"""A visitor asks: inquiry, first event and the owner's letter are on disk together before anyone is thanked."""

from collections.abc import Callable

import msgspec
import uuid_utils
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY, Clock
from server.contact import receipt, spam, stamp, store
from server.contact.address import normalised
from server.contact.counted import counted
from server.contact.erasure import email_hash
from server.contact.hindsight import WAIT, Hindsight
from server.contact.inquiry import Submission
from server.contact.lately import Lately
from server.contact.letters import FORWARD
from server.contact.reachable import Answer
from server.contact.spam import Circumstances, Verdict
from server.content.site import Contact
from server.db import Database
from server.mail import outbox
from server.settings import Secret

# A retry or a double click is given the sender's page again. Later, that somebody knows the words of an inquiry does
# not prove that it is theirs: the same letter may have gone to others, too.
GIVEN_AGAIN = DAY


class Received(msgspec.Struct, frozen=True):
    """The inquiry that a submission has become, now or when it first came; and whether its page may be named."""

    inquiry_id: str
    new: bool
    named: bool = True
    doubtful: Verdict | None = None  # what is held against it so far, where more is to be asked


class Receive:
    """Takes faultless submissions. `ring` wakes the courier; `domain` is that of the letters' From address.

    Without `hindsight` nothing is asked after storing.
    """

    def __init__(  # noqa: PLR0913 (what it needs is what it is made of)
        self,
        database: Database,
        secret: Secret,
        clock: Clock,
        *,
        ring: Callable[[], None],
        domain: str,
        hindsight: Hindsight | None = None,
    ) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock
        self._ring = ring
        self._domain = domain
        self._hindsight = hindsight
        self._lately = Lately()

    async def __call__(self, submission: Submission, contact: Contact, client_hash: bytes | None) -> Received:
        """Keep a submission; the same one again is the same inquiry. Raises server.db.Unavailable or Doubtful."""
        new = store.New(
            id=str(uuid_utils.uuid7()),  # sorts by time
            key=_key(self._secret, submission, email := normalised(submission.email)),
            at=self._clock.timestamp(),
            email=email,
            email_hash=email_hash(self._secret, email),
            client_hash=client_hash if contact.limits.per_network_hour else None,  # what nobody counts is not kept
        )
        answer = self._hindsight.known(new.email) if self._hindsight else Answer.UNKNOWN
        seconds = stamp.age(self._secret, submission.stamp, new.at)

        async def work(conn: AsyncConnection) -> Received:
            # Writers exclude one another, so nobody else can store this key between the look and the keeping.
            if first := await store.known(conn, new.key):
                return Received(first.id, new=False, named=first.received_at > new.at - GIVEN_AGAIN)
            known = await self._known(conn, new, submission, contact)
            known = msgspec.structs.replace(known, seconds=seconds, no_mail=answer is Answer.TAKES_NONE)
            verdict = spam.verdict(submission, known, contact.limits)
            asked = answer is Answer.NOT_ASKED and not verdict.drawer
            after = WAIT if asked else 0
            await store.keep(conn, new, submission, verdict, contact)
            await outbox.put(
                conn,
                inquiry_id=new.id,
                kind=FORWARD,
                at=new.at,
                domain=self._domain,
                held=verdict.drawer,
                after=after,
            )
            if contact.receipts and not verdict.signs:
                await receipt.put(conn, new, self._domain, after=after)
            return Received(new.id, new=True, doubtful=verdict if asked else None)

        received = await self._database.write(work)
        if self._hindsight and received.doubtful is not None:
            self._hindsight.begin(received.inquiry_id, new.email, received.doubtful)
        # Also for one that is not new: its first answer may have been lost between COMMIT and here.
        self._ring()
        return received

    async def _known(
        self, conn: AsyncConnection, new: store.New, submission: Submission, contact: Contact
    ) -> Circumstances:
        """What the database knows. Without a limit there is nothing to count."""
        found = await counted(conn, new, contact.limits)
        if not contact.limits.per_address_day:
            return found
        prompts = [prompt for kind in contact.kinds for prompt in kind.prompts]
        text, sentence = await self._lately.repeated(conn, submission.message, new.email, prompts)
        return msgspec.structs.replace(found, same_text=text, same_sentence=sentence)


def _key(secret: Secret, submission: Submission, email: str) -> bytes:
    """What makes two submissions the same: who, what about and which words. Case and spaces of a name do not."""
    return secret.digest(
        "inquiry-key", submission.name.casefold(), email.casefold(), submission.kind, submission.message
    )
