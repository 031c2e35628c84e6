"""For which part of the customers a rule is in force, and since when for each of them.

A rule with ``rollout: 20%`` has an activation ``rule@20`` beside its own: it is in force for the customers whose
bucket (0 to 99, by a stable hash) is below 20. Each share that it has had and not gone back from keeps its row, so a
customer is in force since the first share that took it in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping

from engine.rulebook import Rule

EVERYBODY = 100


def bucket_of(rule_id: str, customer_id: str) -> int:
    """Where a customer stands among a rule's hundred equal parts: the same for ever, another for each rule."""
    digest = hashlib.sha256(f"{rule_id}\n{customer_id}".encode()).digest()
    return int.from_bytes(digest, "big") % EVERYBODY


def includes(rule: Rule, customer_id: str) -> bool:
    """Whether the rule is rolled out to this customer."""
    return rule.rollout is None or bucket_of(rule.id, customer_id) < rule.rollout


def share_of(rule_id: str, percent: int) -> str:
    """The name under which a share of a rule has its own activation."""
    return f"{rule_id}@{percent}"


def in_force_since(rule: Rule, customer_id: str, activated: Mapping[str, dt.datetime]) -> dt.datetime | None:
    """Since when a rule is in force for a customer; None when it takes everything from the start."""
    shares = _shares(rule.id, activated)
    if not shares:
        return activated.get(rule.id)
    bucket = bucket_of(rule.id, customer_id)
    return min((since for percent, since in shares.items() if percent > bucket), default=None)


def activations_after(
    names: Iterable[str], before: Mapping[str, dt.datetime], at: dt.datetime
) -> dict[str, dt.datetime]:
    """What is in force, and since when, once a rulebook that activates *names* is published at *at*.

    What stays keeps its moment. A share that is lowered is in force since the earlier one took its customers in; a
    rule without a rollout, that had one, takes in the rest.
    """
    names = set(names)
    after = {name: before.get(name, at) for name in names if "@" not in name}
    for rule_id in {name for name in after if "/" not in name}:
        had = _shares(rule_id, before) if rule_id in before else {}
        share = next(iter(_shares(rule_id, dict.fromkeys(names, at))), EVERYBODY)
        if share == EVERYBODY and not had:
            continue
        everybody = {} if had or rule_id not in before else {EVERYBODY: before[rule_id]}
        since = min((when for percent, when in (had | everybody).items() if percent >= share), default=at)
        kept = {percent: when for percent, when in had.items() if percent < share}
        after |= {share_of(rule_id, percent): when for percent, when in (kept | {share: since}).items()}
    return after


def _shares(rule_id: str, activated: Mapping[str, dt.datetime]) -> dict[int, dt.datetime]:
    """The shares of a rule that have a row, by their percentage."""
    start = f"{rule_id}@"
    return {int(name.removeprefix(start)): when for name, when in activated.items() if name.startswith(start)}
