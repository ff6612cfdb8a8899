"""Applying agent files: versions, promotion, and what the log says of both."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from remit.controls import approvals
from remit.controls.approvals import Changes, Proposal
from remit.controls.audit import queries as log
from remit.controls.tenancy import Actor, Organization, Role, system
from remit.engines.durable import Inline
from remit.kit.database import Database
from remit.kit.errors import Forbidden
from remit.kit.ids import new_id
from remit.lifecycle import agents
from remit.lifecycle.agents import Applied, Archived, BadSpec, NotActive, UnknownAgent, queries

Acting = Callable[[Organization, Role], Awaitable[Actor]]
Found = Callable[[], Awaitable[Organization]]
Spine = tuple[Changes, Inline]


def file(instructions: str = "Greet.", slug: str = "hello") -> str:
    return f"name: Hello\ninstructions: {instructions}\nremit: {{type: context, slug: {slug}}}\n"


async def apply(database: Database, actor: Actor, text: str) -> Applied:
    async with database.transaction(actor.org_id) as session:
        return await agents.apply(session, actor, text)


async def carry_out(database: Database, changes: Spine, applied: Applied) -> None:
    """Start the newest proposal about an agent, as the worker does on the news that it is approved."""
    async with database.transaction(applied.agent.org_id) as session:
        proposal = await approvals.newest_of(session, applied.agent.ref)
    assert proposal is not None
    assert proposal.status == "approved"
    spine, durable = changes
    await spine.start(durable, proposal.org_id, proposal.kind, proposal.id, "")


async def told(database: Database, applied: Applied) -> list[str]:
    async with database.transaction(applied.agent.org_id) as session:
        entries = await log.entries(session, subject=applied.agent.ref, position=None, limit=100)
    return [entry.type for entry, _ in entries]


async def test_a_file_becomes_an_active_agent_and_the_log_tells_how(
    database: Database, organization: Organization, acting: Acting, changes: Spine
) -> None:
    applied = await apply(database, await acting(organization, Role.BUILDER), file())
    await carry_out(database, changes, applied)
    async with database.transaction(organization.id) as session:
        version = await agents.active_version(session, "hello")
        agent = await agents.find(session, "hello")
    assert (version.id, version.number, version.status, agent.status) == (
        applied.version.id,
        1,
        "active",
        "active",
    )
    assert version.document["spec"]["instructions"] == "Greet."
    assert version.created_by["role"] == "builder"
    assert await told(database, applied) == [
        "agent.created",
        "agent.version_created",
        "change.proposed",
        "agent.promoted",
        "change.applied",
    ]


async def test_the_same_file_again_makes_nothing(
    database: Database, organization: Organization, acting: Acting, changes: Spine
) -> None:
    actor = await acting(organization, Role.BUILDER)
    first = await apply(database, actor, file())
    waiting = await apply(database, actor, f"# a comment\n{file()}")
    await carry_out(database, changes, first)
    again = await apply(database, actor, file())
    assert (first.unchanged, waiting.unchanged, again.unchanged) == (False, True, True)
    assert waiting.version.id == again.version.id == first.version.id
    assert (await told(database, first)).count("change.proposed") == 1


async def test_a_changed_file_makes_a_version_that_replaces_the_active_one(
    database: Database, organization: Organization, acting: Acting, changes: Spine
) -> None:
    actor = await acting(organization, Role.BUILDER)
    await carry_out(database, changes, await apply(database, actor, file()))
    second = await apply(database, actor, file("Greet twice."))
    async with database.transaction(organization.id) as session:
        assert (await agents.active_version(session, "hello")).number == 1
    await carry_out(database, changes, second)
    async with database.transaction(organization.id) as session:
        assert (await agents.active_version(session, "hello")).number == 2
        found = await queries.versions(session, second.agent.id)
    assert [(version.number, version.status) for version in found] == [(2, "active"), (1, "retired")]


async def test_promoting_twice_is_recorded_once(
    database: Database, organization: Organization, acting: Acting
) -> None:
    applied = await apply(database, await acting(organization, Role.BUILDER), file())

    async def promote() -> bool:
        async with database.transaction(organization.id) as session:
            return await agents.promote(session, system(organization.id), applied.version.id)

    assert sorted(await asyncio.gather(promote(), promote(), promote())) == [False, False, True]
    assert (await told(database, applied)).count("agent.promoted") == 1


async def test_a_version_that_is_promoted_late_never_takes_a_newer_ones_place(
    database: Database, organization: Organization, acting: Acting
) -> None:
    actor = await acting(organization, Role.BUILDER)
    first, second = await apply(database, actor, file()), await apply(database, actor, file("Greet twice."))
    async with database.transaction(organization.id) as session:
        assert await agents.promote(session, system(organization.id), second.version.id)
    async with database.transaction(organization.id) as session:
        assert not await agents.promote(session, system(organization.id), first.version.id)
    async with database.transaction(organization.id) as session:
        assert (await agents.active_version(session, "hello")).number == 2
        assert (await agents.version(session, first.version.id)).status == "retired"


async def test_two_files_at_once_become_two_versions_in_a_row(
    database: Database, organization: Organization, acting: Acting
) -> None:
    actor = await acting(organization, Role.BUILDER)
    files = [file(f"Greet {count} times.") for count in range(6)]
    done = await asyncio.gather(*(apply(database, actor, text) for text in files))
    assert sorted(applied.version.number for applied in done) == [1, 2, 3, 4, 5, 6]
    assert len({applied.agent.id for applied in done}) == 1


async def test_the_same_file_at_once_becomes_one_version(
    database: Database, organization: Organization, acting: Acting
) -> None:
    actor = await acting(organization, Role.BUILDER)
    done = await asyncio.gather(*(apply(database, actor, file()) for _ in range(6)))
    assert sum(not applied.unchanged for applied in done) == 1
    assert {applied.version.number for applied in done} == {1}


async def test_an_agent_that_is_not_promoted_yet_cannot_be_deployed_and_says_why(
    database: Database, organization: Organization, acting: Acting
) -> None:
    await apply(database, await acting(organization, Role.BUILDER), file())
    async with database.transaction(organization.id) as session:
        with pytest.raises(NotActive, match="being promoted"):
            await agents.active_version(session, "hello")
        with pytest.raises(UnknownAgent, match="There is no agent 'nobody'"):
            await agents.active_version(session, "nobody")
        with pytest.raises(UnknownAgent):
            await agents.version(session, new_id())


async def leave(database: Database, applied: Applied, status: str) -> None:
    """Put the newest proposal about an agent where a person's decision, or its lack, would have put it."""
    async with database.transaction(applied.agent.org_id) as session:
        proposal = await approvals.newest_of(session, applied.agent.ref, lock=True)
        assert proposal is not None
        proposal.status = status


