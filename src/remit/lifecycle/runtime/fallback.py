"""Asking another model when one does not answer: only while nothing was answered, used or passed on."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from decimal import Decimal

from remit.controls import environments
from remit.engines.models import (
    ModelNotServed,
    Models,
    PromptRefused,
    Said,
    ServedModel,
)
from remit.kit.addresses import AddressRefused
from remit.kit.errors import RemitError
from remit.kit.resilience import (
    CircuitOpen,
    TooManyWaiting,
)
from remit.lifecycle.runtime.errors import ModelUnavailable, ProviderDown
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.spending import PriceUnknown, most_it_costs
from remit.lifecycle.runtime.target import Delta, Target, ToolEvent

# What another model may do better: the key and the request are not to blame.
_ELSEWHERE = (ModelUnavailable, ProviderDown, CircuitOpen, TooManyWaiting)
_MOST = 5
Run = Callable[[ServedModel], AsyncGenerator[Delta | ToolEvent]]


def on_any(
    models: Models, call: Call, target: Target, served: ServedModel, run: Run
) -> AsyncGenerator[Delta | ToolEvent]:
    """Run on a model, and on the next one named in its place as long as none has answered.

    `call.served` is the one that answers in the end, and `call.fallback_from` the one that was meant.
    """
    return _one_by_one(models, call, target, served, run) if served.fallbacks else run(served)


async def _one_by_one(
    models: Models, call: Call, target: Target, served: ServedModel, run: Run
) -> AsyncGenerator[Delta | ToolEvent]:
    meant = f"{served.provider}:{served.name}"
    left = list(served.fallbacks[:_MOST])
    failed: RemitError | None = None
    while True:
        passed = False
        try:
            async with aclosing(run(served)) as pieces:
                async for piece in pieces:
                    passed = True
                    yield piece
        except (*_ELSEWHERE, PromptRefused) as error:
            # What a stand-in cannot do was asked of another: that one's failure is what the caller is told.
            failed = failed if failed is not None and isinstance(error, PromptRefused) else error
            if isinstance(failed, PromptRefused):
                raise
            if passed or _used(call) or (after := await _next(models, call, target, left)) is None:
                raise _all(meant, served, call, failed) from error
        else:
            return
        served = call.served = after
        call.fallback_from = meant


def _used(call: Call) -> bool:
    """Say whether a model has answered anything yet: what it did must not be done twice."""
    meter = call.meter
    return bool(meter.text or meter.refused_tools or meter.usage.has_values())


async def _next(models: Models, call: Call, target: Target, left: list[str]) -> ServedModel | None:
    """Take the next model that can be had; under a budget in a protected environment, only one whose price is known."""
    strict = target.environment in environments.of(target.org_id).protected
    while left:
        try:
            found = await models.choose(target.org_id, left.pop(0))
        except (ModelNotServed, AddressRefused, *_ELSEWHERE):
            continue
        if call.hold is None or not strict or found.rates is not None:
            return found
    return None


def _all(meant: str, served: ServedModel, call: Call, error: RemitError) -> RemitError:
    """Say that there is nobody left, where more than one was asked."""
    if not call.fallback_from:
        return error
    return ModelUnavailable(
        f"{meant} does not answer, nor does any model that may stand in for it; the last one asked was"
        f" {served.provider}:{served.name}. {error.detail}"
    )


async def most_of_all(
    models: Models, call: Call, target: Target, served: ServedModel, prompt: Said
) -> Decimal | None:
    """Return the most that a call can cost on the dearest of the models that may answer it."""
    before = len(call.wanted.resume.history.encode()) if call.wanted.resume else 0
    most = most_it_costs(prompt, target, served, call.kit, before)
    for name in served.fallbacks[:_MOST]:
        try:
            other = most_it_costs(prompt, target, await models.choose(target.org_id, name), call.kit, before)
        except (ModelNotServed, AddressRefused, PriceUnknown, *_ELSEWHERE):
            continue
        most = other if most is None else max(most, other or most)
    return most
