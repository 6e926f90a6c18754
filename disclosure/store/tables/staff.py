"""Who was appointed, revoked, put out of service by whom: append-only, each row chained to the one before it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from disclosure.store.tables.base import BigId, metadata

# Names and not keys of `users`: what was done stays said whatever becomes of the user.
staff_changes = Table(
    "staff_changes",
    metadata,
    Column("n", BigId, primary_key=True, autoincrement=False),  # from 1, without gaps
    Column("at", String(32), nullable=False),
    Column("by", String(64), nullable=False),  # "system": given on the command line, where nobody signs in
    Column("what", String(16), nullable=False),  # cases.staff_record.Change
    Column("user", String(64), nullable=False),
    Column("role", String(32)),
    Column("unit", String(64)),
    Column("token", BigId),  # api_tokens.id
    Column("mac", LargeBinary(32), nullable=False),
)

# One row: where the record ends.
staff_book = Table(
    "staff_book",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("n", BigId, nullable=False),
    Column("head", LargeBinary(32), nullable=False),  # MAC of the last row
    Column("seal", LargeBinary(32), nullable=False),  # MAC over n and head
)
