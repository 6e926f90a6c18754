"""wrong passwords by name, whoever has it, and how often an address came within an hour

Locks that are on are not taken over: they last minutes, and the upgrade stops the service for longer.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("name", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(length=32), nullable=False),
        sa.Column("locked_until", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "attempts",
        sa.Column("n", _BIG, autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("whose", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_whose", "attempts", ["what", "whose", "at"], unique=False)
    op.create_index("ix_attempts_at", "attempts", ["at"], unique=False)
    op.drop_column("credentials", "failures")
    op.drop_column("credentials", "locked_until")


def downgrade() -> None:
    op.add_column("credentials", sa.Column("locked_until", sa.String(length=32), nullable=True))
    op.add_column("credentials", sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
    op.drop_table("attempts")
    op.drop_table("sign_in_failures")
