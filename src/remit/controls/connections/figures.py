"""Figures for Prometheus about connections, read from what watches over them when somebody asks.

The label is the slug: connections of several organisations that share one are added up.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Protocol
from weakref import WeakSet

from prometheus_client import REGISTRY
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from remit.kit.resilience import (
    Guard,
)

_MOST = 200
_COUNTED = (
    ("remit_connection_attempts", "Requests to providers that came to an end"),
    ("remit_connection_retries", "Requests to providers that were made again"),
    ("remit_connection_failures", "Requests to providers that failed"),
    ("remit_connection_refusals", "Calls that were not let through to a provider"),
)


class Watched(Protocol):
    """What has connections that are watched over."""

    def guards(self) -> list[Guard]:
        """List what watches over them."""


class ConnectionFigures(Collector):
    """What the models of this process have counted since it started."""

    def __init__(self) -> None:
        self._read: WeakSet[Watched] = WeakSet()

    def read(self, models: Watched) -> None:
        """Take the figures of a process's models in."""
        self._read.add(models)

    def collect(self) -> Iterator[Metric]:
        """Yield everything for a scrape."""
        rows: defaultdict[str, list[int]] = defaultdict(lambda: [0] * 7)
        for models in list(self._read):
            for guard in models.guards():
                name = guard.name if guard.name in rows or len(rows) < _MOST else "other"
                health = guard.health()
                now = [health.in_flight, health.waiting, int(health.breaker != "closed"), *guard.counted]
                rows[name] = [have + more for have, more in zip(rows[name], now, strict=True)]
        labels = ("connection",)
        flight = GaugeMetricFamily(
            "remit_connection_in_flight", "Requests to providers under way", labels=labels
        )
        waiting = GaugeMetricFamily("remit_connection_waiting", "Calls that wait for room", labels=labels)
        opened = GaugeMetricFamily(
            "remit_connection_breakers_open", "Breakers that are not closed", labels=labels
        )
        counted = [CounterMetricFamily(name, said, labels=labels) for name, said in _COUNTED]
        for name, figures in rows.items():
            for gauge, value in zip((flight, waiting, opened), figures, strict=False):
                gauge.add_metric((name,), value)
            for counter, value in zip(counted, figures[3:], strict=True):
                counter.add_metric((name,), value)
        yield from (flight, waiting, opened, *counted)


figures = ConnectionFigures()
REGISTRY.register(figures)
