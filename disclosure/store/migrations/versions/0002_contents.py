"""deadlines that belong to no case; files by content hash"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_deadlines_caseless",
        "deadlines",
        ["kind", "ref"],
        unique=True,
        sqlite_where=sa.text("request_id IS NULL"),
        postgresql_where=sa.text("request_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_deadlines_caseless", table_name="deadlines")
