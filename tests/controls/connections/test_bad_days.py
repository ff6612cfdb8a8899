"""A connection on bad days, as its users see it: retried, left alone, stood in for, priced and shown."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from tests.controls.connections.providers import KEY, added, changed, deployed
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.stubs.openai_server import MODEL, WORDS, OpenAIStub, openai_stub

from remit.controls.tenancy import Organization, Role

SAID = "".join(WORDS)
QUICK = {"first_pause_seconds": 0.01, "longest_pause_seconds": 0.05, "breaker_failures": 0}


@pytest.fixture
def other() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        running.key = KEY
        running.words = ["The ", "other ", "one."]
        yield running


async def ask(client: httpx.AsyncClient, agent: tuple[str, str], **headers: str) -> httpx.Response:
    plan_id, key = agent
    return await client.post(
        f"/api/deployed-agents/{plan_id}/chat",
        json={"message": "Which city?"},
        headers={"authorization": f"Bearer {key}", **headers},
    )


async def health(client: httpx.AsyncClient, made: dict[str, Any]) -> dict[str, Any]:
    answer = await client.get(f"/api/connections/{made['id']}/health")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def last_call(as_owner: psycopg.Connection, organization: Organization) -> dict[str, Any]:
    found = as_owner.execute(
        "select provider, model, outcome, fallback_from, cost_usd, price_as_of from usage"
        " where org_id = %s order by created_at desc limit 1",
        (organization.id,),
    ).fetchone()
    assert found is not None
    names = ("provider", "model", "outcome", "fallback_from", "cost_usd", "price_as_of")
    return dict(zip(names, found, strict=True))


async def test_another_model_answers_and_the_record_says_for_whom(
    api: Api, stub: OpenAIStub, other: OpenAIStub, as_owner: psycopg.Connection, organization: Organization
) -> None:
    client = await api(Role.OWNER)
    await added(client, other, "second", default_model=MODEL)
    made = await added(
        client, stub, "first", default_model=MODEL, fallbacks=[f"second:{MODEL}"], resilience=QUICK
    )
    agent = await deployed(client, "backed", "first")
    stub.fault = "503"
    answer = (await ask(client, agent)).json()
    assert (answer["reply"], answer["provider"]) == ("The other one.", "second")
    assert len(stub.requests) == 3
    row = last_call(as_owner, organization)
    assert (row["provider"], row["outcome"], row["fallback_from"]) == ("second", "answered", f"first:{MODEL}")
    audited = as_owner.execute(
        "select payload ->> 'fallback_from', payload ->> 'provider' from audit_payloads"
        " where org_id = %s and payload ? 'fallback_from' order by seq desc limit 1",
        (organization.id,),
    ).fetchone()
    assert audited == (f"first:{MODEL}", "second")
    streamed = (await ask(client, agent, accept="text/event-stream")).text
    assert "RUN_FINISHED" in streamed
    assert "other" in streamed
    told = await health(client, made)
    assert (told["failures"], told["retries"], told["in_flight"]) == (6, 4, 0)
    assert told["last_error"] == "It answered with status 503."
    stub.fault = "none"
    assert (await ask(client, agent)).json()["reply"] == SAID
    assert last_call(as_owner, organization)["fallback_from"] == ""


async def test_an_agent_with_the_loop_falls_back_too(api: Api, stub: OpenAIStub, other: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    await added(client, other, "second", default_model=MODEL)
    await added(client, stub, "first", default_model=MODEL, fallbacks=[f"second:{MODEL}"], resilience=QUICK)
    agent = await deployed(client, "looped", "first\nretries: 2")
    stub.fault = "500"
    assert (await ask(client, agent)).json()["reply"] == "The other one."


async def test_a_key_that_is_refused_is_said_and_not_hidden_by_another_model(
    api: Api, stub: OpenAIStub, other: OpenAIStub
) -> None:
    client = await api(Role.OWNER)
    await added(client, other, "second", default_model=MODEL)
    await added(client, stub, "first", default_model=MODEL, fallbacks=[f"second:{MODEL}"], secret="sk-wrong")
    problem(await ask(client, await deployed(client, "locked", "first")), 502)
    assert other.requests == []


async def test_when_all_are_down_it_says_who_was_asked(
    api: Api, stub: OpenAIStub, other: OpenAIStub, as_owner: psycopg.Connection, organization: Organization
) -> None:
    client = await api(Role.OWNER)
    await added(client, other, "second", default_model=MODEL, resilience={"retries": 0})
    await added(
        client, stub, "first", default_model=MODEL, fallbacks=[f"second:{MODEL}"], resilience={"retries": 0}
    )
    agent = await deployed(client, "alone", "first")
    stub.fault = other.fault = "500"
    told = problem(await ask(client, agent), 503)
    assert f"first:{MODEL} does not answer" in told["detail"]
    assert f"second:{MODEL}" in told["detail"]
    assert (len(stub.requests), len(other.requests)) == (1, 1)
    assert last_call(as_owner, organization)["outcome"] == "failed"


async def test_nothing_is_begun_again_once_a_piece_was_passed_on(
    api: Api, stub: OpenAIStub, other: OpenAIStub
) -> None:
    client = await api(Role.OWNER)
    await added(client, other, "second", default_model=MODEL)
    await added(client, stub, "first", default_model=MODEL, fallbacks=[f"second:{MODEL}"])
    stub.fault = "cut"
    text = (await ask(client, await deployed(client, "cut", "first"), accept="text/event-stream")).text
    assert "RUN_ERROR" in text
    assert other.requests == []


async def test_an_open_breaker_is_shown_and_said(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    bearing = {"retries": 0, "breaker_failures": 2, "breaker_pause_seconds": 60}
    made = await added(client, stub, default_model=MODEL, resilience=bearing)
    agent = await deployed(client, "broken", "stub")
    assert (await health(client, made))["breaker"] == "closed"
    stub.fault = "500"
    for _ in range(2):
        problem(await ask(client, agent), 502)
    refused = await ask(client, agent)
    assert problem(refused, 503)["type"] == "/problems/circuit-open"
    assert 50 <= int(refused.headers["retry-after"]) <= 60
    assert len(stub.requests) == 2
    told = await health(client, made)
    assert (told["breaker"], told["failures"], told["refused"]) == ("open", 2, 1)
    # Other settings begin anew, with the next call.
    stub.fault = "none"
    await changed(client, made["id"], resilience={"breaker_failures": 5})
    assert (await ask(client, agent)).json()["reply"] == SAID
    metrics = (await client.get("/metrics")).text
    assert 'remit_connection_failures_total{connection="stub"}' in metrics
    assert 'remit_connection_breakers_open{connection="stub"}' in metrics


async def test_calls_wait_for_room_and_then_are_refused_in_words(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    bearing = {"concurrency": 1, "queue": 1, "queue_seconds": 30}
    made = await added(client, stub, default_model=MODEL, resilience=bearing)
    agent = await deployed(client, "narrow", "stub")
    stub.fault = "slow"
    calls = [asyncio.create_task(ask(client, agent)) for _ in range(3)]
    done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    told = problem(done.pop().result(), 503)
    assert told["type"] == "/problems/connection-busy"
    now = await health(client, made)
    assert (now["in_flight"], now["waiting"], now["concurrency"]) == (1, 1, 1)
    stub.go_on.set()
    assert sorted(answer.status_code for answer in await asyncio.gather(*calls)) == [200, 200, 503]
    assert (await health(client, made))["in_flight"] == 0


async def test_what_is_set_is_kept_and_null_goes_back(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub, resilience={"retries": 7})
    assert made["resilience"]["retries"] == 7
    standard = (await client.get("/api/connections/kinds")).json()["resilience"]
    assert {**made["resilience"], "retries": standard["retries"]} == standard
    shown = await changed(client, made["id"], resilience={"silence_seconds": 33})
    assert (shown["resilience"]["retries"], shown["resilience"]["silence_seconds"]) == (7, 33)
    shown = await changed(client, made["id"], resilience={"retries": None})
    assert shown["resilience"]["retries"] == standard["retries"]


@pytest.mark.parametrize(
    "members",
    [
        {"resilience": {"retries": -1}},
        {"resilience": {"retries": 11}},
        {"resilience": {"retries": "many"}},
        {"resilience": {"whole_seconds": 1e9}},
        {"resilience": {"connect_seconds": 0}},
        {"resilience": {"concurrency": 0}},
        {"resilience": {"patience": 3}},
        {"resilience": []},
        {"resilience": {"first_pause_seconds": 50, "longest_pause_seconds": 1}},
        {"resilience": {"silence_seconds": 200, "whole_seconds": 100}},
        {"fallbacks": ["nobody:model"]},
        {"fallbacks": ["demo"]},
        {"fallbacks": [""]},
        {"fallbacks": ["a:\x00"]},
        {"fallbacks": [f"stub:{n}" for n in range(6)]},
        {"fallbacks": None},
        {"prices": {"m": {"input": -1, "output": 1}}},
        {"prices": {"m": {"input": "NaN", "output": 1}}},
        {"prices": {"m": {"input": "Infinity", "output": 1}}},
        {"prices": {"m": {"input": 1}}},
        {"prices": {"m\x00": {"input": 1, "output": 1}}},
        {"prices": {"m": {"input": 1, "output": 1, "as_of": "yesterday"}}},
        {"region": "us-east-1"},
        {"api_version": "2024-10-21"},
    ],
)
async def test_settings_that_cannot_be_are_refused(
    api: Api, stub: OpenAIStub, members: dict[str, Any]
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub)
    patch = {"version": made["version"], **members}
    told = problem(await client.patch(f"/api/connections/{made['id']}", json=patch), 422)
    assert len(told["detail"]) < 1000
    body = {"slug": "x", "kind": "openai_compatible", "base_url": stub.base_url, **members}
    problem(await client.post("/api/connections", json=body), 422)
    assert (await client.get("/api/connections")).json()["items"] == [made]


async def test_fallbacks_may_not_lead_in_a_circle_and_are_not_pulled_away(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    third = await added(client, stub, "third", default_model=MODEL)
    second = await added(client, stub, "second", default_model=MODEL, fallbacks=[f"third:{MODEL}"])
    await added(client, stub, "first", default_model=MODEL, fallbacks=[f"second:{MODEL}", "first:small"])
    patch = {"version": third["version"], "fallbacks": [f"first:{MODEL}"]}
    told = problem(await client.patch(f"/api/connections/{third['id']}", json=patch), 422)
    assert "third → first → second → third" in told["detail"]
    told = problem(await client.delete(f"/api/connections/{second['id']}"), 409)
    assert told["used_by"] == ["connection first"]


async def test_a_model_without_a_known_price_costs_what_its_connection_says(
    api: Api, stub: OpenAIStub, as_owner: psycopg.Connection, organization: Organization
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub, default_model=MODEL)
    agent = await deployed(client, "priced", "stub")
    await ask(client, agent)
    assert last_call(as_owner, organization)["cost_usd"] is None
    given = {"input": "2.5", "output": "10", "cached": "0.25", "as_of": "2026-11-01"}
    shown = await changed(client, made["id"], prices={MODEL: given})
    assert shown["prices"] == {MODEL: {"input": 2.5, "output": 10, "cached": 0.25, "as_of": "2026-11-01"}}
    await ask(client, agent)
    row = last_call(as_owner, organization)
    assert float(row["cost_usd"]) == pytest.approx((21 * 2.5 + 6 * 10) / 1_000_000)
    assert str(row["price_as_of"]) == "2026-11-01"
    models = (await client.get(f"/api/connections/{made['id']}/models")).json()["items"]
    assert models[0]["price"] == {**shown["prices"][MODEL], "source": "own"}
    await changed(client, made["id"], prices={})
    await ask(client, agent)
    assert last_call(as_owner, organization)["cost_usd"] is None


async def test_a_listed_price_is_shown_with_its_date(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub, "hosted", kind="google", base_url=None)
    model = (await client.get(f"/api/connections/{made['id']}/models")).json()["items"][0]
    assert model["id"] == "gemini-2.5-flash"
    assert model["price"]["source"] == "list"
    assert model["price"]["input"] > 0
    assert model["price"]["as_of"]


async def test_health_is_for_members_of_the_organisation_only(
    api: Api, found: Found, stub: OpenAIStub
) -> None:
    made = await added(await api(Role.OWNER, await found()), stub)
    mine = await api(Role.OWNER)
    problem(await mine.get(f"/api/connections/{made['id']}/health"), 404)
    problem(await mine.get("/api/connections/con_nothing/health"), 404)
