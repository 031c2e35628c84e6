"""Short numbers for long ids, and what to say where there is nothing yet."""

import hashlib

SHORT = 8
"""Characters of a short id; any part of its beginning will do while it means one thing only."""

NO_CUSTOMERS = (
    "No customers yet. Import some: guanxi import customers FILE, or make a sample company: guanxi sample"
)


def short(id_: str) -> str:
    """A short number for a long id, the same for ever: ``3f0c91ab``."""
    return hashlib.sha256(id_.encode()).hexdigest()[:SHORT]
