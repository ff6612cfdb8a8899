"""From a sentence to a checked plan: reading, suggestions and guardrails."""

from remit.lifecycle.deployments.command.acts import Act, Asked, read_act
from remit.lifecycle.deployments.command.advice import EXAMPLES, Advice, advise
from remit.lifecycle.deployments.command.agents import AgentSaid, agent_said, not_of_agents
from remit.lifecycle.deployments.command.artifact import Artifact, draft_artifact
from remit.lifecycle.deployments.command.cross_check import cross_check, worth_asking
from remit.lifecycle.deployments.command.draft import MAX_LENGTH
from remit.lifecycle.deployments.command.extraction import INSTRUCTIONS, Extracted
from remit.lifecycle.deployments.command.grammar import read
from remit.lifecycle.deployments.command.guardrails import Check, Limits, check, check_cluster, check_here
from remit.lifecycle.deployments.command.intent import (
    Environment,
    Intent,
    Problem,
    Reading,
    Span,
)
from remit.lifecycle.deployments.command.places import require_sayable
from remit.lifecycle.deployments.command.suggestions import Category, Suggestion, suggestions

__all__ = [
    "EXAMPLES",
    "INSTRUCTIONS",
    "MAX_LENGTH",
    "Act",
    "Advice",
    "AgentSaid",
    "Artifact",
    "Asked",
    "Category",
    "Check",
    "Environment",
    "Extracted",
    "Intent",
    "Limits",
    "Problem",
    "Reading",
    "Span",
    "Suggestion",
    "advise",
    "agent_said",
    "check",
    "check_cluster",
    "check_here",
    "cross_check",
    "draft_artifact",
    "not_of_agents",
    "read",
    "read_act",
    "require_sayable",
    "suggestions",
    "worth_asking",
]
