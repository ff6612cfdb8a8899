"""Agents that run elsewhere, as people register them and look at them."""

from typing import Annotated

from fastapi import APIRouter, Request

from remit.controls.connections import Models
from remit.controls.tenancy import Actor, DatabaseDep, SessionDep, may
from remit.lifecycle.deployments.answers import row
from remit.lifecycle.deployments.changes import power
from remit.lifecycle.deployments.endpoints.requests import FleetDep
from remit.lifecycle.deployments.external.card import read_card
from remit.lifecycle.deployments.external.registering import Registrar, register, require_deploy
from remit.lifecycle.deployments.external.schemas import (
    ExternalAgentAnswer,
    NewExternalAgent,
    RegisteredAgent,
)
from remit.lifecycle.deployments.external.showing import shown

router = APIRouter(tags=["agents that run elsewhere"])
Reader = Annotated[Actor, may("deployment.read")]


@router.post("/api/external-agents", status_code=201)
async def register_external_agent(
    body: NewExternalAgent, request: Request, database: DatabaseDep, actor: Reader, fleet: FleetDep
) -> RegisteredAgent:
    """Register an agent that runs elsewhere; the answer holds its key, which is shown only here."""
    require_deploy(actor, body.env)
    models: Models = request.app.state.models
    # Before the transaction is opened: an address may take its time to answer.
    card = await read_card(models.outbound, body.card) if body.card is not None else None
    registrar = Registrar(fleet, request.app.state.secret_key, models)
    async with database.transaction(actor.org_id) as session:
        deployment, key = await register(session, actor, registrar, body, card)
    return RegisteredAgent(deployment=row(deployment), key=key.token)


@router.get("/api/external-agents/{plan_id}")
async def get_external_agent(plan_id: str, session: SessionDep, _: Reader) -> ExternalAgentAnswer:
    """Show an agent that runs elsewhere: when it was heard of last, its instances and its card."""
    return await shown(session, await power.find_record(session, plan_id))
