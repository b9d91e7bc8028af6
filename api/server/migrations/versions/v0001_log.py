"""The first tables: workers, views, spans, silences, checkpoints, events, changes, configuration."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _workers()
    _log()
    _judged()
    op.create_table(
        "configuration",
        sa.Column("version", COUNT, primary_key=True, autoincrement=True),
        sa.Column("from_ms", sa.BigInteger, nullable=False),
        sa.Column("taken_ms", sa.BigInteger, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("previous_epoch", sa.BigInteger),
        sa.Column("previous_sequence", sa.BigInteger),
        sa.Column("views", sa.Text, nullable=False),
        sa.Column("registered_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "views",
        sa.Column("view", sa.String(200), primary_key=True),
        sa.Column("watermark_ms", sa.BigInteger, nullable=False),
        sa.Column("heard_ms", sa.BigInteger, nullable=False),
        sa.Column("silent_until_ms", sa.BigInteger, nullable=False),
        sa.Column("stored_until_ms", sa.BigInteger, nullable=False),
    )


def _log() -> None:
    op.create_table(
        "spans",
        sa.Column("view", sa.String(200), primary_key=True),
        sa.Column("minute", sa.BigInteger, primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "silences",
        sa.Column("view", sa.String(200), primary_key=True),
        sa.Column("from_ms", sa.BigInteger, primary_key=True),
        sa.Column("to_ms", sa.BigInteger, nullable=False),
        sa.Column("noticed_ms", sa.BigInteger, nullable=False),
    )


def _judged() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("counter", sa.String(64), primary_key=True),
        sa.Column("at_ms", sa.BigInteger, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("position", COUNT, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(300), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("counter", sa.String(64), nullable=False),
        sa.Column("latest", sa.Boolean, nullable=False),
        sa.Column("told_ms", sa.BigInteger, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.UniqueConstraint("id", "revision", name="events_id_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index("events_counter_position", "events", ["counter", "position"])
    op.create_index("events_latest_position", "events", ["latest", "position"])
    op.create_index("events_counter_latest_position", "events", ["counter", "latest", "position"])
    op.create_table(
        "changes",
        sa.Column("counter", sa.String(64), primary_key=True),
        sa.Column("at_ms", sa.BigInteger, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("customer", sa.String(16), nullable=False),
        sa.Column("blind_reason", sa.String(16)),
    )
