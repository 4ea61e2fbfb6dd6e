"""How often a letter may have arrived, unanswered; and whether an erased inquiry had been suspect."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("letter", sa.Column("doubts", sa.SmallInteger()))
    op.add_column("erasure", sa.Column("suspect", sa.Boolean()))
