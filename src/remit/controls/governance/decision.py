"""What is asked of the policies, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from remit.controls.tenancy import Actor
from remit.engines.policy import Entity, Question, Says, Shadow

Context = Mapping[str, Any]
_TYPES = {"organization": "Organization", "deployment": "Deployment", "agent": "Agent"}
# What the policies see where who asks says nothing of it.
_UNSAID: dict[str, Any] = {
    "approved": False,
    "requester": "",
    "labels": [],
    "direction": "",
    "taint": [],
    "tool": "",
    "egress": False,
    "model": "",
    "provider": "",
}


@dataclass(frozen=True)
class Resource:
    """What an action is done to; `environment` is empty where it has none.

    Whether that environment is `protected` is filled in by whoever decides, unless it is said.
    """

    kind: Literal["organization", "deployment", "agent"]
    id: str
    environment: str = ""
    protected: bool | None = None


class Outcome(NamedTuple):
    """What a set of policies says to a question, whoever of those it cannot tell apart asks."""

    verdict: Says
    policies: tuple[str, ...]
    digest: str
    errors: tuple[str, ...]
    shadow: Shadow | None


class Decision(NamedTuple):
    """What the policies say, with the ids of those that decided, the digest of the whole set, and what was asked."""

    verdict: Says
    policies: tuple[str, ...]
    digest: str
    errors: tuple[str, ...]
    shadow: Shadow | None
    actor: Actor
    action: str
    resource: Resource
    context: Context | None

    @property
    def allowed(self) -> bool:
        """Whether it may happen as it is; a warning does not stop it."""
        return self.verdict in ("allow", "warn")

    def facts(self) -> dict[str, Any]:
        """What records keep of a decision: enough to ask the same again of other policies."""
        found = {
            "verdict": self.verdict,
            "policies": list(self.policies),
            "digest": self.digest,
            "errors": list(self.errors),
            "asked": asked(self.actor, self.action, self.resource, self.context),
        }
        if self.shadow is not None:
            found["shadow"] = {
                "verdict": self.shadow.verdict,
                "policies": list(self.shadow.policies),
                "errors": list(self.shadow.errors),
            }
        return found


def asked(actor: Actor, action: str, resource: Resource, context: Context | None) -> dict[str, Any]:
    """Write a question as records keep it."""
    return {
        "principal": {
            "id": actor.shown_id,
            "kind": actor.kind,
            "role": actor.role.value,
            "person": actor.person.hex,
            "deployment": actor.deployment_id.hex if actor.deployment_id else "",
            "teams": list(actor.teams),
        },
        "action": action,
        "resource": {
            "kind": resource.kind,
            "id": resource.id,
            "environment": resource.environment,
            "protected": bool(resource.protected),
        },
        "context": {name: _plain(value) for name, value in (context or {}).items()},
    }


def _plain(value: Any) -> Any:
    return sorted(value, key=str) if isinstance(value, (set, frozenset, tuple, list)) else value


def question(found: Mapping[str, Any]) -> Question:
    """Make a question of what `asked` wrote; `KeyError` or `TypeError` when somebody else wrote it."""
    principal, resource = found["principal"], found["resource"]
    return Question(
        Entity(
            "Principal",
            principal["id"],
            {
                **{name: principal[name] for name in ("kind", "role", "person", "deployment")},
                "teams": principal.get("teams", []),  # there were none when older records were written
            },
        ),
        found["action"],
        Entity(_TYPES[resource["kind"]], resource["id"], _attributes(resource)),
        _complete(found["context"]),
    )


def _attributes(resource: Mapping[str, Any]) -> dict[str, Any]:
    if resource["kind"] == "organization":
        return {}
    found = {"environment": resource["environment"]}
    if resource["kind"] == "agent":
        return found
    # Only prod was protected when older records were written.
    return {**found, "protected": resource.get("protected", resource["environment"] == "prod")}


def _complete(given: Mapping[str, Any]) -> dict[str, Any]:
    """Add what was not said; who asks for `pii` means `pii.email` too."""
    whole = {**_UNSAID, **given}
    for name in ("labels", "taint"):
        if isinstance(whole[name], list) and all(isinstance(each, str) for each in whole[name]):
            families = {each.partition(".")[0] for each in whole[name]}
            whole[name] = sorted(families.union(whole[name]))
    return whole
