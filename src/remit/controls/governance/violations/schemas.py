"""Bodies of the violation endpoints."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from remit.controls.governance.violations.breaches import Severity
from remit.kit.schemas import Answer, Body

ViolationState = Literal["open", "acknowledged", "resolved", "false_positive"]
ViolationMove = Literal["acknowledge", "resolve", "false_positive", "reopen"]


class ViolationActor(Answer):
    """Whose call it was, as they were called then."""

    ref: str
    name: str


class ViolationDecider(Answer):
    """Who changed the state last."""

    kind: str
    id: str
    name: str
    role: str


class ViolationAnswer(Answer):
    """A rule that a call went against; `actions` are the changes of state that who asks may make now.

    `subject_name` is what the subject is called now; null where it has no name.
    """

    id: str
    call: str
    request_id: str
    subject: str
    subject_name: str | None
    actor: ViolationActor
    rule: str
    action: str
    direction: str
    verdict: Literal["warn", "redact", "escalate", "deny"]
    severity: Severity
    labels: list[str]
    state: ViolationState
    note: str
    version: int
    decided_by: ViolationDecider | None
    decided_at: datetime | None
    created_at: datetime
    actions: list[ViolationMove]


class ViolationEvidence(Answer):
    """Something that was seen: characters `start` to `end` of the text. What it says is masked."""

    label: str
    score: float
    start: int
    end: int
    evidence: str


class ViolationRule(Answer):
    """The policy as it is written now; `unchanged` when the policies are those that decided then."""

    text: str
    description: str
    unchanged: bool


class ViolationDetail(ViolationAnswer):
    """A violation in full; `rule_now` is null where the policy is gone, `more` counts what was seen besides."""

    seen: list[ViolationEvidence]
    more: int
    errors: list[str]
    text_digest: str
    policy_digest: str
    rule_now: ViolationRule | None
    others_of_call: int


class ViolationPage(Answer):
    """One page; `next` continues."""

    items: list[ViolationAnswer]
    next: str | None


class ViolationCounts(Answer):
    """How many violations are open, by severity."""

    open: int
    critical: int
    high: int
    medium: int
    low: int


class ViolationsOfRule(Answer):
    """How often a rule was gone against."""

    rule: str
    count: int
    open: int
    last_at: datetime


class ViolationsOfSubject(Answer):
    """How often rules were gone against in calls of a deployment or agent."""

    subject: str
    subject_name: str | None
    count: int
    open: int
    last_at: datetime


class ViolationsOfDay(Answer):
    """The violations found on a day in UTC."""

    day: date
    critical: int
    high: int
    medium: int
    low: int


class ViolationSummary(Answer):
    """Violations at a glance: those open now, of whatever age; the rest is of the days from `since` to `until`.

    `rules` and `subjects` are the ten with most, `days` every day, the oldest first.
    """

    since: date
    until: date
    open: ViolationCounts
    total: int
    false_positives: int
    rules: list[ViolationsOfRule]
    subjects: list[ViolationsOfSubject]
    days: list[ViolationsOfDay]


class ViolationChange(Body):
    """A change of state of what was read as `version`, and why."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    note: Annotated[str, Field(max_length=2000)] = ""
