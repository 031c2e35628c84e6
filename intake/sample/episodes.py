"""Single happenings in the lives of some customers, besides buying and paying. Days are counted from today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.values import Value


class Episode(NamedTuple):
    """Facts that changed on a *day*; those in *days* are dates, counted from today too."""

    day: int
    facts: Mapping[str, Value]
    days: Mapping[str, int]


EPISODES: Mapping[str, tuple[Episode, ...]] = {
    "徐州云龙工程有限公司": (Episode(12, {}, {"introduced_on": 12}), Episode(75, {}, {"trial_date": 75})),
    "Ironbridge Cycles": (Episode(-3, {}, {"introduced_on": -3}),),
    "Juniper Street Clinic": (Episode(6, {}, {"introduced_on": 6}),),
    "Redwood Orchard Co-op": (Episode(150, {}, {"tender_lost": 150}),),
    "Liam Petrov": (Episode(60, {"do_not_contact": False}, {}),),
    "何俊杰": (Episode(30, {"do_not_contact": False}, {}),),
    "Marcus Bell": (Episode(100, {"do_not_contact": True}, {}),),
    "Harbour Lane Textiles": (Episode(40, {"manager": "P-11"}, {}),),
}
"""By the customer's name."""
