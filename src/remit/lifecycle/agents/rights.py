"""What this actor may do with an agent now, and why not: what pages show or explain."""

from collections.abc import Sequence
from dataclasses import dataclass

from remit.controls import environments
from remit.controls.governance import Resource, decide, passes, refusal
from remit.controls.tenancy import Actor
from remit.lifecycle.agents.archive import ARCHIVE, Use
from remit.lifecycle.agents.promotion import PROMOTE
from remit.lifecycle.agents.tables import Agent
from remit.lifecycle.agents.types import KINDS


@dataclass(frozen=True)
class Right:
    """One action: whether it is allowed now, and the reason when it is not."""

    action: str
    allowed: bool
    reason: str | None


def rights(actor: Actor, agent: Agent, active: int | None, used: Sequence[Use]) -> list[Right]:
    """List what the actor may do: by the policies first, then by the state of the agent."""
    archived = f"{agent.slug} is archived: reactivate it first." if agent.status == "archived" else None
    inactive = None if active else f"{agent.slug} has no active version: promote one first."
    later = None if KINDS[agent.type].runs else f"Agents of type {agent.type} are kept, and run later."
    where = ", ".join(use.environment for use in used)
    in_use = f"It is deployed in {where}: delete that first." if used else None
    # Whether it may be deployed at all is asked about the environment with the fewest rules.
    first = environments.of(actor.org_id).names[0]
    on_agent, on_deployment = Resource("agent", agent.slug), Resource("deployment", agent.slug, first)
    asked = (
        ("write", "agent.write", on_agent, archived),
        ("promote", PROMOTE, on_agent, archived or later),
        ("archive", ARCHIVE, on_agent, archived or in_use),
        ("reactivate", ARCHIVE, on_agent, None if archived else f"{agent.slug} is not archived."),
        ("deploy", "deployment.deploy", on_deployment, archived or inactive),
        ("test", "agent.test", on_agent, archived or later),
    )
    return [_right(actor, name, action, resource, state) for name, action, resource, state in asked]


def _right(actor: Actor, name: str, action: str, resource: Resource, state: str | None) -> Right:
    decision = decide(actor, action, resource)
    reason = state if passes(decision) else refusal(actor, action, resource, decision).detail
    return Right(name, reason is None, reason)
