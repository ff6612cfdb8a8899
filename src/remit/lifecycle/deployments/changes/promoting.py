"""Promotion: what serves in one environment is brought into the next, with the difference shown before."""

from dataclasses import dataclass
from typing import get_args

from remit.controls.environments import Places, places
from remit.controls.governance import Resource, decide, passes, refusal
from remit.controls.tenancy import Actor, NewKey
from remit.kit.database import Session
from remit.kit.errors import Conflict
from remit.kit.secret_key import SecretKey
from remit.lifecycle import agents
from remit.lifecycle.agents import AgentVersion
from remit.lifecycle.deployments import queries, revisions
from remit.lifecycle.deployments.agents import deploy_agent, plan_of
from remit.lifecycle.deployments.changes import changing
from remit.lifecycle.deployments.changes.changing import How
from remit.lifecycle.deployments.changes.power import find
from remit.lifecycle.deployments.command import Environment
from remit.lifecycle.deployments.entering import right
from remit.lifecycle.deployments.fleet import DEPLOYMENT, EXTERNAL, AgentHost, Fleet
from remit.lifecycle.deployments.revisions import Difference
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment


class NothingToPromote(Conflict):
    """There is nothing that could be brought into the next environment."""

    type = "nothing-to-promote"
    title = "There is nothing to promote"


@dataclass(frozen=True)
class Promotion:
    """What promoting does: `there` is what runs in the target by that name, none where nothing does.

    `refusal` says why the actor may not, in words.
    """

    source: Deployment
    target: Environment
    version: AgentVersion
    revision: int
    there: Deployment | None
    differences: list[Difference]
    needs_approval: bool
    refusal: str | None


async def preview(session: Session, actor: Actor, shown_id: str, to: Environment | None) -> Promotion:
    """Say what promoting a deployment would change; raises `NothingToPromote`."""
    source = await find(session, shown_id)
    target = _target(await places(session), source, to)
    serving = await queries.revision(session, source.id, source.serving) if source.serving else None
    if serving is None or source.kind != "agent" or source.host == EXTERNAL:
        raise NothingToPromote(_why(source))
    _, version_id = revisions.restored(source, serving)
    version = await agents.version(session, version_id) if version_id else None
    if version is None:
        raise NothingToPromote(_why(source))
    there = await queries.in_environment(session, source.name, target)
    # Where it runs there stays as it is.
    where = {"function": there.plan["function"]} if there and "function" in there.plan else {}
    spec = revisions.spec({**plan_of(version, source.name, target), **where}, version.id)
    before = revisions.spec(there.plan, there.agent_version_id) if there else None
    action = "deployment.update" if there else "deployment.deploy"
    needs, refused = _asked(actor, action, target)
    if there is not None and there.agent_version_id == version.id and there.status != Status.FAILED:
        refused = refused or f"{source.name}@{version.number} runs in {target} already."
    found = revisions.differences(before, spec)
    return Promotion(source, target, version, serving.number, there, found, needs, refused)


async def promote(
    session: Session,
    actor: Actor,
    fleet: Fleet,
    secret_key: SecretKey,
    shown_id: str,
    to: Environment | None,
    how: How,
) -> tuple[Deployment, NewKey | None]:
    """Bring what serves into the next environment: as a new deployment there, or as the next revision of the one there.

    It is rolled out there as that environment's strategy says. Raises what deploying and updating raise.
    """
    found = await preview(session, actor, shown_id, to)
    if found.there is None:
        return await deploy_agent(
            session,
            actor,
            fleet,
            secret_key,
            slug=found.source.name,
            environment=found.target,
            claimed_user=None,
            version=found.version,
            override=how.override,
            host=_host(found.source),
        )
    there = DEPLOYMENT.show(found.there.id)
    words = f"promote {found.source.name}@{found.version.number} from {found.source.environment}"
    return await changing.adopt(session, actor, fleet, there, found.version, words, how), None


def _target(known: Places, source: Deployment, to: Environment | None) -> Environment:
    if to is not None and to != source.environment:
        return known.find(to).name
    after = known.following(source.environment)
    if to is not None or after is None:
        raise NothingToPromote(
            f"{source.name} is in {source.environment} already: name another environment."
            if to is not None
            else f"{source.environment} is the last environment: what comes before it is promoted, from"
            f" {', '.join(known.names[:-1])}."
        )
    return after.name


def _asked(actor: Actor, action: str, environment: str) -> tuple[bool, str | None]:
    resource, needs = Resource("deployment", "any", environment), False
    for each in filter(None, (action, right(actor, environment))):
        decision = decide(actor, each, resource)
        needs = needs or decision.verdict == "escalate"
        if not passes(decision):
            return needs, refusal(actor, each, resource, decision).detail
    return needs, None


def _host(source: Deployment) -> AgentHost:
    """It runs in the next environment as it does in this one."""
    return next((host for host in get_args(AgentHost) if host == source.host), "local")


def _why(source: Deployment) -> str:
    if source.host == EXTERNAL:
        return f"{source.name} runs elsewhere: what it runs is decided there."
    if source.kind == "model":
        return (
            f"{source.name} is a model: deploy it to the other environment by a command, which sizes it anew."
        )
    return f"Nothing of {source.name} serves in {source.environment}: there is no revision to promote."