async def proposals(database: Database, applied: Applied) -> list[str]:
    async with database.transaction(applied.agent.org_id) as session:
        found = await session.scalars(
            select(Proposal).where(Proposal.subject == applied.agent.ref).order_by(Proposal.id)
        )
        return [proposal.status for proposal in found]


async def test_a_version_whose_promotion_was_rejected_is_asked_for_again_by_the_same_file(
    database: Database, organization: Organization, acting: Acting
) -> None:
    actor = await acting(organization, Role.BUILDER)
    applied = await apply(database, actor, file())
    await leave(database, applied, "rejected")
    again = await apply(database, actor, file())
    assert again.unchanged
    assert await proposals(database, applied) == ["rejected", "approved"]


async def test_a_newer_version_voids_the_request_that_still_waits(
    database: Database, organization: Organization, acting: Acting
) -> None:
    actor = await acting(organization, Role.BUILDER)
    applied = await apply(database, actor, file())
    await leave(database, applied, "pending")
    await apply(database, actor, file("Greet twice."))
    assert await proposals(database, applied) == ["voided", "approved"]
    assert "change.voided" in await told(database, applied)


@pytest.mark.parametrize(
    ("status", "reason"), [("pending_approval", "waits for approval"), ("archived", "is archived")]
)
async def test_what_waits_or_is_archived_cannot_be_deployed(
    database: Database, organization: Organization, acting: Acting, status: str, reason: str
) -> None:
    actor = await acting(organization, Role.BUILDER)
    await apply(database, actor, file())
    async with database.transaction(organization.id) as session:
        (await agents.find(session, "hello")).status = status
    async with database.transaction(organization.id) as session:
        with pytest.raises(NotActive, match=reason):
            await agents.active_version(session, "hello")


async def test_an_archived_agent_takes_no_more_versions(
    database: Database, organization: Organization, acting: Acting
) -> None:
    actor = await acting(organization, Role.BUILDER)
    applied = await apply(database, actor, file())
    async with database.transaction(organization.id) as session:
        (await agents.find(session, "hello")).status = "archived"
    with pytest.raises(Archived, match="give the file another slug"):
        await apply(database, actor, file("Greet twice."))
    async with database.transaction(organization.id) as session:
        assert not await agents.promote(session, system(organization.id), applied.version.id)


async def test_a_viewer_and_a_bad_file_change_nothing(
    database: Database, organization: Organization, acting: Acting
) -> None:
    with pytest.raises(Forbidden, match=r"viewer does not allow changing agents"):
        await apply(database, await acting(organization, Role.VIEWER), file())
    with pytest.raises(BadSpec):
        await apply(database, await acting(organization, Role.BUILDER), "name: a\nremit: {")
    async with database.transaction(organization.id) as session:
        with pytest.raises(UnknownAgent):
            await agents.find(session, "hello")


async def test_organisations_have_slugs_of_their_own(
    database: Database, found: Found, acting: Acting
) -> None:
    one, other = await found(), await found()
    ours = await apply(database, await acting(one, Role.ADMIN), file())
    theirs = await apply(database, await acting(other, Role.ADMIN), file())
    assert ours.agent.id != theirs.agent.id
    async with database.transaction(other.id) as session:
        with pytest.raises(UnknownAgent):
            await agents.version(session, ours.version.id)
