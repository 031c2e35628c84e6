"""What a worker counts, and where it is read."""

import datetime as dt
import socket
from urllib.request import urlopen

from engine.facts import SubjectRef
from engine.relationship import Decision, Firing, FiringKey, Trouble
from workflows.metrics import METRICS, Metrics, shown_at

NOW = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
INVOICE = SubjectRef("invoice", "INV-1")


def a_decision(*troubles: Trouble) -> Decision:
    firing = Firing(FiringKey("dunning", "week_1", INVOICE, "1"), "done", NOW, NOW)
    return Decision(relationship="1", decided_until=NOW, next_due=None, firings=(firing,), troubles=troubles)


def test_a_difference_of_the_evaluators_is_counted_by_rule():
    """It is an alarm of its own, beside the other troubles."""
    metrics = Metrics()

    metrics.count(a_decision())
    metrics.count(a_decision(Trouble("evaluators-differ", INVOICE, NOW, "…", "dunning")))

    value = metrics.registry.get_sample_value
    assert value("guanxi_decisions_total") == 2
    assert value("guanxi_firings_total", {"rule": "dunning", "status": "done"}) == 2
    assert value("guanxi_troubles_total", {"code": "evaluators-differ"}) == 1
    assert value("guanxi_evaluator_differences_total", {"rule": "dunning"}) == 1


def test_the_counters_are_read_by_http():
    """On this machine only, and only where a port was set."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    METRICS.count(a_decision())

    with shown_at(port), urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        text = answer.read().decode()

    assert "guanxi_decisions_total" in text
    with shown_at(None):
        pass
