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
    op.create_table(
        "dossier_steps",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("config_version", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_steps")),
        sa.UniqueConstraint("kind", "number", "key", name=op.f("uq_dossier_steps_kind_number_key")),
        sa.UniqueConstraint("kind", "number", "n", name=op.f("uq_dossier_steps_kind_number_n")),
    )
    _files()
    op.create_table(
        "refused_files",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("request_id", _big_id(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_refused_files_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_files")),
        sa.UniqueConstraint("number", name=op.f("uq_refused_files_number")),
    )
    op.create_table(
        "secrecy_reviews",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("request_id", _big_id(), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("passed_by", sa.String(length=64), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("referred_on", sa.Date(), nullable=True),
        sa.Column("determined_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_secrecy_reviews_request_id_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secrecy_reviews")),
        sa.UniqueConstraint("request_id", "ref", name=op.f("uq_secrecy_reviews_request_id_ref")),
    )
    op.create_index("ix_secrecy_reviews_state", "secrecy_reviews", ["state"], unique=False)


def _files() -> None:
    """Files move to a table of contents, where the same bytes are kept once. Those of before are read and screened
    by the next run of the flow `secrecy_review`: their rules have no version."""
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("rules", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_contents")),
    )
    op.create_index("ix_contents_rules", "contents", ["rules"], unique=False)
    op.execute(
        "INSERT INTO contents (sha256, kind, size, content, text, rules) SELECT sha256, 'unread', size, content, '', ''"
        " FROM documents WHERE id IN (SELECT min(id) FROM documents GROUP BY sha256)"
    )
    with op.batch_alter_table("documents") as batch:
        batch.drop_column("size")
        batch.drop_column("content")
        batch.create_foreign_key(op.f("fk_documents_sha256_contents"), "contents", ["sha256"], ["sha256"])
    op.create_table(
        "findings",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("text_masked", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name=op.f("fk_findings_sha256_contents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_sha256", "findings", ["sha256"], unique=False)


def _big_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def downgrade() -> None:
    raise RuntimeError("files have moved; restore the backup made before the upgrade")
