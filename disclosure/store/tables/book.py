"""The book of requests. `requests` and its children are projections: `history` alone can rebuild them.

Days are DATE; instants are RFC 3339 text in Asia/Shanghai, so that both databases keep the offset.
JSON is kept as text because the history chain hashes its exact bytes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
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

from disclosure.store.tables.base import BigId, metadata, only

requests = Table(
    "requests",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("request_key", String(200), unique=True),  # the filer's own key: the same key twice is one case
    Column("phase", String(16), nullable=False),
    Column("state", String(32), nullable=False),
    Column("round", Integer, nullable=False),  # 1, and one more for each order to act again
    Column("channel", String(20), nullable=False),
    Column("applicant_kind", String(12), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("handler", String(64)),
    Column("content", Text, nullable=False),
    Column("outcome", String(24)),
    Column("filed_on", Date, nullable=False),
    Column("received_on", Date),
    Column("due", Date),
    Column("clock_status", String(20), nullable=False),
    Column("replied_on", Date),
    Column("closed_on", Date),
    # What the annual report counts by (N1, N3, N5); the first result stands through later rounds.
    Column("received_year", Integer),
    Column("concluded_year", Integer),
    Column("concluded_as", String(24)),  # outcome
    Column("split_from", String(32)),  # the number of the request this is a part of
    Column("readers", Text),  # as cases.rights.readers_cell writes them; NULL of a case not restricted
    Column("facts", Text, nullable=False),  # the whole projection (cases.facts.Facts) as JSON
    Column("version", Integer, nullable=False),  # rows in history; the optimistic lock
    Column("head", LargeBinary(32), nullable=False),  # MAC of the last history row
    Column("seal", LargeBinary(32), nullable=False),  # MAC over id, version and head
    # Each list and count of the console is read in one of these alone; tests look at the plans. A column the condition
    # fixes is in the index all the same, for SQLite would else look it up in the table.
    Index(
        "ix_requests_open",
        "unit",
        "state",
        "clock_status",
        "due",
        "replied_on",
        "closed_on",
        "id",
        **only("closed_on IS NULL"),
    ),
    Index("ix_requests_closed", "unit", "closed_on", **only("closed_on IS NOT NULL")),
    Index("ix_requests_withdrawn", "closed_on", **only("state = 'withdrawn'")),
    Index("ix_requests_filed", "filed_on", "unit", "id"),
    Index("ix_requests_received", "received_on", "unit"),
    Index(
        "ix_requests_replied",
        "replied_on",
        "received_on",
        "clock_status",
        "unit",
        "id",
        **only("replied_on IS NOT NULL"),
    ),
    # Whatever a list may be narrowed by, in the order of the list.
    Index(
        "ix_requests_listed",
        "id",
        "unit",
        "phase",
        "state",
        "channel",
        "outcome",
        "clock_status",
        "due",
        "handler",
        "filed_on",
        "replied_on",
        "closed_on",
    ),
    # The whole of T3 is counted in this index alone, in its order.
    Index(
        "ix_requests_report",
        "concluded_year",
        "received_year",
        "concluded_as",
        "applicant_kind",
        "split_from",
    ),
)

# Words are looked up in contents by these (store.grams). No foreign key: it would be checked some thirty times for
# every filing, and no request is ever deleted.
request_grams = Table(
    "request_grams",
    metadata,
    Column("gram", BigInteger, primary_key=True, autoincrement=False),
    Column("request_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

applicants = Table(
    "applicants",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("role", String(12), nullable=False),  # applicant | agent
    Column("kind", String(12), nullable=False),
    Column("name", String(200), nullable=False),
    # Encrypted field by field; `_index` is a keyed hash, for equality only.
    Column("id_no", LargeBinary),
    Column("id_no_index", LargeBinary(32), index=True),
    Column("phone", LargeBinary),
    Column("phone_index", LargeBinary(32)),
    Column("address", LargeBinary),
    Column("email", LargeBinary),
    UniqueConstraint("request_id", "role", "ordinal"),
)

history = Table(
    "history",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),  # global, without gaps
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("n", Integer, nullable=False),  # within the case, from 1, without gaps
    Column("command", String(40), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("on_day", Date, nullable=False),  # the day it happened
    Column("recorded_at", String(32), nullable=False),  # the instant it was written down
    Column("from_state", String(32), nullable=False),
    Column("to_state", String(32), nullable=False),
    Column("data", Text, nullable=False),
    Column("config_version", String(64), nullable=False),
    Column("key", String(200)),  # idempotency key of the command
    Column("mac", LargeBinary(32), nullable=False),
    UniqueConstraint("request_id", "n"),
    UniqueConstraint("request_id", "key"),
    Index("ix_history_actor", "actor", "seq"),
    Index("ix_history_day", "on_day", "seq"),
)

chain = Table(
    "chain",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("seq", BigId, nullable=False),  # last global sequence number
    Column("cases", BigId, nullable=False),  # cases ever filed
    Column("seal", LargeBinary(32), nullable=False),
    Column("key_check", LargeBinary(32), nullable=False),  # tells a wrong key from a tampered record
    # The configuration in force; NULL until one has been brought into force: then the files of config/ are.
    Column("config_version", String(64)),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("request_id", BigId, ForeignKey("requests.id")),  # NULL for a duty that belongs to no case
    Column("kind", String(32), nullable=False),
    Column("ref", String(64), nullable=False),  # which of its kind: round, consultation or remedy
    Column("opened_on", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("basis", String(64), nullable=False),
    Column("on_expiry", String(12), nullable=False),  # transition | task | escalate
    Column("owner_role", String(32), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("status", String(12), nullable=False),  # open | suspended | watched | met | late | expired | void
    Column("met_on", Date),
    Column("provisional", Boolean, nullable=False),
    Column("level", Integer, nullable=False),  # ladder level reached for this due date, 0 none
    Column("next_alert_on", Date),  # day on which the level rises next; NULL when it never will
    Column("expires_on", Date),  # day on which on_expiry has to be done; NULL when nothing is owed
    UniqueConstraint("request_id", "kind", "ref"),
    Index(
        "ix_deadlines_caseless",
        "kind",
        "ref",
        unique=True,
        **only("request_id IS NULL"),
    ),
    Index(
        "ix_deadlines_alert",
        "next_alert_on",
        **only("next_alert_on IS NOT NULL"),
    ),
    Index(
        "ix_deadlines_expiry",
        "expires_on",
        **only("expires_on IS NOT NULL"),
    ),
    Index(
        "ix_deadlines_due",
        "due",
        "id",
        "unit",
        "kind",
        "level",
        "provisional",
        "status",
        **only("status = 'open'"),
    ),
    Index("ix_deadlines_turn", "owner_role", "due", "id", "unit", **only("status = 'open'")),
    Index("ix_deadlines_suspended", "due", "id", "unit", "status", **only("status = 'suspended'")),
)

escalations = Table(
    "escalations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("deadline_id", BigId, ForeignKey("deadlines.id"), nullable=False),
    Column("due", Date, nullable=False),
    Column("level", Integer, nullable=False),
    Column("crossed_on", Date, nullable=False),  # the day the level began
    Column("recorded_on", Date, nullable=False),  # the day a sweep saw it
    Column("notified", Boolean, nullable=False),  # False for levels already passed when the sweep came
    UniqueConstraint("deadline_id", "due", "level"),
)

consultations = Table(
    "consultations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("kind", String(16), nullable=False),  # third_party | co_producer | other_body
    Column("party", String(200), nullable=False),
    Column("state", String(32), nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("letter_received_on", Date),
    Column("answered_on", Date),
    UniqueConstraint("request_id", "ref"),
    Index("ix_consultations_state", "state"),
)

remedies = Table(
    "remedies",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("kind", String(24), nullable=False),  # reconsideration | litigation | complaint
    Column("claimant", String(16), nullable=False),  # applicant | third_party
    Column("state", String(32), nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("result", String(16)),
    Column("after_reconsideration", Boolean, nullable=False),  # T4: 复议后起诉
    Column("body", String(200)),
    Column("file_number", String(200)),
    Column("appeal_of", String(64)),  # ref of the first instance
    Column("decision", String(24)),  # of law.decisions; NULL with a result where only that is known
    Column("decided_on", Date),  # of the paper; closed_on is the day it reached us
    UniqueConstraint("request_id", "ref"),
    Index("ix_remedies_state", "state"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("request_id", BigId, ForeignKey("requests.id"), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("kind", String(16), nullable=False),  # secrecy | legality | joint_meeting
    Column("reviewer", String(64), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("content_hash", String(64)),
    Column("on_day", Date, nullable=False),
    Column("voided_on", Date),
    UniqueConstraint("request_id", "ref"),
)

users = Table(
    "users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("active", Boolean, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("user", String(64), ForeignKey("users.name"), primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("unit", String(64), primary_key=True),
)

config_versions = Table(
    "config_versions",
    metadata,
    Column("version", String(64), primary_key=True),
    Column("snapshot", Text, nullable=False),  # {"path": "text"} of every file
    Column("first_used_at", String(32), nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", BigId, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", String(32), nullable=False),
)

flow_runs = Table(
    "flow_runs",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("flow", String(64), nullable=False),
    Column("business_day", Date, nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("finished_at", String(32)),
    Column("ok", Boolean),
    Column("summary", Text),
    Index("ix_flow_runs_flow", "flow", "started_at"),
)
