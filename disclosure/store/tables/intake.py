"""收件簿: what came in, item by item, before anybody knew what it was."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, text

from disclosure.store.tables.base import metadata
from disclosure.store.tables.dossiers import dossier_columns

# `opened_on` is the day it came in, `closed_on` the day it became a case or got its signed reason.
intake_items = Table(
    "intake_items",
    metadata,
    *dossier_columns(),
    Column("book", String(8), nullable=False),  # counter | post | fax | web
    Column("ordinal", Integer, nullable=False),  # within book and day, from 1, without gaps
    Column("sender", String(8), nullable=False),  # masked, never the name
    Column("kind", String(12), nullable=False),  # application | unclear | other, as it looks
    Column("channel", String(20), nullable=False),  # law.events.Channel: how it came
    Column("postal_number", String(200)),
    Column("request_number", String(32), unique=True),  # the case it became: one case, one item
    Column("reason", String(16)),  # words.INTAKE_REASONS
    UniqueConstraint("book", "opened_on", "ordinal"),
    Index(
        "ix_intake_items_open",
        "opened_on",
        sqlite_where=text("closed_on IS NULL"),
        postgresql_where=text("closed_on IS NULL"),
    ),
    Index("ix_intake_items_closed", "closed_on"),
)
