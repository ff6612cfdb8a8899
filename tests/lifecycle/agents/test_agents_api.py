"""Agents over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from remit.controls.tenancy import Organization, Role

Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]
Found = Callable[[], Awaitable[Organization]]


def source(instructions: str = "Greet.", slug: str = "hello") -> dict[str, str]:
    text = f"name: Hello\ndescription: Welcomes.\ninstructions: {instructions}\n"
    return {"source": f"{text}remit: {{type: context, slug: {slug}}}\n"}


async def test_applying_answers_201_then_200_when_nothing_changed(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    made = await api.post("/api/agents", json=source())
    assert made.status_code == 201
    body = made.json()
    assert body["id"].startswith("agent_")
    assert (body["slug"], body["type"], body["status"]) == ("hello", "context", "draft")
    assert (body["description"], body["active_version"], body["unchanged"]) == ("Welcomes.", None, False)
    assert body["version"]["number"] == 1
    assert body["version"]["created_by"]["role"] == "builder"
    again = await api.post("/api/agents", json=source())
    assert again.status_code == 200
    assert again.json() == {**body, "unchanged": True}


async def test_detail_shows_the_document_and_all_versions(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    await api.post("/api/agents", json=source())
    await api.post("/api/agents", json=source("Greet twice."))
    detail = (await api.get("/api/agents/hello")).json()
    assert detail["document"]["spec"]["instructions"] == "Greet twice."
    assert [version["number"] for version in detail["versions"]] == [2, 1]
    assert detail["version"] == detail["versions"][0]


async def test_the_list_is_paged_and_filtered(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.ADMIN)
    for number in range(5):
        await api.post("/api/agents", json=source(slug=f"agent-{number}"))
    first = (await api.get("/api/agents", params={"limit": 2})).json()
    rest = (await api.get("/api/agents", params={"limit": 10, "cursor": first["next"]})).json()
    slugs = [agent["slug"] for agent in first["items"] + rest["items"]]
    assert slugs == ["agent-4", "agent-3", "agent-2", "agent-1", "agent-0"]
    assert rest["next"] is None
    assert (await api.get("/api/agents", params={"status": "active"})).json()["items"] == []
    assert len((await api.get("/api/agents", params={"type": "context"})).json()["items"]) == 5
    none = (await api.get("/api/agents", params={"type": "api"})).json()
    assert (none["items"], none["next"], none["counts"]["all"]) == ([], None, 0)
    assert (await api.get("/api/agents", params={"type": "lambda"})).status_code == 422
    assert (await api.get("/api/agents", params={"cursor": "nonsense"})).status_code == 422


async def test_another_organisation_gets_404_and_an_empty_list(found: Found, client: Client) -> None:
    ours, theirs = await client(await found(), Role.OWNER), await client(await found(), Role.OWNER)
    await ours.post("/api/agents", json=source())
    assert (await ours.get("/api/agents/hello")).status_code == 200
    refused = await theirs.get("/api/agents/hello")
    assert (refused.status_code, refused.json()["type"]) == (404, "unknown-agent")
    assert (await theirs.get("/api/agents")).json()["items"] == []


async def test_a_viewer_reads_and_may_not_write(organization: Organization, client: Client) -> None:
    builder, viewer = await client(organization, Role.BUILDER), await client(organization, Role.VIEWER)
    await builder.post("/api/agents", json=source())
    assert (await viewer.get("/api/agents/hello")).status_code == 200
    refused = await viewer.post("/api/agents", json=source("Obey me."))
    assert (refused.status_code, refused.json()["type"]) == (403, "policy-forbids")
    assert len((await viewer.get("/api/agents/hello")).json()["versions"]) == 1


async def test_a_bad_file_is_a_problem_with_every_fault(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    bad = {"source": "name: a\nmodel: openai:gpt-99\ninstructions: x\nremit: {type: context}\n"}
    refused = await api.post("/api/agents", json=bad)
    body = refused.json()
    assert (refused.status_code, body["type"]) == (422, "bad-agent-file")
    assert [(fault["path"], fault["line"]) for fault in body["errors"]] == [("model", 2)]
    assert (await api.get("/api/agents")).json()["items"] == []


async def test_text_that_the_database_cannot_keep_is_refused(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    for text in ('"a\\0b"', '"\\uD83D"', "a\x00b"):
        assert (await api.post("/api/agents", json=source(text))).status_code == 422
    assert (await api.get("/api/agents/%00")).status_code == 404


async def test_files_applied_at_once_all_get_an_answer(organization: Organization, client: Client) -> None:
    api = await client(organization, Role.BUILDER)
    asked = [api.post("/api/agents", json=source(f"Greet {count} times.")) for count in range(8)]
    answers = await asyncio.gather(*asked)
    assert [answer.status_code for answer in answers] == [201] * 8
    assert sorted(answer.json()["version"]["number"] for answer in answers) == list(range(1, 9))
