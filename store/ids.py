"""The surrogate id of a relationship: text outside (`Relationship.id`), a number in the tables."""

from engine.problems import GuanxiError


class UnknownRelationship(GuanxiError):
    """There is no relationship of this id."""

    def __init__(self, relationship_id: str) -> None:
        super().__init__(
            f"There is no relationship “{relationship_id}”. This id is guanxi's own, not the customer's number."
        )


def number(relationship_id: str) -> int:
    """The id as the tables have it.

    Raises:
        UnknownRelationship: it is no such id.
    """
    if not (
        relationship_id.isascii() and relationship_id.isdigit() and len(relationship_id) <= len("2147483647")
    ):
        raise UnknownRelationship(relationship_id)
    return int(relationship_id)
