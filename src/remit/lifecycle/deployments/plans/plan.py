"""From a sentence to a plan: what was understood, what bears on it, what it needs, costs and breaks."""

import asyncio
from dataclasses import dataclass
from typing import Any

from remit.controls.environments import Place
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments.command import Check, Intent, Problem, Reading, check, draft_artifact
from remit.lifecycle.deployments.errors import ModelGone
from remit.lifecycle.deployments.fleet import KUBERNETES, LOCAL, Fleet
from remit.lifecycle.deployments.plans.here import Here, image_of, plan_here
from remit.lifecycle.deployments.plans.on_cluster import OnCluster, plan_on_cluster
from remit.lifecycle.deployments.sizing import Model, Sizing, endpoint_name, get_model, size
from remit.lifecycle.knowledge import search

_TOP = 3


@dataclass(frozen=True)
class Plan:
    """A plan in full; `facts` is the JSON that is stored, shown and digested."""

    name: str
    environment: str
    facts: dict[str, Any]
    checks: list[Check]
    host: str = "sagemaker"

    @property
    def errors(self) -> list[str]:
        """What stands in its way, one sentence each."""
        return [c.message for c in self.checks if c.blocks]


async def make(session: Session, fleet: Fleet, reading: Reading, intent: Intent, place: Place) -> Plan:
    """Size, price and check what a reading asks for; needs a reading whose model is known."""
    if intent.model_file or intent.host:
        return await _make_elsewhere(session, fleet, reading, intent, place)
    model = get_model(intent.model_id or "")
    if model is None:
        raise LookupError(f"the reading names no model of the catalogue: {intent.model_id}")
    evidence = await search(session, f"{reading.text} {_matters(place)}", top=_TOP)
    sizing = _size(model, intent, fleet)
    alarms = _alarms(intent, place, model)
    artifact = draft_artifact(intent, sizing, place.name, alarms)
    checks = check(artifact, sizing, intent, fleet.limits, environment=place, today=now().date())
    facts = {
        "intent": intent.model_dump(mode="json"),
        "assumptions": reading.assumptions,
        "not_understood": reading.not_understood,
        "artifact": {**artifact, "budget_usd_per_hour": _text(intent.budget_usd_per_hour)},
        "evidence": [e.facts() for e in evidence],
        "checks": [_outcome(c) for c in checks],
        "cost": _cost(sizing),
        "sizing": _sizing(sizing),
        "rationale": sizing.rationale,
    }
    return Plan(str(artifact["endpoint_name"]), place.name, facts, checks)


async def _make_elsewhere(
    session: Session, fleet: Fleet, reading: Reading, intent: Intent, place: Place
) -> Plan:
    evidence = await search(session, f"{reading.text} {_matters(place)}", top=_TOP)
    facts = {
        "assumptions": reading.assumptions,
        "not_understood": reading.not_understood,
        "evidence": [e.facts() for e in evidence],
    }
    return await asyncio.to_thread(_elsewhere, fleet, facts, intent, place)


def _elsewhere(fleet: Fleet, facts: dict[str, Any], intent: Intent, place: Place) -> Plan:
    """Make a plan for this machine or a cluster, as of now; what is not of the place is taken from `facts`.

    It may wait for a container engine.
    """
    made: Here | OnCluster
    if intent.host == KUBERNETES:
        made = plan_on_cluster(fleet, intent, place)
        facts = {**facts, "assumptions": list(dict.fromkeys([*facts["assumptions"], *made.assumptions]))}
    else:
        made = plan_here(fleet, intent, place, image_of(facts))
    facts = {
        **facts,
        "intent": intent.model_dump(mode="json"),
        "artifact": {**made.artifact, "budget_usd_per_hour": _text(intent.budget_usd_per_hour)},
        "checks": [_outcome(c) for c in made.checks],
        "cost": made.cost,
        "sizing": made.sizing,
        "rationale": made.rationale,
    }
    return Plan(str(made.artifact["endpoint_name"]), place.name, facts, made.checks, intent.host or LOCAL)


async def resized(
    fleet: Fleet,
    facts: dict[str, Any],
    place: Place,
    count: int,
    instance_type: str | None = None,
) -> Plan:
    """Make a stored plan anew for a number of instances, or for others: sized, priced and checked as of now."""
    intent = Intent.model_validate({**facts["intent"], "instance_count": count})
    if count != facts["artifact"]["instance_count"]:  # a number by hand is that number, and no range any more
        intent = intent.model_copy(update={"max_instances": None})
    if intent.model_file or intent.host:
        return await asyncio.to_thread(_elsewhere, fleet, facts, intent, place)
    model = get_model(intent.model_id or "")
    if model is None:
        raise ModelGone(f"The model {intent.model_id} has left the catalogue: it cannot be sized any more.")
    intent = intent.model_copy(update={"region": facts["sizing"]["region"]})
    wanted = instance_type or facts["artifact"]["instance_type"]
    sizing = _size(model, intent, fleet)
    if sizing.instance_type != wanted:  # what runs now stays on its instances, unless others are asked for
        intent = intent.model_copy(update={"instance_type": wanted})
        sizing = _size(model, intent, fleet)
    artifact = {**facts["artifact"], "instance_count": count, "instance_type": sizing.instance_type or wanted}
    checks = check(artifact, sizing, intent, fleet.limits, environment=place, today=now().date())
    made = {
        **facts,
        "intent": intent.model_dump(mode="json"),
        "artifact": artifact,
        "checks": [_outcome(c) for c in checks],
        "cost": _cost(sizing),
        "sizing": _sizing(sizing),
        "rationale": sizing.rationale,
    }
    return Plan(str(artifact["endpoint_name"]), place.name, made, checks)


