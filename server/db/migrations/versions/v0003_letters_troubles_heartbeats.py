"""Whose trouble it is that a letter has not left; and a lease that beats, instead of one that ends at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("letter", sa.Column("trouble", sa.String(8)))
    # A time would depend on the clocks of several machines; how often a lease was renewed depends on none.
    op.execute("ALTER TABLE letter RENAME COLUMN lease_until TO heartbeat")
