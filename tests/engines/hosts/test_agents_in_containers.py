"""Function agents in containers of a real engine: what their code may do, and all that happens to them."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.aws.waiting import until
from tests.fixtures.engine import IMAGE, TestEngine
from tests.stubs.waiting import until as true

from remit.engines.hosts import Container, ContainerAgents, Phase, Place, Rejected, Retryable, Workload
from remit.engines.sandbox import Crashed, Limits, NoHost, OutOfMemory, Ran, files_for, run_elsewhere

SURROUNDINGS = """
import os, socket, urllib.request
async def run(input, ctx):
    told = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
    def tried(act):
        try:
            return repr(act())
        except BaseException as error:
            return type(error).__name__
    def asked():
        with socket.socket(socket.AF_UNIX) as own:
            own.settimeout(2)
            own.connect("/run/agent/s")
            own.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
            return own.recv(9)
    def looked():
        return os.listdir(f"/proc/{os.getppid()}/fd")
    return {
        "user": os.getuid(), "rights": int(told["CapEff"], 16), "no_new": told["NoNewPrivs"],
        "networks": [name for _, name in socket.if_nameindex()],
        "environment": sorted(os.environ),
        "writes": {where: tried(lambda: os.mkdir(where + "/mine"))
                   for where in ("/", "/agent", "/run/agent", "/tmp", "/dev", "/dev/shm")},
        "fork": tried(os.fork), "asked": tried(asked), "looked": tried(looked),
        "descriptors": len(os.listdir("/proc/self/fd")),
    }
"""


def shipping(boxed: Workload, code: str, revision: str = "r1", **options: str) -> Workload:
    files = {f"file.{name}": text for name, text in files_for(code).items()}
    return replace(boxed, revision=revision, options={**boxed.options, **files, **options})


async def ask(
    agents: ContainerAgents, workload: Workload, given: object = None, limits: Limits | None = None
) -> Any:
    """Call a revision as a call does."""

    async def reach(event: Any) -> Any:
        found = await agents.functions.invoke(Place(workload.options["owner"], workload.revision), event)
        return {"ended": found.ended} if found.ended else found.payload

    ran: Ran = await run_elsewhere(reach, "", json.dumps(given), NoHost(), limits or Limits(), "seed")
    return json.loads(ran.output_json)


def name(workload: Workload) -> str:
    return f"{workload.name}-{workload.revision}"


def names(engine: TestEngine, workload: Workload) -> set[str]:
    found = engine.client.containers(all=True, filters={"label": f"io.remit.deployment={workload.name}"})
    return {each["Names"][0].lstrip("/") for each in found}


async def test_its_code_has_no_network_and_nothing_to_write_to(
    boxes: Container,
    agents: ContainerAgents,
    engine: TestEngine,
    boxed: Workload,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REMIT_SECRET_KEY", "very secret")
    looks = shipping(boxed, SURROUNDINGS)
    assert await boxes.validate(looks) == []
    assert [call.operation for call in await boxes.apply(looks)] == ["start"]
    await until(boxes, looks, Phase.IN_SERVICE)
    inside = await ask(agents, looks)
    assert (inside["user"], inside["rights"], inside["no_new"]) == (65534, 0, "1")
    assert set(inside["networks"]) <= {"lo"} | {each for each in inside["networks"] if each.endswith("0")}
    assert "REMIT_SECRET_KEY" not in inside["environment"]
    assert set(inside["writes"].values()) <= {"OSError", "PermissionError", "FileNotFoundError"}, inside[
        "writes"
    ]
    assert (inside["fork"], inside["looked"]) == ("BlockingIOError", "PermissionError")
    assert inside["asked"] in ("b''", "ConnectionResetError", "PermissionError", "BrokenPipeError")
    made = engine.client.inspect_container(name(looks))
    assert (made["HostConfig"]["NetworkMode"], made["HostConfig"]["ReadonlyRootfs"]) == ("none", True)
    assert made["HostConfig"]["Memory"] == made["HostConfig"]["MemorySwap"] == 128 * 2**20
    told = await boxes.telemetry(looks, datetime.now(UTC))
    assert [each.name for each in told.instances] == [name(looks)]
    assert told.instances[0].memory_bytes
    assert told.instances[0].cpu_percent is not None


async def test_many_are_answered_at_once_and_no_more_than_it_may(
    boxes: Container, agents: ContainerAgents, boxed: Workload
) -> None:
    code = """
