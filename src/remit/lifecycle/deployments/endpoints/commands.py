"""The command, the plan it leads to, and carrying out a plan that was only made."""

from decimal import Decimal
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from remit.controls import environments
from remit.controls.environments import Place
from remit.controls.governance import Resource, decide, passes, refusal
from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit.telemetry import correlation
from remit.lifecycle.agents import slugs_like
from remit.lifecycle.deployments.answers import artifact, row
from remit.lifecycle.deployments.choosing import Choice, offers, read_choice
from remit.lifecycle.deployments.command import read_act, suggestions
from remit.lifecycle.deployments.commanding import acts, carrying, confirming
from remit.lifecycle.deployments.deploy import DEPLOY
from remit.lifecycle.deployments.endpoints.requests import FleetDep, HowDep, ReadingDep
from remit.lifecycle.deployments.errors import CommandRefused, ValidationFailed
from remit.lifecycle.deployments.fleet import DEPLOYMENT
from remit.lifecycle.deployments.schemas.commands import (
    ActBody,
    ActHeard,
    ActRequest,
    ChoicesAnswer,
    CommandAnswer,
    CommandBody,
    CommandHelp,
    CommandProblem,
    CommandResult,
    EnvironmentAnswer,
    HostChoice,
    InstanceChoice,
    ModelChoice,
    NearDeployment,
    PlanBody,
    RefusedResult,
    SuggestionAnswer,
    SuggestionList,
)
from remit.lifecycle.deployments.sizing import Instance, Model, Precision
from remit.lifecycle.deployments.states import Status
from remit.lifecycle.deployments.tables import Deployment

router = APIRouter(tags=["deployments"])
_MOST_AGENTS = 3
_REFUSED: dict[int | str, dict[str, Any]] = {
    422: {"model": CommandProblem, "description": "Not understood, or a guardrail says no"}
}
Reader = Annotated[Actor, may("deployment.read")]


@router.get("/api/commands/suggestions")
async def list_suggestions(session: SessionDep, actor: Reader) -> SuggestionList:
    """List commands that are understood, by category: one list for the command bar, the CLI and help."""
    agents = await slugs_like(session, "", active=True, limit=_MOST_AGENTS)
    places = environments.of(actor.org_id)
    return SuggestionList(
        suggestions=[SuggestionAnswer(text=s.text, category=s.category) for s in suggestions(agents, places)],
        environments=[_environment(actor, place) for place in places],
    )


def _environment(actor: Actor, place: Place) -> EnvironmentAnswer:
    resource = Resource("deployment", "any", place.name)
    decision = decide(actor, DEPLOY, resource)
    return EnvironmentAnswer(
        name=place.name,
        title=place.title,
        protected=place.protected,
        refusal=None if passes(decision) else refusal(actor, DEPLOY, resource, decision).detail,
        needs_approval=decision.verdict == "escalate",
    )


@router.post("/api/agent/command", response_model=CommandAnswer, responses=_REFUSED)
async def run_command(
    body: CommandBody, reading: ReadingDep, session: SessionDep, actor: Reader, fleet: FleetDep
) -> CommandAnswer | JSONResponse:
    """Turn a sentence into a plan, check it, and carry it out or ask for approval; or only keep it, to be confirmed."""
    asked = carrying.Asked(
        command=body.command,
        environment=body.env,
        budget_usd_per_hour=body.constraints.budget_usd_per_hour if body.constraints else None,
        claimed_user=body.user_id,
        plan_only=body.plan_only,
    )
    outcome = await carrying.run(session, actor, fleet, reading, asked)
    return _refusal(outcome) if isinstance(outcome, carrying.Refused) else _answer(actor, outcome)


@router.get("/api/commands/choices")
async def list_choices(
    actor: Reader,
    fleet: FleetDep,
    region: Annotated[str | None, Query(max_length=60, description="Whose prices are shown")] = None,
) -> ChoicesAnswer:
    """List what a deployment can be made of: models, files, hosts, environments, instances and their prices."""
    found = await offers(fleet, region)
    return ChoicesAnswer(
        models=[_model(each) for each in found.models],
        files=list(found.files),
        hosts=[HostChoice.model_validate(each) for each in found.hosts],
        environments=[_environment(actor, place) for place in environments.of(actor.org_id)],
        precisions=list(get_args(Precision)),
        region=found.region,
        regions=list(found.regions),
        instances=[_instance(*each) for each in found.instances],
        max_instances=fleet.limits.max_instances,
    )


