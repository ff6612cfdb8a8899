"""A model file is served from a container of a real engine: asked for in a sentence, called, changed, and stopped."""

import asyncio
import dataclasses
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures.engine import IMAGE, TestEngine, container_settings
from tests.fixtures.gguf import QUICK
from tests.fixtures.journey import activated, problem, until
from tests.fixtures.server import Api
from tests.lifecycle.deployments.rollouts import Desk, Real
from tests.stubs import waiting

from remit.controls.tenancy import Role
from remit.engines.hosts import Container, ContainerModels
from remit.lifecycle.deployments import Fleet, Keeping, Rollout
from remit.lifecycle.deployments.changes.changing import roll_back, scale
from remit.lifecycle.deployments.changes.power import delete, restart
from remit.lifecycle.deployments.workload import workload

AGENT = """
name: Boxed
description: Answers with a model in a container.
model: deployed:boxed-dev
instructions: Be brief.
remit: {type: context, slug: boxed-agent}
"""


async def ask(client: httpx.AsyncClient, sentence: str) -> httpx.Response:
    return await client.post("/api/agent/command", json={"command": sentence})


async def say(client: httpx.AsyncClient, model: str) -> httpx.Response:
    body = {"model": model, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 3}
    return await client.post("/v1/chat/completions", json=body)


def boxes(engine: TestEngine, name: str) -> dict[str, str]:
    """The containers of a deployment, by the end of their names, with their states."""
    found = engine.client.containers(all=True, filters={"label": f"io.remit.deployment={name}"})
    return {"-".join(each["Names"][0].split("-")[-2:]): each["State"] for each in found}


async def test_its_whole_life(api: Api, engine: TestEngine) -> None:
    client = await api(Role.OPERATOR)
    answer = await ask(client, "deploy tiny.gguf in a container for boxed to dev")
    assert answer.status_code == 200, answer.text
    plan_id = str(answer.json()["result"]["plan_id"])
    url = f"/api/deployments/{plan_id}"
    shown = await until(client, plan_id, "deployed")
    assert (shown["host"], shown["kind"], shown["dry_run"]) == ("container", "model", False)
    assert shown["artifact"]["instance_type"] == "a container"
    for name in ("boxed-dev", plan_id):
        said = await say(client, name)
        assert (said.status_code, said.json()["usage"]["completion_tokens"]) == (200, 3), said.text
    assert (await client.post("/api/agents", json={"source": AGENT})).is_success
    await activated(client, "boxed-agent")
    made = (await client.post("/api/deployments", json={"agent": "boxed-agent", "env": "dev"})).json()
    await until(client, made["deployment"]["plan_id"], "deployed")
    assert (await say(client, "boxed-agent-dev")).status_code == 200
    await _measured(client, url)
    assert (await client.post(f"{url}/scale", json={"instance_count": 2})).is_success
    await until(client, plan_id, "deployed")
    assert {(await say(client, "boxed-dev")).status_code for _ in range(3)} == {200}
    await waiting.until(lambda: boxes(engine, "boxed-dev") == {"r2-1": "running", "r2-2": "running"})
    assert (await client.post(f"{url}/pause")).is_success
    await waiting.until(lambda: boxes(engine, "boxed-dev") == {"r2-1": "paused", "r2-2": "paused"})
    assert (await say(client, plan_id)).status_code == 409
    assert (await client.post(f"{url}/restart")).is_success
    await until(client, plan_id, "deployed")
    assert (await say(client, "boxed-dev")).status_code == 200
    assert (await client.delete(url)).is_success
    await waiting.until(lambda: not boxes(engine, "boxed-dev"))


async def _measured(client: httpx.AsyncClient, url: str) -> None:
    told: dict[str, Any] = (await client.get(f"{url}/instances")).json()
    assert [each["name"] for each in told["instances"]] == ["r1-1"]
    assert told["instances"][0]["memory_bytes"] > 10**6
    output = (await client.get(f"{url}/output", params={"lines": 5})).json()["items"]
    assert [each["instance"] for each in output] == ["r1-1"]
    assert 0 < len(output[0]["lines"]) <= 5


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("deploy nowhere.gguf in a container for a", "There is no nowhere.gguf in the models folder"),
        ("deploy llama-3.1 8B in docker", "A model in a container is served from its GGUF file"),
        ("deploy secret.gguf as a container for a", "may only be read by its owner"),
    ],
)
async def test_what_cannot_be_served_is_refused_with_the_reason(
    api: Api, engine: TestEngine, models_folder: Path, sentence: str, words: str
) -> None:
    (models_folder / "secret.gguf").write_bytes((models_folder / "tiny.gguf").read_bytes())
    (models_folder / "secret.gguf").chmod(0o600)
    refused = problem(await ask(await api(Role.OPERATOR), sentence), 422)
    assert words in str(refused)


