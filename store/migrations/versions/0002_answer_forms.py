"""What a task asks: the declared form of its answer. Tasks from before have none.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("task", sa.Column("form", sa.JSON(), nullable=False, server_default="{}"))
