"""What agents report of their own calls and violations: counted, priced, charged and written like any other."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from pydantic_ai.usage import RunUsage

from remit.controls import audit, governance, metering
from remit.controls.tenancy import Actor
from remit.engines.models import price
from remit.kit.clock import iso, now
from remit.kit.database import Session
from remit.kit.ids import new_id
from remit.kit.telemetry import correlation
from remit.lifecycle.deployments.external import queries
from remit.lifecycle.deployments.external.schemas import RefusedItem, ReportedCall, ReportedViolation
from remit.lifecycle.runtime import Target, subjects_of

# A clock may be a little ahead; nothing may be older than what budgets and trust still look at.
_AHEAD, _OLDEST = timedelta(minutes=1), timedelta(days=7)
# Days are closed ten minutes after their end: what is older is counted when it was reported.
_FRESH = timedelta(minutes=5)
_REPORTED = "reported"


class _Item(Protocol):
    id: str
    at: datetime | None


@dataclass
class Sorted:
    """What of a report is new, by id; what was there already, and what cannot be taken."""

    fresh: list[str]
    duplicates: list[str]
    refused: list[RefusedItem]


@dataclass
class TakenCalls:
    """What became of reported calls."""

    sorted: Sorted
    cost_usd: Decimal = Decimal(0)
    unpriced: int = 0
    tokens: int = 0


@dataclass
class TakenViolations:
    """What became of reported violations; `ids` are those that were written."""

    sorted: Sorted
    ids: list[UUID] = field(default_factory=list)


async def take_calls(
    session: Session, actor: Actor, target: Target, calls: Sequence[ReportedCall]
) -> TakenCalls:
    """Write a usage row for each call that is new, charge the budgets over it, and leave one entry for all."""
    moment = now()
    taken = TakenCalls(await _sort(session, target, "call", calls, moment))
    fresh = set(taken.sorted.fresh)
    own = {each.id: each for each in reversed(calls) if each.id in fresh}
    used = [_used(actor, target, each) for each in own.values()]
    await metering.record_calls(
        session,
        [(actor, each) for each in used],
        {each.id: _written(call.at, moment) for each, call in zip(used, own.values(), strict=True)},
    )
    subjects = subjects_of(actor, target)
    costly = [each for each in used if each.cost_usd]
    await metering.settle_calls(
        session, [metering.Settlement(each.id, each.cost_usd, subjects) for each in costly]
    )
    taken.cost_usd = sum((each.cost_usd for each in costly if each.cost_usd), Decimal(0))
    taken.unpriced = sum(each.cost_usd is None and each.outcome != "refused" for each in used)
    taken.tokens = sum(each.input_tokens + each.output_tokens for each in used)
    if used:
        await audit.record(session, actor, "usage.reported", target.ref, _facts(taken, used, own))
    return taken


def _used(actor: Actor, target: Target, call: ReportedCall) -> metering.Used:
    cached = min(call.cached_tokens, call.input_tokens)
    counted = RunUsage(
        input_tokens=call.input_tokens, output_tokens=call.output_tokens, cache_read_tokens=cached
    )
    cost, as_of = price(call.provider, call.model, counted) if call.provider and call.model else (None, None)
    return metering.Used(
        id=new_id(),
        subject=target.ref,
        outcome=call.outcome,
        request_id=correlation.get(),
        duration_ms=call.duration_ms,
        model=call.model,
        provider=call.provider,
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        cost_usd=cost,
        price_as_of=as_of,
        error=call.error,
        first_token_ms=call.first_token_ms,
        agent=target.agent,
        key=actor.key_ref,
        cached_tokens=cached,
    )


def _written(at: datetime | None, moment: datetime) -> datetime:
    return at if at is not None and moment - _FRESH < at <= moment else moment


def _facts(taken: TakenCalls, used: Sequence[metering.Used], own: dict[str, ReportedCall]) -> dict[str, Any]:
    times = [each.at for each in own.values() if each.at is not None]
    digest = hashlib.sha256("\n".join(sorted(own)).encode()).hexdigest()
    return {
        "calls": [metering.CALL.show(each.id) for each in used],
        "ids_digest": f"sha256:{digest}",
        "first_at": iso(min(times)) if times else None,
        "last_at": iso(max(times)) if times else None,
        "input_tokens": sum(each.input_tokens for each in used),
        "output_tokens": sum(each.output_tokens for each in used),
        "cost_usd": str(taken.cost_usd),
        "unpriced": taken.unpriced,
        "duplicates": len(taken.sorted.duplicates),
        "refused": len(taken.sorted.refused),
    }


async def take_violations(
    session: Session, actor: Actor, target: Target, found: Sequence[ReportedViolation]
) -> TakenViolations:
    """Write the violations that are new; their rules are named `reported:…`, so that none passes for a policy."""
    taken = TakenViolations(await _sort(session, target, "violation", found, now()))
    fresh = set(taken.sorted.fresh)
    own = {each.id: each for each in reversed(found) if each.id in fresh}
    breaches = [_breach(actor, target, each) for each in own.values()]
    if breaches:
        taken.ids = [each.id for each in breaches]
        await governance.write_violations(session, breaches)
        payload = {"violations": [governance.VIOLATION.show(id) for id in taken.ids]}
        await audit.record(session, actor, "violations.reported", target.ref, payload)
    return taken


def _breach(actor: Actor, target: Target, found: ReportedViolation) -> governance.Breach:
    seen = [
        {"label": label, "score": 1.0, "start": 0, "end": 0, "evidence": found.evidence}
        for label in found.labels or [_REPORTED]
    ]
    evidence = {"policy_digest": "", "text_digest": "", "errors": [], "seen": seen, "more": 0}
    return governance.Breach(
        id=new_id(),
        actor=actor,
        call_id=new_id(),
        request_id=correlation.get(),
        subject=target.ref,
        rule=f"{_REPORTED}:{found.rule}",
        action="agent.call",
        direction=found.direction,
        verdict=found.verdict,
        severity=found.severity,
        labels=tuple(found.labels),
        evidence=evidence,
    )


async def _sort(
    session: Session, target: Target, kind: str, items: Sequence[_Item], moment: datetime
) -> Sorted:
    """Part what is new from what was reported before, by the agent's own ids, and from what is out of time."""
    refused = [RefusedItem(id=each.id, reason=why) for each in items if (why := _late(each.at, moment))]
    late = {each.id for each in refused}
    named = [each.id for each in items if each.id not in late]
    fresh = await queries.reported(session, target.deployment_id, kind, sorted(set(named)), moment)
    again, duplicates = set(fresh), []
    for name in named:
        if name in again:
            again.discard(name)
        else:
            duplicates.append(name)
    return Sorted(list(fresh), duplicates, refused)


def _late(at: datetime | None, moment: datetime) -> str | None:
    if at is None:
        return None
    if at > moment + _AHEAD:
        return f"Its time is in the future: it is {iso(moment)} here. Set the clock, or leave `at` out."
    if at < moment - _OLDEST:
        return "It is older than seven days, and is not taken any more."
    return None