import time
async def run(input, ctx):
    began = time.monotonic()
    time.sleep(0.2)
    return [began, time.monotonic()]
"""
    slow = shipping(boxed, code, at_once="3")
    await boxes.apply(slow)
    await until(boxes, slow, Phase.IN_SERVICE)
    spans = await asyncio.gather(*(ask(agents, slow) for _ in range(9)))
    together = [sum(began <= at < ended for began, ended in spans) for at, _ in spans]
    assert 2 <= max(together) <= 3


async def test_a_revision_that_is_not_wanted_ends_when_its_calls_are_answered(
    boxes: Container, agents: ContainerAgents, engine: TestEngine, boxed: Workload, agents_folder: Path
) -> None:
    code = "import time\nasync def run(input, ctx):\n    time.sleep(input)\n    return {n}\n"
    old, new = shipping(boxed, code.format(n=1)), shipping(boxed, code.format(n=2), "r2")
    for each in (old, new):
        await boxes.apply(each)
        await until(boxes, each, Phase.IN_SERVICE)
    await boxes.route(new, {"r1": 0, "r2": 100})  # the one without a share may get it back
    assert await ask(agents, old, 0) == 1
    under_way = asyncio.create_task(ask(agents, old, 1.5))
    await true(lambda: busy(engine, old))
    assert await boxes.route(new, {"r2": 100}) == []
    assert await ask(agents, old, 0) == 1  # a call that is answered in several runs comes back to it
    assert await under_way == 1

    async def removed() -> bool:
        await boxes.route(new, {"r2": 100})
        return names(engine, boxed) == {name(new)}

    await true(removed, 15)
    with pytest.raises(Retryable):
        await ask(agents, old, 0)
    assert await ask(agents, new, 0) == 2
    assert await boxes.retire(new)
    assert names(engine, boxed) == set()
    assert os.listdir(agents_folder) == ["installation"]


def busy(engine: TestEngine, workload: Workload) -> bool:
    """Whether a call runs: its process, and that of its code, beside the server and its init."""
    return len(engine.client.top(name(workload))["Processes"]) > 2


async def test_what_is_removed_or_killed_by_hand_is_begun_anew(
    boxes: Container, agents: ContainerAgents, engine: TestEngine, boxed: Workload
) -> None:
    await boxes.apply(boxed)
    await until(boxes, boxed, Phase.IN_SERVICE)
    harms: list[Callable[[str], object]] = [
        lambda named: engine.client.remove_container(named, force=True),
        lambda named: engine.client.kill(named),
        lambda named: engine.client.pause(named),
    ]
    for harm in harms:
        await asyncio.to_thread(harm, name(boxed))
        await until(boxes, boxed, Phase.ABSENT)
        assert [call.operation for call in await boxes.apply(boxed)] == ["start"]
        assert (await until(boxes, boxed, Phase.IN_SERVICE)).replicas == 1
        assert await ask(agents, boxed, {"a": 1, "b": 2}) == {"sum": 3}


async def test_one_that_was_made_before_a_restart_is_found_by_another_process(
    boxes: Container, agents: ContainerAgents, engine: TestEngine, boxed: Workload, agents_folder: Path
) -> None:
    await boxes.apply(boxed)
    await until(boxes, boxed, Phase.IN_SERVICE)
    again = Container(boxes.models, ContainerAgents(engine.address, agents_folder))
    assert (await again.observe(boxed)).phase is Phase.IN_SERVICE
    assert await again.apply(boxed) == []
    assert again.agents
    assert await ask(again.agents, boxed, {"a": 2, "b": 2}) == {"sum": 4}
    again.agents.close()


async def test_memory_that_is_used_up_and_a_crash_are_told_apart(
    boxes: Container, agents: ContainerAgents, boxed: Workload
) -> None:
    code = """
