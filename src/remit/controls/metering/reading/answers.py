"""What is told of calls."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from remit.controls.metering import sums
from remit.controls.metering.reading.schemas import (
    CallAnswer,
    CallParty,
    LoggedCall,
    UsageGroup,
    UsagePoint,
    UsageSum,
    UsageSummary,
    Window,
)
from remit.controls.metering.series import LENGTHS, Bucket, begin
from remit.controls.metering.subjects import Directories, Subject, subjects_of
from remit.controls.metering.tables import Usage
from remit.controls.metering.usage import CALL
from remit.kit.clock import now
from remit.kit.database import Session

_HOURS: Mapping[Window, int] = {"24h": 24, "7d": 7 * 24, "30d": 30 * 24, "90d": 90 * 24}
_GROUPS = 100
_ACCOUNT = "service_account:"
_SAME = (
    "outcome",
    "error",
    "duration_ms",
    "first_token_ms",
    "model",
    "provider",
    "input_tokens",
    "cached_tokens",
    "output_tokens",
    "reasoning_tokens",
    "price_as_of",
    "request_id",
    "actor",
)
_SUMS = tuple(UsageSum.model_fields)


def logged(row: Usage) -> LoggedCall:
    """Say of a call what it took and how it ended."""
    return LoggedCall(**_facts(row))


def _facts(row: Usage) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _SAME},
        "id": CALL.show(row.id),
        "at": row.created_at,
        "cost_usd": None if row.cost_usd is None else float(row.cost_usd),
    }


async def answers(session: Session, known: Directories, rows: Sequence[Usage]) -> list[CallAnswer]:
    """Say of calls also what they were about and who made them, by name."""
    refs = {ref for row in rows for ref in (row.subject, row.agent, row.key, row.actor) if ref}
    names = await _names(session, known, refs)
    return [
        CallAnswer(
            **_facts(row),
            subject=_party(names, row.subject),
            agent=_party(names, row.agent) if row.agent else None,
            key=_party(names, row.key) if row.key else None,
            caller=_party(names, row.actor),
            fallback_from=row.fallback_from or None,
            tool_uses=row.tool_uses,
            revision=row.revision,
            purpose=row.purpose,
        )
        for row in rows
    ]


async def _names(session: Session, known: Directories, refs: Collection[str]) -> dict[str, Subject]:
    """Look names up; a service account is called as its key is."""
    keys = {ref: ref.replace(_ACCOUNT, "key:", 1) for ref in refs}
    found = await subjects_of(session, known, sorted(set(keys.values())))
    ourselves = {ref: Subject(ref, "Remit") for ref in refs if ref.startswith("system:")}
    return {ref: found[key] for ref, key in keys.items() if key in found} | ourselves


def _party(names: Mapping[str, Subject], ref: str) -> CallParty:
    found = names.get(ref)
    return CallParty(ref=ref, name=found.name if found else None)


async def report(session: Session, known: Directories, window: Window, by: sums.By) -> UsageSummary:
    """Add up the calls of the last day, week, month or quarter."""
    until = now()
    bucket: Bucket = "day" if window in ("30d", "90d") else "hour"
    since = begin(bucket, until - timedelta(hours=_HOURS[window]) + LENGTHS[bucket])
    whole, rows = await sums.report(session, by, since, until, _GROUPS)
    names = await _names(session, known, [row["name"] for row in rows if row["name"]])
    points = await sums.points(session, since=since, until=until, bucket=bucket)
    return UsageSummary(
        since=since,
        until=until,
        by=by,
        total=UsageSum(**_sums(whole)),
        groups=whole["groups"],
        items=[_group(row, names) for row in rows],
        bucket="day" if bucket == "day" else "hour",
        points=[UsagePoint.model_validate(point) for point in points],
    )


def _group(row: Mapping[str, Any], names: Mapping[str, Subject]) -> UsageGroup:
    found = names.get(row["name"])
    return UsageGroup(
        **_sums(row), id=row["name"], name=found.name if found else None, provider=row["provider"] or None
    )


def _sums(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _SUMS}
