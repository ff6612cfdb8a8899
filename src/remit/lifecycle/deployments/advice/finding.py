"""Looking for what would do better: idle and oversized models, cheaper instances and regions, canaries that do worse.

Nothing is guessed: where a host does not measure, or a dry run has nothing that could be measured, nothing is said.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from remit.controls.tenancy import Actor
from remit.engines.hosts import Telemetry
from remit.kit.clock import now
from remit.kit.database import Session
from remit.lifecycle.deployments import figures, queries, rollouts
from remit.lifecycle.deployments.allowed import Asked, asking, permissions
from remit.lifecycle.deployments.fleet import DEPLOYMENT, LOCAL, SAGEMAKER, Fleet
from remit.lifecycle.deployments.meter import price
from remit.lifecycle.deployments.plans.plan import cheapest
from remit.lifecycle.deployments.rollouts import ROLLOUT, RolloutRow
from remit.lifecycle.deployments.sizing import Sizing
from remit.lifecycle.deployments.states import SCALABLE, Verb
from remit.lifecycle.deployments.tables import Deployment

Kind = Literal["idle", "oversized", "cheaper_instance", "cheaper_region", "failing_canary"]
_LOOKED_AT = 500
_MEASURED = 20
_PATIENCE_SECONDS = 5.0
_IDLE = timedelta(days=7)
_BUSY_PERCENT = 25.0
_HOURS_A_MONTH = Decimal(730)
_WORTH = Decimal(5)
_VERBS: dict[Kind, Verb] = {
    "idle": "pause",
    "oversized": "scale",
    "cheaper_instance": "scale",
    "cheaper_region": "confirm",
    "failing_canary": "roll_back",
}


@dataclass(frozen=True)
class Advice:
    """One piece: what is so, how that is known, what it would save, and the request that asks for the change.

    `saving` is in dollars a month, none where it is no matter of money. `refusal` says why who asks may not ask for it.
    """

    kind: Kind
    deployment: Deployment
    title: str
    evidence: tuple[str, ...]
    saving: Decimal | None
    verb: str
    path: str
    body: dict[str, Any] | None
    refusal: str | None = None
    needs_approval: bool = False

    @property
    def id(self) -> str:
        """The same while it is the same advice."""
        return f"{self.kind}:{DEPLOYMENT.show(self.deployment.id)}"


async def advise(session: Session, actor: Actor, fleet: Fleet) -> list[Advice]:
    """List all advice there is, what saves most first; canaries that do worse come before all."""
    moment, ask = now(), asking(actor)
    models = [each for each in await queries.active(session, limit=_LOOKED_AT) if each.kind == "model"]
    found = [
        *await _canaries(session),
        *_cheaper(fleet, models),
        *_elsewhere(fleet, models),
        *await _unused(fleet, models, moment),
    ]
    best = {(each.deployment.id, each.kind): each for each in found}
    idle = {each.deployment.id for each in found if each.kind == "idle"}
    kept = [
        each
        for each in best.values()
        if each.kind in ("idle", "failing_canary") or each.deployment.id not in idle
    ]
    return sorted(
        (_permitted(ask, each) for each in kept), key=lambda a: (a.saving is not None, -(a.saving or 0))
    )


def _permitted(ask: Asked, found: Advice) -> Advice:
    verb = _VERBS[found.kind]
    # A rollout under way is aborted, and a plan is made anew: what stands there now is no matter, the policies are.
    if verb in ("roll_back", "confirm"):
        said = ask(verb, found.deployment.environment, "")
        return replace(found, refusal=said.forbidden, needs_approval=said.escalates)
    may = next(each for each in permissions(ask, found.deployment, {}) if each.action == verb)
    return replace(found, refusal=may.reason, needs_approval=may.needs_approval)


async def _canaries(session: Session) -> list[Advice]:
    """Find rollouts whose new revision does worse than it may, while there are too few calls to be sure."""
    live = [each for each in await rollouts.every_live(session, limit=_LOOKED_AT) if _worse(each)]
    known = await queries.by_id(session, [each.deployment_id for each in live])
    return [
        Advice(
            kind="failing_canary",
            deployment=deployment,
            title=f"Revision {each.revision} of {_named(deployment)} does worse than revision {each.stable}",
            evidence=tuple(_worse(each)),
            saving=None,
            verb="Abort the rollout",
            path=f"/api/rollouts/{ROLLOUT.show(each.id)}/act",
            body={"action": "abort", "reason": "It does worse than what serves."},
        )
        for each in live
        if (deployment := known.get(each.deployment_id)) is not None
    ]


def _worse(live: RolloutRow) -> list[str]:
    if (
        live.stable is None
        or not live.figures
        or live.state not in (rollouts.State.BAKING, rollouts.State.SHIFTING)
    ):
        return []
    return [
        each["words"]
        for each in live.figures["findings"]
        if each["gate"] != "evaluation"
        and None not in (each["new"], each["allowed"])
        and each["new"] > each["allowed"]
    ]


def _cheaper(fleet: Fleet, models: Sequence[Deployment]) -> Iterator[Advice]:
    """Find models that would fit an instance of a lower price in their region."""
    for each in models:
        hourly = price(each.plan)
        other = (
            cheapest(fleet, each.plan) if hourly and each.host != LOCAL and each.status in SCALABLE else None
        )
        costs = other.estimated_usd_per_hour if other else None
        artifact = each.plan["artifact"]
        if (
            other is None
            or costs is None
            or hourly is None
            or other.instance_type == artifact["instance_type"]
        ):
            continue
        if (saving := (hourly - costs) * _HOURS_A_MONTH) < _WORTH:
            continue
        count = artifact["instance_count"]
        yield Advice(
            kind="cheaper_instance",
            deployment=each,
            title=f"{_named(each)} would fit {other.instance_type}",
            evidence=(
                other.rationale,
                f"{count} × {artifact['instance_type']} cost ${hourly:,.2f} an hour, {count} × {other.instance_type}"
                f" ${costs:,.2f}, by prices of {other.price_as_of}.",
            ),
            saving=saving,
            verb=f"Move to {other.instance_type}",
            path=f"/api/deployments/{DEPLOYMENT.show(each.id)}/scale",
            body={"instance_count": count, "instance_type": other.instance_type},
        )


def _elsewhere(fleet: Fleet, models: Sequence[Deployment]) -> Iterator[Advice]:
    """Find models on SageMaker that would cost less in another region, of those that are allowed by name."""
    for each in models:
        hourly, here = price(each.plan), (each.plan.get("sizing") or {}).get("region")
        if hourly is None or each.host != SAGEMAKER or each.status not in SCALABLE:
            continue
        there = [cheapest(fleet, each.plan, region) for region in sorted(fleet.limits.regions - {here})]
        priced = [(found.estimated_usd_per_hour, found) for found in there if found is not None]
        best = min(
            ((costs, found) for costs, found in priced if costs), key=lambda pair: pair[0], default=None
        )
        # What is cheaper in its own region already is said so, and is less of a change.
        own = cheapest(fleet, each.plan)
        at_home = min(hourly, own.estimated_usd_per_hour or hourly) if own else hourly
        if best is not None and (at_home - best[0]) * _HOURS_A_MONTH >= _WORTH:
            yield _in_region(each, hourly, here, *best)


def _in_region(each: Deployment, hourly: Decimal, here: str | None, costs: Decimal, other: Sizing) -> Advice:
    artifact, intent = each.plan["artifact"], each.plan["intent"]
    count, name = artifact["instance_count"], f"{intent['application'] or other.model.id}-{other.region}"
    sentence = (
        f"deploy {other.model.id} for {name} to {each.environment} in {other.region} with {count}"
        f" instance{'' if count == 1 else 's'}"
    )
    source = f" ({other.price.confidence}: {other.price.source})" if other.price else ""
    return Advice(
        kind="cheaper_region",
        deployment=each,
        title=f"{_named(each)} would cost less in {other.region}",
        evidence=(
            f"{count} × {artifact['instance_type']} cost ${hourly:,.2f} an hour in {here}, {count} ×"
            f" {other.instance_type} ${costs:,.2f} in {other.region}{source}, by prices of {other.price_as_of}.",
            f"It would be a deployment of its own, {name}: once it serves, its callers are sent there and"
            f" {each.name} is deleted. Answers take longer for who is far from {other.region}.",
        ),
        saving=(hourly - costs) * _HOURS_A_MONTH,
        verb=f"Plan it in {other.region}",
        path="/api/agent/command",
        body={"command": sentence, "plan_only": True},
    )


async def _unused(fleet: Fleet, models: Sequence[Deployment], moment: datetime) -> list[Advice]:
    """Find models that nobody called for a week, and those whose instances had little to do."""
    since = moment - _IDLE
    long = [e for e in models if price(e.plan) and not e.dry_run and e.serving and e.updated_at <= since]
    dearest = sorted(long, key=lambda each: price(each.plan) or 0, reverse=True)[:_MEASURED]
    seen = await asyncio.gather(*(_measured(fleet, each) for each in dearest))
    found = (_idle(each, told) or _oversized(each, told) for each, told in zip(dearest, seen, strict=True))
    return [each for each in found if each is not None]


async def _measured(fleet: Fleet, deployment: Deployment) -> Telemetry:
    """Ask the host for a week; one that takes too long has measured nothing."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await figures.telemetry(fleet, deployment, _IDLE)
    except TimeoutError:
        return Telemetry(now() - _IDLE, now(), missing="The host did not answer in time.")


