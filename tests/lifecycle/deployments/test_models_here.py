"""A model file is served on this machine: asked for in a sentence, called, changed, stopped, and kept."""

import dataclasses
import os
import shutil
import signal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures.gguf import QUICK, tiny_gguf
from tests.fixtures.journey import activated, entries, logged, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.lifecycle.deployments.rollouts import Desk
from tests.stubs import waiting

from remit.controls.tenancy import Role
from remit.engines.hosts import Local, LocalModels
from remit.kit import events
from remit.lifecycle.deployments import Fleet, Keeping
from remit.lifecycle.deployments.workload import workload

AGENT = """
name: Local
description: Answers with a model of this machine.
model: deployed:{model}
instructions: Be brief.
remit: {{type: context, slug: {slug}}}
"""


@pytest.fixture
async def client(api: Api) -> httpx.AsyncClient:
    return await api(Role.OPERATOR)


async def ask(client: httpx.AsyncClient, sentence: str, **members: Any) -> httpx.Response:
    return await client.post("/api/agent/command", json={"command": sentence, **members})


async def served(client: httpx.AsyncClient, name: str, file: str = "tiny.gguf") -> str:
    answer = await ask(client, f"deploy {file} on this machine for {name} to dev")
    assert answer.status_code == 200, answer.text
    plan_id = str(answer.json()["result"]["plan_id"])
    await until(client, plan_id, "deployed")
    return plan_id


async def say(client: httpx.AsyncClient, model: str) -> httpx.Response:
    body = {"model": model, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 3}
    return await client.post("/v1/chat/completions", json=body)


async def test_it_answers_under_its_name_and_as_the_model_of_an_agent(client: httpx.AsyncClient) -> None:
    plan_id = await served(client, "desk")
    shown = (await client.get(f"/api/deployments/{plan_id}")).json()
    assert (shown["host"], shown["kind"], shown["dry_run"]) == ("local", "model", False)
    assert shown["artifact"]["model_name"] == "tiny.gguf"
    assert shown["cost"]["estimated_usd_per_hour"] == 0
    listed = (await client.get("/v1/models")).json()["data"]
    assert "desk-dev" in [each["id"] for each in listed]
    for name in ("desk-dev", plan_id):
        answer = await say(client, name)
        assert answer.status_code == 200, answer.text
        assert answer.json()["usage"]["completion_tokens"] == 3
    log = (await client.get(f"/api/deployments/{plan_id}/log")).json()["items"]
    assert {(call["provider"], call["model"], call["cost_usd"]) for call in log} == {
        ("deployed", "desk-dev", 0.0)
    }
    made = await client.post("/api/agents", json={"source": AGENT.format(model="desk-dev", slug="brief")})
    assert made.is_success, made.text
    await activated(client, "brief")
    agent = (await client.post("/api/deployments", json={"agent": "brief", "env": "dev"})).json()[
        "deployment"
    ]
    await until(client, agent["plan_id"], "deployed")
    assert (await say(client, "brief-dev")).status_code == 200
    told = (await client.get(f"/api/deployments/{plan_id}/instances")).json()
    assert [each["name"] for each in told["instances"]] == ["r1-1"]
    assert told["instances"][0]["memory_bytes"] > 10**6
    output = (await client.get(f"/api/deployments/{plan_id}/output", params={"lines": 5})).json()["items"]
    assert [each["instance"] for each in output] == ["r1-1"]
    assert 0 < len(output[0]["lines"]) <= 5


async def test_every_verb_really_acts(client: httpx.AsyncClient) -> None:
    plan_id = await served(client, "verbs")
    url = f"/api/deployments/{plan_id}"

    async def instances() -> list[str]:
        return [each["name"] for each in (await client.get(f"{url}/instances")).json()["instances"]]

    assert (await client.post(f"{url}/scale", json={"instance_count": 2})).is_success
    await until(client, plan_id, "deployed")
    assert await instances() == ["r2-1", "r2-2"]
    assert {(await say(client, "verbs-dev")).status_code for _ in range(3)} == {200}
    assert (await client.post(f"{url}/pause")).is_success
    await logged(client, plan_id, "deployment.executed")
    assert (await say(client, "verbs-dev")).status_code == 404
    assert (await say(client, plan_id)).status_code == 409
    await waiting.until(lambda: _none(instances))
    assert (await client.post(f"{url}/restart")).is_success
    await until(client, plan_id, "deployed")
    assert await instances() == ["r3-1", "r3-2"]
    assert (await client.post(f"{url}/roll_back", json={"revision": 1})).is_success
    await until(client, plan_id, "deployed")
    assert await instances() == ["r4-1"]
    assert (await client.delete(url)).is_success
    assert (await say(client, plan_id)).status_code == 404
    assert "deployment.deleted" in [entry["type"] for entry in await entries(client, plan_id)]


async def _none(instances: Any) -> bool:
    return not await instances()


