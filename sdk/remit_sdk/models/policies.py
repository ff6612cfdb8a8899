# generated from openapi.json

from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model


class PolicyAction(Model):
    """
    An action, in words, and the kinds of things it is done to; `escalates` when another person can be asked.
    """

    name: Annotated[str, Field(title='Name')]
    description: Annotated[str, Field(title='Description')]
    resources: Annotated[list[str], Field(title='Resources')]
    escalates: Annotated[bool, Field(title='Escalates')]



class Restores(RootModel[int]):
    root: Annotated[int, Field(ge=0, le=2147483646, title='Restores')]



class PolicyApplication(Model):
    """
    Policies to apply on top of `version`, the one that was read: 0 for none.

    `restores` names the older version whose text this is. `force` lets an owner apply what shuts themselves out.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    text: Annotated[
        str, Field(description='Policies in Cedar, each with an @id.', max_length=300000, title='Text')
    ]
    version: Annotated[int, Field(ge=0, le=2147483646, title='Version')]
    note: Annotated[
        str | None, Field(max_length=1000, pattern='^[^\\x00-\\x08\\x0b-\\x1f\\x7f]*$', title='Note')
    ] = ''
    restores: Annotated[Restores | None, Field(title='Restores')] = None
    force: Annotated[bool | None, Field(title='Force')] = False



class PolicyAttribute(Model):
    """
    An attribute that a condition may look at.
    """

    name: Annotated[str, Field(title='Name')]
    type: Annotated[str, Field(title='Type')]
    description: Annotated[str, Field(title='Description')]



class PolicyDifference(Model):
    """
    The ids of the policies that came, went or changed.
    """

    added: Annotated[list[str], Field(title='Added')]
    removed: Annotated[list[str], Field(title='Removed')]
    changed: Annotated[list[str], Field(title='Changed')]



class PolicyDraft(Model):
    """
    Policies to look at.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    text: Annotated[
        str, Field(description='Policies in Cedar, each with an @id.', max_length=300000, title='Text')
    ]



class PolicyExample(Model):
    """
    A policy to begin with.
    """

    title: Annotated[str, Field(title='Title')]
    text: Annotated[str, Field(title='Text')]



class PolicyFinding(Model):
    """
    One thing to mend: lines and columns count from 1, columns in characters.
    """

    severity: Annotated[Literal['error', 'warning'], Field(title='Severity')]
    line: Annotated[int, Field(title='Line')]
    column: Annotated[int, Field(title='Column')]
    end_line: Annotated[int, Field(title='End Line')]
    end_column: Annotated[int, Field(title='End Column')]
    message: Annotated[str, Field(title='Message')]
    fix: Annotated[str, Field(title='Fix')]
    policy: Annotated[str, Field(title='Policy')]



class PolicyItem(Model):
    """
    A policy that holds: a permit says `allow`; a forbid says what it does. `actions` empty means any.

    In the mode `shadow` it never decides: what it would have said stands in the records of decisions.
    """

    id: Annotated[str, Field(title='Id')]
    origin: Annotated[Literal['built-in', 'own'], Field(title='Origin')]
    effect: Annotated[Literal['permit', 'forbid'], Field(title='Effect')]
    mode: Annotated[Literal['enforce', 'shadow'], Field(title='Mode')]
    verdict: Annotated[Literal['allow', 'warn', 'redact', 'escalate', 'deny'], Field(title='Verdict')]
    description: Annotated[str, Field(title='Description')]
    actions: Annotated[list[str], Field(title='Actions')]
    text: Annotated[str, Field(title='Text')]



