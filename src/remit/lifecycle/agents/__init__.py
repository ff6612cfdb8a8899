"""Agents: files, immutable versions, and which version runs."""

from remit.lifecycle.agents.answers import report_answer
from remit.lifecycle.agents.applying import save
from remit.lifecycle.agents.archive import Use, Uses
from remit.lifecycle.agents.asked import (
    Ask,
    Build,
    CallAgent,
    Delete,
    DraftAgent,
    DryRunAgent,
    Get,
    Keys,
    Log,
    Read,
    SaveDraft,
    Send,
    ServiceCall,
    Set,
    UseTool,
    ValidateAgent,
    answer_of,
    documentation,
    read_asked,
    require_granted,
    service_names,
    tool_and_arguments,
)
from remit.lifecycle.agents.checks import Checked, check
from remit.lifecycle.agents.endpoints import router
from remit.lifecycle.agents.errors import Archived, BadSpec, Fault, NotActive, UnknownAgent
from remit.lifecycle.agents.examples import ADMIN_EXAMPLES
from remit.lifecycle.agents.library import library
from remit.lifecycle.agents.naming import AGENT_NAMES
from remit.lifecycle.agents.promotion import PROMOTE, Asked, promote, promotion
from remit.lifecycle.agents.proofs import Proof, Proofs, Rule, no_proofs, rules_of
from remit.lifecycle.agents.queries import newest_trial, replay, same_replay, slugs_like
from remit.lifecycle.agents.references import outputs_of
from remit.lifecycle.agents.replays import REPLAY
from remit.lifecycle.agents.requesting import Expressions
from remit.lifecycle.agents.requests import Trying
from remit.lifecycle.agents.reviewing import tools_of
from remit.lifecycle.agents.schemas import AgentDraftText, Finding, TrialReport, VersionAuthor
from remit.lifecycle.agents.source import LARGEST, read
from remit.lifecycle.agents.spec import Document, parse
from remit.lifecycle.agents.tables import AGENT, VERSION, Agent, AgentReplay, AgentVersion, BuildingEvent
from remit.lifecycle.agents.templates import BadVariables, asked_of_callers, declared
from remit.lifecycle.agents.templates import filled as filled_in
from remit.lifecycle.agents.throttle import ValidationThrottle
from remit.lifecycle.agents.trials import (
    MADE_UP,
    FakeHost,
    Recording,
    Report,
    Sandboxes,
    dry_run,
    limits_of,
    sandbox_of,
    smoke_run,
)
from remit.lifecycle.agents.types import KINDS
from remit.lifecycle.agents.versions import (
    Applied,
    Saving,
    active_version,
    apply,
    find,
    numbered,
    version,
)
from remit.lifecycle.agents.writing import as_fields, as_text, patched

__all__ = [
    "ADMIN_EXAMPLES",
    "AGENT",
    "AGENT_NAMES",
    "KINDS",
    "LARGEST",
    "MADE_UP",
    "PROMOTE",
    "REPLAY",
    "VERSION",
    "Agent",
    "AgentDraftText",
    "AgentReplay",
    "AgentVersion",
    "Applied",
    "Archived",
    "Ask",
    "Asked",
    "BadSpec",
    "BadVariables",
    "Build",
    "BuildingEvent",
    "CallAgent",
    "Checked",
    "Delete",
    "Document",
    "DraftAgent",
    "DryRunAgent",
    "Expressions",
    "FakeHost",
    "Fault",
    "Finding",
    "Get",
    "Keys",
    "Log",
    "NotActive",
    "Proof",
    "Proofs",
    "Read",
    "Recording",
    "Report",
    "Rule",
    "Sandboxes",
    "SaveDraft",
    "Saving",
    "Send",
    "ServiceCall",
    "Set",
    "TrialReport",
    "Trying",
    "UnknownAgent",
    "Use",
    "UseTool",
    "Uses",
    "ValidateAgent",
    "ValidationThrottle",
    "VersionAuthor",
    "active_version",
    "answer_of",
    "apply",
    "as_fields",
    "as_text",
    "asked_of_callers",
    "check",
    "declared",
    "documentation",
    "dry_run",
    "filled_in",
    "find",
    "library",
    "limits_of",
    "newest_trial",
    "no_proofs",
    "numbered",
    "outputs_of",
    "parse",
    "patched",
    "promote",
    "promotion",
    "read",
    "read_asked",
    "replay",
    "report_answer",
    "require_granted",
    "router",
    "rules_of",
    "same_replay",
    "sandbox_of",
    "save",
    "service_names",
    "slugs_like",
    "smoke_run",
    "tool_and_arguments",
    "tools_of",
    "version",
]
