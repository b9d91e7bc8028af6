"""What was found, one per cause, as people handle it."""

import sqlalchemy as sa
from alembic import op

from api.server.schema import Count

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "incidents",
        sa.Column("position", Count, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(300), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("hall", sa.String(64), nullable=False),
        sa.Column("counter", sa.String(80), nullable=False),
        sa.Column("cause", sa.String(64), nullable=False),
        sa.Column("latest", sa.Boolean, nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("start_ms", sa.BigInteger, nullable=False),
        sa.Column("end_ms", sa.BigInteger),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("opened_ms", sa.BigInteger, nullable=False),
        sa.Column("told_ms", sa.BigInteger, nullable=False),
        sa.Column("incident", sa.Text, nullable=False),
        sa.UniqueConstraint("id", "revision", name="incidents_id_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index("incidents_latest_position", "incidents", ["latest", "position"])
    op.create_index("incidents_counter_cause_latest", "incidents", ["counter", "cause", "latest"])
    op.create_index("incidents_hall_way_day", "incidents", ["hall", "way", "day"])
