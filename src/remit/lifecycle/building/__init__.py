"""Building agents: code that a model writes, interviews, and drafts on their way."""

from remit.lifecycle.building.builder import AgentBuilder
from remit.lifecycle.building.tools import BUILDER_TOOLS
from remit.lifecycle.building.workshop import Workshop

__all__ = ["BUILDER_TOOLS", "AgentBuilder", "Workshop"]
