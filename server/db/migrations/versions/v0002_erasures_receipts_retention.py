"""What outlives an erased inquiry: that it was erased, the letter that says so, the limits it had counted for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _letters_by_themselves()
    _erasures()
    _receipts()
    _rules()


def _letters_by_themselves() -> None:
    """The letter that tells of an erasure has no inquiry any more. Nothing refers to letters, so none are lost here."""
    with op.batch_alter_table("letter") as letter:
        letter.drop_constraint("fk_letter_inquiry_id", type_="foreignkey")
    op.create_index("ix_letter_kind_created_at", "letter", ["kind", "created_at"])


def _erasures() -> None:
    op.create_table(
        "erasure",
        sa.Column("inquiry_id", sa.String(36), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("client_hash", sa.LargeBinary(32)),
        sa.Column("email_hash", sa.LargeBinary(32)),
        sa.PrimaryKeyConstraint("inquiry_id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_received_at", "erasure", ["received_at"])
    op.create_index("ix_erasure_erased_at", "erasure", ["erased_at"])


def _receipts() -> None:
    op.create_table(
        "receipt",
        sa.Column("email_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("email_hash", name="pk_receipt"),
    )
    op.create_index("ix_receipt_at", "receipt", ["at"])


def _rules() -> None:
    op.create_table(
        "retention",
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_retention"),
    )
