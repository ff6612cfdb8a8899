"""The durable worker: news becomes work, and work survives a crash."""

from remit.edges.worker.duty import Duty
from remit.edges.worker.kinds import all_changes
from remit.edges.worker.news import News
from remit.edges.worker.regular import Regular
from remit.edges.worker.relay import Listener, Relay
from remit.edges.worker.running import Running, evaluations_of, replays_of, running
from remit.edges.worker.subscriptions import listeners, starting
from remit.edges.worker.worker import Worker

__all__ = [
    "Duty",
    "Listener",
    "News",
    "Regular",
    "Relay",
    "Running",
    "Worker",
    "all_changes",
    "evaluations_of",
    "listeners",
    "replays_of",
    "running",
    "starting",
]
