"""The first tables.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    published()
    known()
    ledger()


def published() -> None:
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("content_hash", KEY, nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_import"),
    )
    op.create_table(
        "rulebook",
        sa.Column("hash", KEY, nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_rulebook"),
    )
    op.create_table(
        "rulebook_file",
        sa.Column("rulebook", KEY, nullable=False),
        sa.Column("path", KEY, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["rulebook"], ["rulebook.hash"], name="fk_rulebook_file_rulebook"),
        sa.PrimaryKeyConstraint("rulebook", "path", name="pk_rulebook_file"),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rulebook", KEY, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["rulebook"], ["rulebook.hash"], name="fk_publication_rulebook"),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
    )
    op.create_table(
        "activation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", KEY, nullable=False),
        sa.Column("rulebook", KEY, nullable=False),
        sa.Column("activated_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["rulebook"], ["rulebook.hash"], name="fk_activation_rulebook"),
        sa.PrimaryKeyConstraint("id", name="pk_activation"),
    )
    op.create_index(
        "ix_activation_in_force",
        "activation",
        ["rule"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def known() -> None:
    op.create_table(
        "relationship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_until", MOMENT),
        sa.Column("next_due", MOMENT),
        sa.Column("rulebook", KEY, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_relationship"),
        sa.UniqueConstraint("customer", name="uq_relationship_customer"),
    )
    op.create_index("ix_relationship_next_due", "relationship", ["next_due"])
    op.create_table(
        "subject",
        sa.Column("entity", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("relationship_id", sa.Integer()),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_subject_relationship"),
        sa.PrimaryKeyConstraint("entity", "id", name="pk_subject"),
    )
    op.create_index("ix_subject_relationship_id", "subject", ["relationship_id"])
    op.create_table(
        "event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("entity", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("relationship_id", sa.Integer()),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer()),
        sa.Column("decided_at", MOMENT),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name="fk_event_import"),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_event_relationship"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index(
        "ix_event_pending",
        "event",
        ["relationship_id", "recorded_at"],
        sqlite_where=sa.text("decided_at IS NULL AND relationship_id IS NOT NULL"),
        postgresql_where=sa.text("decided_at IS NULL AND relationship_id IS NOT NULL"),
    )
    op.create_index("ix_event_relationship_id", "event", ["relationship_id"])
    op.create_table(
        "fact",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("name", KEY, nullable=False),
        sa.Column("relationship_id", sa.Integer()),
        sa.Column("entity", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reference", KEY),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_fact_event"),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_fact_relationship"),
        sa.PrimaryKeyConstraint("event_id", "name", name="pk_fact"),
    )
    op.create_index(
        "ix_fact_directory",
        "fact",
        ["subject_id"],
        sqlite_where=sa.text("relationship_id IS NULL"),
        postgresql_where=sa.text("relationship_id IS NULL"),
    )
    op.create_index(
        "ix_fact_latest", "fact", ["entity", "subject_id", "name", "valid_from", "recorded_at", "event_id"]
    )
    op.create_index(
        "ix_fact_reference",
        "fact",
        ["reference"],
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_index("ix_fact_relationship_id", "fact", ["relationship_id"])


def ledger() -> None:
    op.create_table(
        "firing",
        sa.Column("rule", KEY, nullable=False),
        sa.Column("step", KEY, nullable=False),
        sa.Column("entity", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("occurrence", KEY, nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("relationship_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("shadow", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("trace", sa.Text()),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_firing_relationship"),
        sa.PrimaryKeyConstraint(
            "rule", "step", "entity", "subject_id", "occurrence", "attempt", name="pk_firing"
        ),
    )
    op.create_index("ix_firing_relationship_id", "firing", ["relationship_id"])
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("rule", KEY, nullable=False),
        sa.Column("step", KEY, nullable=False),
        sa.Column("entity", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("occurrence", KEY, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("relationship_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient_entity", KEY, nullable=False),
        sa.Column("recipient_id", KEY, nullable=False),
        sa.Column("reaches_customer", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", MOMENT),
        sa.Column("provider_reference", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_message_relationship"),
        sa.ForeignKeyConstraint(
            ["rule", "step", "entity", "subject_id", "occurrence", "attempt"],
            [
                "firing.rule",
                "firing.step",
                "firing.entity",
                "firing.subject_id",
                "firing.occurrence",
                "firing.attempt",
            ],
            name="fk_message_firing",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("key", name="uq_message_key"),
    )
    op.create_index(
        "ix_message_firing", "message", ["rule", "step", "entity", "subject_id", "occurrence", "attempt"]
    )
    op.create_index("ix_message_relationship_id", "message", ["relationship_id"])
    op.create_index("ix_message_status", "message", ["status"])
    op.create_table(
        "task",
        sa.Column("id", KEY, nullable=False),
        sa.Column("rule", KEY, nullable=False),
        sa.Column("step", KEY, nullable=False),
        sa.Column("entity", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("occurrence", KEY, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("relationship_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("assignee_entity", KEY, nullable=False),
        sa.Column("assignee_id", KEY, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_task_relationship"),
        sa.ForeignKeyConstraint(
            ["rule", "step", "entity", "subject_id", "occurrence", "attempt"],
            [
                "firing.rule",
                "firing.step",
                "firing.entity",
                "firing.subject_id",
                "firing.occurrence",
                "firing.attempt",
            ],
            name="fk_task_firing",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_relationship_id", "task", ["relationship_id"])
    op.create_index("ix_task_status_due", "task", ["status", "due"])
    op.create_table(
        "watch",
        sa.Column("rule", KEY, nullable=False),
        sa.Column("entity", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("relationship_id", sa.Integer(), nullable=False),
        sa.Column("true_since", MOMENT),
        sa.Column("rises", sa.Integer(), nullable=False),
        sa.Column("once_per", KEY, nullable=False),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_watch_relationship"),
        sa.PrimaryKeyConstraint("rule", "entity", "subject_id", name="pk_watch"),
    )
    op.create_index("ix_watch_relationship_id", "watch", ["relationship_id"])
    op.create_table(
        "trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("relationship_id", sa.Integer(), nullable=False),
        sa.Column("code", KEY, nullable=False),
        sa.Column("entity", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("rule", KEY, nullable=False),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_trouble_relationship"),
        sa.PrimaryKeyConstraint("id", name="pk_trouble"),
        sa.UniqueConstraint(
            "code", "entity", "subject_id", "rule", "at", name="uq_trouble_code_entity_subject_id_rule_at"
        ),
    )
    op.create_index("ix_trouble_relationship_id", "trouble", ["relationship_id"])
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("relationship_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("rulebook", KEY, nullable=False),
        sa.Column("next_due", MOMENT),
        sa.Column("consumed", sa.Integer(), nullable=False),
        sa.Column("firings", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["relationship_id"], ["relationship.id"], name="fk_decision_relationship"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_relationship_id", "decision", ["relationship_id"])
