"""`/v1/models`: the deployed agents that a key may call."""

from typing import Any

from remit.controls import governance
from remit.controls.tenancy import Actor
from remit.edges.openai.http import Exchange, encode
from remit.edges.openai.naming import Callees
from remit.kit.errors import NotFound
from remit.lifecycle import deployments
from remit.lifecycle.deployments import DEPLOYMENT, Deployment
from remit.lifecycle.runtime import Runtime

_PATH = "/v1/models/"


async def index(runtime: Runtime, _: Callees, exchange: Exchange) -> None:
    """List them by name."""
    actor = await runtime.callers.identify(exchange.key())
    await runtime.admit(actor)
    callable, aliases = await _callable(runtime, actor)
    found = [_shown(each) for each in callable]
    found += [_shown(each, name) for name, each in aliases.items()]
    await exchange.answer(encode({"object": "list", "data": found}))


async def one(runtime: Runtime, callees: Callees, exchange: Exchange) -> None:
    """Show one of them, by any of its names."""
    actor = await runtime.callers.identify(exchange.key())
    await runtime.admit(actor)
    name = exchange.path.removeprefix(_PATH)
    id = await callees.find(runtime, actor, name)
    callable, aliases = await _callable(runtime, actor)
    for each in callable:
        if each.id == id:
            await exchange.answer(encode(_shown(each, name if name in aliases else None)))
            return
    raise NotFound(f"There is no deployed agent {name[:200]!r}.")


async def _callable(runtime: Runtime, actor: Actor) -> tuple[list[Deployment], dict[str, Deployment]]:
    """Return what somebody may call, and which of it aliases stand for."""
    async with runtime.database.transaction(actor.org_id) as session:
        found = await deployments.answering(session)
        aliases = await deployments.aliases_listed(session)
    if actor.deployment_id is not None:
        mine = [each for each in found if each.id == actor.deployment_id]
    else:
        mine = [each for each in found if _may_call(actor, each)]
    own = {each.id for each in mine}
    return mine, {
        each.row.name: each.deployment for each in aliases if each.deployment and each.deployment.id in own
    }


def _may_call(actor: Actor, deployment: Deployment) -> bool:
    resource = governance.Resource("deployment", DEPLOYMENT.show(deployment.id), deployment.environment)
    return governance.decide(actor, "agent.call", resource).allowed


def _shown(deployment: Deployment, alias: str | None = None) -> dict[str, Any]:
    return {
        "id": alias or deployments.called(deployment),
        "object": "model",
        "created": int(deployment.created_at.timestamp()),
        "owned_by": "remit",
        "deployment_id": DEPLOYMENT.show(deployment.id),
        "name": deployment.name,
        "environment": deployment.environment,
    }
