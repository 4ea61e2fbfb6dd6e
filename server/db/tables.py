"""Every table, once, for both engines. All times are whole seconds since 1970 (UTC)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

inquiry = Table(
    "inquiry",
    metadata,
    Column("id", String(36), primary_key=True),  # uuid7: sorts by time
    Column("key", LargeBinary(32), nullable=False, unique=True),  # what makes a double click the same inquiry
    Column("received_at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("topics", Text, nullable=False),  # a JSON list
    Column("message", Text, nullable=False),
    Column("link", Text, nullable=False),  # empty where none was given
    Column("state", String(16), nullable=False),
    Column("spam_reasons", Text, nullable=False),  # a JSON list of sentences; empty for the clean
    Column("client_hash", LargeBinary(32)),  # a keyed hash; the address itself is stored nowhere
    Column("follow_up_at", BigInteger),
    Column("closed_at", BigInteger),
    Index(None, "state", "received_at"),
    Index(None, "received_at"),
    Index(None, "client_hash", "received_at"),
    Index(None, "email", "received_at"),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("inquiry_id", String(36), ForeignKey("inquiry.id", ondelete="CASCADE"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),  # received, state, note, reply, question, letter, sender
    Column("detail", Text, nullable=False),  # a JSON object whose keys depend on the kind
    Index(None, "inquiry_id", "id"),
)

letter = Table(
    "letter",
    metadata,
    Column("id", String(36), primary_key=True),
    # No foreign key: the letter that tells the owner of an erasure outlives the inquiry.
    Column("inquiry_id", String(36), nullable=False),
    Column("kind", String(16), nullable=False),  # forward, receipt, question, addition, withdrawal, erasure
    Column("n", SmallInteger, nullable=False),  # the how-manieth of its kind
    Column("to", Text),  # null: the owner, whoever that is when it leaves
    Column("state", String(8), nullable=False),  # queued, sending, sent, dead, waived, held
    Column("created_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("heartbeat", BigInteger),  # how often its lease was renewed, where other processes send letters too
    Column("failing_since", BigInteger),
    Column("message_id", Text, nullable=False),
    Column("last_code", Integer),
    Column("last_error", Text),
    Column("sent_at", BigInteger),
    Column("trouble", String(8)),  # whose doing it is that the last attempt was in vain: later, away, set-up
    Column("doubts", SmallInteger),  # how often all of it was sent, and no answer came: it may have arrived each time
    UniqueConstraint("inquiry_id", "kind", "n"),
    Index(None, "state", "next_at"),
    Index(None, "kind", "created_at"),
)

# That an inquiry was erased, without a word of it. The hashes are keyed, and go when the limits no longer need them.
erasure = Table(
    "erasure",
    metadata,
    Column("inquiry_id", String(36), primary_key=True),
    Column("received_at", BigInteger, nullable=False),
    Column("erased_at", BigInteger, nullable=False),
    Column("by", String(16), nullable=False),  # sender, owner, retention
    Column("state", String(16), nullable=False),  # in which it was erased
    Column("client_hash", LargeBinary(32)),
    Column("email_hash", LargeBinary(32)),
    Column("suspect", Boolean),  # whether anything spoke against it
    Index(None, "received_at"),
    Index(None, "erased_at"),
)

# To whom a receipt was sent within the last day: kept apart from inquiries, so that erasing one allows no second.
receipt = Table(
    "receipt",
    metadata,
    Column("email_hash", LargeBinary(32), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Index(None, "at"),
)

# Which retention has been in force since when: what a new one would erase is announced first.
retention = Table(
    "retention",
    metadata,
    Column("state", String(16), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),  # the last daily run
)

session = Table(
    "owner_session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("user_agent", Text, nullable=False),
)

used_link = Table(
    "used_link",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("used_at", BigInteger, nullable=False),
)
