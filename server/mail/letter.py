"""A letter: one mail that leaves, or waits to, or has left."""

from typing import Literal

import msgspec

from server.db import tables
from server.mail.transport import Trouble

# waived: it was dead, and the owner has left it at that.
State = Literal["queued", "sending", "sent", "dead", "waived", "held"]


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox. Times are seconds since 1970."""

    id: str
    inquiry_id: str
    kind: str  # forward, receipt, question, addition, withdrawal, erasure
    n: int  # the how-manieth of its kind about this inquiry
    to: str | None  # None: the owner, whoever that is when it leaves
    state: State
    created_at: int  # and the mail's Date, so that every copy is the same
    attempts: int
    next_at: int
    failing_since: int | None
    message_id: str
    last_code: int | None  # of the server's last refusal (RFC 5321); None where it never came to an answer
    last_error: str | None
    sent_at: int | None
    trouble: Trouble | None  # why the last attempt was in vain, where it may be otherwise next time
    doubts: int | None  # how often all of it was sent and no answer came: it may have arrived each time
    heartbeat: int | None  # of its lease, where other processes send letters, too


FIELDS = [tables.letter.c[name] for name in Letter.__struct_fields__]
