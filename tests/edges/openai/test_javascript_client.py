"""The official JavaScript client, in a Node of its own, against the served routes."""

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

from tests.edges.openai.conftest import Routes
from tests.fixtures.journey import HELLO, activated, until
from tests.fixtures.server import Api, Served
from tests.stubs.openai_server import COMPLETION_TOKENS, PROMPT_TOKENS, WORDS, OpenAIStub

from remit.controls.tenancy import Role

HERE = Path(__file__).parent / "javascript"
TEXT = "".join(WORDS)
STEPS = ("chat", "stream", "helper", "tools", "schema", "responses", "responseStream", "embeddings", "errors")
LOOK: Any = {"id": "call-1", "type": "function", "function": {"name": "look", "arguments": '{"at": 1}'}}


async def _run(url: str, key: str, *steps: str) -> dict[str, Any]:
    node = shutil.which("node")
    assert node, "Node is needed: ./test installs it"
    environment = {
        "PATH": os.environ["PATH"],
        "OPENAI_BASE_URL": f"{url}/v1",
        "OPENAI_API_KEY": key,
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        node, "client.mjs", *steps, cwd=HERE, env=environment, stdout=pipe, stderr=pipe
    )
    out, error = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, error.decode()
    return dict(json.loads(out))


async def test_what_its_users_do_works(routes: Routes, stub: OpenAIStub) -> None:
    stub.scripted = {"Look.": [LOOK], "Answer in JSON.": '{"city": "Paris"}'}
    spec = {"name": "desk", "instructions": "Be brief.", "model": "openai:stub-1"}
    document = {"spec": spec, "remit": {"type": "context", "embeddings": "openai:stub-1"}}
    key = (await routes.world.key(routes.world.deploy(document=document))).token
    told = await _run(routes.url, key, *STEPS)
    total = PROMPT_TOKENS + COMPLETION_TOKENS
    assert told["chat"] == {"text": TEXT, "tokens": total, "sameId": True}
    assert told["stream"] == {"text": TEXT, "tokens": total}
    assert told["helper"] == TEXT
    assert told["tools"] == {"text": TEXT, "looked": [1]}
    assert told["schema"] == '{"city": "Paris"}'
    assert told["responses"] == {"text": TEXT, "kept": True, "follows": True}
    assert told["responseStream"] == {"text": TEXT, "last": "response.completed", "helped": TEXT}
    assert told["embeddings"] == {"vectors": [[1, 0.5], [4, 0.5]], "tokens": PROMPT_TOKENS}
    errors = [(each["kind"], each["status"], each["code"]) for each in told["errors"]]
    assert errors == [
        ("NotFoundError", 404, "model_not_found"),
        ("AuthenticationError", 401, "invalid_api_key"),
        ("BadRequestError", 400, "malformed"),
        ("NotFoundError", 404, "unknown_url"),
    ]
    assert all(each["id"] for each in told["errors"])
    assert {row.outcome for row in await routes.world.usage()} == {"answered"}


async def test_it_finds_the_deployed_agents_by_their_names(api: Api, served: Served) -> None:
    client = await api(Role.ADMIN)
    await client.post("/api/agents", json={"source": HELLO.format(slug="greeter"), "promote": True})
    await activated(client, "greeter")
    made = (await client.post("/api/deployments", json={"agent": "greeter", "env": "staging"})).json()
    await until(client, made["deployment"]["plan_id"], "deployed")
    told = await _run(served.url, made["key"], "models")
    assert told["models"]["names"] == ["greeter-staging"]
    assert told["models"]["owner"] == "remit"
    assert told["models"]["text"]
