"""Saving from an editor: drafts, two people at once, and the text as it was written."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from tests.lifecycle.agents.drafts import TEXT, Spine, carry_out, file

from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database
from remit.lifecycle import agents

Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]


async def test_a_draft_is_kept_and_nothing_is_asked_for(
    database: Database, organization: Organization, client: Client, changes: Spine
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file())
    await carry_out(database, organization, changes)
    saved = await api.post("/api/agents", json=file("Greet twice.", promote=False, base_version=1))
    assert (saved.status_code, saved.json()["version"]["number"]) == (201, 2)
    shown = (await api.get("/api/agents/hello")).json()
    assert (shown["active_version"], shown["version"]["status"], shown["promotion"]) == (1, "draft", None)
    async with database.transaction(organization.id) as session:
        assert (await agents.active_version(session, "hello")).number == 1


async def test_a_draft_that_is_applied_again_is_asked_for(
    database: Database, organization: Organization, client: Client, changes: Spine
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file())
    await carry_out(database, organization, changes)
    await api.post("/api/agents", json=file("Greet twice.", promote=False))
    applied = await api.post("/api/agents", json=file("Greet twice."))
    assert (applied.status_code, applied.json()["unchanged"]) == (200, True)
    await carry_out(database, organization, changes)
    assert (await api.get("/api/agents/hello")).json()["active_version"] == 2


async def test_an_agent_that_is_only_a_draft_says_so_when_it_is_to_be_deployed(
    database: Database, organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    made = await api.post("/api/agents", json=file(promote=False, base_version=0))
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    async with database.transaction(organization.id) as session:
        with pytest.raises(agents.NotActive, match="is a draft: promote it"):
            await agents.active_version(session, "hello")


async def test_who_saves_second_is_told_whose_version_stands(
    organization: Organization, client: Client
) -> None:
    one, other = await client(organization, Role.BUILDER), await client(organization, Role.ADMIN)
    await one.post("/api/agents", json=file(promote=False, base_version=0))
    assert (await other.post("/api/agents", json=file("Theirs.", base_version=1))).status_code == 201
    late = await one.post("/api/agents", json=file("Mine.", base_version=1, promote=False))
    body = late.json()
    assert (late.status_code, body["type"]) == (409, "agent-changed")
    assert (body["newest"]["number"], body["newest"]["created_by"]["role"]) == (2, "admin")
    assert "saved version 2 of hello since you began with version 1" in body["detail"]
    shown = (await one.get("/api/agents/hello")).json()
    assert (shown["document"]["spec"]["instructions"], len(shown["versions"])) == ("Theirs.", 2)
    kept = await one.post("/api/agents", json=file("Mine.", base_version=2, promote=False))
    assert kept.json()["version"]["number"] == 3


async def test_of_many_who_save_over_the_same_version_one_does(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file())
    saves = [api.post("/api/agents", json=file(f"Greet {n} times.", base_version=1)) for n in range(6)]
    answers = [answer.status_code for answer in await asyncio.gather(*saves)]
    assert sorted(answers) == [201, 409, 409, 409, 409, 409]


async def test_a_new_agent_never_becomes_a_version_of_somebody_elses(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file())
    taken = await api.post("/api/agents", json=file("Other.", base_version=0))
    assert (taken.status_code, taken.json()["type"]) == (409, "agent-changed")
    assert "There is an agent hello already" in taken.json()["detail"]
    gone = await api.post("/api/agents", json=file(slug="nobody", base_version=3))
    assert (gone.status_code, gone.json()["newest"]) == (409, None)
    assert (await api.get("/api/agents/nobody")).status_code == 404


async def test_an_edited_agent_does_not_turn_into_another(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    for slug in ("hello", "other"):
        await api.post("/api/agents", json=file(slug=slug))
    renamed = {**file("Mine.", "other", base_version=1), "slug": "hello"}
    refused = await api.post("/api/agents", json=renamed)
    assert (refused.status_code, refused.json()["type"]) == (409, "other-agent")
    assert len((await api.get("/api/agents/other")).json()["versions"]) == 1


@pytest.mark.parametrize("base", [-1, 2**31, 1.5, "one", [1]])
async def test_a_base_that_is_no_version_is_refused(
    organization: Organization, client: Client, base: Any
) -> None:
    api = await client(organization, Role.BUILDER)
    assert (await api.post("/api/agents", json=file(base_version=base))).status_code == 422


async def test_a_version_keeps_the_text_it_was_written_as(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=file("Say “مرحبا” 👋 <script>alert(1)</script>"))
    await api.post("/api/agents", json=file("Greet twice."))
    first = (await api.get("/api/agents/hello/versions/1")).json()
    assert first["source"] == TEXT.format(said="Say “مرحبا” 👋 <script>alert(1)</script>", slug="hello")
    assert (first["source_kept"], first["number"]) == (True, 1)
    assert (await api.get("/api/agents/hello")).json()["source"] == TEXT.format(
        said="Greet twice.", slug="hello"
    )


async def test_a_version_without_its_text_is_written_as_a_file_that_says_the_same(
    database: Database, organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    said = "|\n  You are {{who}}.\n  Be kind."
    text = TEXT.format(said=said, slug="hello") + "  variables: {who: Ada}\n  budget_usd_per_hour: 0.5\n"
    made = await api.post("/api/agents", json={"source": text})
    assert made.status_code == 201
    async with database.transaction(organization.id) as session:
        (await agents.numbered(session, await agents.find(session, "hello"), 1)).source = None
    shown = (await api.get("/api/agents/hello/versions/1")).json()
    assert not shown["source_kept"]
    assert "You are Ada." in shown["source"]
    again = agents.parse(shown["source"])
    assert again.data["spec"] == shown["document"]["spec"]
    assert again.data["remit"]["budget_usd_per_hour"] == "0.5"


async def test_versions_are_paged_and_one_that_is_not_there_is_404(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    for number in range(1, 6):
        await api.post("/api/agents", json=file(f"Greet {number} times.", promote=False))
    first = (await api.get("/api/agents/hello/versions", params={"limit": 3})).json()
    rest = (await api.get("/api/agents/hello/versions", params={"cursor": first["next"]})).json()
    assert [v["number"] for v in first["items"] + rest["items"]] == [5, 4, 3, 2, 1]
    assert rest["next"] is None
    for path in ("hello/versions/6", "hello/versions/0", f"hello/versions/{10**30}", "nobody/versions/1"):
        assert (await api.get(f"/api/agents/{path}")).status_code == 404, path
    assert (await api.get("/api/agents/hello/versions/one")).status_code == 422
    for cursor in ("nonsense", "W10", "WyItbnVtYmVyIiwgIm9uZSJd", "é"):
        answer = await api.get("/api/agents/hello/versions", params={"cursor": cursor})
        assert answer.status_code == 422, cursor