@router.post("/api/commands/plan", response_model=CommandAnswer, responses=_REFUSED)
async def plan_choice(
    body: PlanBody, session: SessionDep, actor: Reader, fleet: FleetDep
) -> CommandAnswer | JSONResponse:
    """Make, check and keep the plan for what was chosen, as its command would; carry out and propose nothing."""
    reading = read_choice(Choice(**body.model_dump(exclude={"env"})))
    asked = carrying.Asked(
        command=reading.text,
        environment=body.env,
        budget_usd_per_hour=None,
        claimed_user=None,
        plan_only=True,
    )
    outcome = await carrying.run(session, actor, fleet, reading, asked)
    return _refusal(outcome) if isinstance(outcome, carrying.Refused) else _answer(actor, outcome)


def _model(found: Model) -> ModelChoice:
    return ModelChoice(
        id=found.id,
        name=found.name,
        publisher=found.publisher,
        parameters=found.params_total,
        context=found.context_length,
        licence=found.licence,
    )


def _instance(found: Instance, usd_per_hour: Decimal | None) -> InstanceChoice:
    return InstanceChoice(
        id=found.id,
        gpus=f"{found.gpu_count} × {found.gpu}" if found.gpu else None,
        vcpus=found.vcpu,
        memory_gib=found.memory_gib,
        usd_per_hour=None if usd_per_hour is None else float(usd_per_hour),
    )


@router.post("/api/commands/acts")
async def hear_act(body: ActBody, session: SessionDep, actor: Reader) -> ActHeard:
    """Understand a sentence about something deployed: say what it would do, or ask for what is missing."""
    asked = read_act(body.command, environments.of(actor.org_id))
    if asked is None:
        return ActHeard(act=None, words="", question=None, confirm=False, request=None, deployments=[])
    heard = await acts.hear(session, asked, environments.of(actor.org_id))
    return ActHeard(
        act=asked.act,
        words=heard.words,
        question=heard.question,
        confirm=heard.confirm,
        request=ActRequest.model_validate(heard.request) if heard.request else None,
        deployments=[row(each) for each in heard.found],
    )


@router.post("/api/deployments/{plan_id}/confirm")
async def confirm_plan(
    plan_id: str, session: SessionDep, actor: Reader, fleet: FleetDep, how: HowDep
) -> CommandAnswer:
    """Carry out a plan that was only made, or ask for approval; prices and guardrails are checked again."""
    confirmed = await confirming.confirm(session, actor, fleet, plan_id, override=how.override)
    return _answer(actor, confirmed)


def _answer(actor: Actor, deployment: Deployment) -> CommandAnswer:
    plan_id = DEPLOYMENT.show(deployment.id)
    shown = row(deployment)
    planned = shown.status is Status.PLANNED
    return CommandAnswer(
        command_id=plan_id,
        status="success",
        result=CommandResult(
            plan_id=plan_id,
            status=shown.status,
            artifact=shown.artifact,
            requires_approval=confirming.needs_approval(actor, deployment)
            if planned
            else shown.requires_approval,
            intent=deployment.plan["intent"],
            assumptions=shown.assumptions,
            not_understood=shown.not_understood,
            deployment=shown,
            expires_at=confirming.expiry(deployment) if planned else None,
        ),
    )


def _refusal(refused: carrying.Refused) -> JSONResponse:
    """Answer with a problem document that holds the founding document's members; the record is committed."""
    kind = ValidationFailed if refused.understood else CommandRefused
    plan_id = DEPLOYMENT.show(refused.id)
    plan: dict[str, Any] | None = None
    if refused.plan is not None:
        plan = {**refused.plan, "artifact": artifact(refused.plan["artifact"]).model_dump()}
    problem = CommandProblem(
        type=f"/problems/{kind.type}",
        title=kind.title,
        detail=" ".join(e if e.endswith(("?", ".")) else f"{e}." for e in refused.errors),
        command_id=plan_id,
        status="validation_failed",
        result=RefusedResult(plan_id=plan_id, errors=refused.errors),
        request_id=correlation.get(),
        plan=plan,
        help=_help(refused),
    )
    return JSONResponse(problem.model_dump(mode="json"), kind.status, media_type="application/problem+json")


def _help(refused: carrying.Refused) -> CommandHelp | None:
    if (advice := refused.advice) is None:
        return None
    return CommandHelp(
        not_understood=list(advice.not_understood),
        did_you_mean=list(advice.instead),
        deployments=[
            NearDeployment(plan_id=DEPLOYMENT.show(each.id), name=each.name, env=each.environment)
            for each in refused.near
        ],
        examples=list(advice.examples),
    )
