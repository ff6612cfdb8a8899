"""An organisation with budgets on a real database, seen by as many processes as a test wants."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from remit.controls import metering
from remit.controls.metering import Budget, Budgets, Hold, Scope, Settlement
from remit.controls.metering.budgets import changes
from remit.controls.metering.schemas import AtLimit, BudgetChange, NewBudget, Period
from remit.controls.tenancy import ORGANIZATION, Actor
from remit.kit.database import Database
from remit.kit.ids import new_id

DEPLOYMENT = "deployment:dep_1"
AGENT = "agent:agent_1"
TEAMS = ("team:team_1", "team:team_2")


@dataclass
class Purse:
    """Budgets of one organisation; `processes` each have a pool and a memory of their own."""

    database: Database
    actor: Actor
    processes: list[Budgets] = field(default_factory=list)
    turn: int = 0

    @property
    def org_id(self) -> UUID:
        return self.actor.org_id

    @property
    def whole(self) -> str:
        return ORGANIZATION.ref(self.org_id)

    @property
    def subjects(self) -> dict[Scope, str]:
        return {"organization": self.whole, "team": " ".join(TEAMS), "deployment": DEPLOYMENT, "agent": AGENT}

    async def allow(
        self, limit: str, subject: str | None = None, period: Period = "month", at_limit: AtLimit = "stop"
    ) -> UUID:
        """Make a budget, of the whole organisation unless a subject is named."""
        ref = subject or self.whole
        scope: Any = ref.partition(":")[0]
        shown = None if scope == "organization" else ref.partition(":")[2]
        wanted = NewBudget(
            scope=scope, subject=shown, period=period, limit_usd=Decimal(limit), at_limit=at_limit
        )
        async with self.database.transaction(self.org_id) as session:
            made = await changes.add(session, self.actor, ref, wanted)
        self.news()
        return made.id

    async def change(self, id: UUID, **members: Any) -> None:
        async with self.database.transaction(self.org_id) as session:
            row = await changes.find(session, id)
            await changes.change(session, self.actor, id, BudgetChange(version=row.version, **members))
        self.news()

    async def remove(self, id: UUID) -> None:
        async with self.database.transaction(self.org_id) as session:
            await changes.remove(session, self.actor, id)
        self.news()

    def news(self) -> None:
        """Let every process hear what NOTIFY would tell it."""
        for each in self.processes:
            each.database.caches.changed(self.org_id, "budget.changed")

    async def hold(
        self, amount: str | None = "0.1", *, extra: Sequence[Budget] = (), call_id: UUID | None = None
    ) -> Hold | None:
        """Hold money for a call, on the processes in turn."""
        self.turn += 1
        here = self.processes[self.turn % len(self.processes)]
        budgets = await here.over(self.org_id, self.subjects, extra)
        money = None if amount is None else Decimal(amount)
        return await here.reserve(call_id or new_id(), self.org_id, budgets, money)

    async def settle(self, *ended: tuple[UUID, str | None], holds: Sequence[Hold] = ()) -> list[Any]:
        """End calls as a flush does: their usage rows and their settlement in one transaction."""
        held = {hold.call_id: hold for hold in holds}
        async with self.database.transaction(self.org_id) as session:
            for id, cost in ended:
                await session.execute(
                    text(
                        "insert into usage (org_id, id, subject, actor, model, provider, input_tokens, output_tokens,"
                        " cost_usd, outcome, duration_ms, request_id, created_at, agent, key) values"
                        " (:org, :id, :subject, 'member:mem_1', '', '', 0, 0, :cost, 'answered', 1, 'r',"
                        "  clock_timestamp(), :agent, 'key:key_1') on conflict do nothing"
                    ),
                    {"org": self.org_id, "id": id, "subject": DEPLOYMENT, "agent": AGENT}
                    | {"cost": None if cost is None else Decimal(cost)},
                )
            rows = [
                Settlement(id, None if cost is None else Decimal(cost), self.subjects, held.get(id))
                for id, cost in ended
            ]
            return list(await metering.settle_calls(session, rows))

    async def stands(self, id: UUID) -> tuple[Decimal | int, Decimal | int]:
        """What of a budget is spent and what is held, over all periods."""
        async with self.database.transaction(self.org_id) as session:
            found = await session.execute(
                text("select sum(spent_usd), sum(reserved_usd) from budget_counters where budget_id = :id"),
                {"id": id},
            )
            spent, reserved = found.one()
        return spent or Decimal(0), reserved or Decimal(0)

    async def used(self) -> Decimal:
        """What the usage rows add up to."""
        async with self.database.transaction(self.org_id) as session:
            found = await session.execute(text("select coalesce(sum(cost_usd), 0) from usage"))
        return Decimal(found.scalar_one())

    async def expire(self, before: datetime) -> None:
        """Let what is held until then have expired already."""
        async with self.database.transaction(self.org_id) as session:
            await session.execute(
                text(
                    "update reservations set expires_at = now() - interval '1 second' where expires_at < :at"
                ),
                {"at": before},
            )
