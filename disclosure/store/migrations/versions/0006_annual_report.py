"""what the annual report counts by, and what is stated for it"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_DISCONTINUED = {"awaiting_payment": "END_UNPAID", "awaiting_correction": "END_NOT_CORRECTED"}


def upgrade() -> None:
    op.create_table(
        "report_inputs",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_report_inputs")),
    )
    for column in (
        sa.Column("received_year", sa.Integer(), nullable=True),
        sa.Column("concluded_year", sa.Integer(), nullable=True),
        sa.Column("concluded_as", sa.String(length=24), nullable=True),
        sa.Column("split_from", sa.String(length=32), nullable=True),
    ):
        op.add_column("requests", column)
    op.add_column(
        "remedies",
        sa.Column("after_reconsideration", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _fill(op.get_bind())
    with op.batch_alter_table("remedies") as remedies:
        remedies.alter_column("after_reconsideration", server_default=None)
    op.create_index(
        "ix_requests_report",
        "requests",
        ["concluded_year", "received_year", "concluded_as", "applicant_kind", "split_from"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_requests_report", table_name="requests")
    op.drop_column("remedies", "after_reconsideration")
    for name in ("split_from", "concluded_as", "concluded_year", "received_year"):
        op.drop_column("requests", name)
    op.drop_table("report_inputs")


def _fill(connection: sa.Connection) -> None:
    """The new columns of every case, from its facts and, after an order to act again, from its history."""
    cases = connection.execute(
        sa.text("SELECT id, round, outcome, received_on, replied_on, facts FROM requests ORDER BY id")
    ).mappings()
    for case in cases.all():
        facts = json.loads(case["facts"])
        first = _first_outcome(connection, case["id"]) if case["round"] > 1 else None
        on = _concluded_on(facts, dict(case))
        connection.execute(
            sa.text(
                "UPDATE requests SET received_year = :received, concluded_year = :concluded, concluded_as = :outcome,"
                " split_from = :origin, facts = :facts WHERE id = :id"
            ),
            {
                "received": case["received_on"] and int(str(case["received_on"])[:4]),
                "concluded": on and int(on[:4]),
                "outcome": (first or case["outcome"]) if on else None,
                "origin": facts.get("split_from"),
                "facts": _with_first(facts, first) if first else case["facts"],
                "id": case["id"],
            },
        )
        for remedy in facts.get("remedies", ()):
            if remedy.get("after_reconsideration"):
                connection.execute(
                    sa.text(
                        "UPDATE remedies SET after_reconsideration = :yes WHERE request_id = :id AND ref = :ref"
                    ),
                    {"yes": True, "id": case["id"], "ref": remedy["ref"]},
                )


def _concluded_on(facts: Mapping[str, Any], case: Mapping[str, Any]) -> str | None:
    """The day of the first reply or withdrawal. Until a second round `replied_on` says what the clock said."""
    if case["received_on"] is None:
        return None
    withdrawn = [tick["on"] for tick in facts.get("ticks", ()) if tick["event"] == "withdrawn"]
    if case["round"] == 1:
        days = [*withdrawn, *([str(case["replied_on"])] if case["replied_on"] else [])]
        return min(days, default=None)
    stops = [
        tick["on"]
        for tick in facts.get("ticks", ())
        if tick["event"] == "reply_served"
        or (tick["event"] == "reply_sent" and tick.get("delivery") == "post")
    ]
    return min([*withdrawn, *stops], default=None)


def _first_outcome(connection: sa.Connection, request_id: int) -> str | None:
    """What the case had been concluded as when it was first ordered to act again."""
    outcome = None
    steps = connection.execute(
        sa.text("SELECT command, from_state, to_state, data FROM history WHERE request_id = :id ORDER BY n"),
        {"id": request_id},
    )
    for command, from_state, to_state, data in steps:
        if command == "order_to_act" and to_state != from_state:
            return outcome
        if command in ("categorise", "reply_on_the_spot"):
            outcome = json.loads(data)["outcome"]
        elif command == "discontinue":
            outcome = _DISCONTINUED[from_state]
        elif command == "withdraw":
            outcome = "END_OTHER"
    return outcome


def _with_first(facts: dict[str, Any], outcome: str) -> str:
    """As the program writes them: compact, the newest field last."""
    return json.dumps(facts | {"first_outcome": outcome}, ensure_ascii=False, separators=(",", ":"))
