"""Agents that run elsewhere: nothing is sent to them, they ask themselves what is wanted."""

from datetime import datetime

from remit.engines.hosts.host import Telemetry, Workload
from remit.engines.hosts.register import Register
from remit.kit import clock


class External(Register):
    """The host for agents that somebody else runs; what they say of themselves is their owner's to keep."""

    name = "external"

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        """Measure nothing: figures come with the agent's own heartbeats."""
        return Telemetry(since, clock.now(), missing="The agent runs elsewhere and has not been heard of.")
