"""duties beside the cases"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "withholdings",
        sa.Column("request_id", BIG, autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_withholdings_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_withholdings")),
    )
    op.create_index(
        "ix_withholdings_assessed",
        "withholdings",
        ["assessed_on"],
        unique=False,
        sqlite_where=sa.text("assessed_on IS NOT NULL"),
        postgresql_where=sa.text("assessed_on IS NOT NULL"),
    )
    # Replies of before are watched from now on. The codes are written out: a migration reads no configuration.
    op.execute(
        "INSERT INTO withholdings (request_id, round, outcome, assessed_on)"
        " SELECT id, round, outcome, replied_on FROM requests"
        " WHERE replied_on IS NOT NULL AND outcome IN ('PARTIAL', 'DENY_SECRET', 'DENY_LAW', 'DENY_3S1W',"
        " 'DENY_3P', 'DENY_INTERNAL', 'DENY_PROCESS', 'DENY_CASEFILE')"
    )
    op.create_table(
        "reassessments",
        *_dossier_columns(),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("request_number", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("conclusion", sa.String(length=8), nullable=True),
        sa.Column("follow_up", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_reassessments_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reassessments")),
        sa.UniqueConstraint("number", name=op.f("uq_reassessments_number")),
    )
    op.create_index(
        "ix_reassessments_open",
        "reassessments",
        ["request_id", "round"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_table(
        "annual_reports",
        *_dossier_columns(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_reports")),
        sa.UniqueConstraint("number", name=op.f("uq_annual_reports_number")),
        sa.UniqueConstraint("year", name=op.f("uq_annual_reports_year")),
    )
    op.create_table(
        "calendar_notices",
        *_dossier_columns(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_calendar_notices_number")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_notices_year")),
    )


def _dossier_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=True),
    ]


def downgrade() -> None:
    for table in ("calendar_notices", "annual_reports", "reassessments", "withholdings"):
        op.drop_table(table)