class PolicyPage(Model):
    """
    The policies that hold, the built-in ones first; `version` is that of the organisation's own, 0 for none.

    `broken` says why they do not load, and then everything is denied but mending them.
    """

    items: Annotated[list[PolicyItem], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
    version: Annotated[int, Field(title='Version')]
    set_digest: Annotated[str, Field(title='Set Digest')]
    built_in: Annotated[int, Field(title='Built In')]
    own: Annotated[int, Field(title='Own')]
    shadow: Annotated[int, Field(title='Shadow')]
    broken: Annotated[str | None, Field(title='Broken')]



class PolicyReplay(Model):
    """
    A draft, and for how many days back to ask it what was asked.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    text: Annotated[
        str, Field(description='Policies in Cedar, each with an @id.', max_length=300000, title='Text')
    ]
    days: Annotated[int | None, Field(ge=1, le=90, title='Days')] = 7



class PolicyResourceKind(Model):
    """
    A kind of thing that actions are done to.
    """

    name: Annotated[str, Field(title='Name')]
    attributes: Annotated[list[PolicyAttribute], Field(title='Attributes')]



class PolicySchemaAnswer(Model):
    """
    What policies may name.
    """

    actions: Annotated[list[PolicyAction], Field(title='Actions')]
    principal: Annotated[list[PolicyAttribute], Field(title='Principal')]
    resources: Annotated[list[PolicyResourceKind], Field(title='Resources')]
    context: Annotated[list[PolicyAttribute], Field(title='Context')]
    roles: Annotated[list[str], Field(title='Roles')]
    examples: Annotated[list[PolicyExample], Field(title='Examples')]
    text: Annotated[str, Field(title='Text')]



class PolicyVersionAnswer(Model):
    """
    A version with its text, the text before it, and what changed.
    """

    number: Annotated[int, Field(title='Number')]
    current: Annotated[bool, Field(title='Current')]
    digest: Annotated[str, Field(title='Digest')]
    set_digest: Annotated[str, Field(title='Set Digest')]
    policies: Annotated[int, Field(title='Policies')]
    restores: Annotated[int | None, Field(title='Restores')]
    author: Annotated[dict[str, str], Field(title='Author')]
    note: Annotated[str, Field(title='Note')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    text: Annotated[str, Field(title='Text')]
    before: Annotated[str, Field(title='Before')]
    difference: PolicyDifference



class PolicyVersionItem(Model):
    """
    A version of the organisation's own policies; `restores` is the older one whose text it brought back.
    """

    number: Annotated[int, Field(title='Number')]
    current: Annotated[bool, Field(title='Current')]
    digest: Annotated[str, Field(title='Digest')]
    set_digest: Annotated[str, Field(title='Set Digest')]
    policies: Annotated[int, Field(title='Policies')]
    restores: Annotated[int | None, Field(title='Restores')]
    author: Annotated[dict[str, str], Field(title='Author')]
    note: Annotated[str, Field(title='Note')]
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class PolicyVersionPage(Model):
    """
    Versions, newest first.
    """

    items: Annotated[list[PolicyVersionItem], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class ReplayedChange(Model):
    """
    A question that would be answered otherwise; `trial` when only policies in shadow mode would.
    """

    who: Annotated[str, Field(title='Who')]
    name: Annotated[str, Field(title='Name')]
    role: Annotated[str, Field(title='Role')]
    action: Annotated[str, Field(title='Action')]
    resource: Annotated[str, Field(title='Resource')]
    environment: Annotated[str, Field(title='Environment')]
    context: Annotated[dict[str, Any], Field(title='Context')]
    times: Annotated[int, Field(title='Times')]
    last_at: Annotated[AwareDatetime, Field(title='Last At')]
    entry: Annotated[int, Field(title='Entry')]
    before: Annotated[Literal['allow', 'warn', 'redact', 'escalate', 'deny'], Field(title='Before')]
    before_policies: Annotated[list[str], Field(title='Before Policies')]
    after: Annotated[Literal['allow', 'warn', 'redact', 'escalate', 'deny'], Field(title='After')]
    after_policies: Annotated[list[str], Field(title='After Policies')]
    trial: Annotated[bool, Field(title='Trial')]



class ReplayedTotal(Model):
    """
    How many decisions would change from one verdict to another.
    """

    before: Annotated[Literal['allow', 'warn', 'redact', 'escalate', 'deny'], Field(title='Before')]
    after: Annotated[Literal['allow', 'warn', 'redact', 'escalate', 'deny'], Field(title='After')]
    times: Annotated[int, Field(title='Times')]



class PolicyCheck(Model):
    """
    What is wrong with a draft, and what it changes of what holds.
    """

    valid: Annotated[bool, Field(title='Valid')]
    findings: Annotated[list[PolicyFinding], Field(title='Findings')]
    policies: Annotated[int, Field(title='Policies')]
    version: Annotated[int, Field(title='Version')]
    difference: PolicyDifference



class PolicyReplayAnswer(Model):
    """
    What a draft would have decided otherwise, of the decisions of calls and changes since a moment.

    `unread` are older decisions whose question was not recorded; `cut` says that only the most frequent were asked.
    `idle` are own policies of the draft that decided nothing.
    """

    since: Annotated[AwareDatetime, Field(title='Since')]
    decisions: Annotated[int, Field(title='Decisions')]
    questions: Annotated[int, Field(title='Questions')]
    unread: Annotated[int, Field(title='Unread')]
    cut: Annotated[bool, Field(title='Cut')]
    totals: Annotated[list[ReplayedTotal], Field(title='Totals')]
    changes: Annotated[list[ReplayedChange], Field(title='Changes')]
    idle: Annotated[list[str], Field(title='Idle')]
