"""Running a function agent's code on a machine of its own, such as AWS Lambda or a container.

The contract, services and errors are those of Remit's own sandbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from remit.controls import metering
from remit.controls.tenancy import Actor
from remit.engines.hosts import Functions, HostError, Invoked
from remit.engines.sandbox import Host, Limits, Ran, run_elsewhere
from remit.kit.telemetry import logger
from remit.lifecycle.runtime.errors import FunctionNotReached
from remit.lifecycle.runtime.record import Call
from remit.lifecycle.runtime.spending import planned, subjects_of
from remit.lifecycle.runtime.target import Function, Target

_log = logger(__name__)
_EXECUTE = "start it with REMIT_EXECUTE=true."
_THOUSAND = Decimal(1000)


async def run_there(
    machines: Mapping[str, Functions],
    call: Call,
    target: Target,
    function: Function,
    given: str,
    host: Host,
    limits: Limits,
) -> Ran:
    """Run a revision's code where it is; raises `FunctionFailed`, `FunctionNotReached`, and what services raise."""
    functions = machines.get(function.host)
    if functions is None:
        raise FunctionNotReached(
            f"{target.name} runs {function.where}, and Remit only records now: {_EXECUTE}"
        )
    there = _There(functions, call, target, function)
    code = (target.document or {})["remit"]["code"]
    return await run_elsewhere(there.reach, code, given, host, limits, call.shown_id)


async def hold(
    budgets: metering.Budgets, call: Call, actor: Actor, target: Target, function: Function
) -> None:
    """Hold the most that the machine can cost against every budget over the call; `OverBudget` with the numbers."""
    subjects, extra = subjects_of(actor, target), planned(target)
    if not await budgets.over(actor.org_id, subjects, extra):
        return
    # Each answer of a service begins the code anew; the time of all that together is limited as that of one run.
    calls = 1 + (Limits().host_calls if (target.document or {})["remit"].get("services") else 0)
    most = function.cost(calls, Decimal(function.timeout_seconds))
    claim = metering.Claim(call.id, actor.org_id, subjects, most, actor.facts(), extra)
    call.hold = await budgets.hold(claim)


@dataclass(frozen=True)
class _There:
    """The machine of one call: each time it is called costs, whatever came of it."""

    functions: Functions
    call: Call
    target: Target
    function: Function

    async def reach(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            found = await self.functions.invoke(self.function.place, event)
        except HostError as error:
            _log.warning("function not reached", deployment=self.target.ref, reason=error.detail)
            raise FunctionNotReached(
                f"{self.target.name} did not answer {self.function.where}: {error.title.lower()}. Ask again in a"
                " moment; if that goes on, look at its deployment."
            ) from error
        self._pay(found)
        if found.ended is not None:
            return {"ended": found.ended}
        return found.payload if isinstance(found.payload, Mapping) else {}

    def _pay(self, found: Invoked) -> None:
        """Add what is billed for it; where it does not say for how long, the longest that it may have been."""
        billed = found.billed_ms
        longest = Decimal(self.function.timeout_seconds)
        cost = self.function.cost(1, longest if billed is None else billed / _THOUSAND)
        before = self.call.machine_usd
        self.call.machine_usd = None if before is None or cost is None else before + cost
