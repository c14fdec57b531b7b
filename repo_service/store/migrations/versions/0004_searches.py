"""Searches: kept by people, not answered; synonyms.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synonym_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_synonym_group_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_group")),
        sa.UniqueConstraint("public_id", name=op.f("uq_synonym_group_public_id")),
    )
    with op.batch_alter_table("synonym_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_synonym_group_author_id"), ["author_id"], unique=False)

    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("frequency", sa.String(length=40), nullable=False),
        sa.Column("feed_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_search_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_saved_search_feed_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_search_public_id")),
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_search_account_id"), ["account_id"], unique=False)

    op.create_table(
        "missed_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wording_key", sa.String(length=200), nullable=False),
        sa.Column("wording", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_search")),
        sa.UniqueConstraint("wording_key", name=op.f("uq_missed_search_wording_key")),
    )
    with op.batch_alter_table("missed_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_missed_search_last_on"), ["last_on"], unique=False)
