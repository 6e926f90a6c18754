"""who may read a restricted case beside its handler

NULL for every case there is: none could be restricted before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("readers", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("requests", "readers")