def _idle(deployment: Deployment, told: Telemetry) -> Advice | None:
    if told.missing or told.metrics.get("calls") != 0:
        return None
    hourly = price(deployment.plan) or Decimal(0)
    return Advice(
        kind="idle",
        deployment=deployment,
        title=f"Nobody calls {_named(deployment)}",
        evidence=(
            f"{deployment.host} measured no call in the {_IDLE.days} days until {told.until:%Y-%m-%d}.",
            f"Its instances cost ${hourly:,.2f} an hour. It can be brought up again as it is.",
        ),
        saving=hourly * _HOURS_A_MONTH,
        verb="Pause it",
        path=f"/api/deployments/{DEPLOYMENT.show(deployment.id)}/pause",
        body=None,
    )


def _oversized(deployment: Deployment, told: Telemetry) -> Advice | None:
    busy = [told.metrics[name] for name in ("gpu_percent", "cpu_percent") if name in told.metrics]
    count = deployment.plan["artifact"]["instance_count"]
    if told.missing or not busy or max(busy) >= _BUSY_PERCENT or count < 2:
        return None
    fewer = max(1, -(-count * int(max(busy) + 1) // int(2 * _BUSY_PERCENT)))
    if fewer >= count:
        return None
    each = (price(deployment.plan) or Decimal(0)) / count
    return Advice(
        kind="oversized",
        deployment=deployment,
        title=f"{_named(deployment)} has more instances than it uses",
        evidence=(
            f"Its {count} instances were {max(busy):.0f} % busy on average in the last {_IDLE.days} days.",
            f"With {fewer} they would be about {max(busy) * count / fewer:.0f} % busy.",
        ),
        saving=each * (count - fewer) * _HOURS_A_MONTH,
        verb=f"Scale to {fewer}",
        path=f"/api/deployments/{DEPLOYMENT.show(deployment.id)}/scale",
        body={"instance_count": fewer},
    )


def _named(deployment: Deployment) -> str:
    name, where = deployment.name, deployment.environment
    return name if name.endswith(f"-{where}") else f"{name} in {where}"