import os, signal
async def run(input, ctx):
    if input == "memory":
        return len(bytearray(os.urandom(1) * 100_000_000))
    if input == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    return 1
"""
    small = shipping(boxed, code, memory_mb="64")
    await boxes.apply(small)
    await until(boxes, small, Phase.IN_SERVICE)
    wide = Limits(memory_bytes=2**30)
    with pytest.raises(OutOfMemory):
        await ask(agents, small, "memory", wide)
    with pytest.raises(Crashed):
        await ask(agents, small, "killed", wide)
    assert await ask(agents, small, "well", wide) == 1


async def test_what_cannot_come_up_says_why(boxes: Container, boxed: Workload) -> None:
    wrong = shipping(boxed, "", handler="nowhere.handler")
    await boxes.apply(wrong)
    reason = (await until(boxes, wrong, Phase.FAILED)).reason or ""
    assert "ended by itself with code 1" in reason
    assert "No module named 'nowhere'" in reason


async def test_a_container_of_somebody_else_is_left_alone(
    boxes: Container, engine: TestEngine, boxed: Workload
) -> None:
    engine.client.create_container(IMAGE, command=["python3"], name=name(boxed))
    try:
        for act in (boxes.apply, boxes.observe):
            with pytest.raises(Rejected, match="was not made for this deployment"):
                await act(boxed)
        assert await boxes.retire(boxed) == []
        assert engine.client.inspect_container(name(boxed))
    finally:
        engine.client.remove_container(name(boxed), force=True)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"engine": ""}, "engine", "REMIT_CONTAINER_ENGINE"),
        ({"engine": "tcp://127.0.0.1:2375"}, "engine", "reached over a network"),
        ({"image": ""}, "image", "REMIT_CONTAINER_AGENT_IMAGE"),
        ({"image": "remit-tests:gone"}, "image", "docker pull remit-tests:gone"),
    ],
)
async def test_a_plan_says_what_is_missing(
    boxes: Container, engine: TestEngine, boxed: Workload, agents_folder: Path,
    changed: dict[str, str], field: str, words: str,
) -> None:  # fmt: skip
    agents = ContainerAgents(changed.get("engine", engine.address), agents_folder)
    image = changed.get("image", IMAGE)
    wanted = replace(boxed, options={**boxed.options, "image": image})
    (problem,) = await Container(boxes.models, agents).validate(wanted)
    assert (problem.field, words in problem.message) == (field, True), problem
    agents.close()


async def test_a_data_folder_that_is_too_deep_is_told(
    boxes: Container, engine: TestEngine, boxed: Workload, agents_folder: Path
) -> None:
    agents = ContainerAgents(engine.address, agents_folder / ("deep" * 30))
    (problem,) = await Container(boxes.models, agents).validate(boxed)
    assert "REMIT_DATA" in problem.message
    agents.close()


async def test_an_engine_that_is_away_leaves_unknown_how_it_stands(
    boxes: Container, agents: ContainerAgents, boxed: Workload, agents_folder: Path
) -> None:
    away = ContainerAgents(f"unix://{agents_folder}/nobody", agents_folder)
    host = Container(boxes.models, away)
    seen = await host.observe(boxed)
    assert (seen.phase, "does not answer" in (seen.reason or "")) == (Phase.UNKNOWN, True)
    for act in (host.apply, host.retire, host.validate):
        with pytest.raises(Retryable):
            await act(boxed)


async def test_the_engine_tells_at_once_what_becomes_of_it(
    boxes: Container, engine: TestEngine, boxed: Workload
) -> None:
    heard: list[tuple[str, float]] = []
    following = asyncio.create_task(boxes.follow(lambda owner: heard.append((owner, time.monotonic()))))
    await boxes.apply(boxed)
    await true(lambda: heard)
    await until(boxes, boxed, Phase.IN_SERVICE)
    before = len(heard)
    await asyncio.to_thread(engine.client.kill, name(boxed))
    await true(lambda: len(heard) > before)
    assert {owner for owner, _ in heard} == {boxed.options["owner"]}
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
