"""Function agents in containers of an engine."""

from remit.engines.hosts.container_agents.agents import ContainerAgents
from remit.engines.hosts.container_agents.calling import ContainerFunctions

__all__ = ["ContainerAgents", "ContainerFunctions"]
