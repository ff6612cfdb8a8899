"""What an actor may do with a deployment now, and in words why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from remit.controls.governance import Decision, Resource, decide, passes, refusal
from remit.controls.tenancy import Actor
from remit.lifecycle.deployments.entering import right
from remit.lifecycle.deployments.fleet import EXTERNAL
from remit.lifecycle.deployments.states import ALLOWED, UNDER_WAY, Status, Verb
from remit.lifecycle.deployments.tables import Deployment

# What the policies are asked for each verb.
_ACTIONS: dict[Verb, str] = {
    "confirm": "deployment.deploy",
    "decide": "proposal.decide",
    "pause": "deployment.pause",
    "restart": "deployment.restart",
    "scale": "deployment.scale",
    "update": "deployment.update",
    "roll_back": "deployment.roll_back",
    "key": "deployment.key",
    "delete": "deployment.delete",
}
# What brings something into an environment, for which it may ask for a right of its own.
_BRINGS: tuple[Verb, ...] = ("confirm", "scale", "update")
_DONE: dict[Verb, str] = {
    "confirm": "confirmed",
    "decide": "decided on",
    "pause": "paused",
    "restart": "restarted",
    "scale": "scaled",
    "update": "updated",
    "roll_back": "rolled back",
    "key": "given keys",
    "delete": "deleted",
}

ELSEWHERE: dict[Verb, str] = {
    "scale": "It runs elsewhere, and grows where it runs.",
    "update": "It runs elsewhere: the version is the one that it reports.",
    "roll_back": "It runs elsewhere: an earlier version is started where it runs.",
}
"""What is not asked of Remit about an agent that runs elsewhere, and why."""


@dataclass(frozen=True)
class Permission:
    """An action, and whether it is open; `reason` says in words why it is not.

    `needs_approval` says that another person has to approve it once it is asked for.
    """

    action: Verb
    allowed: bool
    reason: str | None
    needs_approval: bool


@dataclass(frozen=True)
class _Answer:
    forbidden: str | None
    escalates: bool


Asked = Callable[[Verb, str, str], _Answer]


def asking(actor: Actor) -> Asked:
    """Return what answers, for one actor and one request, what the policies say to a verb.

    The policies speak of environments, not of single deployments, so that a page of fifty rows asks each once.
    """
    known: dict[tuple[Verb, str, str], _Answer] = {}

    def ask(verb: Verb, environment: str, requester: str) -> _Answer:
        key = (verb, environment, requester)
        if key not in known:
            resource = Resource("deployment", "any", environment)
            decision = decide(actor, _ACTIONS[verb], resource, {"requester": requester})
            words = _words(actor, _ACTIONS[verb], resource, decision)
            if words is None and verb in _BRINGS and (needed := right(actor, environment)):
                words = _words(actor, needed, resource, decide(actor, needed, resource))
            known[key] = _Answer(words, decision.verdict == "escalate")
        return known[key]

    return ask


def _words(actor: Actor, action: str, resource: Resource, decision: Decision) -> str | None:
    return None if passes(decision) else refusal(actor, action, resource, decision).detail


def permissions(
    ask: Asked, deployment: Deployment, requesters: Mapping[UUID, UUID], *, waiting: bool = False
) -> list[Permission]:
    """List every action with its answer: the kind first, then the status, then the policies.

    `requesters` names who asked for each proposal; `waiting` says that a change waits beside what runs.
    """
    person = requesters.get(deployment.proposal_id) if deployment.proposal_id else None
    requester = person.hex if person else ""
    return [_permission(ask, verb, deployment, requester, waiting=waiting) for verb in ALLOWED]


def _permission(
    ask: Asked, verb: Verb, deployment: Deployment, requester: str, *, waiting: bool
) -> Permission:
    why = _by_kind(verb, deployment) or _by_status(verb, deployment, waiting=waiting)
    if why is not None:
        return Permission(verb, allowed=False, reason=why, needs_approval=False)
    said = ask(verb, deployment.environment, requester if verb == "decide" else "")
    return Permission(verb, said.forbidden is None, said.forbidden, said.escalates)


def _by_kind(verb: Verb, deployment: Deployment) -> str | None:
    if deployment.host == EXTERNAL and verb in ELSEWHERE:
        return ELSEWHERE[verb]
    if verb == "scale" and deployment.kind == "agent":
        return "An agent runs inside Remit: it grows with Remit's own processes."
    if verb == "key" and deployment.kind == "model":
        return "A model's host checks who calls it: keys are of agents' deployments."
    if verb == "update" and deployment.kind == "model":
        return "A model has no versions here: deploy the other model under a name of its own."
    return None


def _by_status(verb: Verb, deployment: Deployment, *, waiting: bool) -> str | None:
    status = Status(deployment.status)
    if status in ALLOWED[verb] or (verb == "decide" and waiting):
        return None
    if verb == "decide":
        return "Nothing waits for approval."
    if status in UNDER_WAY and verb in ("scale", "update", "roll_back", "restart"):
        return "A rollout is under way: wait until it has ended."
    allowed = " or ".join(s.value.replace("_", " ") for s in ALLOWED[verb])
    return f"It is {status.value.replace('_', ' ')}: only what is {allowed} can be {_DONE[verb]}."
