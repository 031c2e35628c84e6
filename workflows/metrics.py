"""What is counted for whoever watches over a worker, in the text format of Prometheus."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, start_http_server

from engine.relationship import Decision

DIFFERENCES = "evaluators-differ"


class Metrics:
    """Counters of one process. A difference of the two evaluators is an alarm: it must stay at 0."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._decisions = Counter("guanxi_decisions", "Relationships decided", registry=self.registry)
        self._firings = Counter(
            "guanxi_firings", "Steps written in the ledger", ["rule", "status"], registry=self.registry
        )
        self._troubles = Counter(
            "guanxi_troubles", "What a person must look at", ["code"], registry=self.registry
        )
        self._differences = Counter(
            "guanxi_evaluator_differences",
            "Decisions about which durable_rules and the reference did not agree",
            ["rule"],
            registry=self.registry,
        )

    def count(self, decision: Decision) -> None:
        """A decision was committed."""
        self._decisions.inc()
        for firing in decision.firings:
            self._firings.labels(firing.key.rule, firing.status).inc()
        for trouble in decision.troubles:
            self._troubles.labels(trouble.code).inc()
            if trouble.code == DIFFERENCES:
                self._differences.labels(trouble.rule).inc()


METRICS = Metrics()


@contextmanager
def shown_at(port: int | None) -> Iterator[None]:
    """The counters at ``http://127.0.0.1:PORT/metrics`` meanwhile; without a port nobody is listened to.

    Raises:
        OSError: the port is taken.
    """
    if port is None:
        yield
        return
    server, thread = start_http_server(port, addr="127.0.0.1", registry=METRICS.registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
