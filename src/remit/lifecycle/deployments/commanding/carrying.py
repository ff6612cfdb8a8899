"""Carrying out a command: read → find evidence → size and price → check → propose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from remit.controls import audit, environments
from remit.controls.environments import Places
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.kit.ids import new_id
from remit.lifecycle.deployments.command import Advice, Environment, Intent, Problem, Reading, advise
from remit.lifecycle.deployments.commanding.agent_commands import agent_meant, wanted_agent
from remit.lifecycle.deployments.commanding.near import Near, near
from remit.lifecycle.deployments.deploy import DEPLOY, Wanted, deploy, draft, record_intent
from remit.lifecycle.deployments.fleet import DEPLOYMENT, Fleet
from remit.lifecycle.deployments.plans import plan as plans
from remit.lifecycle.deployments.tables import Deployment

_ABSURD = 1e9


@dataclass(frozen=True)
class Asked:
    """A sentence and what was said beside it; `environment` is what was selected, none when nothing was.

    With `plan_only` the plan is made, checked and kept, and nothing is carried out or proposed.
    """

    command: str
    environment: str | None
    budget_usd_per_hour: float | None
    claimed_user: str | None
    plan_only: bool = False


@dataclass(frozen=True)
class Refused:
    """A command that became nothing: why, and the plan as far as there is one.

    `advice` and `near`, deployments it may speak of, are there when its act or its model was not understood.
    """

    id: UUID
    errors: list[str]
    understood: bool
    plan: dict[str, Any] | None
    advice: Advice | None = None
    near: Sequence[Near] = ()


async def run(
    session: Session, actor: Actor, fleet: Fleet, reading: Reading, asked: Asked
) -> Deployment | Refused:
    """Turn a sentence that has been read into a deployment (or a plan for one), or into the reasons why not.

    Either way the intent and the checks are recorded under the plan's id. Raises `NameTaken` and `Forbidden`.
    """
    places = environments.of(actor.org_id)
    intent, environment, problems = _complete(reading, asked, places)
    id = new_id()
    resource = Resource("deployment", DEPLOYMENT.show(id), environment or places.usual)
    require(actor, DEPLOY, resource)
    heard = {
        "intent": intent.model_dump(mode="json"),
        "environment": environment,
        "plan_only": asked.plan_only,
    }
    await record_intent(session, actor, id, asked.command, asked.claimed_user, heard)
    meant = await agent_meant(session, reading, places)
    if meant is not None:
        problems = [*meant.problems, *_about_place(problems)]
    if meant is not None and (problems or environment is None):
        refused = await _refuse(session, actor, id, _errors(problems), None)
        return replace(refused, advice=meant.advice(environment)) if meant.choices else refused
    if meant is not None and environment is not None:
        wanted = await wanted_agent(session, fleet, id, meant, environment, asked.command, asked.claimed_user)
        return await (draft if asked.plan_only else deploy)(session, actor, fleet, wanted)
    if problems or environment is None:
        refused = await _refuse(session, actor, id, _errors(problems), None)
        advice = advise(reading, places)
        return replace(refused, advice=advice, near=await near(session, advice.names)) if advice else refused
    plan = await plans.make(session, fleet, reading, intent, places.find(environment))
    ref = DEPLOYMENT.ref(id)
    await audit.record(session, actor, "plan.checked", ref, {"checks": plan.facts["checks"]})
    if plan.errors:
        return await _refuse(session, actor, id, plan.errors, plan.facts)
    wanted = _wanted(id, plan, asked)
    return await (draft if asked.plan_only else deploy)(session, actor, fleet, wanted)


def _errors(problems: Sequence[Problem]) -> list[str]:
    return [f"{p.message}{'' if p.message.endswith(('.', '?')) else ':'} {p.hint}" for p in problems]


def _about_place(problems: Sequence[Problem]) -> list[Problem]:
    """Keep what concerns every command, be it for a model or an agent."""
    return [problem for problem in problems if problem.field in ("command", "environment", "env")]


def _wanted(id: UUID, plan: plans.Plan, asked: Asked) -> Wanted:
    return Wanted(
        id=id,
        name=plan.name,
        environment=plan.environment,
        kind="model",
        host=plan.host,
        command=asked.command.strip(),
        plan=plan.facts,
        agent_version_id=None,
        claimed_user=asked.claimed_user,
    )


async def _refuse(
    session: Session, actor: Actor, id: UUID, errors: list[str], plan: dict[str, Any] | None
) -> Refused:
    await audit.record(session, actor, "plan.refused", DEPLOYMENT.ref(id), {"errors": errors})
    return Refused(id, errors, understood=plan is not None, plan=plan)


def _complete(
    reading: Reading, asked: Asked, places: Places
) -> tuple[Intent, Environment | None, list[Problem]]:
    """Join the sentence with what stands beside it; where the two differ, ask instead of guessing."""
    problems = list(reading.problems)
    environment = _environment(reading.intent.environment, asked.environment, problems, places)
    budget = _budget(reading.intent.budget_usd_per_hour, asked.budget_usd_per_hour, problems)
    intent = reading.intent.model_copy(update={"environment": environment, "budget_usd_per_hour": budget})
    return intent, environment, problems


def _environment(
    said: Environment | None, selected: str | None, problems: list[Problem], places: Places
) -> Environment | None:
    if selected is None:
        return said or places.usual
    known = next((name for name in places.names if name == selected.strip().lower()), None)
    if known is None:
        problems.append(
            Problem(
                code="environment_unknown",
                field="env",
                message=f"There is no environment “{selected[:40]}”.",
                hint=f"Choose {places.choice}.",
            )
        )
    elif said is not None and said != known:
        problems.append(plans.environment_problem(known, said))
    return known


def _budget(said: Decimal | None, given: float | None, problems: list[Problem]) -> Decimal | None:
    if given is None:
        return said
    # JSON numbers may be infinite or not a number; neither is a budget.
    if not 0 < given < _ABSURD:
        problems.append(_budget_problem(f"A budget of {given:g} dollars per hour is not possible."))
        return said
    stated = Decimal(str(given))
    if said is not None and said != stated:
        problems.append(
            _budget_problem(f"The command says ${said:f} per hour, the constraints say ${stated:f}.")
        )
    return stated


def _budget_problem(message: str) -> Problem:
    return Problem(
        code="budget",
        field="constraints.budget_usd_per_hour",
        message=message,
        hint="Give one budget above zero.",
    )
