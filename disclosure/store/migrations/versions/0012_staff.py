"""the record of appointments and its end"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_changes",
        sa.Column("n", _BIG, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("token", _BIG, nullable=True),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_staff_changes")),
    )
    book = op.create_table(
        "staff_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("n", _BIG, nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_book")),
    )
    end = bytes(32)  # the book is empty, and sealed as such
    config = op.get_context().config
    assert config is not None
    seal = config.attributes["keys"].staff(end + b"[0]")
    op.bulk_insert(book, [{"id": 1, "n": 0, "head": end, "seal": seal}])


def downgrade() -> None:
    op.drop_table("staff_book")
    op.drop_table("staff_changes")
