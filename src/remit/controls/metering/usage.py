"""Recording what a call used, and adding it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

import msgspec

from remit.controls.metering import queries
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.ids import Kind

CALL = Kind("call", "call")
Outcome = Literal["answered", "refused", "failed", "cancelled", "waiting"]
_NOW: Mapping[UUID, datetime] = MappingProxyType({})


class Used(msgspec.Struct, frozen=True):
    """What one call used; times in milliseconds, `cost_usd` none where the price is not known.

    `agent` and `key` are refs (`agent:agent_…`, `key:key_…`): a budget made later counts the call by them.
    `fallback_from` is the model that was meant, `slug:model`, where another one answered in its place. `revision` is
    that of the deployment. `purpose` is `evaluation` for calls that only measure an agent, and else empty.
    `cached_tokens` are among the input, `reasoning_tokens` among the output.
    """

    id: UUID
    subject: str
    outcome: Outcome
    request_id: str
    duration_ms: float
    model: str = ""
    provider: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = None
    price_as_of: date | None = None
    error: str | None = None
    first_token_ms: float | None = None
    agent: str = ""
    key: str = ""
    fallback_from: str = ""
    tool_uses: int = 0
    revision: int | None = None
    purpose: str = ""
    cached_tokens: int = 0
    reasoning_tokens: int = 0


@dataclass(frozen=True)
class Summary:
    """The calls of a subject: `interactions` reached the model, `errors` of them failed, `refused` never did.

    Times are of answered calls. `cost_usd` adds the known costs; `unpriced` calls have none.
    """

    interactions: int
    errors: int
    error_rate: float
    refused: int
    cancelled: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
    unpriced: int
    first_at: datetime | None
    last_at: datetime | None


async def record_usage(session: Session, actor: Actor, used: Used) -> None:
    """Write the one usage row of a call."""
    await queries.write(
        session,
        {**msgspec.structs.asdict(used), "org_id": actor.org_id, "actor": actor.ref, "created_at": now()},
    )


async def record_calls(
    session: Session, calls: Sequence[tuple[Actor, Used]], at: Mapping[UUID, datetime] = _NOW
) -> set[UUID]:
    """Write the usage rows of many calls of one organisation; return the ids of those that were not there before.

    `at` names the times of those that ended before now, by minutes at most: a day is closed soon after its end.
    """
    return await queries.write_all(session, usage_rows(calls, at))


def usage_rows(
    calls: Sequence[tuple[Actor, Used]], at: Mapping[UUID, datetime] = _NOW
) -> list[dict[str, Any]]:
    """Return the usage rows of calls as the database keeps them."""
    moment = now()
    return [
        {
            **msgspec.structs.asdict(used),
            "org_id": actor.org_id,
            "actor": actor.ref,
            "created_at": at.get(used.id, moment),
        }
        for actor, used in calls
    ]


async def summary(session: Session, subject: str, since: datetime) -> Summary:
    """Add up the calls of a subject from a moment on."""
    row = await queries.summary(session, subject, since)
    rate = row["errors"] / row["interactions"] if row["interactions"] else 0.0
    return Summary(**row, error_rate=rate)
