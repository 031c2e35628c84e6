"""Remembers: tables, reads, writes, reports and migrations."""

from store.belonging import Belonging
from store.database import BadDatabaseUrl, DatabaseOutOfReach
from store.deciding import Decided, DecisionDoesNotFit
from store.ids import UnknownRelationship
from store.ingest import Ingested, Rejected
from store.outbox import OutboxMessage, UnknownMessage
from store.positions import Position
from store.store import Store
from store.timeline import TimelineRow
from store.told import Told
from store.versions import DatabaseNewer, DatabaseOlder

__all__ = [
    "BadDatabaseUrl",
    "Belonging",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseOutOfReach",
    "Decided",
    "DecisionDoesNotFit",
    "Ingested",
    "OutboxMessage",
    "Position",
    "Rejected",
    "Store",
    "TimelineRow",
    "Told",
    "UnknownMessage",
    "UnknownRelationship",
]
