"""Who may come in: passwords, sessions, what was looked at, and the codes by which applicants follow their case."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from disclosure.store.tables.base import BigId, metadata

credentials = Table(
    "credentials",
    metadata,
    Column("user", String(64), ForeignKey("users.name"), primary_key=True),
    Column("secret", String(200), nullable=False),  # argon2id, with its own salt and cost
    Column("set_at", String(32), nullable=False),
)

# Whether anybody has the name or not: who guesses learns nothing from being stopped.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("name", LargeBinary(32), primary_key=True),  # keyed hash
    Column("failures", Integer, nullable=False),  # in a row
    Column("last_at", String(32), nullable=False),
    Column("locked_until", String(32)),
)

# Of the last hour: who came for what how often.
attempts = Table(
    "attempts",
    metadata,
    Column("n", BigId, primary_key=True, autoincrement=False),
    Column("what", String(16), nullable=False),
    Column("whose", LargeBinary(32), nullable=False),  # keyed hash of the day and the address
    Column("at", String(32), nullable=False),
    Index("ix_attempts_whose", "what", "whose", "at"),
    Index("ix_attempts_at", "at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # hash of the token; the token itself is nowhere here
    Column("user", String(64), ForeignKey("users.name"), nullable=False, index=True),
    Column("opened_at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
)

# What programs come in with. A revoked one stays, so that its number is never another's.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", BigId, primary_key=True),
    Column(
        "secret", String(64), nullable=False, unique=True
    ),  # hash of the token; the token itself is nowhere here
    Column("user", String(64), ForeignKey("users.name"), nullable=False, index=True),
    Column("label", String(200), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("revoked_at", String(32)),
    Column("last_used_on", Date),
)

# Every look at an applicant's name, identifier or address.
sightings = Table(
    "sightings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("user", String(64), nullable=False),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("what", String(16), nullable=False),  # persons | file | letter | code
    Column("at", String(32), nullable=False),
    Index("ix_sightings_request", "request_id", "id"),
)

follow_codes = Table(
    "follow_codes",
    metadata,
    Column("request_id", BigId, ForeignKey("requests.id"), primary_key=True),
    Column("code", LargeBinary(32), nullable=False),  # keyed hash
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("user", String(64), ForeignKey("users.name"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("query", Text, nullable=False),  # of the address of the list
)

# Whether the number exists or not: who guesses learns nothing from being stopped.
follow_failures = Table(
    "follow_failures",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", String(32), nullable=False),  # of the first of them
    Column("locked_until", String(32)),
)
