"""A message may tell of several firings.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("message", sa.Column("also", sa.JSON(), nullable=False, server_default="[]"))