async def test_remit_and_the_engine_go_and_come_back(
    desk: Desk, fleet: Fleet, engine: TestEngine, models_folder: Path, tmp_path: Path
) -> None:
    def another() -> tuple[ContainerModels, Keeping]:
        models = ContainerModels(models_folder, tmp_path, container_settings(engine.address), QUICK)
        return models, Keeping(
            desk.database, dataclasses.replace(fleet, hosts={"container": Container(models)})
        )

    models, keeping = another()
    alone = dataclasses.replace(fleet, hosts={"container": Container(models)})
    found = await desk.serve(alone, "deploy tiny.gguf in a container for kept to dev")
    assert (found.status, boxes(engine, "kept-dev")) == ("deployed", {"r1-1": "running"})
    stray = workload(found, "")
    stray = dataclasses.replace(stray, options={**stray.options, "owner": uuid4().hex})
    await models.apply(stray)
    await keeping.close()
    addresses = models.addresses(found.id.hex)
    assert addresses
    again, keeping = another()
    await keeping.look()
    assert again.left() == {found.id.hex}
    assert again.addresses(found.id.hex) == addresses
    assert (await desk.found()).status == "deployed"
    if engine.private:
        engine.stop()
        await _until(desk, keeping, "degraded")
        assert "does not answer" in ((await desk.found()).status_reason or "")
        engine.start()
        await _until(desk, keeping, "deployed")
    await desk.change(delete, alone, found.id)
    await keeping.look()
    await waiting.until(lambda: not boxes(engine, "kept-dev"), 30)
    await keeping.close()


async def test_an_image_is_part_of_a_revision(
    desk: Desk, fleet: Fleet, engine: TestEngine, models_folder: Path, tmp_path: Path
) -> None:
    named = "remit-tests:now"
    settings = dataclasses.replace(container_settings(engine.address), image=named)
    first = engine.client.inspect_image(IMAGE)["Id"]
    engine.client.tag(first, "remit-tests", "now")
    models = ContainerModels(models_folder, tmp_path, settings, QUICK)
    alone = dataclasses.replace(fleet, hosts={"container": Container(models)})
    found = await desk.serve(alone, "deploy tiny.gguf in a container for pictured to dev")
    assert found.plan["sizing"]["image_id"] == first

    def runs() -> set[str]:
        labels = {"label": "io.remit.deployment=pictured-dev", "status": "running"}
        return {each["ImageID"] for each in engine.client.containers(filters=labels)}

    async def after(verb: Any, *more: Any) -> None:
        await desk.change(verb, alone, found.id, *more)
        await Rollout(desk.database, alone).roll_out(Real(), await desk.newest())
        assert await desk.status() == "deployed", await desk.said()

    # The name comes to mean another image: what runs stays what it is, and restart takes the new one.
    (box,) = engine.client.containers(filters={"label": "io.remit.deployment=pictured-dev"})
    second = engine.client.commit(box["Id"], repository="remit-tests", tag="now", changes="LABEL second=yes")[
        "Id"
    ]
    await after(scale, 2)
    await waiting.until(lambda: runs() == {first})
    await after(restart)
    await waiting.until(lambda: runs() == {second})
    await after(roll_back, 1)
    await waiting.until(lambda: runs() == {first})
    assert (await desk.found()).plan["sizing"]["image_id"] == first
    engine.client.remove_image(named, force=True)
    await desk.change(delete, alone, found.id)
    await asyncio.to_thread(models.end, found.id.hex)
    await asyncio.to_thread(models.close)


async def _until(desk: Desk, keeping: Keeping, status: str) -> None:
    async with asyncio.timeout(30):
        while await desk.status() != status:
            await keeping.look()
            await asyncio.sleep(0.1)
