"""The list of agents: found by words, counted by status, in an order, page by page."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from remit.controls.tenancy import Organization, Role
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.ids import new_id
from remit.lifecycle.agents import Agent, AgentVersion, find

Client = Callable[[Organization, Role], Awaitable[httpx.AsyncClient]]
Found = Callable[[], Awaitable[Organization]]


async def make(api: httpx.AsyncClient, slug: str, description: str = "", tags: str = "") -> None:
    text = f"name: A\ninstructions: Greet.\nremit: {{type: context, slug: {slug}, "
    text += f"description: '{description}', tags: [{tags}]}}\n"
    assert (await api.post("/api/agents", json={"source": text})).status_code == 201


async def slugs(api: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await api.get("/api/agents", params=asked)
    assert answer.status_code == 200, answer.text
    return [agent["slug"] for agent in answer.json()["items"]]


async def test_agents_are_found_by_slug_description_and_tag(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    await make(api, "billing-bot", "Explains invoices, 100% of them.", "money")
    await make(api, "hr", "Erklärt Übergänge 👋", "people, onboarding")
    assert await slugs(api, q="BILL") == ["billing-bot"]
    assert await slugs(api, q="invoices") == ["billing-bot"]
    assert await slugs(api, q="übergänge") == ["hr"]
    assert await slugs(api, q="👋") == ["hr"]
    assert await slugs(api, q="onboard") == ["hr"]
    assert await slugs(api, q="%") == ["billing-bot"]
    assert await slugs(api, q="_") == []
    assert await slugs(api, q="'; drop table agents; --") == []
    assert await slugs(api, q="  ") == ["hr", "billing-bot"]


async def test_counts_tell_each_tab_whatever_tab_is_open(
    database: Database, organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    for slug in ("a-one", "a-two", "b-one"):
        await make(api, slug)
    async with database.transaction(organization.id) as session:
        (await find(session, "a-two")).status = "archived"
    body = (await api.get("/api/agents", params={"q": "a-", "status": "archived"})).json()
    assert [agent["slug"] for agent in body["items"]] == ["a-two"]
    assert body["counts"] == {"all": 2, "draft": 1, "pending_approval": 0, "active": 0, "archived": 1}


@pytest.mark.parametrize("sort", ["name", "-name", "updated", "-updated", "created", "-created"])
async def test_every_order_goes_on_where_the_page_ended(
    organization: Organization, client: Client, sort: str
) -> None:
    api = await client(organization, Role.BUILDER)
    for slug in ("c", "a", "b", "e", "d"):
        await make(api, slug)
    seen: list[str] = []
    cursor = None
    while True:
        asked: dict[str, Any] = {"sort": sort, "limit": 2, **({"cursor": cursor} if cursor else {})}
        body = (await api.get("/api/agents", params=asked)).json()
        seen += [agent["slug"] for agent in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break
    expected = sorted(seen) if sort.endswith("name") else ["c", "a", "b", "e", "d"]
    assert seen == (list(reversed(expected)) if sort.startswith("-") else expected)


async def test_a_cursor_of_another_order_and_other_nonsense_is_refused(
    organization: Organization, client: Client
) -> None:
    api = await client(organization, Role.BUILDER)
    for slug in ("a", "b"):
        await make(api, slug)
    cursor = (await api.get("/api/agents", params={"limit": 1})).json()["next"]
    assert (await api.get("/api/agents", params={"sort": "name", "cursor": cursor})).status_code == 422
    for wrong in (
        {"sort": "slug"},
        {"sort": "name,id"},
        {"limit": 0},
        {"limit": 201},
        {"status": "gone"},
        {"q": "x" * 201},
        {"cursor": "bnVsbA"},
    ):
        assert (await api.get("/api/agents", params=wrong)).status_code == 422, wrong


async def test_the_words_of_another_organisation_find_nothing(found: Found, client: Client) -> None:
    ours, theirs = await client(await found(), Role.OWNER), await client(await found(), Role.OWNER)
    await make(ours, "secret-plan", "Ours.", "hidden")
    body = (await theirs.get("/api/agents", params={"q": "secret"})).json()
    assert (body["items"], body["counts"]["all"]) == ([], 0)


async def test_a_thousand_agents_are_searched_and_counted_quickly(
    database: Database, organization: Organization, client: Client
) -> None:
    moment = now()
    async with database.transaction(organization.id) as session:
        for number in range(1_000):
            id, org_id = new_id(), organization.id
            session.add(
                Agent(
                    org_id=org_id, id=id, slug=f"agent-{number:04}", type="context", status="active",
                    description="word " * 100, tags=["a", "b"], created_at=moment, updated_at=moment,
                )
            )  # fmt: skip
            session.add(
                AgentVersion(
                    org_id=org_id, id=new_id(), agent_id=id, number=1, status="active",
                    document={"spec": {"instructions": "x" * 2_000}, "remit": {}}, source="x" * 2_000,
                    digest="sha256:0", created_by={"kind": "m", "id": "m", "name": "M", "role": "owner"},
                    created_at=moment, activated_at=moment, promotion_id=None,
                )
            )  # fmt: skip
    api = await client(organization, Role.VIEWER)
    took = []
    for _ in range(5):
        began = time.perf_counter()
        body = (await api.get("/api/agents", params={"q": "word", "sort": "-updated"})).json()
        took.append(time.perf_counter() - began)
    assert (len(body["items"]), body["counts"]["active"]) == (50, 1_000)
    assert min(took) < 0.25
