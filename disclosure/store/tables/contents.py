"""Files: attachments and what is to be released, by content hash."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from disclosure.store.tables.base import BigId, metadata

documents = Table(
    "documents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("request_id", "sha256"),
)
