"""Policies that decide."""

from remit.engines.policy.cedar import CedarEngine
from remit.engines.policy.engine import (
    SEVERITY,
    Entity,
    Objections,
    Policy,
    PolicyEngine,
    Question,
    Says,
    Shadow,
    Verdict,
)
from remit.engines.policy.findings import Checked, Finding, check
from remit.engines.policy.reading import written
from remit.engines.policy.schema import Action, Attribute, PolicyRefused, Schema
from remit.engines.policy.scripted import ScriptedPolicies

__all__ = [
    "SEVERITY",
    "Action",
    "Attribute",
    "CedarEngine",
    "Checked",
    "Entity",
    "Finding",
    "Objections",
    "Policy",
    "PolicyEngine",
    "PolicyRefused",
    "Question",
    "Says",
    "Schema",
    "ScriptedPolicies",
    "Shadow",
    "Verdict",
    "check",
    "written",
]
