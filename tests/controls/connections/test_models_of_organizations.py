"""Which model answers whom: an organisation's own providers first, and a change counts from the next call on."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import httpx
import psycopg
import pytest
from tests.controls.connections.providers import KEY, added, changed, deployed, tried
from tests.fixtures.journey import HELLO, problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served
from tests.stubs.openai_server import MODEL, WORDS, OpenAIStub, openai_stub, serving
from tests.stubs.waiting import until

from remit.controls.tenancy import Organization, Role

SAID = "".join(WORDS)


async def asked(client: httpx.AsyncClient, agent: tuple[str, str]) -> httpx.Response:
    """Say something to a deployed agent."""
    plan_id, key = agent
    return await client.post(
        f"/api/deployed-agents/{plan_id}/chat",
        json={"message": "Which city?"},
        headers={"authorization": f"Bearer {key}"},
    )


async def demo(client: httpx.AsyncClient) -> bool:
    return bool((await client.get("/api/session")).json()["demo_model"])


async def test_a_provider_answers_from_the_next_call_on_and_no_longer(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    agent = await deployed(client, "nameless")
    assert (await asked(client, agent)).json()["demo"]
    assert await demo(client)
    made = await added(client, stub, default_model=MODEL)
    assert not await demo(client)
    answer = (await asked(client, agent)).json()
    assert (answer["reply"], answer["model"], answer["provider"], answer["demo"]) == (
        SAID,
        MODEL,
        "stub",
        False,
    )
    await changed(client, made["id"], enabled=False)
    assert (await asked(client, agent)).json()["demo"]
    await changed(client, made["id"], enabled=True)
    assert (await asked(client, agent)).json()["reply"] == SAID
    await changed(client, made["id"], secret="sk-wrong-now")
    assert problem(await asked(client, agent), 502)["type"] == "/problems/model-failed"
    await changed(client, made["id"], secret=KEY)
    assert (await asked(client, agent)).json()["reply"] == SAID
    assert (await client.delete(f"/api/connections/{made['id']}")).status_code == 204
    assert (await asked(client, agent)).json()["demo"]
    assert await demo(client)


async def test_a_stream_and_an_agent_with_the_loop_use_the_new_client_too(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub, default_model=MODEL)
    plan_id, key = await deployed(client, "looping", "stub")
    url = f"/api/deployed-agents/{plan_id}/chat"
    headers = {"authorization": f"Bearer {key}", "accept": "text/event-stream"}
    for secret, word in ((KEY, "RUN_FINISHED"), ("sk-wrong", "RUN_ERROR"), (KEY, "RUN_FINISHED")):
        await changed(client, made["id"], secret=secret)
        assert word in (await client.post(url, json={"message": "Where?"}, headers=headers)).text


async def test_two_organisations_have_each_their_own_under_one_name(
    api: Api, found: Found, stub: OpenAIStub
) -> None:
    mine, theirs = await api(Role.OWNER), await api(Role.OWNER, await found())
    with openai_stub() as other:
        other.key = "sk-theirs-0123456789"
        await added(mine, stub, "shared", default_model=MODEL)
        await added(theirs, other, "shared", default_model=MODEL, secret=other.key)
        agents = [(client, await deployed(client, "same", "shared")) for client in (mine, theirs)]
        for client, agent in agents * 2:
            assert (await asked(client, agent)).json()["reply"] == SAID
        assert len(stub.requests) == len(other.requests) == 2
        keys = {asked["authorization"] for asked in other.headers}
        assert keys == {f"Bearer {other.key}"}


async def test_the_default_of_one_organisation_is_nothing_to_another(
    api: Api, found: Found, stub: OpenAIStub
) -> None:
    mine, theirs = await api(Role.OWNER), await api(Role.OWNER, await found())
    await added(mine, stub, default_model=MODEL)
    assert await demo(theirs)
    answer = await theirs.post("/api/agents", json={"source": named("x", "stub")})
    assert "Nobody serves stub" in problem(answer, 422)["detail"]


def named(slug: str, model: str) -> str:
    """Write the file of an agent on a model."""
    return HELLO.replace("name: Hello", f"name: Hello\nmodel: '{model}'").format(slug=slug)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("stub:other", f"use stub:{MODEL}"),
        ("off", "switched off"),
        ("off:any", "switched off"),
        ("empty", "choose its default"),
        ("nobody:x", "can be connected under Settings"),
        ("openai:gpt-5", "can be connected under Settings"),
    ],
)
async def test_a_name_that_nobody_serves_is_refused_when_the_agent_is_written(
    api: Api, stub: OpenAIStub, model: str, words: str
) -> None:
    client = await api(Role.OWNER)
    await added(client, stub, models=[MODEL])
    await added(client, stub, "off", enabled=False)
    await added(client, stub, "empty")
    told = problem(await client.post("/api/agents", json={"source": named("x", model)}), 422)
    assert words in told["detail"]


async def test_any_model_passes_where_none_are_listed(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    await added(client, stub)
    agent = await deployed(client, "anything", "stub:vendor/model:7b-q4")
    assert (await asked(client, agent)).json()["model"] == "vendor/model:7b-q4"
    assert stub.requests[-1]["model"] == "vendor/model:7b-q4"


async def test_the_first_model_that_a_test_found_answers_where_none_is_chosen(
    api: Api, stub: OpenAIStub
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub)
    agent = await deployed(client, "later")
    assert (await asked(client, agent)).json()["demo"]
    await tried(client, made["id"])
    assert (await asked(client, agent)).json()["model"] == MODEL


async def test_a_model_that_goes_later_is_a_clear_answer_to_the_call(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub)
    agent = await deployed(client, "left", f"stub:{MODEL}")
    await changed(client, made["id"], models=["only-this"])
    told = problem(await asked(client, agent), 503)
    assert told["type"] == "/problems/model-unavailable"
    assert "use stub:only-this" in told["detail"]
    status = await client.get(
        f"/api/deployed-agents/{agent[0]}/status", headers={"authorization": f"Bearer {agent[1]}"}
    )
    assert (status.json()["ready"], status.json()["model"]) == (False, None)


async def test_prices_are_those_of_the_provider_and_unknown_for_a_server_of_ones_own(
    api: Api, stub: OpenAIStub
) -> None:
    client = await api(Role.OWNER)
    await added(client, stub, "openai", models=["gpt-5-mini"])
    hosted = {"slug": "proxied", "kind": "openai", "base_url": stub.base_url, "secret": KEY}
    assert (await client.post("/api/connections", json=hosted)).status_code == 201
    own = (await asked(client, await deployed(client, "own", "openai:gpt-5-mini"))).json()
    priced = (await asked(client, await deployed(client, "priced", "proxied:gpt-5-mini"))).json()
    assert own["cost_usd"] is None
    assert Decimal(str(priced["cost_usd"])) > 0


async def test_what_the_environment_of_the_server_says_goes_to_nobody(
    api: Api, stub: OpenAIStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "of-the-installation")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Ours: of-the-installation")
    client = await api(Role.OWNER)
    await added(client, stub, default_model=MODEL)
    assert (await asked(client, await deployed(client, "apart", "stub"))).json()["reply"] == SAID
    assert "of-the-installation" not in str(stub.headers)


async def test_a_change_by_another_process_is_heard(
    api: Api, stub: OpenAIStub, organization: Organization, as_owner: psycopg.Connection
) -> None:
    client = await api(Role.OWNER)
    await added(client, stub, default_model=MODEL)
    assert not await demo(client)
    with as_owner.transaction():
        as_owner.execute(
            "update connections set enabled = false, is_default = false where org_id = %s", (organization.id,)
        )
        as_owner.execute(
            "insert into events (org_id, kind, ref, data, created_at)"
            " values (%s, 'connection.changed', '', '{}', now())",
            (organization.id,),
        )

    async def heard() -> bool:
        return await demo(client)

    await until(heard)


async def test_many_calls_at_once_make_one_client(
    api: Api, stub: OpenAIStub, served: Served, organization: Organization
) -> None:
    client = await api(Role.OWNER)
    await added(client, stub, default_model=MODEL)
    models = served.app.state.models
    for _ in range(3):  # the news that it was added and tested may come in between, and makes it anew
        chosen = await asyncio.gather(
            *(models.choose(organization.id, name) for name in (None, "stub", f"stub:{MODEL}") * 5)
        )
        if len({id(each.model) for each in chosen}) == 1:
            break
    assert len({id(each.model) for each in chosen}) == 1
    assert chosen[0].name == MODEL


async def test_an_address_that_became_forbidden_is_named_to_the_caller(
    api: Api, stub: OpenAIStub, organization: Organization, as_owner: psycopg.Connection, served: Served
) -> None:
    """A name may come to stand for another address at any time: it is judged again with each call."""
    client = await api(Role.OWNER)
    await added(client, stub, default_model=MODEL)
    agent = await deployed(client, "moved", "stub")
    as_owner.execute(
        "update connections set base_url = 'http://169.254.169.254/v1' where org_id = %s", (organization.id,)
    )
    served.app.state.models.forget(organization.id)
    told = problem(await asked(client, agent), 503)
    assert "169.254.169.254 is an address that Remit never goes to" in told["detail"]
    url, headers = f"/api/deployed-agents/{agent[0]}/chat", {"authorization": f"Bearer {agent[1]}"}
    streamed = await client.post(
        url, json={"message": "?"}, headers={**headers, "accept": "text/event-stream"}
    )
    assert "never goes to" in streamed.text
    assert stub.requests == []


async def test_many_who_ask_at_once_after_a_change_do_not_wait_for_each_other(
    api: Api, stub: OpenAIStub
) -> None:
    """Each holds a connection to the database while the organisation's providers are read anew."""
    client = await api(Role.OWNER)
    made = await added(client, stub, default_model=MODEL)
    await changed(client, made["id"], name="Again")
    answers = await asyncio.gather(*(client.get(f"/api/connections?limit={n + 1}") for n in range(80)))
    assert {answer.status_code for answer in answers} == {200}


