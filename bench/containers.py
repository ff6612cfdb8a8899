"""What a rollout adds to the time that the container engine itself takes for the same steps."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from tests.fixtures.engine import IMAGE, TestEngine, container_settings, place_for_engine, running_engine
from tests.fixtures.gguf import tiny_gguf

from bench.figures import Figure
from bench.server import serving

_TIMES = 7
_PATIENCE = 60.0
_LOOK = 0.01
_SENTENCE = "deploy sleeper.gguf in a container for bench to dev"


def measure(folder: Path) -> Iterator[Figure]:
    """Deploy a model server in a container again and again, in turn with the engine doing the same by itself."""
    models = folder / "models"
    models.mkdir()
    tiny_gguf(models / "sleeper.gguf")
    with place_for_engine() as place, running_engine(*place, folder / "tree.tar") as engine:
        settings = {
            "REMIT_MODELS": str(models),
            "REMIT_CONTAINER_ENGINE": engine.address,
            "REMIT_CONTAINER_IMAGE": IMAGE,
            "REMIT_CONTAINER_COMMAND": container_settings(engine.address).command,
        }
        with serving(folder / "containers", **settings) as server:
            key = server.remit("keys", "create", "--name", "bench", "--role", "admin")
            with httpx.Client(
                base_url=server.url, headers={"authorization": f"Bearer {key}"}, trust_env=False, timeout=30
            ) as client:
                yield _measure(client, engine)


def _measure(client: httpx.Client, engine: TestEngine) -> Figure:
    rollouts, bare = [], []
    for _ in range(_TIMES + 1):
        began = time.perf_counter()
        answer = client.post("/api/agent/command", json={"command": _SENTENCE}).raise_for_status().json()
        id = answer["result"]["plan_id"]
        _until(lambda id=id: _status(client, id) == "deployed")
        rollouts.append(time.perf_counter() - began)
        (made,) = engine.client.containers(filters={"label": "io.remit.deployment=bench-dev"})
        wish = _wish(engine.client.inspect_container(made["Id"]))
        client.delete(f"/api/deployments/{id}").raise_for_status()
        _until(lambda: not engine.client.containers(all=True, filters={"ancestor": IMAGE}))
        bare.append(_alone(engine, wish))
    added = statistics.median(rollouts[1:]) - statistics.median(bare[1:])
    words = "what a healthy rollout of a container adds to the engine's own time, p50"
    return Figure(words, added * 1000, "ms", 1000, "the engine alone", statistics.median(bare[1:]) * 1000)


def _status(client: httpx.Client, id: str) -> str:
    found = client.get(f"/api/deployments/{id}").raise_for_status().json()
    if found["status"] == "failed":
        raise RuntimeError(f"the rollout failed: {found['status_reason']}")
    return str(found["status"])


def _wish(found: dict[str, Any]) -> dict[str, Any]:
    """Write what makes the same container again, under another name and without Remit's labels."""
    kept = ("Image", "Cmd", "Env", "User", "ExposedPorts", "Healthcheck")
    return {**{name: found["Config"][name] for name in kept}, "HostConfig": found["HostConfig"]}


def _alone(engine: TestEngine, wish: dict[str, Any]) -> float:
    """Return how many seconds the engine takes to make and start a container until its server answers."""
    client = engine.client
    began = time.perf_counter()
    id = client.create_container_from_config(wish, "bench-alone")["Id"]
    client.start(id)
    bound = client.inspect_container(id)["NetworkSettings"]["Ports"]
    port = next(iter(bound.values()))[0]["HostPort"]
    _until(lambda: _answers(f"http://127.0.0.1:{port}/v1/models"))
    took = time.perf_counter() - began
    client.remove_container(id, force=True)
    return took


def _answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(url, trust_env=False).is_success
    return False


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > end:
            raise RuntimeError("a container did not come to where it should be")
        time.sleep(_LOOK)