async def changed_since(fleet: Fleet, facts: dict[str, Any], place: Place) -> str | None:
    """Say what would be different if the stored plan were made now; none when nothing would."""
    intent = Intent.model_validate(facts["intent"])
    if intent.model_file or intent.host:
        made = await asyncio.to_thread(_elsewhere, fleet, facts, intent, place)
        if (cost := made.facts["cost"]) != facts["cost"]:
            return f"it would cost {cost['estimated_usd_per_hour']} dollars per hour now"
        return next(iter(made.errors), None)
    model = get_model(intent.model_id or "")
    if model is None:
        return "the model has left the catalogue"
    sizing = _size(model, intent, fleet)
    if _cost(sizing) != facts["cost"]:
        return f"it would cost {_cost(sizing)['estimated_usd_per_hour']} dollars per hour now"
    checks = check(facts["artifact"], sizing, intent, fleet.limits, environment=place, today=now().date())
    return next((c.message for c in checks if c.blocks), None)


def _matters(place: Place) -> str:
    """Say what else bears on a deployment there, in the words of the library."""
    return f"{place.name} production approval" if place.protected else f"{place.name} environment"


def _size(model: Model, intent: Intent, fleet: Fleet) -> Sizing:
    return size(
        model,
        intent.instance_count or 1,
        region=intent.region or fleet.region,
        instance_type=intent.instance_type,
        budget=intent.budget_usd_per_hour,
        max_context=intent.max_context or 8192,
        precision=intent.precision,
    )


def _alarms(intent: Intent, place: Place, model: Model) -> list[str]:
    """Name the alarms that roll a bad rollout back; Remit makes them before the endpoint."""
    name = endpoint_name(intent.application or model.id, place.name)
    return [f"{name}-5xx-errors", f"{name}-latency"] if place.protected else []


def _outcome(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "passed": check.passed,
        "message": check.message,
        "severity": check.severity,
    }


def _text(amount: object | None) -> str | None:
    return None if amount is None else str(amount)


def _cost(sizing: Sizing) -> dict[str, Any]:
    return {
        "estimated_usd_per_hour": _text(sizing.estimated_usd_per_hour),
        "peak_usd_per_hour": _text(sizing.peak_usd_per_hour),
        "price_usd_per_hour": _text(sizing.price.usd_per_hour if sizing.price else None),
        "price_as_of": sizing.price.as_of.isoformat() if sizing.price else None,
        "price_source": sizing.price.source if sizing.price else None,
        "price_confidence": sizing.price.confidence if sizing.price else None,
        "currency": "USD",
    }


def _sizing(sizing: Sizing) -> dict[str, Any]:
    return {
        "model_id": sizing.model.id,
        "huggingface_id": sizing.model.huggingface_id,
        "licence": sizing.model.licence,
        "region": sizing.region,
        "precision": sizing.precision,
        "tensor_parallel": sizing.tensor_parallel,
        "max_model_len": sizing.max_model_len,
        "alternatives": [
            {"instance_type": a.instance_type, "usd_per_hour": str(a.usd_per_hour)}
            for a in sizing.alternatives
        ],
    }


def environment_problem(asked: str, said: str) -> Problem:
    """Say that the sentence and the selector name different environments; neither is guessed."""
    return Problem(
        code="environment_conflict",
        field="environment",
        message=f"The command says {said}, but {asked} is selected.",
        hint=f"Select {said}, or leave the environment out of the sentence.",
    )


def cheapest(fleet: Fleet, facts: dict[str, Any], region: str | None = None) -> Sizing | None:
    """Size a stored plan anew on whatever instance is cheapest by now, in its region or in another one.

    None for what is sized by no catalogue.
    """
    intent = Intent.model_validate(facts["intent"])
    model = get_model(intent.model_id or "")
    if intent.model_file or model is None:
        return None
    update = {"instance_type": None, "instance_count": facts["artifact"]["instance_count"]}
    intent = intent.model_copy(update={**update, "region": region or facts["sizing"]["region"]})
    found = _size(model, intent, fleet)
    return found if found.fits and found.price is not None else None
