"""Making, changing and removing budgets; each counts from the next call on, on every process."""

from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.metering.budgets import queries
from remit.controls.metering.budgets.budget import BUDGET, period_start, plain
from remit.controls.metering.budgets.reserving import CHANGED
from remit.controls.metering.errors import BudgetExists, ChangedMeanwhile, UnknownBudget
from remit.controls.metering.schemas import BudgetChange, NewBudget, Period
from remit.controls.metering.tables import BudgetRow
from remit.controls.tenancy import Actor
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id


async def find(session: Session, id: UUID) -> BudgetRow:
    """Find a budget; `UnknownBudget` when there is none."""
    found = await queries.one(session, id)
    if found is None:
        raise UnknownBudget(f"There is no budget {BUDGET.show(id)}.")
    return found


async def add(session: Session, actor: Actor, subject: str, wanted: NewBudget) -> BudgetRow:
    """Make a budget for a subject, by its ref; it counts what the calls of its period have cost so far.

    `BudgetExists` when the subject has one for that period.
    """
    id, moment = new_id(), now()
    values = {
        "org_id": actor.org_id,
        "id": id,
        "scope": wanted.scope,
        "subject": subject,
        "period": wanted.period,
        "limit_usd": wanted.limit_usd,
        "thresholds": wanted.thresholds,
        "at_limit": wanted.at_limit,
        "version": 1,
        "created_by": actor.facts(),
        "created_at": moment,
        "updated_at": moment,
    }
    if not await queries.make(session, values):
        there = await queries.of_subject(session, subject, wanted.period)
        raise BudgetExists(
            f"There is a budget for this {wanted.period} already: change that one.",
            budget_id=BUDGET.show(there.id) if there else None,
        )
    spent = await queries.begin(session, actor.org_id, id)
    made = await find(session, id)
    facts = {"subject": subject, "period": wanted.period, **_shown(made), "spent_usd": plain(spent)}
    await audit.record(session, actor, "budget.created", BUDGET.ref(id), facts)
    await _tell(session, made, "created")
    return made


async def change(session: Session, actor: Actor, id: UUID, wanted: BudgetChange) -> BudgetRow:
    """Change what was sent of a budget; `ChangedMeanwhile` when it is not the version that was read."""
    row = await queries.locked(session, id)
    if row is None:
        raise UnknownBudget(f"There is no budget {BUDGET.show(id)}.")
    if row.version != wanted.version:
        raise ChangedMeanwhile(
            "The budget was changed since you read it: look at it as it is now, and change it again.",
            version=row.version,
        )
    before = _shown(row)
    sent = wanted.model_fields_set - {"version"}
    values = {name: getattr(wanted, name) for name in sent}
    await queries.change(session, id, {**values, "version": row.version + 1, "updated_at": now()})
    changed = await find(session, id)
    if sent & {"limit_usd", "thresholds"}:
        period: Period = changed.period  # type: ignore[assignment]  # checked by the database
        await queries.rearm(session, id, period_start(period, now()))
    after = _shown(changed)
    differences = {
        name: {"from": was, "to": after[name]} for name, was in before.items() if was != after[name]
    }
    await audit.record(
        session, actor, CHANGED, BUDGET.ref(id), {"subject": row.subject, "changed": differences}
    )
    await _tell(session, changed, "changed")
    return changed


async def remove(session: Session, actor: Actor, id: UUID) -> None:
    """Remove a budget; calls that wait for it go on."""
    row = await queries.locked(session, id)
    if row is None:
        raise UnknownBudget(f"There is no budget {BUDGET.show(id)}.")
    await queries.remove(session, id)
    facts = {"subject": row.subject, "period": row.period, **_shown(row)}
    await audit.record(session, actor, "budget.deleted", BUDGET.ref(id), facts)
    await _tell(session, row, "deleted")


async def _tell(session: Session, row: BudgetRow, what: str) -> None:
    """Let browsers know, and every process that keeps budgets in memory."""
    facts = {"id": BUDGET.show(row.id), "subject": row.subject, "change": what}
    await emit(session, row.org_id, CHANGED, BUDGET.show(row.id), facts)


def _shown(row: BudgetRow) -> dict[str, Any]:
    return {
        "limit_usd": plain(row.limit_usd),
        "thresholds": list(row.thresholds),
        "at_limit": row.at_limit,
    }
