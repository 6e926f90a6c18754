"""What a person states for the annual report beside what the book knows."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from disclosure.store.tables.base import metadata

report_inputs = Table(
    "report_inputs",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("statement", Text, nullable=False),  # disclosure.reports.statement.Statement as JSON
    Column("recorded_at", String(32), nullable=False),
)
