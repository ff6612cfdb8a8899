"""The types of agents."""

from remit.lifecycle.agents.types.kind import Document, Expression, Kind
from remit.lifecycle.agents.types.kinds import KINDS

__all__ = ["KINDS", "Document", "Expression", "Kind"]
