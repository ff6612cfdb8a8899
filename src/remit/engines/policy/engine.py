"""Deciding by policy: the protocol. Whatever is in doubt is a no."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Says = Literal["allow", "warn", "redact", "escalate", "deny"]
SEVERITY: dict[Says, int] = {"allow": 0, "warn": 1, "redact": 2, "escalate": 3, "deny": 4}


@dataclass(frozen=True)
class Entity:
    """Somebody or something a decision is about; attributes must fit the schema."""

    type: str
    id: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """May `principal` do `action` to `resource`, given `context`?"""

    principal: Entity
    action: str
    resource: Entity
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Shadow:
    """What the answer would be if the policies on trial counted, with those of them that would decide."""

    verdict: Says
    policies: tuple[str, ...]
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The answer, the most severe of what the policies say.

    `warn`: allowed, but marked. `redact`: allowed without what was found in it. `escalate`: only policies which a
    person may overrule stand against it. `policies` are the ids of those that decided; `errors` are what went wrong,
    and then the answer is `deny`. `shadow` is none where no policy is on trial.
    """

    verdict: Says
    policies: tuple[str, ...]
    errors: tuple[str, ...] = ()
    shadow: Shadow | None = None


@dataclass(frozen=True)
class Policy:
    """One policy of a set, as it is written; a permit says `allow`, a forbid what its annotation says, or `deny`.

    `actions` are those that it names; none for a policy that may concern any. One that is not `named` has an id by its
    place. `severity` says how bad it is to go against it, `fix` what to do instead; empty where its author does not.
    """

    id: str
    named: bool
    says: Says
    shadow: bool
    text: str
    description: str
    actions: tuple[str, ...] | None
    severity: str = ""
    fix: str = ""

    @property
    def effect(self) -> Literal["permit", "forbid"]:
        """The word of the policy itself."""
        return "permit" if self.says == "allow" else "forbid"


@dataclass(frozen=True)
class Objections:
    """The policies that hold against something, those on trial left out; `errors` are what went wrong."""

    policies: tuple[Policy, ...] = ()
    errors: tuple[str, ...] = ()


class PolicyEngine(Protocol):
    """Answers questions from one immutable set of policies."""

    @property
    def digest(self) -> str:
        """Identify the set: `sha256:…` over its text and schema."""

    @property
    def actions(self) -> tuple[str, ...]:
        """Name every action there is, in order."""

    @property
    def policies(self) -> tuple[Policy, ...]:
        """List the policies as they are written."""

    def depends(self, action: str) -> frozenset[str]:
        """Name what answers about an action can depend on besides the kinds of things and the context.

        `principal` and `resource` mean who or what exactly it is, `principal.role` an attribute.
        """

    def decide(self, question: Question) -> Verdict:
        """Answer; never raises for a question that the schema refuses, but denies it."""

    def objections(self, question: Question) -> Objections:
        """Name every policy that holds against something, and not only those that decide."""
