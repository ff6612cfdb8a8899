"""Organisations, deployed agents and their keys on a real database, for tests of calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from remit.controls import governance, metering, tenancy
from remit.engines.models import ModelDirectory, ServedModel, asking
from remit.kit.database import Database, Session
from remit.kit.errors import NotFound
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey
from remit.kit.settings import Settings
from remit.lifecycle.runtime import DEPLOYMENT, Runtime, Target, Wanted

INSTRUCTIONS = "You greet people at the front desk. Parking is behind the building. Lunch is served at noon."


class Directory(ModelDirectory):
    """A directory whose `scripted` model is given by the test."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        super().__init__(settings, **options)
        self.script: ServedModel | None = None

    def resolve(self, name: str | None) -> ServedModel:
        if name == "scripted" and self.script is not None:
            return self.script
        return super().resolve(name)


@dataclass
class World:
    """One organisation with its deployments, and the runtime that calls them."""

    database: Database
    secret_key: SecretKey
    directory: Directory
    org_id: UUID = field(default_factory=new_id)
    targets: dict[UUID, Target] = field(default_factory=dict)
    limits: metering.Limits | None = None
    runtimes: list[Runtime] = field(default_factory=list)

    async def found(self) -> "World":
        """Make the organisation."""
        made = await tenancy.found_organization(
            self.database, f"org-{self.org_id.hex}", "Test", "owner@test", "Owner"
        )
        self.org_id = made.id
        await governance.ready(self.database, self.org_id)
        return self

    def runtime(self, **options: Any) -> Runtime:
        """Return the machinery of calls over this world."""
        made = Runtime(
            self.database,
            self.secret_key,
            self.directory,
            self.load,
            self.limits or metering.Limits(self.database),
            **options,
        )
        self.runtimes.append(made)
        return made

    async def close(self) -> None:
        """Let every call be recorded, and give the connections back."""
        for each in self.runtimes:
            await each.close()

    async def load(self, session: Session, deployment_id: UUID) -> Target:
        """Find a deployment as row-level security would: only the transaction's organisation."""
        org = (await session.execute(text("select current_setting('remit.org')"))).scalar_one()
        target = self.targets.get(deployment_id)
        if target is None or str(target.org_id) != org:
            raise NotFound(f"There is no deployment {DEPLOYMENT.show(deployment_id)!r}.")
        return target

    def deploy(self, model: str | None = "demo", **changes: Any) -> Target:
        """Put an agent in place."""
        spec = {"name": "desk", "instructions": INSTRUCTIONS, **({"model": model} if model else {})}
        target = Target(
            org_id=self.org_id,
            deployment_id=new_id(),
            name="desk",
            environment="staging",
            status="deployed",
            budget_usd_per_hour=None,
            agent_version_id=new_id(),
            agent_version="desk@1",
            document={"spec": spec, "remit": {"type": "context"}},
        )
        target = replace(target, **changes)
        self.targets[target.deployment_id] = target
        return target

    async def key(self, target: Target | None, role: tenancy.Role = tenancy.Role.CALLER) -> tenancy.NewKey:
        """Make a key: of a deployment, or of nobody's in particular."""
        async with self.database.transaction(self.org_id) as session:
            return await tenancy.create(
                session,
                self.secret_key,
                org_id=self.org_id,
                name="key",
                role=role,
                created_by="test",
                deployment_id=target.deployment_id if target else None,
            )

    async def wanted(self, target: Target, message: str = "Where is parking?", **options: Any) -> Wanted:
        """Ask a deployment something with its own key."""
        key = await self.key(target)
        prompt = asking(message, options.pop("history", ()))
        return Wanted(key.token, target.deployment_id, prompt, "req-1", **options)

    async def usage(self) -> Sequence[Any]:
        """All usage rows, oldest first."""
        async with self.database.transaction(self.org_id) as session:
            return (await session.execute(text("select * from usage order by id"))).all()

    async def audited(self) -> Sequence[Any]:
        """All audit entries that are about calls, with their payloads, oldest first."""
        query = (
            "select e.type, e.subject, e.actor, p.payload from audit_entries e"
            " join audit_payloads p using (org_id, seq) where e.type like 'call.%' order by seq"
        )
        async with self.database.transaction(self.org_id) as session:
            return (await session.execute(text(query))).all()

    async def spend(self, target: Target, cost: str) -> None:
        """Record an earlier call of that cost."""
        actor = tenancy.system(self.org_id)
        used = metering.Used(new_id(), target.ref, "answered", "req-0", 5.0, cost_usd=Decimal(cost))
        async with self.database.transaction(self.org_id) as session:
            await metering.record_usage(session, actor, used)