EVENTS = [(b"content-type", b"text/event-stream")]
MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-4-5", "content": []}
PARIS: list[dict[str, Any]] = [
    {"type": "message_start", "message": {**MESSAGE, "usage": {"input_tokens": 9, "output_tokens": 1}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Paris."}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
    {"type": "message_stop"},
]


async def test_anthropic_is_called_with_its_own_key_and_priced_as_anthropic(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "of-the-installation")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "X-Ours: of-the-installation")
    seen: list[dict[bytes, bytes]] = []

    async def anthropic(scope: Any, _: Any, send: Any) -> None:
        if scope["type"] == "http":
            seen.append(dict(scope["headers"]))
            await send({"type": "http.response.start", "status": 200, "headers": EVENTS})
            lines = "".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in PARIS)
            await send({"type": "http.response.body", "body": lines.encode()})

    client = await api(Role.OWNER)
    with serving(anthropic) as address:
        made = {"slug": "claude", "kind": "anthropic", "base_url": address, "secret": KEY}
        assert (await client.post("/api/connections", json=made)).status_code == 201
        answer = (await asked(client, await deployed(client, "haiku", "claude"))).json()
    assert (answer["reply"], answer["model"], answer["provider"]) == ("Paris.", "claude-haiku-4-5", "claude")
    assert Decimal(str(answer["cost_usd"])) > 0
    assert seen[0][b"authorization"] == f"Bearer {KEY}".encode()
    assert "of-the-installation" not in str(seen)
