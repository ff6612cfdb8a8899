"""Violations: what policies found wrong with calls, and what people make of it."""

from remit.controls.governance.violations.breaches import (
    CALL,
    SEVERITIES,
    VIOLATION,
    Breach,
    Severity,
    breaches,
    violation_news,
    violation_rows,
    write_violations,
)
from remit.controls.governance.violations.queries import count_since as violations_since
from remit.controls.governance.violations.summary import open_counts as open_violations
from remit.controls.governance.violations.tables import Violation

__all__ = [
    "CALL",
    "SEVERITIES",
    "VIOLATION",
    "Breach",
    "Severity",
    "Violation",
    "breaches",
    "open_violations",
    "violation_news",
    "violation_rows",
    "violations_since",
    "write_violations",
]
