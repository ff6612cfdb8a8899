"""Each kind of provider is reached as its maker says, with its own credentials and no others."""

from collections.abc import Iterator

import httpx
import pytest
from tests.controls.connections.providers import KEY, added, deployed, tried
from tests.fixtures.journey import problem
from tests.fixtures.server import Api
from tests.stubs.anthropic_server import SAID as CLAUDE_SAID
from tests.stubs.anthropic_server import anthropic_stub
from tests.stubs.bedrock_server import SAID, BedrockStub, bedrock_stub
from tests.stubs.openai_server import MODEL, WORDS, OpenAIStub

from remit.controls.tenancy import Role

PAIR = "AKIAEXAMPLEEXAMPLE12:abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJ0123456"
NOVA = "amazon.nova-lite-v1:0"


@pytest.fixture
def bedrock() -> Iterator[BedrockStub]:
    with bedrock_stub() as running:
        yield running


async def ask(client: httpx.AsyncClient, agent: tuple[str, str], **headers: str) -> httpx.Response:
    plan_id, key = agent
    return await client.post(
        f"/api/deployed-agents/{plan_id}/chat",
        json={"message": "Which city?"},
        headers={"authorization": f"Bearer {key}", **headers},
    )


async def nova(client: httpx.AsyncClient, bedrock: BedrockStub, **members: object) -> httpx.Response:
    body = {"slug": "nova", "kind": "bedrock", "region": "us-east-1", "base_url": bedrock.base_url}
    return await client.post("/api/connections", json={**body, "secret": PAIR, **members})


async def test_every_kind_says_what_it_needs_and_how_to_get_a_key(api: Api) -> None:
    kinds = (await (await api(Role.VIEWER)).get("/api/connections/kinds")).json()["items"]
    assert len(kinds) == 10
    assert all(each["label"] and each["help"] and each["key_help"] for each in kinds)
    needing = {each["kind"] for each in kinds if each["needs_address"]}
    assert needing == {"azure", "ollama", "vllm", "llama_cpp", "lm_studio", "openai_compatible"}


@pytest.mark.parametrize("kind", ["ollama", "vllm", "llama_cpp", "lm_studio", "google", "openai"])
async def test_kinds_of_openais_protocol_answer(api: Api, stub: OpenAIStub, kind: str) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub, "own", kind=kind, default_model=MODEL)
    assert (await tried(client, made["id"]))["result"]["outcome"] == "answered"
    assert (await ask(client, await deployed(client, "asks", "own"))).json()["reply"] == "".join(WORDS)


async def test_a_server_of_ones_own_has_its_usual_address(api: Api) -> None:
    client = await api(Role.OWNER)
    answer = await client.post("/api/connections", json={"slug": "ollama", "kind": "ollama"})
    assert answer.json()["base_url"] == "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("2024-10-21", f"/v1/openai/deployments/{MODEL}/chat/completions"),
        (None, "/v1/openai/v1/chat/completions"),
    ],
)
async def test_azure_is_asked_at_its_own_paths_with_its_own_header(
    api: Api, stub: OpenAIStub, version: str | None, path: str
) -> None:
    stub.key = ""
    client = await api(Role.OWNER)
    made = await added(client, stub, "azure", kind="azure", default_model=MODEL, api_version=version)
    assert (await tried(client, made["id"]))["result"]["outcome"] == "answered"
    for slug, model in (("lean", "azure"), ("looped", "azure\nretries: 2")):
        assert (await ask(client, await deployed(client, slug, model))).json()["reply"] == "".join(WORDS)
        assert (stub.paths[-1], stub.headers[-1]["api-key"]) == (path, KEY)


async def test_claude_answers_whole_and_in_pieces_after_being_overloaded(api: Api) -> None:
    client = await api(Role.OWNER)
    with anthropic_stub() as stub:
        body = {"slug": "claude", "kind": "anthropic", "base_url": stub.base_url, "secret": KEY}
        made = (await client.post("/api/connections", json=body)).json()
        assert (await tried(client, made["id"]))["result"]["outcome"] == "answered"
        agent = await deployed(client, "claude-agent", "claude")
        stub.fail = 1
        answer = (await ask(client, agent)).json()
        assert answer["reply"] == "".join(CLAUDE_SAID)
        assert answer["cost_usd"]
        streamed = (await ask(client, agent, accept="text/event-stream")).text
        assert "RUN_FINISHED" in streamed
        assert len(stub.requests) == 3
        assert KEY in str(stub.headers[-1])


async def test_nova_answers_whole_and_in_pieces_and_is_priced(api: Api, bedrock: BedrockStub) -> None:
    client = await api(Role.OWNER)
    made = (await nova(client, bedrock)).json()
    told = await tried(client, made["id"])
    assert (told["result"]["outcome"], made["answers_with"]) == ("answered", NOVA)
    agent = await deployed(client, "nova-agent", "nova")
    bedrock.fail = 1
    answer = (await ask(client, agent)).json()
    assert answer["reply"] == "".join(SAID)
    assert answer["cost_usd"]
    streamed = (await ask(client, agent, accept="text/event-stream")).text
    assert "RUN_FINISHED" in streamed
    assert "hello." in streamed
    assert bedrock.models == [NOVA] * 4
    for headers in bedrock.headers:
        assert "AKIAEXAMPLEEXAMPLE12/" in headers["authorization"]
        assert "/us-east-1/bedrock/aws4_request" in headers["authorization"]


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (403, "UnrecognizedClientException", "wrong_key"),
        (403, "AccessDeniedException", "model_not_served"),
        (400, "ValidationException", "model_not_served"),
        (429, "ThrottlingException", "rate_limited"),
        (500, "InternalServerException", "provider_failed"),
    ],
)
async def test_what_bedrock_refuses_is_said_in_our_words(
    api: Api, bedrock: BedrockStub, status: int, code: str, outcome: str
) -> None:
    client = await api(Role.OWNER)
    made = (await nova(client, bedrock)).json()
    bedrock.fail, bedrock.status, bedrock.code = 9, status, code
    told = (await tried(client, made["id"]))["result"]
    assert told["outcome"] == outcome
    assert told["fix"]
    assert "secret detail" not in str(told)
    assert len(bedrock.models) == 1


@pytest.mark.parametrize(
    "members",
    [
        {"region": None},
        {"region": "us-east-1.evil.example/#"},
        {"region": "US-EAST-1"},
        {"base_url": "https://models.example.com"},
        {"base_url": "https://ec2-10-0-0-1.compute-1.amazonaws.com"},
        {"base_url": "http://bedrock-runtime.us-east-1.amazonaws.com"},
        {"base_url": "https://bedrock-runtime.us-east-1.amazonaws.com.evil.example"},
        {"base_url": "https://bedrock-runtime.us-east-1.amazonaws.com:8443"},
        {"base_url": "http://169.254.169.254"},
        {"base_url": "http://localhost:1"},
        {"secret": None},
    ],
)
async def test_bedrock_goes_nowhere_else_and_takes_no_role_unasked(
    api: Api, bedrock: BedrockStub, members: dict[str, object]
) -> None:
    client = await api(Role.OWNER)
    problem(await nova(client, bedrock, **members), 422)
    assert bedrock.models == []


async def test_the_key_does_not_follow_to_another_region_by_a_change_of_address(
    api: Api, bedrock: BedrockStub
) -> None:
    client = await api(Role.OWNER)
    made = (await nova(client, bedrock)).json()
    patch = {"version": made["version"], "base_url": None}
    problem(await client.patch(f"/api/connections/{made['id']}", json=patch), 409)
