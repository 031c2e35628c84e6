"""All tables. The migrations make them; a test holds the two together."""

from store.tables.known import event, fact, relationship, subject
from store.tables.ledger import decision, firing, message, task, trouble, watch
from store.tables.metadata import metadata
from store.tables.published import activation, import_, publication, rulebook, rulebook_file

__all__ = [
    "activation",
    "decision",
    "event",
    "fact",
    "firing",
    "import_",
    "message",
    "metadata",
    "publication",
    "relationship",
    "rulebook",
    "rulebook_file",
    "subject",
    "task",
    "trouble",
    "watch",
]
