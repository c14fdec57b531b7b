"""Versions: comments on passages, signatures of texts; which readings were replaced, who made copies.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Until now the best reading of a file was the one shown, of equally good ones the newest: "read" before "no_text"
# before those that failed. So a reading gives way to a newer good one of the same reader that is not worse, never to a
# worse one. What tesseract read stays: it stands beside what the format's own reader says of a scan, and takes no
# other's place.
_REPLACED = """
UPDATE extraction SET replaced_at = (
    SELECT min(newer.created_at) FROM extraction AS newer
    WHERE newer.blob_sha256 = extraction.blob_sha256 AND newer.reader = extraction.reader
    AND newer.id > extraction.id
    AND (newer.status = 'read' OR (newer.status = 'no_text' AND extraction.status <> 'read'))
) WHERE reader <> 'tesseract'
"""


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=True),
        sa.Column("anchor", sa.String(length=40), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answers_id"], ["comment.id"], name=op.f("fk_comment_answers_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["extraction_id"], ["extraction.id"], name=op.f("fk_comment_extraction_id")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["account.id"], name=op.f("fk_comment_resolved_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_comment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_comment_public_id")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        for column in ("version_id", "answers_id", "author_id"):
            batch_op.create_index(batch_op.f(f"ix_comment_{column}"), [column], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["extraction_id"], ["extraction.id"], name=op.f("fk_signature_extraction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("extraction_id", name=op.f("uq_signature_extraction_id")),
    )

    op.add_column("extraction", sa.Column("replaced_at", sa.DateTime(), nullable=True))
    op.execute(_REPLACED)
    op.add_column("derivative", sa.Column("maker", sa.String(length=40), nullable=True))
    op.add_column("derivative", sa.Column("maker_version", sa.Integer(), nullable=True))
    op.execute("UPDATE derivative SET maker = '', maker_version = 0")
    with op.batch_alter_table("derivative", schema=None) as batch_op:
        batch_op.alter_column("maker", existing_type=sa.String(length=40), nullable=False)
        batch_op.alter_column("maker_version", existing_type=sa.Integer(), nullable=False)
