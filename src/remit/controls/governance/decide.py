"""Asking the policies: may this actor do this to that?"""

from uuid import UUID

from remit.controls.governance.decision import Context, Decision, Resource
from remit.controls.governance.errors import PolicyForbids
from remit.controls.governance.sets import SCHEMA, SETS
from remit.controls.tenancy import Actor
from remit.engines.policy import Objections

# What can wait for another person: everywhere else an escalation is a no.
ESCALATES = frozenset(
    (
        "agent.promote",
        "deployment.deploy",
        "deployment.roll_back",
        "deployment.scale",
        "deployment.update",
        "tool.use",
    )
)
# Asked of files, and of nobody.
_OF_FILES = "agent.validate"
_ACTIONS = tuple(sorted(set(SCHEMA.actions) - {_OF_FILES}))


def decide(actor: Actor, action: str, resource: Resource, context: Context | None = None) -> Decision:
    """Answer by the policies of the actor's organisation; whatever is in doubt is denied.

    `context` may name `approved` (another person approved exactly this), `requester` (a person's id), and of a call
    `labels`, `direction`, `taint`, `tool`, `egress`, `model` and `provider`. Raises `PoliciesUnread` when nobody
    awaited `ready` for the organisation.
    """
    return SETS.of(actor.org_id).decide(actor, action, resource, context)


def objections(actor: Actor, slug: str, file: Context) -> Objections:
    """Name the policies of the actor's organisation that hold against an agent file; `file` is what it says.

    Raises `PoliciesUnread` when nobody awaited `ready` for the organisation.
    """
    return SETS.of(actor.org_id).objections(actor, _OF_FILES, Resource("agent", slug), {"file": dict(file)})


def policy_digest(org_id: UUID) -> str:
    """Identify the policies that hold in an organisation now; raises `PoliciesUnread`."""
    return SETS.of(org_id).engine.digest


def passes(decision: Decision) -> bool:
    """Whether something may go on, be it to wait for another person."""
    return decision.allowed or (decision.verdict == "escalate" and decision.action in ESCALATES)


def require(actor: Actor, action: str, resource: Resource, context: Context | None = None) -> Decision:
    """Answer by the policies, or raise `PolicyForbids` on a no.

    An escalation passes where another person can be asked, and is then the caller's to ask for.
    """
    decision = decide(actor, action, resource, context)
    if not passes(decision):
        raise refusal(actor, action, resource, decision)
    return decision


def permitted(actor: Actor, resource: Resource) -> list[str]:
    """Name the actions that the policies allow on a resource, those included that wait for an approval."""
    return [action for action in _ACTIONS if passes(decide(actor, action, resource))]


_GERUNDS = {
    "archive": "archiving",
    "break_glass": "breaking the glass for",
    "call": "calling",
    "create": "making",
    "decide": "deciding on",
    "delete": "deleting",
    "deploy": "making",
    "export": "exporting",
    "key": "making keys for",
    "pause": "pausing",
    "promote": "promoting",
    "read": "reading",
    "restart": "restarting",
    "roll_back": "rolling back",
    "scale": "scaling",
    "test": "testing",
    "validate": "validating",
    "update": "updating",
    "withdraw": "withdrawing",
    "use": "using",
    "pass": "letting through",
    "write": "changing",
}
_NOUNS = {"audit": "the audit log", "metrics": "metrics", "knowledge": "knowledge", "policy": "policies"}


def words(action: str) -> str:
    """Say an action as people do: `deployment.roll_back` is rolling back deployments."""
    noun, _, verb = action.partition(".")
    return f"{_GERUNDS.get(verb, verb)} {_NOUNS.get(noun, f'{noun}s')}"


def refusal(actor: Actor, action: str, resource: Resource, decision: Decision) -> PolicyForbids:
    """Say in words why not."""
    where = f" in {resource.environment}" if resource.environment else ""
    if "nobody-decides-their-own" in decision.policies:
        detail = (
            "You asked for this yourself: another person with the role approver, admin or owner must decide."
        )
    elif decision.verdict == "escalate":
        by = ", ".join(decision.policies)
        detail = f"{words(action).capitalize()}{where} needs another person by {by}, and nobody can be asked for it."
    elif decision.errors and not decision.policies:
        detail = f"The policies do not answer: {decision.errors[0][:300]}"
    elif decision.policies:
        detail = f"{words(action).capitalize()}{where} is forbidden by {', '.join(decision.policies)}."
    else:
        detail = f"The role {actor.role.value} does not allow {words(action)}{where}."
    return PolicyForbids(
        detail, action=action, policies=list(decision.policies), policy_digest=decision.digest
    )
