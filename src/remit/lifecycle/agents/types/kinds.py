"""The one list of the types of agents."""

from remit.lifecycle.agents.types.api import API
from remit.lifecycle.agents.types.context import CONTEXT
from remit.lifecycle.agents.types.function import FUNCTION
from remit.lifecycle.agents.types.kind import Kind
from remit.lifecycle.agents.types.orchestrator import ORCHESTRATOR

KINDS: dict[str, Kind] = {kind.name: kind for kind in (CONTEXT, FUNCTION, API, ORCHESTRATOR)}
