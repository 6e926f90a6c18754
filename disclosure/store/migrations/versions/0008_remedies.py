"""what a proceeding is about and how it was decided"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NEW = ("body", "file_number", "appeal_of", "decision", "decided_on")


def upgrade() -> None:
    for column in (
        sa.Column("body", sa.String(length=200), nullable=True),
        sa.Column("file_number", sa.String(length=200), nullable=True),
        sa.Column("appeal_of", sa.String(length=64), nullable=True),
        sa.Column("decision", sa.String(length=24), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
    ):
        op.add_column("remedies", column)
    _fill(op.get_bind())


def downgrade() -> None:
    for name in reversed(_NEW):
        op.drop_column("remedies", name)


def _fill(connection: sa.Connection) -> None:
    """The body stood in the history alone; from now on it is part of the facts and of the row."""
    having = "SELECT id, facts FROM requests WHERE id IN (SELECT request_id FROM remedies) ORDER BY id"
    for case, text in connection.execute(sa.text(having)).all():
        facts = json.loads(text)
        bodies = _bodies(connection, case)
        for remedy in facts["remedies"]:
            if body := next(bodies, None):
                remedy.setdefault("body", body)
            named = {name: remedy.get(name) for name in _NEW}
            change = ", ".join(f"{name} = :{name}" for name in _NEW)
            connection.execute(
                sa.text(f"UPDATE remedies SET {change} WHERE request_id = :id AND ref = :ref"),  # noqa: S608 - our names
                {**named, "id": case, "ref": remedy["ref"]},
            )
        compact = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        connection.execute(
            sa.text("UPDATE requests SET facts = :facts WHERE id = :id"), {"facts": compact, "id": case}
        )


def _bodies(connection: sa.Connection, case: int) -> Iterator[str]:
    """In the order of j1, j2 …, corrections by a second person laid over."""
    steps = connection.execute(
        sa.text("SELECT command, data FROM history WHERE request_id = :id ORDER BY n"), {"id": case}
    )
    rows: list[tuple[str, dict[str, Any]]] = [(command, json.loads(data)) for command, data in steps]
    for command, data in rows:
        if command == "approve_rectification":
            proposed = rows[data["n"] - 1][1]
            if proposed["field"] == "body":
                rows[proposed["n"] - 1][1]["body"] = proposed["value"]
    return (data["body"] for command, data in rows if command == "open_remedy")
