"""The value that a fact has now: the latest by (valid from, recorded at, event), as `Event.order` has it."""

from sqlalchemy import ColumnElement, ScalarSelect, select

from store.belonging import CUSTOMER
from store.tables import fact


def current_fact(customer: ColumnElement[str], name: str) -> ScalarSelect[str]:
    """A customer's fact as its stored text, beside a query's own columns; NULL when it was never told."""
    rows = fact.alias()
    latest = (rows.c.valid_from.desc(), rows.c.recorded_at.desc(), rows.c.event_id.desc())
    query = select(rows.c.value).where(
        rows.c.entity == CUSTOMER, rows.c.subject_id == customer, rows.c.name == name
    )
    return query.order_by(*latest).limit(1).scalar_subquery()
