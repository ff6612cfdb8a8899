"""Who may call without a deployment's key: people already identified, and what they may try."""

import pytest
from tests.fixtures.people import identify
from tests.lifecycle.runtime.test_call import events, finished, refusal
from tests.stubs.world import World

from remit.controls import tenancy
from remit.controls.tenancy import Actor, Role
from remit.engines.models import asking
from remit.kit.ids import new_id
from remit.lifecycle import agents
from remit.lifecycle.runtime import Trial, Wanted

MAY = {Role.OWNER, Role.ADMIN, Role.BUILDER, Role.OPERATOR}
FILE = """
name: hello
instructions: Parking is behind the building.
model: demo
remit: {type: context, slug: hello, budget_usd_per_hour: 5}
"""


def person(world: World, role: Role) -> Actor:
    id = new_id()
    return Actor(world.org_id, "member", id, "Ada", role, id)


async def drafted(world: World) -> Trial:
    """Store an agent that nobody promoted."""
    async with world.database.transaction(world.org_id) as session:
        applied = await agents.apply(session, tenancy.system(world.org_id), FILE)
        return Trial(applied.agent.id, applied.version.id)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CALLER])
async def test_a_person_calls_a_deployment_where_the_role_allows_it(world: World, role: Role) -> None:
    target, ada = world.deploy(), person(world, role)
    wanted = Wanted(ada, target.deployment_id, asking("Where is parking?"), "req-1")
    if role in MAY:
        assert "behind the building" in (await finished(world, wanted)).text
    else:
        assert (await refusal(world, wanted)).type == "policy-forbids"
    (row,) = await world.usage()
    assert (row.actor, row.subject) == (ada.ref, target.ref)
    (entry,) = await world.audited()
    assert entry.payload["test"] is False


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CALLER])
async def test_a_person_tries_a_draft_where_the_role_allows_it(world: World, role: Role) -> None:
    trial = await drafted(world)
    wanted = Wanted(person(world, role), trial, asking("Where is parking?"), "req-1", stream=True)
    if role in MAY:
        assert "behind the building" in (await finished(world, wanted)).text
    else:
        assert (await refusal(world, wanted)).type == "policy-forbids"
    (row,) = await world.usage()
    assert row.subject == agents.AGENT.ref(trial.agent_id)
    (entry,) = await world.audited()
    assert (entry.subject, entry.payload["test"]) == (row.subject, True)


async def test_a_deployments_key_does_not_try_drafts(world: World) -> None:
    key = await world.key(world.deploy())
    wanted = Wanted(key.token, await drafted(world), asking("Hello"), "req-1")
    assert (await refusal(world, wanted)).type == "wrong-key"
    actor = await identify(world.database, world.secret_key, key.token)
    other = Wanted(actor, world.deploy().deployment_id, asking("Hello"), "req-1")
    assert (await refusal(world, other)).type == "wrong-key"


async def test_a_version_of_another_organisation_or_another_agent_is_not_there(world: World) -> None:
    trial = await drafted(world)
    stranger = await World(world.database, world.secret_key, world.directory).found()
    wanted = Wanted(person(stranger, Role.OWNER), trial, asking("Hello"), "req-1")
    assert (await refusal(stranger, wanted)).type == "unknown-agent"
    mixed = Trial(new_id(), trial.version_id)
    assert (
        await refusal(world, Wanted(person(world, Role.OWNER), mixed, asking("Hi"), "req-1"))
    ).type == "unknown-agent"


async def test_a_trial_keeps_the_budget_of_its_version(world: World) -> None:
    trial = await drafted(world)
    wanted = Wanted(person(world, Role.OWNER), trial, asking("Hello"), "req-1")
    await events(world.runtime(), wanted)
    (entry,) = await world.audited()
    assert [each["limit_usd"] for each in entry.payload["budget"]["budgets"]] == ["5"]
