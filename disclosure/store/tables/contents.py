"""Files: attachments and what is to be released. A content is kept once, under its hash, with what was read in it."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from disclosure.store.tables.base import BigId, metadata

contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),  # by its bytes, not by its name
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),  # extracted once; offsets of findings count in it
    Column("level", String(16)),  # the highest finding (law.secrecy.ReviewLevel); NULL when nothing was found
    Column("rules", String(64), nullable=False),  # version of the rules it was screened with
    Index("ix_contents_rules", "rules"),
)

findings = Table(
    "findings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("sha256", String(64), ForeignKey("contents.sha256"), nullable=False, index=True),
    Column("rule", String(40), nullable=False),
    Column("level", String(16), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("place", String(40), nullable=False),
    Column("text_masked", Text, nullable=False),  # never the original
    Column("suggestion", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("sha256", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("name", String(255), nullable=False),
    UniqueConstraint("request_id", "sha256"),
)

# S31s: of a file with a classification mark nothing is kept but that it came and was not taken.
refused_files = Table(
    "refused_files",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", String(40), nullable=False, unique=True),
    Column("request_id", BigId, ForeignKey("requests.id")),  # NULL when it came with an application
    Column("verdict", String(40), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("actor", String(64), nullable=False),
)

secrecy_reviews = Table(
    "secrecy_reviews",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("state", String(32), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("since", Date, nullable=False),
    Column("level", String(16)),
    Column("found", Integer, nullable=False),
    Column("passed_by", String(64)),
    Column("planned_on", Date),
    Column("referred_on", Date),
    Column("determined_on", Date),
    UniqueConstraint("request_id", "ref"),
    Index("ix_secrecy_reviews_state", "state"),
)
