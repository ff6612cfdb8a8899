"""The kinds of news that people and programs can be told of."""

from dataclasses import dataclass
from typing import Any, Literal

NoticeKind = Literal[
    "approval.wanted",
    "approval.expiring",
    "approval.escalated",
    "approval.decided",
    "deployment.succeeded",
    "deployment.failed",
    "deployment.rolled_back",
    "deployment.rollback_failed",
    "deployment.orphaned",
    "deployment.drifted",
    "deployment.degraded",
    "deployment.recovered",
    "violation.found",
    "budget.threshold",
    "validation.failed",
    "notification.disabled",
]
Concerned = Literal["deciders", "requester", "managers"]


@dataclass(frozen=True)
class KindWords:
    """What a kind of news is called, when it comes, and whom it concerns personally."""

    words: str
    help: str
    concerned: Concerned


KINDS: dict[NoticeKind, KindWords] = {
    "approval.wanted": KindWords(
        "Approval wanted", "A change waits, or has come to its next stage.", "deciders"
    ),
    "approval.expiring": KindWords(
        "Approval expiring", "A day before its time is over, or after three quarters of it.", "deciders"
    ),
    "approval.escalated": KindWords(
        "Approval escalated", "Nobody decided in time: more people may.", "deciders"
    ),
    "approval.decided": KindWords(
        "Approval decided", "What waited was approved, rejected, withdrawn, or has expired.", "requester"
    ),
    "deployment.succeeded": KindWords("Deployment succeeded", "What was rolled out runs.", "managers"),
    "deployment.failed": KindWords(
        "Deployment failed", "A rollout did not come to its end, or what ran is gone.", "managers"
    ),
    "deployment.rolled_back": KindWords("Deployment rolled back", "What ran before runs again.", "managers"),
    "deployment.rollback_failed": KindWords(
        "Roll back failed", "It could not be brought back by itself: a person is needed now.", "managers"
    ),
    "deployment.orphaned": KindWords(
        "Still at its host", "Its host has not stopped or removed what was paused or deleted.", "managers"
    ),
    "deployment.drifted": KindWords(
        "Drift found", "Its host did not run what is wanted; it is being mended.", "managers"
    ),
    "deployment.degraded": KindWords(
        "Deployment degraded",
        "It runs, and not as it should: silence, errors, too few instances.",
        "managers",
    ),
    "deployment.recovered": KindWords("Deployment recovered", "It runs as it should again.", "managers"),
    "violation.found": KindWords(
        "Violation found", "A policy was broken, from the severity that is chosen on.", "managers"
    ),
    "budget.threshold": KindWords("Budget threshold", "A budget has reached one of its marks.", "managers"),
    "validation.failed": KindWords("Validation failed", "A version did not pass its trial.", "managers"),
    "notification.disabled": KindWords(
        "Notification switched off", "One that has failed for days is not tried any more.", "managers"
    ),
}


@dataclass(frozen=True)
class Notice:
    """A piece of news as people read it, and `data` for programs; `path` is where it leads.

    `once` names it: what has the same name is told each recipient once. `person` is whom it concerns personally, none
    for all those of its kind.
    """

    kind: NoticeKind
    once: str
    at: str
    ref: str
    title: str
    text: str
    facts: list[tuple[str, str]]
    path: str
    data: dict[str, Any]
    environment: str = ""
    severity: str = ""

    def stored(self) -> dict[str, Any]:
        """What a delivery keeps of it."""
        return {
            "at": self.at,
            "title": self.title,
            "text": self.text,
            "facts": [list(each) for each in self.facts],
            "path": self.path,
            "data": self.data,
        }
