"""What views show, by which cameras are judged; and room for ``camera:`` before an id where events name a counter."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; SQLite keeps texts of any length as they are."""
    op.create_table(
        "sights",
        sa.Column("counter", sa.String(64), primary_key=True),
        sa.Column("view", sa.String(200), primary_key=True),
        sa.Column("at_ms", sa.BigInteger, primary_key=True),
        sa.Column("sight", sa.String(16), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("events", "counter", type_=sa.String(80), existing_nullable=False)
