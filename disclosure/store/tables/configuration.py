"""Changes of the configuration: the drafts, and what bringing one into force moved."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from disclosure.store.tables.base import BigId, metadata
from disclosure.store.tables.dossiers import dossier_columns

config_drafts = Table(
    "config_drafts",
    metadata,
    *dossier_columns(),
    Column("title", String(200), nullable=False),
    Column("base", String(64), nullable=False),  # the version it changes; of config_versions
    Column("changes", Text, nullable=False),  # {"path": "text" or null for a file left out}, against the base
    Column("result", String(64), nullable=False),  # the version that base and changes make
    Column("effective_on", Date),  # from when it is in force; NULL until it is submitted
)

# One row for each thing that a draft moved when it came into force, and for what it could not move.
config_differences = Table(
    "config_differences",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("draft", String(40), nullable=False),  # number of the draft
    Column("request_id", BigId, ForeignKey("requests.id")),
    Column("subject", String(64), nullable=False),  # number of the case, or of the matter without one
    Column("kind", String(32), nullable=False),  # of the deadline; "request" for the case itself
    Column("field", String(16), nullable=False),
    Column("live", String(200), nullable=False),
    Column("draft_value", String(200), nullable=False),
    Index("ix_config_differences_draft", "draft", "id"),
)
