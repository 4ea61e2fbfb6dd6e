"""Inquiries, their events and letters, and the owner's sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _inquiries()
    _events()
    _letters()
    _sessions()


def _inquiries() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("spam_reasons", sa.Text(), nullable=False),
        sa.Column("client_hash", sa.LargeBinary(32)),
        sa.Column("follow_up_at", sa.BigInteger()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry"),
        sa.UniqueConstraint("key", name="uq_inquiry_key"),
    )
    op.create_index("ix_inquiry_state_received_at", "inquiry", ["state", "received_at"])
    op.create_index("ix_inquiry_received_at", "inquiry", ["received_at"])
    op.create_index("ix_inquiry_client_hash_received_at", "inquiry", ["client_hash", "received_at"])
    op.create_index("ix_inquiry_email_received_at", "inquiry", ["email", "received_at"])


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("inquiry_id", sa.String(36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_event_inquiry_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_inquiry_id_id", "event", ["inquiry_id", "id"])


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("inquiry_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column("to", sa.Text()),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("failing_since", sa.BigInteger()),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("last_code", sa.Integer()),
        sa.Column("last_error", sa.Text()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_letter_inquiry_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("inquiry_id", "kind", "n", name="uq_letter_inquiry_id_kind_n"),
    )
    op.create_index("ix_letter_state_next_at", "letter", ["state", "next_at"])


def _sessions() -> None:
    op.create_table(
        "owner_session",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_owner_session"),
    )
    op.create_table(
        "used_link",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_used_link"),
    )
