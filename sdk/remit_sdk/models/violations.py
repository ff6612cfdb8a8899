# generated from openapi.json

from datetime import date
from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field
from remit_sdk.model import Model


class ViolationActor(Model):
    """
    Whose call it was, as they were called then.
    """

    ref: Annotated[str, Field(title='Ref')]
    name: Annotated[str, Field(title='Name')]



class ViolationChange(Model):
    """
    A change of state of what was read as `version`, and why.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    version: Annotated[int, Field(ge=1, le=2147483647, title='Version')]
    note: Annotated[str | None, Field(max_length=2000, title='Note')] = ''



class ViolationCounts(Model):
    """
    How many violations are open, by severity.
    """

    open: Annotated[int, Field(title='Open')]
    critical: Annotated[int, Field(title='Critical')]
    high: Annotated[int, Field(title='High')]
    medium: Annotated[int, Field(title='Medium')]
    low: Annotated[int, Field(title='Low')]



class ViolationDecider(Model):
    """
    Who changed the state last.
    """

    kind: Annotated[str, Field(title='Kind')]
    id: Annotated[str, Field(title='Id')]
    name: Annotated[str, Field(title='Name')]
    role: Annotated[str, Field(title='Role')]



class ViolationEvidence(Model):
    """
    Something that was seen: characters `start` to `end` of the text. What it says is masked.
    """

    label: Annotated[str, Field(title='Label')]
    score: Annotated[float, Field(title='Score')]
    start: Annotated[int, Field(title='Start')]
    end: Annotated[int, Field(title='End')]
    evidence: Annotated[str, Field(title='Evidence')]



class ViolationRule(Model):
    """
    The policy as it is written now; `unchanged` when the policies are those that decided then.
    """

    text: Annotated[str, Field(title='Text')]
    description: Annotated[str, Field(title='Description')]
    unchanged: Annotated[bool, Field(title='Unchanged')]



class ViolationsOfDay(Model):
    """
    The violations found on a day in UTC.
    """

    day: Annotated[date, Field(title='Day')]
    critical: Annotated[int, Field(title='Critical')]
    high: Annotated[int, Field(title='High')]
    medium: Annotated[int, Field(title='Medium')]
    low: Annotated[int, Field(title='Low')]



class ViolationsOfRule(Model):
    """
    How often a rule was gone against.
    """

    rule: Annotated[str, Field(title='Rule')]
    count: Annotated[int, Field(title='Count')]
    open: Annotated[int, Field(title='Open')]
    last_at: Annotated[AwareDatetime, Field(title='Last At')]



class ViolationsOfSubject(Model):
    """
    How often rules were gone against in calls of a deployment or agent.
    """

    subject: Annotated[str, Field(title='Subject')]
    subject_name: Annotated[str | None, Field(title='Subject Name')]
    count: Annotated[int, Field(title='Count')]
    open: Annotated[int, Field(title='Open')]
    last_at: Annotated[AwareDatetime, Field(title='Last At')]



class ViolationAnswer(Model):
    """
    A rule that a call went against; `actions` are the changes of state that who asks may make now.

    `subject_name` is what the subject is called now; null where it has no name.
    """

    id: Annotated[str, Field(title='Id')]
    call: Annotated[str, Field(title='Call')]
    request_id: Annotated[str, Field(title='Request Id')]
    subject: Annotated[str, Field(title='Subject')]
    subject_name: Annotated[str | None, Field(title='Subject Name')]
    actor: ViolationActor
    rule: Annotated[str, Field(title='Rule')]
    action: Annotated[str, Field(title='Action')]
    direction: Annotated[str, Field(title='Direction')]
    verdict: Annotated[Literal['warn', 'redact', 'escalate', 'deny'], Field(title='Verdict')]
    severity: Annotated[Literal['low', 'medium', 'high', 'critical'], Field(title='Severity')]
    labels: Annotated[list[str], Field(title='Labels')]
    state: Annotated[Literal['open', 'acknowledged', 'resolved', 'false_positive'], Field(title='State')]
    note: Annotated[str, Field(title='Note')]
    version: Annotated[int, Field(title='Version')]
    decided_by: ViolationDecider | None
    decided_at: Annotated[AwareDatetime | None, Field(title='Decided At')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    actions: Annotated[
        list[Literal['acknowledge', 'resolve', 'false_positive', 'reopen']], Field(title='Actions')
    ]



class ViolationDetail(Model):
    """
    A violation in full; `rule_now` is null where the policy is gone, `more` counts what was seen besides.
    """

    id: Annotated[str, Field(title='Id')]
    call: Annotated[str, Field(title='Call')]
    request_id: Annotated[str, Field(title='Request Id')]
    subject: Annotated[str, Field(title='Subject')]
    subject_name: Annotated[str | None, Field(title='Subject Name')]
    actor: ViolationActor
    rule: Annotated[str, Field(title='Rule')]
    action: Annotated[str, Field(title='Action')]
    direction: Annotated[str, Field(title='Direction')]
    verdict: Annotated[Literal['warn', 'redact', 'escalate', 'deny'], Field(title='Verdict')]
    severity: Annotated[Literal['low', 'medium', 'high', 'critical'], Field(title='Severity')]
    labels: Annotated[list[str], Field(title='Labels')]
    state: Annotated[Literal['open', 'acknowledged', 'resolved', 'false_positive'], Field(title='State')]
    note: Annotated[str, Field(title='Note')]
    version: Annotated[int, Field(title='Version')]
    decided_by: ViolationDecider | None
    decided_at: Annotated[AwareDatetime | None, Field(title='Decided At')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    actions: Annotated[
        list[Literal['acknowledge', 'resolve', 'false_positive', 'reopen']], Field(title='Actions')
    ]
    seen: Annotated[list[ViolationEvidence], Field(title='Seen')]
    more: Annotated[int, Field(title='More')]
    errors: Annotated[list[str], Field(title='Errors')]
    text_digest: Annotated[str, Field(title='Text Digest')]
    policy_digest: Annotated[str, Field(title='Policy Digest')]
    rule_now: ViolationRule | None
    others_of_call: Annotated[int, Field(title='Others Of Call')]



class ViolationPage(Model):
    """
    One page; `next` continues.
    """

    items: Annotated[list[ViolationAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class ViolationSummary(Model):
    """
    Violations at a glance: those open now, of whatever age; the rest is of the days from `since` to `until`.

    `rules` and `subjects` are the ten with most, `days` every day, the oldest first.
    """

    since: Annotated[date, Field(title='Since')]
    until: Annotated[date, Field(title='Until')]
    open: ViolationCounts
    total: Annotated[int, Field(title='Total')]
    false_positives: Annotated[int, Field(title='False Positives')]
    rules: Annotated[list[ViolationsOfRule], Field(title='Rules')]
    subjects: Annotated[list[ViolationsOfSubject], Field(title='Subjects')]
    days: Annotated[list[ViolationsOfDay], Field(title='Days')]