async def test_a_crash_is_mended_and_a_crash_loop_is_told(
    client: httpx.AsyncClient, fleet: Fleet, models_folder: Path
) -> None:
    tiny_gguf(models_folder / "frail.gguf")
    plan_id = await served(client, "frail", "frail.gguf")
    models = fleet.local_models
    assert models is not None

    def kill() -> None:
        for owner in models.kept():
            for each in models._keeper.seen(owner).servers:
                if "frail" in " ".join(_command(each.pid)):
                    os.kill(each.pid, signal.SIGKILL)

    kill()
    await until(client, plan_id, "deployed")
    await waiting.until(lambda: _answers(client, "frail-dev"))
    (models_folder / "frail.gguf").write_bytes(b"GGUF, once")
    kill()
    shown = await until(client, plan_id, "failed")
    assert "not started again" in shown["status_reason"]
    said = shown["status_reason"]
    assert "llama.cpp cannot serve frail.gguf" in said or "failed to load model" in said


def _command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0") if pid else []


async def _answers(client: httpx.AsyncClient, name: str) -> bool:
    return (await say(client, name)).status_code == 200


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("deploy nowhere.gguf for a", "There is no nowhere.gguf in the models folder"),
        ("deploy /etc/ssl/private.gguf for a", "There is no"),
        ("deploy ../../data/secret.gguf for a", "There is no"),
        ("deploy text.gguf for a", "does not begin as GGUF files do"),
        ("deploy tiny.gguf for a with 2k context", "at most 512 tokens"),
        ("deploy long.gguf for a with 1999999k context on 4 instances", "free"),
        ("deploy tiny.gguf for a on 9 instances", "instance_count exceeds"),
        ("deploy llama-3.1 8B on this machine", "names none"),
        ("deploy tiny.gguf and text.gguf on this machine", "several files"),
    ],
)
async def test_what_cannot_be_served_is_refused_with_the_reason(
    client: httpx.AsyncClient, models_folder: Path, sentence: str, words: str
) -> None:
    (models_folder / "text.gguf").write_bytes(b"once upon a time")
    if not (models_folder / "long.gguf").exists():
        tiny_gguf(models_folder / "long.gguf", context=2**31)
    refused = problem(await ask(client, sentence), 422)
    assert words in str(refused)
    assert str(models_folder) not in str(refused)


async def test_nobody_else_sees_or_calls_it(client: httpx.AsyncClient, api: Api, found: Found) -> None:
    plan_id = await served(client, "ours")
    stranger = await api(Role.ADMIN, await found())
    assert (await say(stranger, "ours-dev")).status_code == 404
    assert (await stranger.get(f"/api/deployments/{plan_id}/output")).status_code == 404
    source = AGENT.format(model="ours-dev", slug="thief")
    assert (await stranger.post("/api/agents", json={"source": source})).is_success
    await activated(stranger, "thief")
    made = (await stranger.post("/api/deployments", json={"agent": "thief", "env": "dev"})).json()[
        "deployment"
    ]
    await until(stranger, made["plan_id"], "deployed")
    answer = await say(stranger, "thief-dev")
    assert answer.status_code == 503
    assert "No model that is called by Remit is deployed as ours-dev" in answer.text
    viewer = await api(Role.VIEWER)
    assert (await viewer.get(f"/api/deployments/{plan_id}/output")).status_code == 403


@pytest.fixture
def alone(fleet: Fleet, tmp_path: Path, models_folder: Path) -> Fleet:
    """A machine of its own, which no application looks after."""
    shutil.copytree(models_folder, tmp_path / "models")
    models = LocalModels(tmp_path / "models", tmp_path / "servers", patience=QUICK)
    return dataclasses.replace(fleet, hosts={"local": Local(models)})


HERE = "deploy tiny.gguf here on this machine for kept to dev"


async def test_after_a_restart_it_is_started_again(desk: Desk, alone: Fleet, tmp_path: Path) -> None:
    found = await desk.serve(alone, HERE)
    assert found.status == "deployed"
    assert alone.local_models is not None
    await Keeping(desk.database, alone).close()
    again = dataclasses.replace(
        alone, hosts={"local": Local(LocalModels(tmp_path / "models", tmp_path / "servers", patience=QUICK))}
    )
    keeping, models = Keeping(desk.database, again), again.local_models
    assert models is not None
    await keeping.look()
    assert (await desk.found()).status == "degraded"
    await waiting.until(lambda: models.addresses(found.id.hex))
    await keeping.look()
    back = await desk.found()
    assert (back.status, back.serving, back.status_reason) == ("deployed", 1, "All instances serve.")
    (tmp_path / "models" / "tiny.gguf").unlink()
    await keeping.close()
    await keeping.look()
    gone = await desk.found()
    assert gone.status == "failed"
    assert "There is no tiny.gguf" in (gone.status_reason or "")


async def test_only_the_worker_that_leads_changes_what_is_on_its_machine(desk: Desk, alone: Fleet) -> None:
    found = await desk.serve(alone, HERE)
    async with desk.database.transaction(found.org_id) as session:
        told = {each.kind for each in await events.since(session, 0)}
    assert "change.due_here" in told
    assert "change.due" not in told


async def test_what_nobody_wants_any_more_is_ended(desk: Desk, alone: Fleet) -> None:
    found = await desk.serve(alone, HERE)
    models = alone.local_models
    assert models is not None
    ours = workload(found, "")
    stray = dataclasses.replace(ours, options={**ours.options, "owner": uuid4().hex})
    await models.apply(stray)
    keeping = Keeping(desk.database, alone)
    await keeping.look()
    assert models.kept() == {found.id.hex}
    await keeping.close()
