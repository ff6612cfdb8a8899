"""Reading a text with a model: a call without an agent, governed and recorded like any other.

limit → permit → run → settle and record. A text that cannot be read so is not an error: there is a way without.
"""

import asyncio
import hashlib
import json
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel
from pydantic_ai import Agent, PromptedOutput
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import UsageLimits

from remit.controls import governance, metering, tenancy
from remit.engines.models import ServedModel, reasoning_tokens
from remit.kit.errors import LimitExceeded, RemitError
from remit.kit.ids import new_id
from remit.kit.telemetry import correlation, logger
from remit.lifecycle.runtime.agent_run import failure
from remit.lifecycle.runtime.errors import ModelUnavailable
from remit.lifecycle.runtime.governed import Governed, Grant, Meter
from remit.lifecycle.runtime.recording import Record
from remit.lifecycle.runtime.shared import Runtime

T = TypeVar("T", bound=BaseModel)
_log = logger(__name__)
_RETRIES = 1
_LIMITS = UsageLimits(request_limit=1 + _RETRIES)
_SETTINGS = ModelSettings(max_tokens=1000, thinking=False)


@dataclass(frozen=True)
class Question(Generic[T]):
    """What is to be read out of a text: `action` is what the policies are asked about, `seconds` the longest wait."""

    action: str
    instructions: str
    output: type[T]
    seconds: float = 8.0


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What a model read, and the model's name: `openai:gpt-5-mini`."""

    value: T
    model: str


@dataclass
class _Reading:
    """One reading on its way."""

    action: str
    text: str
    served: ServedModel
    subject: str
    id: UUID = field(default_factory=new_id)
    began: float = field(default_factory=perf_counter)
    meter: Meter = field(default_factory=Meter)
    outcome: metering.Outcome = "refused"
    decision: governance.Decision | None = None
    error: RemitError | None = None


async def read_typed(
    runtime: Runtime, actor: tenancy.Actor, question: Question[T], text: str
) -> Answer[T] | None:
    """Read a text with the default model into a type; none when there is only the demo model, or it did not work.

    What was used is recorded in a transaction of its own: it was spent, whatever becomes of the request.
    """
    served = await _default_model(runtime, actor)
    if served is None or served.demo:
        return None
    await governance.ready(runtime.database, actor.org_id)
    subject = tenancy.ORGANIZATION.ref(actor.org_id)
    reading = _Reading(question.action, text, served, subject)
    value: T | None = None
    try:
        await runtime.admit(actor)
        _permit(actor, reading)
        reading.outcome = "failed"
        value = await _ask(question, reading)
        reading.outcome = "answered"
    except RemitError as error:
        reading.error = error
        _log.info("reading.unread", action=question.action, model=served.name, why=error.type)
        if isinstance(error, LimitExceeded) and not runtime.limits.worth_recording(
            actor.key_ref or actor.ref
        ):
            return None
    await runtime.recorder.add(_left_by(actor, reading))
    return None if value is None else Answer(value, f"{served.provider}:{served.name}")


async def _default_model(runtime: Runtime, actor: tenancy.Actor) -> ServedModel | None:
    """Return the default model; none when it cannot be had, which is no reason to refuse the text."""
    try:
        return await runtime.models.choose(actor.org_id, None)
    except RemitError as error:
        _log.warning("reading.no_model", why=error.type)
        return None


def _permit(actor: tenancy.Actor, reading: _Reading) -> None:
    resource = governance.Resource("organization", tenancy.ORGANIZATION.show(actor.org_id))
    decision = reading.decision = governance.decide(actor, reading.action, resource)
    if not decision.allowed:
        raise governance.refusal(actor, reading.action, resource, decision)


async def _ask(question: Question[T], reading: _Reading) -> T:
    agent = Agent(
        reading.served.model,
        output_type=PromptedOutput(question.output),
        instructions=question.instructions,
        deps_type=Grant,
        retries=_RETRIES,
        model_settings=_SETTINGS,
        capabilities=[Governed()],
    )
    # As a JSON string the text has a clear end: nothing in it can pass for our own words.
    said = json.dumps({"text": reading.text}, ensure_ascii=False)
    grant = Grant(reading.meter, may_use=lambda _: False)
    try:
        async with asyncio.timeout(question.seconds):
            result = await agent.run(said, deps=grant, usage_limits=_LIMITS, infer_name=False)
    except TimeoutError as error:
        reading.meter.estimate(said)
        raise ModelUnavailable("The model took too long.") from error
    except AgentRunError as error:
        raise failure(error) from error
    return result.output


def _left_by(actor: tenancy.Actor, reading: _Reading) -> Record:
    usage, served = reading.meter.usage, reading.served
    cost, as_of = served.price(usage)
    used = metering.Used(
        id=reading.id,
        subject=reading.subject,
        outcome=reading.outcome,
        request_id=correlation.get(),
        duration_ms=(perf_counter() - reading.began) * 1000,
        model=served.name,
        provider=served.provider,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_usd=cost,
        price_as_of=as_of,
        error=reading.error.type if reading.error else None,
        cached_tokens=usage.cache_read_tokens,
        reasoning_tokens=reasoning_tokens(usage),
    )
    return Record(actor, used, f"call.{reading.outcome}", _payload(reading, used))


def _payload(reading: _Reading, used: metering.Used) -> dict[str, Any]:
    """What the log keeps: numbers and a digest, never what was said."""
    digest = hashlib.sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "call": metering.CALL.show(used.id),
        "purpose": reading.action,
        "request_id": used.request_id,
        "model": used.model,
        "provider": used.provider,
        "input_tokens": used.input_tokens,
        "output_tokens": used.output_tokens,
        "estimated": reading.meter.estimated,
        "cost_usd": None if used.cost_usd is None else str(used.cost_usd),
        "duration_ms": round(used.duration_ms, 3),
        "message_digest": f"sha256:{digest}",
        "decision": reading.decision.facts() if reading.decision else None,
        "error": {"type": reading.error.type, "detail": reading.error.detail} if reading.error else None,
    }
