"""Promoting any version, what that needs, and taking an agent out of use."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from tests.lifecycle.agents.drafts import Spine, carry_out, file

from remit.controls import approvals
from remit.controls.tenancy import Organization, Role, system
from remit.kit.database import Database
from remit.kit.events import newest, since
from remit.lifecycle import agents

Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]
Found = Callable[[], Awaitable[Organization]]


async def unmet(api: httpx.AsyncClient, slug: str = "hello", **asked: Any) -> list[str]:
    answer = await api.get(f"/api/agents/{slug}/promotion-requirements", params=asked)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    missing = [item["code"] for item in body["items"] if not item["met"]]
    assert body["ready"] == (not missing)
    assert all(item["message"].endswith(".") for item in body["items"])
    return missing


async def rights(api: httpx.AsyncClient) -> dict[str, str | None]:
    """Return what may not be done, and why; none for what may."""
    found = (await api.get("/api/agents/hello")).json()["may"]
    assert all(right["allowed"] == (right["reason"] is None) for right in found)
    return {right["action"]: right["reason"] for right in found}


async def test_a_draft_becomes_active_when_it_is_promoted(
    database: Database, organization: Organization, client: Client, changes: Spine
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file(promote=False))
    assert await unmet(api) == []
    asked = await api.post("/api/agents/hello/versions/1/promote")
    assert (asked.status_code, asked.json()["status"], asked.json()["version"]) == (200, "approved", 1)
    assert await unmet(api) == ["not-under-way"]
    twice = await api.post("/api/agents/hello/versions/1/promote")
    assert (twice.status_code, twice.json()["type"]) == (409, "agent-not-promotable")
    assert (await api.get("/api/agents/hello")).json()["promotion"]["number"] == 1
    await carry_out(database, organization, changes)
    shown = (await api.get("/api/agents/hello")).json()
    assert (shown["active_version"], shown["status"], shown["promotion"]) == (1, "active", None)
    assert shown["version"]["activated_at"] is not None
    again = await api.post("/api/agents/hello/versions/1/promote")
    assert (again.status_code, again.json()["type"]) == (409, "agent-version-active")
    assert await unmet(api) == ["not-active"]


async def test_an_older_version_takes_over_again_and_the_newer_one_can_come_back(
    database: Database, organization: Organization, client: Client, changes: Spine
) -> None:
    api = await client(organization, Role.BUILDER)
    for said in ("Greet.", "Greet twice."):
        await api.post("/api/agents", json=file(said))
        await carry_out(database, organization, changes)
    for number in (1, 2, 1):
        assert (await api.post(f"/api/agents/hello/versions/{number}/promote")).status_code == 200
        await carry_out(database, organization, changes)
        assert (await api.get("/api/agents/hello")).json()["active_version"] == number
    statuses = [v["status"] for v in (await api.get("/api/agents/hello/versions")).json()["items"]]
    assert statuses == ["retired", "active"]


async def test_a_promotion_that_is_carried_out_again_changes_nothing(
    database: Database, organization: Organization, client: Client, changes: Spine
) -> None:
    api = await client(organization, Role.BUILDER)
    for said in ("Greet.", "Greet twice."):
        await api.post("/api/agents", json=file(said))
        await carry_out(database, organization, changes)
    async with database.transaction(organization.id) as session:
        agent = await agents.find(session, "hello")
        second = await agents.numbered(session, agent, 2)
        proposal = await approvals.newest_of(session, agent.ref)
    assert proposal is not None
    await api.post("/api/agents/hello/versions/1/promote")
    await carry_out(database, organization, changes)
    async with database.transaction(organization.id) as session:
        asked = agents.Asked(proposal.id, proposal.shown["replaces"])
        assert not await agents.promote(session, system(organization.id), second.id, asked)
    assert (await api.get("/api/agents/hello")).json()["active_version"] == 1


async def test_asked_for_by_many_at_once_it_is_asked_for_once(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file(promote=False))
    answers = await asyncio.gather(*(api.post("/api/agents/hello/versions/1/promote") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


async def test_a_version_whose_model_has_gone_is_not_promoted(
    database: Database, organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file(promote=False))
    async with database.transaction(organization.id) as session:
        version = await agents.numbered(session, await agents.find(session, "hello"), 1)
        version.source = f"model: openai:gone\n{version.source}"
    assert await unmet(api) == ["valid"]
    refused = await api.post("/api/agents/hello/versions/1/promote")
    assert (refused.status_code, refused.json()["type"]) == (409, "agent-not-promotable")
    assert "openai:gone" in refused.json()["detail"]


async def test_versions_and_agents_that_are_not_there_or_not_yours_are_404(
    found: Found, client: Client
) -> None:
    ours, theirs = await client(await found(), Role.OWNER), await client(await found(), Role.OWNER)
    await ours.post("/api/agents", json=file())
    for path in ("versions", "versions/1", "promotion-requirements"):
        assert (await theirs.get(f"/api/agents/hello/{path}")).status_code == 404, path
        assert (await ours.get(f"/api/agents/nobody/{path}")).status_code == 404, path
    for path in ("versions/1/promote", "archive", "reactivate"):
        assert (await theirs.post(f"/api/agents/hello/{path}")).status_code == 404, path
    assert (await ours.post("/api/agents/hello/versions/9/promote")).status_code == 404
    missing = {"version": 9}
    assert (await ours.get("/api/agents/hello/promotion-requirements", params=missing)).status_code == 404
    assert (await ours.post("/api/agents/%00/archive")).status_code == 404


async def test_a_viewer_is_told_why_not(organization: Organization, client: Client) -> None:
    builder, viewer = await client(organization, Role.BUILDER), await client(organization, Role.VIEWER)
    await builder.post("/api/agents", json=file(promote=False))
    for path in ("versions/1/promote", "archive", "reactivate"):
        refused = await viewer.post(f"/api/agents/hello/{path}")
        assert (refused.status_code, refused.json()["type"]) == (403, "policy-forbids"), path
    assert await unmet(viewer) == ["permitted"]
    told = await rights(viewer)
    assert told["write"] == "The role viewer does not allow changing agents."
    assert None not in told.values()
    mine = await rights(builder)
    assert mine["write"] is mine["promote"] is mine["archive"] is mine["test"] is None
    assert mine["deploy"] == "hello has no active version: promote one first."


async def test_an_archived_agent_rests_and_comes_back_as_it_was(
    database: Database, organization: Organization, client: Client, changes: Spine
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file())
    await carry_out(database, organization, changes)
    async with database.transaction(organization.id) as session:
        before = await newest(session)
    archived = await api.post("/api/agents/hello/archive")
    assert (archived.status_code, archived.json()["status"]) == (200, "archived")
    async with database.transaction(organization.id) as session:
        with pytest.raises(agents.NotActive, match="is archived"):
            await agents.active_version(session, "hello")
        news = await since(session, before)
    assert [event.kind for event in news if event.kind.startswith("agent.")] == ["agent.archived"]
    for path, code in (
        ("archive", "agent-archive-state"),
        ("versions/1/promote", "agent-archived"),
    ):
        refused = await api.post(f"/api/agents/hello/{path}")
        assert (refused.status_code, refused.json()["type"]) == (409, code)
    assert (await api.post("/api/agents", json=file("New."))).json()["type"] == "agent-archived"
    told = await rights(api)
    assert [action for action, reason in told.items() if reason is None] == ["reactivate"]
    back = await api.post("/api/agents/hello/reactivate")
    assert (back.status_code, back.json()["status"], back.json()["active_version"]) == (200, "active", 1)
    assert (await api.post("/api/agents/hello/reactivate")).status_code == 409


async def test_what_is_deployed_cannot_be_archived(
    organization: Organization, client: Client, in_use: Any
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file())
    in_use.slugs.add("hello")
    refused = await api.post("/api/agents/hello/archive")
    body = refused.json()
    assert (refused.status_code, body["type"]) == (409, "agent-in-use")
    assert body["uses"] == [{"id": "dep_1", "environment": "staging", "status": "deployed"}]
    assert (await rights(api))["archive"] == "It is deployed in staging: delete that first."
    assert (await api.get("/api/agents/hello")).json()["status"] == "draft"


async def test_archiving_withdraws_what_waits(
    database: Database, organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file())
    async with database.transaction(organization.id) as session:
        agent = await agents.find(session, "hello")
        proposal = await approvals.newest_of(session, agent.ref, lock=True)
        assert proposal is not None
        proposal.status = "pending"
    assert (await api.post("/api/agents/hello/archive")).status_code == 200
    async with database.transaction(organization.id) as session:
        proposal = await approvals.newest_of(session, agent.ref)
    assert proposal is not None
    assert proposal.status == "voided"
    assert (await api.post("/api/agents/hello/reactivate")).json()["status"] == "draft"
