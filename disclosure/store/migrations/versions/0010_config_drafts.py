"""the configuration in force, drafts of it, and what each moved"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("chain", sa.Column("config_version", sa.String(length=64), nullable=True))
    op.create_table(
        "config_drafts",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_config_drafts")),
        sa.UniqueConstraint("number", name=op.f("uq_config_drafts_number")),
    )
    op.create_table(
        "config_differences",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("draft", sa.String(length=40), nullable=False),
        sa.Column("request_id", _BIG, nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("live", sa.String(length=200), nullable=False),
        sa.Column("draft_value", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_config_differences_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_config_differences")),
    )
    op.create_index("ix_config_differences_draft", "config_differences", ["draft", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_config_differences_draft", "config_differences")
    op.drop_table("config_differences")
    op.drop_table("config_drafts")
    op.drop_column("chain", "config_version")
