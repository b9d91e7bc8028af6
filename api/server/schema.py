"""The store's tables. Times are ms UTC; a change here needs a migration beside those in ``migrations/versions``."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

Count = BigInteger().with_variant(Integer, "sqlite")
"""Only a plain INTEGER counts itself in SQLite, where it has 64 bits anyway."""

PLACE = String(64).with_variant(String(80), "postgresql")
"""What an event is about: an id, or ``camera:`` and an id. SQLite takes texts of any length."""

WORKERS = Table(
    "workers",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("previous_epoch", BigInteger),
    Column("previous_sequence", BigInteger),
    Column("views", Text, nullable=False),
    Column("registered_ms", BigInteger, nullable=False),
)
"""Who sends: the epoch that counts, its last batch that is stored (-1: none), and the epoch before that stored any."""

VIEWS = Table(
    "views",
    METADATA,
    Column("view", String(200), primary_key=True),
    Column("watermark_ms", BigInteger, nullable=False),
    Column("heard_ms", BigInteger, nullable=False),
    Column("silent_until_ms", BigInteger, nullable=False),
    Column("stored_until_ms", BigInteger, nullable=False),
)
"""How far each view has come; see ``progress.Progress``."""

SPANS = Table(
    "spans",
    METADATA,
    Column("view", String(200), primary_key=True),
    Column("minute", BigInteger, primary_key=True),
    Column("packed", LargeBinary, nullable=False),
)
"""What was seen, a row per view and minute; see ``packing``."""

SILENCES = Table(
    "silences",
    METADATA,
    Column("view", String(200), primary_key=True),
    Column("from_ms", BigInteger, primary_key=True),
    Column("to_ms", BigInteger, nullable=False),
    Column("noticed_ms", BigInteger, nullable=False),
)
"""When a view was given up as blind because nothing came from it."""

CHECKPOINTS = Table(
    "checkpoints",
    METADATA,
    Column("counter", String(64), primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
)
"""A counter's fold at ``at_ms``; its events beyond ``position`` were told by what it judged later."""

HALL_CHECKPOINTS = Table(
    "hall_checkpoints",
    METADATA,
    Column("hall", String(64), primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
)
"""The fold of a hall as a whole at ``at_ms``, as ``checkpoints`` has those of counters."""

EVENTS = Table(
    "events",
    METADATA,
    Column("position", Count, primary_key=True, autoincrement=True),
    Column("id", String(300), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("counter", PLACE, nullable=False),
    Column("latest", Boolean, nullable=False),
    Column("told_ms", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
    UniqueConstraint("id", "revision", name="events_id_revision"),
    Index("events_counter_position", "counter", "position"),
    Index("events_latest_position", "latest", "position"),
    Index("events_counter_latest_position", "counter", "latest", "position"),
    sqlite_autoincrement=True,
)
"""Every revision of every event, in the order they were told; never changed but for ``latest``."""

INCIDENTS = Table(
    "incidents",
    METADATA,
    Column("position", Count, primary_key=True, autoincrement=True),
    Column("id", String(300), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("hall", String(64), nullable=False),
    Column("counter", String(80), nullable=False),
    Column("cause", String(64), nullable=False),
    Column("latest", Boolean, nullable=False),
    Column("phase", String(16), nullable=False),
    Column("start_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger),
    Column("at_ms", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("way", String(16), nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("told_ms", BigInteger, nullable=False),
    Column("incident", Text, nullable=False),
    UniqueConstraint("id", "revision", name="incidents_id_revision"),
    Index("incidents_latest_position", "latest", "position"),
    Index("incidents_counter_cause_latest", "counter", "cause", "latest"),
    Index("incidents_hall_way_day", "hall", "way", "day"),
    sqlite_autoincrement=True,
)
"""Every revision of every incident, in the order they were told; never changed but for ``latest``.

``day`` numbers the day of the hall's calendar, ``way`` is how people hear of the revision.
"""

CHANGES = Table(
    "changes",
    METADATA,
    Column("counter", String(64), primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("customer", String(16), nullable=False),
    Column("blind_reason", String(16)),
)
"""From ``at_ms`` on a counter was in ``state``: what the fold settled, rewritten where it judges anew."""

SIGHTS = Table(
    "sights",
    METADATA,
    Column("counter", String(64), primary_key=True),
    Column("view", String(200), primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("sight", String(16), nullable=False),
)
"""From ``at_ms`` on a view of a counter showed that much, as ``changes`` has the counter's own state."""

CONFIGURATION = Table(
    "configuration",
    METADATA,
    Column("version", Count, primary_key=True, autoincrement=True),
    Column("from_ms", BigInteger, nullable=False),
    Column("taken_ms", BigInteger, nullable=False),
    Column("site", Text, nullable=False),
    Column("origin", String(8), nullable=False, server_default="file"),
    Column("author", String(200)),
    sqlite_autoincrement=True,
)
"""Every version of the site, since which event time it holds, whence it came and who saved it."""

PICTURES = Table(
    "pictures",
    METADATA,
    Column("view", String(200), primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("taken_ms", BigInteger, nullable=False),
)
"""What workers have sent of pictures; the files lie beside the store, see ``album``."""

ENTRIES = Table(
    "entries",
    METADATA,
    Column("position", Count, primary_key=True, autoincrement=True),
    Column("id", String(100), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("entry", Text),
    Column("since_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("correction", Boolean, nullable=False),
    Column("author", String(200)),
    Column("entered_ms", BigInteger, nullable=False),
    Column("settled_by", String(200)),
    Column("settled_ms", BigInteger),
    UniqueConstraint("id", "revision", name="entries_id_revision"),
    Index("entries_until", "until_ms"),
    sqlite_autoincrement=True,
)
"""Every revision of what people entered; never changed but for ``state`` and who settled it. See ``entries.Kept``.

``until_ms`` is the end of what the revision says, or ``since_ms`` where it says nothing.
"""

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", Count, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("key", String(400), nullable=False),
    Column("password_hash", String(300), nullable=False),
    Column("role", String(32), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("disabled_ms", BigInteger),
    UniqueConstraint("key", name="accounts_key"),
    sqlite_autoincrement=True,
)
"""Who may log in; ``key`` is what names are compared by. A number is never given again."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id_hash", String(64), primary_key=True),
    Column("account", BigInteger, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
)
"""Who is logged in; of a session's id only its SHA-256."""

INVITATIONS = Table(
    "invitations",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(32), nullable=False),
    Column("made_ms", BigInteger, nullable=False),
)
"""Leave to make an account; of its token only its SHA-256. One that was taken up is deleted."""
