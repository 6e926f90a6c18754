"""The steps of everything that is not a request: append-only, chained within their dossier."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from disclosure.store.tables.base import BigId, metadata


def dossier_columns() -> list[Column[Any]]:
    """What the table of every kind begins with; `version`, `head` and `seal` close its chain of steps."""
    return [
        Column("id", BigId, primary_key=True),
        Column("number", String(40), nullable=False, unique=True),
        Column("unit", String(64), nullable=False),
        Column("state", String(32), nullable=False),
        Column("opened_on", Date, nullable=False),
        Column("closed_on", Date),
        Column("version", Integer, nullable=False),
        Column("head", LargeBinary(32), nullable=False),
        Column("seal", LargeBinary(32)),
    ]


dossier_steps = Table(
    "dossier_steps",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("number", String(40), nullable=False),
    Column("n", Integer, nullable=False),  # within the dossier, from 1, without gaps
    Column("command", String(40), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("recorded_at", String(32), nullable=False),
    Column("from_state", String(32), nullable=False),
    Column("to_state", String(32), nullable=False),
    Column("data", Text, nullable=False),
    Column("config_version", String(64), nullable=False),
    Column("key", String(200)),
    Column("mac", LargeBinary(32), nullable=False),
    UniqueConstraint("kind", "number", "n"),
    UniqueConstraint("kind", "number", "key"),
)
