"""A small vocabulary: customers with orders, invoices and payments, and the people who look after them."""

from __future__ import annotations

from decimal import Decimal

from engine.language.sentences import Scope
from engine.problems import Place
from engine.values import Duration, Money, Value
from engine.vocabulary import Entity, FactDefinition, FactType, Kind, Vocabulary

HERE = Place("rules/test.yaml", 4, 9)

Facts = dict[str, Kind | FactType]

SETTINGS: dict[str, Value] = {
    "ignore_below": Money.of(200, "CNY"),
    "late_by": Duration(days=3),
    "drop": Decimal(30),
    "mature_after": Duration(months=12),
    "favourite": "A",
}


def an_entity(name: str, facts: Facts) -> Entity:
    """An entity of that name; a fact is told by its kind."""
    definitions = {
        fact: FactDefinition(name, fact, kind if isinstance(kind, FactType) else FactType(kind), {"en": fact})
        for fact, kind in facts.items()
    }
    return Entity(name, {"en": name}, definitions)


def a_choice(*words: str) -> FactType:
    return FactType("choice", choices=words)


def refers_to(entity: str) -> FactType:
    return FactType("reference", entity=entity)


def a_vocabulary() -> Vocabulary:
    entities = (
        an_entity(
            "customer",
            {
                "name": "text",
                "tier": a_choice("A", "B", "C"),
                "stage": a_choice("prospect", "trial", "active", "at_risk", "first", "empty"),
                "birthday": "yearly_date",
                "credit_hold": "yes_no",
                "manager": refers_to("person"),
                "developer": refers_to("person"),
                "first_order_date": "date",
                "last_order_date": "date",
                "orders_count": "number",
                "usual_cycle": "duration",
                "volume_30d": "money",
                "volume_avg": "money",
                "share": "percent",
                "last_seen_at": "moment",
                "interests": FactType("list", choices=("golf", "tea")),
                "tags": "list",
            },
        ),
        an_entity(
            "invoice",
            {
                "number": "text",
                "due_date": "date",
                "amount": "money",
                "balance": "money",
                "disputed": "yes_no",
                "promise_date": "date",
                "customer": refers_to("customer"),
            },
        ),
        an_entity(
            "order",
            {
                "date": "date",
                "amount": "money",
                "kind": a_choice("sale", "return"),
                "customer": refers_to("customer"),
            },
        ),
        an_entity("payment", {"amount": "money", "invoice": refers_to("invoice"), "date": "date"}),
        an_entity("person", {"name": "text", "boss": refers_to("person"), "days_off": "number"}),
    )
    return Vocabulary({entity.name: entity for entity in entities})


def about(entity: str) -> Scope:
    """Sentences about one entity, with the settings above."""
    return Scope(a_vocabulary(), entity, SETTINGS)
