"""passwords, sessions, tokens, sightings, follow codes and the wrong ones"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "credentials",
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_credentials_user_users")),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_credentials")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_sessions_user_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user"), "sessions", ["user"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=False),
        sa.Column("revoked_at", sa.String(length=32), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_api_tokens_user_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("secret", name=op.f("uq_api_tokens_secret")),
    )
    op.create_index(op.f("ix_api_tokens_user"), "api_tokens", ["user"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("request_id", _BIG, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_sightings_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
    )
    op.create_index("ix_sightings_request", "sightings", ["request_id", "id"], unique=False)
    op.create_table(
        "follow_codes",
        sa.Column("request_id", _BIG, nullable=False),
        sa.Column("code", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_follow_codes_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_follow_codes")),
    )
    op.create_table(
        "saved_views",
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_saved_views_user_users")),
        sa.PrimaryKeyConstraint("user", "name", name=op.f("pk_saved_views")),
    )
    op.create_table(
        "follow_failures",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("locked_until", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_follow_failures")),
    )


def downgrade() -> None:
    for table in (
        "saved_views", "follow_failures", "follow_codes", "sightings", "api_tokens", "sessions", "credentials"
    ):  # fmt: skip
        op.drop_table(table)
