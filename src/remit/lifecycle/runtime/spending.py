"""What a call may cost at most, and whose budgets that is held against."""

from decimal import Decimal

from msgspec.structs import replace

from remit.controls import environments
from remit.controls.metering import Budget, Scope, Subjects, plan_budget
from remit.controls.tenancy import Actor
from remit.engines.models import Inputs, Said, ServedModel, write
from remit.kit.errors import OverBudget
from remit.lifecycle.runtime.agent_run import most_requests
from remit.lifecycle.runtime.gate import MOST_RESULTS
from remit.lifecycle.runtime.lean_run import instructions, suits
from remit.lifecycle.runtime.messages import most_output
from remit.lifecycle.runtime.target import Target
from remit.lifecycle.runtime.tools import NO_KIT, ToolKit

# The most that an answer may have where neither agent nor caller say so, and a budget is to be kept.
USUAL_MOST_OUTPUT = 8192
_AROUND = 16  # tokens round each message, and round all of them


class PriceUnknown(OverBudget):
    """A budget is to be kept in production, and nobody knows what the model costs."""

    type = "price-unknown"
    title = "The price of the model is not known"


def subjects_of(actor: Actor, target: Target | None) -> Subjects:
    """Name whom a call belongs to, as far as it is known what is called."""
    subjects: dict[Scope, str] = {"organization": actor.organization_ref, "member": actor.member_ref}
    if actor.team_refs:
        subjects["team"] = actor.team_refs
    if actor.key_id is not None:
        subjects["key"] = actor.key_ref
    if target is not None and target.agent:
        subjects["agent"] = target.agent
    if target is not None and not target.trial:
        subjects["deployment"] = target.ref
    return subjects


def planned(target: Target) -> tuple[Budget, ...]:
    """Return the budget that stands in the plan of what is called."""
    allowed = target.budget_usd_per_hour
    return () if allowed is None else (plan_budget(target.deployment_id, target.ref, allowed),)


def bounded(prompt: Said, target: Target) -> Said:
    """Give an answer an end, so that there is a most that it can cost."""
    if isinstance(prompt, Inputs):
        return prompt
    own = (target.document or {})["spec"].get("model_settings")
    return prompt if most_output(prompt, own) is not None else replace(prompt, max_tokens=USUAL_MOST_OUTPUT)


def most_it_costs(
    prompt: Said, target: Target, served: ServedModel, kit: ToolKit = NO_KIT, before: int = 0
) -> Decimal | None:
    """Return the most that a call can cost in USD, none where the price is not known.

    A token has at least one byte, so a request has at most as many tokens as bytes, its tools, schemas and pictures
    included; `before` are the bytes that a run goes on from. An agent that may ask its model again is counted as often
    as it may; in a protected environment an unknown price is refused (`PriceUnknown`).
    """
    rates = served.rates
    if rates is None:
        if target.environment in environments.of(target.org_id).protected:
            raise PriceUnknown(
                f"A budget holds for this call in {target.environment}, but the price of"
                f" {served.provider}:{served.name} is not known: give its connection prices, or use a model that has"
                " one."
            )
        return None
    if isinstance(prompt, Inputs):
        return rates.of(prompt.most_tokens, 0)
    document = target.document or {}
    told = len(instructions(document).encode("utf-8", "surrogatepass"))
    taken = told + len(write(prompt)) + _AROUND * (len(prompt.messages) + 2) + kit.size + before
    given = most_output(prompt, document["spec"].get("model_settings")) or USUAL_MOST_OUTPUT
    once = rates.of(taken, given * (prompt.n or 1))
    if suits(document):
        return once
    # Each answer is part of the next question, and so is what tools gave back.
    times = most_requests(kit) if kit.tools else 1 + int(document["spec"].get("retries") or 1)
    results = MOST_RESULTS * (times - 1) if kit.tools else 0
    return once * times + rates.of(given * times * (times - 1) // 2 + results, 0)
