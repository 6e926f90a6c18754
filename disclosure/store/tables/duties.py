"""What is owed beside the cases: reassessments of what was withheld, annual reports, holiday notices."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, text

from disclosure.store.tables.base import BigId, metadata
from disclosure.store.tables.dossiers import dossier_columns

# One row for each case whose reply withholds something, so that nobody has to look through the archive.
withholdings = Table(
    "withholdings",
    metadata,
    Column("request_id", BigId, ForeignKey("requests.id"), primary_key=True, autoincrement=False),
    Column("round", Integer, nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("assessed_on", Date),  # of the reply or the last assessment; NULL while a reassessment stands open
    Index(
        "ix_withholdings_assessed",
        "assessed_on",
        sqlite_where=text("assessed_on IS NOT NULL"),
        postgresql_where=text("assessed_on IS NOT NULL"),
    ),
)

reassessments = Table(
    "reassessments",
    metadata,
    *dossier_columns(),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("request_number", String(32), nullable=False),  # what people call the case; it never changes
    Column("round", Integer, nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("assessed_on", Date, nullable=False),  # the day its interval runs from
    Column("conclusion", String(8)),  # withhold | open
    Column("follow_up", String(12)),  # proactive | new_reply, when it may be opened
    Index(
        "ix_reassessments_open",
        "request_id",
        "round",
        unique=True,
        sqlite_where=text("closed_on IS NULL"),
        postgresql_where=text("closed_on IS NULL"),
    ),
)

annual_reports = Table(
    "annual_reports",
    metadata,
    *dossier_columns(),
    Column("year", Integer, nullable=False, unique=True),
    Column("content_hash", String(64)),
)

calendar_notices = Table(
    "calendar_notices", metadata, *dossier_columns(), Column("year", Integer, nullable=False, unique=True)
)
