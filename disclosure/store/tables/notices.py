"""Who is told what: notices, messages, absences, addresses, 督办单.

A notice is something a role of a unit has to know. A sweep gathers what nobody has been told yet into one
message per person; the outbox holds those messages until a channel has taken them.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from disclosure.store.tables.base import BigId, metadata
from disclosure.store.tables.dossiers import dossier_columns

notices = Table(
    "notices",
    metadata,
    Column("id", BigId, primary_key=True),
    # Stable: the same event for the same role gives the same id.
    Column("notice_id", String(120), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),  # turn | alert | supervision | raised | dossier | ledger
    # Kind of deadline; for a turn the state it is about; for a dossier its kind.
    Column("topic", String(32), nullable=False),
    # The matter where neither a case nor a deadline names it; for a 督办单 what it is about.
    Column("subject", String(64)),
    Column("request_id", BigId, ForeignKey("requests.id")),
    Column("deadline_id", BigId, ForeignKey("deadlines.id")),
    Column("due", Date),
    Column("level", Integer, nullable=False),  # of the ladder; 0 for what does not come from a rung
    Column("role", String(32), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("created_on", Date, nullable=False),
    Column("batch", BigId, index=True),  # the gathering that told it; NULL until then
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    # Stable: the same message always bears the same id.
    Column("message_id", String(120), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("person", String(64), ForeignKey("users.name"), nullable=False),
    Column("urgent", Boolean, nullable=False),  # goes out at any hour
    Column("payload", Text, nullable=False),
    Column("created_on", Date, nullable=False),
    Column("status", String(8), nullable=False),  # pending | sent | dead
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", String(32), nullable=False),
    Column("last_error", Text),
    Column("sent_at", String(32)),
    Index(
        "ix_outbox_pending",
        "next_try_at",
        sqlite_where=text("status = 'pending'"),
        postgresql_where=text("status = 'pending'"),
    ),
)

absences = Table(
    "absences",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("user", String(64), ForeignKey("users.name"), nullable=False, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),  # included
    Column("substitute", String(64), ForeignKey("users.name"), nullable=False),
    Column("cancelled", Boolean, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("user", String(64), ForeignKey("users.name"), nullable=False),
    Column("way", String(8), nullable=False),  # mail | im
    Column("address", LargeBinary, nullable=False),  # encrypted, like identifiers of applicants
    PrimaryKeyConstraint("user", "way"),
)

supervision_orders = Table(
    "supervision_orders",
    metadata,
    *dossier_columns(),
    Column("deadline_id", BigId, ForeignKey("deadlines.id"), nullable=False),  # what is overdue
    Column("due", Date, nullable=False),  # the due day that was missed
    Column("topic", String(32), nullable=False),  # its kind of deadline
    Column("subject", String(64), nullable=False),  # its case, or its ref where it belongs to none
    Column("level", Integer, nullable=False),  # the rung of the ladder that opened it
    Column("answers", Integer, nullable=False),  # answers called for: 1, and one more for each return
    UniqueConstraint("deadline_id", "due"),
)
