"""What people enter while it runs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "entries",
        sa.Column("position", COUNT, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("since_ms", sa.BigInteger, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        sa.Column("correction", sa.Boolean, nullable=False),
        sa.Column("author", sa.String(200)),
        sa.Column("entered_ms", sa.BigInteger, nullable=False),
        sa.Column("settled_by", sa.String(200)),
        sa.Column("settled_ms", sa.BigInteger),
        sa.UniqueConstraint("id", "revision", name="entries_id_revision"),
        sa.Index("entries_until", "until_ms"),
        sqlite_autoincrement=True,
    )
