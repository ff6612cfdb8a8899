"""Policies: what may be done, by whom, to what."""

from remit.controls.governance.decide import (
    ESCALATES,
    decide,
    objections,
    passes,
    permitted,
    policy_digest,
    refusal,
    require,
)
from remit.controls.governance.decision import Decision, Resource
from remit.controls.governance.errors import PoliciesUnread, PolicyForbids
from remit.controls.governance.sets import ready, watched
from remit.controls.governance.versions import recover
from remit.controls.governance.violations import (
    SEVERITIES,
    VIOLATION,
    Breach,
    Severity,
    Violation,
    breaches,
    open_violations,
    violation_news,
    violation_rows,
    violations_since,
    write_violations,
)

__all__ = [
    "ESCALATES",
    "SEVERITIES",
    "VIOLATION",
    "Breach",
    "Decision",
    "PoliciesUnread",
    "PolicyForbids",
    "Resource",
    "Severity",
    "Violation",
    "breaches",
    "decide",
    "objections",
    "open_violations",
    "passes",
    "permitted",
    "policy_digest",
    "ready",
    "recover",
    "refusal",
    "require",
    "violation_news",
    "violation_rows",
    "violations_since",
    "watched",
    "write_violations",
]
