"""repeated demand, candidates, the catalogue"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidates",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=True),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("follows", sa.String(length=40), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("formed_on", sa.Date(), nullable=True),
        sa.Column("manner", sa.String(length=24), nullable=True),
        sa.Column("scope", sa.String(length=200), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("answered", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("number", name=op.f("uq_candidates_number")),
    )
    op.create_index(
        "ix_candidates_open",
        "candidates",
        ["state"],
        unique=False,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_table(
        "candidate_requests",
        sa.Column(
            "request_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("candidate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_candidate_requests_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_candidate_requests_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_candidate_requests")),
    )
    op.create_index(
        op.f("ix_candidate_requests_candidate_id"), "candidate_requests", ["candidate_id"], unique=False
    )
    op.create_table(
        "catalogue",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("index_number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("formed_on", sa.Date(), nullable=False),
        sa.Column("manner", sa.String(length=24), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("taken_down_on", sa.Date(), nullable=True),
        sa.Column("candidate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("filings_before", sa.Integer(), nullable=True),
        sa.Column("filings_after", sa.Integer(), nullable=True),
        sa.Column("span_days", sa.Integer(), nullable=True),
        sa.Column("measured_on", sa.Date(), nullable=True),
        sa.Column("measured_last", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_catalogue_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_catalogue_candidate_id")),
        sa.UniqueConstraint("index_number", name=op.f("uq_catalogue_index_number")),
    )
    op.create_table(
        "request_demand",
        sa.Column(
            "request_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("info", sa.String(length=32), nullable=True),
        sa.Column("matter", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_request_demand_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_request_demand")),
    )
    op.create_index(op.f("ix_request_demand_info"), "request_demand", ["info"], unique=False)
    op.create_index(op.f("ix_request_demand_matter"), "request_demand", ["matter"], unique=False)
    op.create_index("ix_requests_filed", "requests", ["filed_on"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_requests_filed", table_name="requests")
    op.drop_index(op.f("ix_request_demand_matter"), table_name="request_demand")
    op.drop_index(op.f("ix_request_demand_info"), table_name="request_demand")
    op.drop_table("request_demand")
    op.drop_table("catalogue")
    op.drop_index(op.f("ix_candidate_requests_candidate_id"), table_name="candidate_requests")
    op.drop_table("candidate_requests")
    op.drop_index(
        "ix_candidates_open",
        table_name="candidates",
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.drop_table("candidates")
