"""Registering an agent that runs elsewhere: a deployment like any other, and a key for it."""

from dataclasses import dataclass
from typing import Any

from remit.controls import connections
from remit.controls.connections import Models, NewConnection
from remit.controls.governance import Resource, require
from remit.controls.tenancy import ORGANIZATION, Actor, NewKey
from remit.kit.database import Session
from remit.kit.errors import Malformed
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey
from remit.lifecycle.deployments.agents import first_key
from remit.lifecycle.deployments.deploy import DEPLOY, Wanted, deploy, record_intent
from remit.lifecycle.deployments.external.card import Card
from remit.lifecycle.deployments.external.schemas import NewExternalAgent
from remit.lifecycle.deployments.fleet import EXTERNAL, Fleet
from remit.lifecycle.deployments.tables import Deployment

_CONNECTION_SLUG = 40


@dataclass(frozen=True)
class Registrar:
    """What registering needs of the application."""

    fleet: Fleet
    secret_key: SecretKey
    models: Models


def require_deploy(actor: Actor, environment: str) -> None:
    """Raise `PolicyForbids` for who may not deploy there: asked before Remit reads an address for anybody."""
    require(actor, DEPLOY, Resource("deployment", "new", environment))


async def register(
    session: Session, actor: Actor, registrar: Registrar, wanted: NewExternalAgent, card: Card | None
) -> tuple[Deployment, NewKey]:
    """Register an agent; return its deployment with the key that alone may report for it.

    With a `url` a connection to it is made, which who registers must be allowed to. Raises `NameTaken`, `Forbidden`,
    and of the connection `SlugTaken`, `BadConnection` and `AddressRefused`; then nothing was made.
    """
    if wanted.url is not None and wanted.connection is not None:
        raise Malformed("Give `url`, which makes a connection, or `connection`, which names one; not both.")
    if wanted.url is None and (wanted.secret is not None or wanted.model is not None):
        raise Malformed("`secret` and `model` belong to a `url`: give it, or leave them out.")
    model = await _reached(session, actor, registrar.models, wanted)
    id = new_id()
    command = f"register {wanted.name}, which runs elsewhere, in {wanted.env}"
    await record_intent(
        session, actor, id, command, wanted.user_id, {"agent": wanted.name, "environment": wanted.env}
    )
    deployment = await deploy(
        session,
        actor,
        registrar.fleet,
        Wanted(
            id=id,
            name=wanted.name,
            environment=wanted.env,
            kind="agent",
            host=EXTERNAL,
            command=command,
            plan=_plan(wanted, model, card),
            agent_version_id=None,
            claimed_user=wanted.user_id,
        ),
    )
    return deployment, await first_key(session, actor, registrar.secret_key, deployment)


async def _reached(session: Session, actor: Actor, models: Models, wanted: NewExternalAgent) -> str | None:
    """Return where Remit calls the agent, `connection:model`; none for one that only reports."""
    if wanted.connection is not None:
        offer = await models.offer(actor.org_id)
        offer.check(wanted.connection)
        return wanted.connection
    if wanted.url is None:
        return None
    require(actor, "connection.write", Resource("organization", ORGANIZATION.show(actor.org_id)))
    slug = f"{wanted.name}-{wanted.env}"
    if len(slug) > _CONNECTION_SLUG:
        raise Malformed(
            f"The connection would be called {slug}, and names of connections have {_CONNECTION_SLUG} letters at most:"
            " choose a shorter name."
        )
    model = wanted.model or wanted.name
    made = NewConnection(
        slug=slug,
        name=f"{wanted.name} in {wanted.env}",
        kind="openai_compatible",
        base_url=wanted.url,
        secret=wanted.secret,
        models=[model],
        default_model=model,
        is_default=False,
    )
    await connections.add(session, actor, models, made)
    return f"{slug}:{model}"


def _plan(wanted: NewExternalAgent, model: str | None, card: Card | None) -> dict[str, Any]:
    reached = f"Remit calls it at {model}." if model else "It only reports: Remit does not call it."
    return {
        "intent": {"agent": wanted.name, "environment": wanted.env},
        "assumptions": [],
        "not_understood": [],
        "artifact": {
            "model_name": model or "elsewhere",
            "endpoint_name": f"{wanted.name}-{wanted.env}",
            "instance_type": None,
            "instance_count": 1,
            "rollback_alarms": [],
            "budget_usd_per_hour": None,
        },
        "evidence": [],
        "checks": [],
        "cost": None,
        "sizing": {},
        "rationale": f"{wanted.name} runs elsewhere and sends a heartbeat every {wanted.interval_seconds} s. {reached}",
        "external": {
            "framework": wanted.framework,
            "description": wanted.description or (card.description if card else ""),
            "model": model,
            "card": card.facts() if card else None,
            "interval_seconds": wanted.interval_seconds,
        },
    }
