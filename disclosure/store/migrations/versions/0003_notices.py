"""notices, messages to persons, absences, addresses, supervision orders

What the outbox still had to say to a role becomes a notice, and the next sweep tells it to persons. What has been
sent stands in var/outbox.jsonl, where the only channel until now wrote it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op
from ruamel.yaml import YAML

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PENDING = sa.text("status = 'pending'")


def upgrade() -> None:
    _renumber_rungs()
    _create_notices()
    _move_messages()
    op.drop_index("ix_outbox_pending", table_name="outbox")
    op.drop_table("outbox")
    _create_outbox(
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["users.name"], name=op.f("fk_outbox_person_users")),
    )
    _create_people()
    _create_orders()


def downgrade() -> None:
    for table in ("supervision_orders", "addresses", "absences", "outbox", "notices"):
        op.drop_table(table)
    _create_outbox(
        sa.Column("request_id", _ID, nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_outbox_request_id_requests")),
    )


def _renumber_rungs() -> None:
    """A rung was known by its place in the file; it is known by its distance from the due day now, which stays what
    it is when a rung is added or taken away. The ladder is the one last used, else the one that was shipped."""
    used = op.get_bind().scalar(
        sa.text("SELECT snapshot FROM config_versions ORDER BY first_used_at DESC LIMIT 1")
    )
    offsets = [-5, -2, 0, 1, 5]
    if used is not None and (ladder := json.loads(used).get("escalation.yaml")):
        offsets = [level["offset"] for level in YAML(typ="safe").load(ladder)["levels"]]
    for table in ("deadlines", "escalations"):
        for place, offset in enumerate(offsets, 1):
            change = sa.text(f"UPDATE {table} SET level = :new WHERE level = :old")  # noqa: S608 - our own names
            op.get_bind().execute(change, {"new": offset + 251, "old": place})


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", _ID, nullable=False),
        sa.Column("notice_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("request_id", _ID, nullable=True),
        sa.Column("deadline_id", _ID, nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("batch", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadlines.id"], name=op.f("fk_notices_deadline_id_deadlines")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_notices_request_id_requests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_notices_notice_id")),
    )
    op.create_index(op.f("ix_notices_batch"), "notices", ["batch"], unique=False)


def _move_messages() -> None:
    connection = op.get_bind()
    old = sa.table(
        "outbox",
        *map(sa.column, ("message_id", "kind", "request_id", "role", "unit", "payload", "status")),
        sa.column("created_on", sa.Date()),
    )
    rows = connection.execute(sa.select(old).where(old.c.status != "sent")).mappings().all()
    names = ("notice_id", "kind", "topic", "request_id", "deadline_id", "level", "role", "unit")
    days = (sa.column("due", sa.Date()), sa.column("created_on", sa.Date()))
    notices = sa.table("notices", *map(sa.column, names), *days)
    if rows:
        connection.execute(sa.insert(notices), [_notice(row) for row in rows])


def _notice(row: Any) -> dict[str, Any]:
    content = json.loads(row["payload"])
    kept = {name: row[name] for name in ("kind", "request_id", "role", "unit", "created_on")}
    kept |= {"notice_id": row["message_id"]}
    if row["kind"] == "turn":
        return kept | {"topic": content["state"], "deadline_id": None, "due": None, "level": 0}
    _, deadline, due, level, _ = row["message_id"].split(":")
    climbed = {"deadline_id": int(deadline), "due": date.fromisoformat(due), "level": int(level)}
    return kept | climbed | {"topic": content["deadline"]}


def _create_outbox(*of_recipient: sa.Column[Any] | sa.Constraint) -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ID, nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        *of_recipient,
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    op.create_index(
        "ix_outbox_pending", "outbox", ["next_try_at"], sqlite_where=_PENDING, postgresql_where=_PENDING
    )


def _create_people() -> None:
    op.create_table(
        "absences",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("substitute", sa.String(length=64), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["substitute"], ["users.name"], name=op.f("fk_absences_substitute_users")),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_absences_user_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_user"), "absences", ["user"], unique=False)
    op.create_table(
        "addresses",
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_addresses_user_users")),
        sa.PrimaryKeyConstraint("user", "way", name=op.f("pk_addresses")),
    )


def _create_orders() -> None:
    op.create_table(
        "supervision_orders",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=True),
        sa.Column("deadline_id", _ID, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadlines.id"], name=op.f("fk_supervision_orders_deadline_id_deadlines")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_orders")),
        sa.UniqueConstraint("deadline_id", "due", name=op.f("uq_supervision_orders_deadline_id_due")),
        sa.UniqueConstraint("number", name=op.f("uq_supervision_orders_number")),
    )
