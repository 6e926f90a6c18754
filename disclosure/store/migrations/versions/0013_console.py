"""what the console reads: indexes for its lists and counts, pairs of characters for its search"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from disclosure.store.grams import grams

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OPEN, _DUE = "closed_on IS NULL", "status = 'open'"
_DROPPED = (
    ("ix_requests_open", "requests", ["unit", "state"], _OPEN),
    ("ix_requests_phase", "requests", ["phase"], _OPEN),
    ("ix_requests_filed", "requests", ["filed_on"], None),
    ("ix_deadlines_due", "deadlines", ["due"], _DUE),
)
_MADE = (
    ("ix_requests_open", "requests", ["unit", "state", "clock_status", "due", "replied_on", "closed_on", "id"], _OPEN),
    ("ix_requests_closed", "requests", ["unit", "closed_on"], "closed_on IS NOT NULL"),
    ("ix_requests_withdrawn", "requests", ["closed_on"], "state = 'withdrawn'"),
    ("ix_requests_filed", "requests", ["filed_on", "unit", "id"], None),
    ("ix_requests_received", "requests", ["received_on", "unit"], None),
    (
        "ix_requests_replied",
        "requests",
        ["replied_on", "received_on", "clock_status", "unit", "id"],
        "replied_on IS NOT NULL",
    ),
    (
        "ix_requests_listed",
        "requests",
        [
            "id", "unit", "phase", "state", "channel", "outcome", "clock_status", "due", "handler", "filed_on",
            "replied_on", "closed_on",
        ],
        None,
    ),
    ("ix_deadlines_due", "deadlines", ["due", "id", "unit", "kind", "level", "provisional", "status"], _DUE),
    ("ix_deadlines_turn", "deadlines", ["owner_role", "due", "id", "unit"], _DUE),
    ("ix_deadlines_suspended", "deadlines", ["due", "id", "unit", "status"], "status = 'suspended'"),
    ("ix_history_actor", "history", ["actor", "seq"], None),
    ("ix_history_day", "history", ["on_day", "seq"], None),
)  # fmt: skip
_AT_ONCE = 2_000  # contents read before their pairs are written


def upgrade() -> None:
    for name, table, _, __ in _DROPPED:
        op.drop_index(name, table)
    for index in _MADE:
        _make(*index)
    made = op.create_table(
        "request_grams",
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("gram", "request_id", name=op.f("pk_request_grams")),
        sqlite_with_rowid=False,
    )
    _fill(op.get_bind(), made)


def downgrade() -> None:
    op.drop_table("request_grams")
    for name, table, _, __ in _MADE:
        op.drop_index(name, table)
    for index in _DROPPED:
        _make(*index)


def _make(name: str, table: str, columns: list[str], only: str | None) -> None:
    where: dict[str, Any] = {}
    if only:
        where = {"sqlite_where": sa.text(only), "postgresql_where": sa.text(only)}
    op.create_index(name, table, columns, unique=False, **where)


def _fill(connection: sa.Connection, table: sa.Table) -> None:
    """From the contents that are there already."""
    requests = sa.table("requests", sa.column("id"), sa.column("content"))
    piece = sa.select(requests).where(requests.c.id > sa.bindparam("after")).order_by(requests.c.id)
    after = 0
    while rows := connection.execute(piece.limit(_AT_ONCE), {"after": after}).all():
        pairs = [{"gram": gram, "request_id": row.id} for row in rows for gram in grams(row.content)]
        if pairs:
            connection.execute(table.insert(), pairs)
        after = rows[-1].id
