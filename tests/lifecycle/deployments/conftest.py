"""An organisation in a database that no application works on, and a fleet whose cloud is scripted."""

import dataclasses
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update
from tests.fixtures.people import identify
from tests.lifecycle.deployments.rollouts import By, Desk

from remit.controls import governance, tenancy
from remit.controls.tenancy import Actor, Organization, Role
from remit.engines.hosts import Scripted
from remit.kit.database import Database
from remit.kit.ids import new_id
from remit.kit.secret_key import SecretKey
from remit.lifecycle.deployments import Deployment, Fleet


@pytest.fixture
def host() -> Scripted:
    return Scripted()


@pytest.fixture
def executing(fleet: Fleet, host: Scripted) -> Fleet:
    """A fleet that really calls the host."""
    return dataclasses.replace(fleet, hosts={**fleet.hosts, "sagemaker": host}, dry_run=frozenset())


@pytest.fixture
async def where(apart: Database) -> Organization:
    made = await tenancy.found_organization(apart, f"org-{new_id().hex}", "Test", "o@example.org", "Owner")
    await governance.ready(apart, made.id)
    return made


@pytest.fixture
def by(apart: Database, secret_key: SecretKey, where: Organization) -> By:
    """Make a service account of a role."""

    async def by(role: Role) -> Actor:
        async with apart.transaction(where.id) as session:
            made = await tenancy.create(
                session, secret_key, org_id=where.id, name=role.value, role=role, created_by="test"
            )
        return await identify(apart, secret_key, made.token)

    return by


@pytest.fixture
async def desk(apart: Database, where: Organization, by: By) -> AsyncIterator[Desk]:
    yield Desk(apart, where, await by(Role.OPERATOR))
    # Who looks at every organisation next would bring back what is left.
    async with apart.transaction(where.id) as session:
        await session.execute(update(Deployment).values(status="deleted"))
