"""Numbers without gaps: a gap would be something removed. One taken by a transaction that fails is given again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, text

_NEXT = text(
    "INSERT INTO counters (name, value) VALUES (:name, 1)"
    " ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value"
)

_PASS = text(
    "INSERT INTO counters (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE"
    " SET value = CASE WHEN counters.value < excluded.value THEN excluded.value ELSE counters.value END"
)


def next_ordinal(connection: Connection, counter: str) -> int:
    ordinal: int = connection.execute(_NEXT, {"name": counter}).scalar_one()
    return ordinal


def pass_over(connection: Connection, counter: str, ordinal: int) -> None:
    """Numbers up to `ordinal` came from elsewhere; none of them is given again."""
    connection.execute(_PASS, {"name": counter, "value": ordinal})


def next_number(connection: Connection, prefix: str, day: date) -> str:
    """e.g. 督办-2026-0001: by year."""
    return f"{prefix}-{day.year}-{next_ordinal(connection, f'{prefix}/{day.year}'):04d}"
