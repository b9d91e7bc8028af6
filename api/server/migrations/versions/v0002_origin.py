"""Whence a version of the site came: the site file or the app, and who saved it there."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; until now every version came from a file."""
    op.add_column("configuration", sa.Column("origin", sa.String(8), nullable=False, server_default="file"))
    op.add_column("configuration", sa.Column("author", sa.String(200)))
