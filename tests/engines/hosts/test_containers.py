"""Models in containers of a real engine: what they may do, and all that happens to them."""

import itertools
import json
import re
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from tests.aws.waiting import until
from tests.fixtures.engine import IMAGE, TestEngine, container_settings
from tests.fixtures.gguf import QUICK, tiny_gguf
from tests.server import NO_TLS
from tests.stubs.waiting import until as true

from remit.engines.hosts import (
    Container,
    ContainerModels,
    ContainerSettings,
    Phase,
    Rejected,
    Retryable,
    Workload,
)
from remit.engines.hosts.containers.engine import Engine

NUMBERS = itertools.count(1)
SERVES = "sleeper.gguf"
PATIENCE = 30


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("boxed") / "models"
    made.mkdir()
    for kind in ("sleeper", *TROUBLES):
        tiny_gguf(made / f"{kind}.gguf")
    return made


@pytest.fixture
def settings(engine: TestEngine) -> ContainerSettings:
    return container_settings(engine.address)


@pytest.fixture
def models(settings: ContainerSettings, folder: Path, tmp_path: Path) -> Iterator[ContainerModels]:
    made = ContainerModels(folder, tmp_path / "boxes", settings, QUICK)
    yield made
    for owner in made.left():
        made.end(owner)
    made.close()


@pytest.fixture
def chat() -> Workload:
    number = next(NUMBERS)
    return Workload(
        name=f"chat{number}-dev",
        revision="r1",
        environment="dev",
        kind="model",
        model=SERVES,
        region="",
        instance_type="a container",
        instance_count=1,
        options={"file": SERVES, "context": "256", "owner": f"{number:032x}", "organization": "f" * 32},
    )


def of(chat: Workload, file: str, revision: str = "r1") -> Workload:
    return replace(chat, revision=revision, options={**chat.options, "file": f"{file}.gguf"})


def name(chat: Workload, number: int = 1) -> str:
    return f"remit-{chat.name}-{chat.options['owner'][-8:]}-{chat.revision}-{number}"


def ids(engine: TestEngine, chat: Workload) -> set[str]:
    found = engine.client.containers(all=True, filters={"label": f"io.remit.deployment={chat.name}"})
    return {each["Id"] for each in found}


def url(models: ContainerModels, chat: Workload, path: str) -> str:
    return models.addresses(chat.options["owner"])[0].url.removesuffix("/v1") + path


def tell(models: ContainerModels, chat: Workload, path: str) -> None:
    """Have the program in the container come to harm."""
    with suppress(OSError), urllib.request.urlopen(url(models, chat, path)):
        pass


async def test_it_may_do_as_little_as_a_model_server_needs(
    models: ContainerModels, engine: TestEngine, chat: Workload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMIT_SECRET_KEY", "very secret")
    host = Container(models)
    assert await host.validate(chat) == []
    assert [call.operation for call in await host.apply(chat)] == ["start"]
    assert await host.apply(chat) == []
    await until(host, chat, Phase.IN_SERVICE)
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as http:
        inside = (await http.get(url(models, chat, "/surroundings"))).json()
    assert (inside["user"], inside["rights"], inside["no_new_rights"]) == (65534, 0, "1")
    assert inside["writable"] == ["/tmp"]
    assert inside["parent"] == "docker-init"
    assert "very secret" not in inside["environment"].values()
    made = engine.client.inspect_container(name(chat))
    assert made["HostConfig"]["Memory"] == made["HostConfig"]["MemorySwap"] > 96 * 2**20
    assert (made["HostConfig"]["PidsLimit"], made["HostConfig"]["NanoCpus"] > 0) == (512, True)
    assert [each["HostIp"] for each in made["NetworkSettings"]["Ports"]["8080/tcp"]] == ["127.0.0.1"]
    assert made["Config"]["Labels"]["io.remit.organization"] == "f" * 32
    assert models.addresses(chat.options["owner"])[0].key in " ".join(made["Config"]["Env"])
    told = await host.telemetry(chat, datetime.now(UTC))
    assert told.instances[0].memory_bytes
    assert told.instances[0].cpu_percent is not None
    assert any("serving" in line for _, lines in models.output(chat.options["owner"], 9) for line in lines)


TROUBLES = {
    "crash": r"not started again.*code 1.*another make",
    "killed": r"killed, perhaps out of memory: it may use \d+ MiB",
    "hungry": r"out of memory: it used its \d+ MiB",
    "elsewhere": r"not ready after 2 seconds",
    "slow": r"not ready after 2 seconds",
}
LAST = ("elsewhere", "slow")


async def test_what_does_not_come_up_says_why_and_leaves_what_serves(
    settings: ContainerSettings, folder: Path, tmp_path: Path, engine: TestEngine, chat: Workload
) -> None:
    models = ContainerModels(folder, tmp_path / "boxes", settings, replace(QUICK, most_ends=2))
    host = Container(models)
    await host.apply(chat)
    await until(host, chat, Phase.IN_SERVICE)
    before = ids(engine, chat)
    await host.apply(of(chat, "crash", "r2"))
    seen = await until(host, chat, Phase.IN_SERVICE)
    assert seen.revision == "r1"
    assert re.search(TROUBLES["crash"], seen.reason or "")
    await true(lambda: ids(engine, chat) == before, PATIENCE)
    models.end(chat.options["owner"])
    models.close()
    assert not ids(engine, chat)


async def test_what_never_serves_says_why(
    settings: ContainerSettings, folder: Path, tmp_path: Path, engine: TestEngine, chat: Workload
) -> None:
    ends, lasts = (
        ContainerModels(folder, tmp_path / kind, settings, patience)
        for kind, patience in (
            ("ends", replace(QUICK, most_ends=1)),
            ("lasts", replace(QUICK, start=2, most_ends=1)),
        )
    )
    bad = {kind: replace(of(chat, kind), name=f"{kind}-dev") for kind in TROUBLES}
    for number, (kind, each) in enumerate(bad.items()):
        bad[kind] = replace(each, options={**each.options, "owner": f"{chat.options['owner'][:-2]}b{number}"})
        await (lasts if kind in LAST else ends).apply(bad[kind])
    for kind, words in TROUBLES.items():
        host = Container(lasts if kind in LAST else ends)
        reason = (await until(host, bad[kind], Phase.FAILED, PATIENCE)).reason or ""
        assert re.search(words, reason), (kind, reason)
        await true(lambda kind=kind: not ids(engine, bad[kind]), PATIENCE)
    ends.close()
    lasts.close()


async def test_what_was_removed_or_ended_is_made_again_with_a_key_of_its_own(
    models: ContainerModels, engine: TestEngine, chat: Workload
) -> None:
    host, owner = Container(models), chat.options["owner"]
    await host.apply(chat)
    await until(host, chat, Phase.IN_SERVICE)
    first = models.addresses(owner)[0]
    engine.client.remove_container(name(chat), force=True)
    assert "removed by somebody else" in ((await until(host, chat, Phase.UPDATING)).reason or "")
    await until(host, chat, Phase.IN_SERVICE)
    assert models.addresses(owner)[0].key != first.key
    tell(models, chat, "/end")
    # A look that falls into its last moment finds it silent before the engine says how it ended.
    ended = (await until(host, chat, Phase.UPDATING)).reason or ""
    assert "code 3" in ended or "answered nothing any more" in ended
    await until(host, chat, Phase.IN_SERVICE)
    tell(models, chat, "/hungry")
    assert "out of memory" in ((await until(host, chat, Phase.UPDATING)).reason or "")
    await until(host, chat, Phase.IN_SERVICE)
    assert len(ids(engine, chat)) == 1


async def test_a_name_that_somebody_else_took_is_told_and_left_alone(
    models: ContainerModels, engine: TestEngine, chat: Workload
) -> None:
    theirs = engine.client.create_container_from_config({"Image": IMAGE, "Cmd": ["/x"]}, name(chat))["Id"]
    host = Container(models)
    await host.apply(chat)
    assert "taken by a container that is not Remit's" in (
        (await until(host, chat, Phase.FAILED)).reason or ""
    )
    await host.retire(chat)
    assert engine.client.inspect_container(theirs)["State"]["Status"] == "created"
    engine.client.remove_container(theirs)


async def test_it_stands_still_and_goes_on_at_once(
    models: ContainerModels, engine: TestEngine, chat: Workload
) -> None:
    host = Container(models)
    await host.apply(chat)
    await until(host, chat, Phase.IN_SERVICE)
    key = models.addresses(chat.options["owner"])[0].key
    assert [call.operation for call in await host.power(chat, "pause")] == ["stop"]
    assert await host.power(chat, "pause") == []
    assert (await host.observe(chat)).phase is Phase.ABSENT
    assert engine.client.inspect_container(name(chat))["State"]["Paused"]
    # A new revision is begun from there, as a restart does: what stood still serves until it is up.
    second = replace(chat, revision="r2", replaces="r1")
    await host.apply(second)
    assert (await host.observe(second)).revision == "r1"
    assert models.addresses(chat.options["owner"])[0].key == key
    await true(lambda: models._keeper.seen(chat.options["owner"]).revision == "r2", PATIENCE)
    await host.power(second, "stop")
    await true(lambda: not ids(engine, chat), PATIENCE)


async def test_another_remit_takes_up_what_one_left(
    models: ContainerModels,
    settings: ContainerSettings,
    folder: Path,
    tmp_path: Path,
    engine: TestEngine,
    chat: Workload,
) -> None:
    owner, half = chat.options["owner"], replace(chat, revision="r2", replaces="r1", instance_count=2)
    await models.apply(chat)
    await until(Container(models), chat, Phase.IN_SERVICE)
    before, addresses = ids(engine, chat), models.addresses(owner)
    models.close()
    assert ids(engine, chat) == before
    again = ContainerModels(folder, tmp_path / "boxes", settings, QUICK)
    assert again.addresses(owner) == addresses  # who only calls it knows it from what was written down
    assert again.unkept(chat)
    assert await Container(again).apply(chat) == []
    assert (ids(engine, chat), again.addresses(owner)) == (before, addresses)
    again.close()
    # Killed while a new revision was made: one of it is there and does not run, and one that nobody wants.
    made = engine.client.inspect_container(name(chat))
    for number, revision in ((2, "r2"), (1, "r7")):
        labels = made["Config"]["Labels"] | {"io.remit.revision": revision, "io.remit.number": str(number)}
        box = {"Image": IMAGE, "Cmd": ["/x"], "Labels": labels}
        engine.client.create_container_from_config(box, name(replace(chat, revision=revision), number))
    last = ContainerModels(folder, tmp_path / "boxes", settings, QUICK)
    await last.apply(half)
    assert last.observe(half).revision == "r1"
    assert last.addresses(owner) == addresses
    await true(lambda: last._keeper.seen(owner).revision == "r2", PATIENCE)
    await true(lambda: len(ids(engine, chat)) == 2, PATIENCE)
    assert not ids(engine, chat) & before
    stranger = ContainerModels(folder, tmp_path / "another", settings, QUICK)
    assert (stranger.left(), last.left()) == (set(), {owner})
    stranger.close()
    last.end(owner)
    last.close()


async def test_an_engine_that_stops_and_comes_back(
    models: ContainerModels, engine: TestEngine, chat: Workload
) -> None:
    if not engine.private:  # somebody else's engine is not ours to stop
        return
    host = Container(models)
    await host.apply(chat)
    await until(host, chat, Phase.IN_SERVICE)
    engine.stop()
    seen = await until(host, chat, Phase.UNKNOWN)
    assert "does not answer" in (seen.reason or "")
    assert [
        each.field for each in await host.validate(replace(chat, options={**chat.options, "owner": "e" * 32}))
    ] == ["server"]
    with pytest.raises(Retryable, match="does not answer"):
        await host.apply(replace(chat, options={**chat.options, "owner": "e" * 32}))
    engine.start()
    await until(host, chat, Phase.IN_SERVICE)
    assert len(ids(engine, chat)) == 1


class _Full(BaseHTTPRequestHandler):
    """An engine whose address pools are taken: it answers 404, as Docker does."""

    def _answer(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self._answer(200, {"ApiVersion": "1.41"} if self.path.endswith("/version") else [])

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        assert self.path.endswith("/networks/create"), self.path
        self._answer(404, {"message": "could not find an available IPv4 address pool"})

    def log_message(self, *_: object) -> None:
        pass


def test_an_engine_without_addresses_left_says_so_and_not_that_an_image_is_missing() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Full) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        engine = Engine(f"tcp://127.0.0.1:{server.server_port}")
        with pytest.raises(Retryable, match=r"address pool.*Remove networks that nothing uses"):
            engine.network("remit")
        engine.close()
        server.shutdown()


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"engine": ""}, "server", "REMIT_CONTAINER_ENGINE"),
        ({"engine": "ssh://somewhere"}, "server", "no address"),
        ({"engine": "/nowhere/docker.sock"}, "server", "no such socket"),
        ({"engine": "tcp://127.0.0.1:1"}, "server", "does not answer"),
        ({"image": ""}, "server", "REMIT_CONTAINER_IMAGE"),
        ({"image": "remit-tests:nowhere"}, "server", "docker pull remit-tests:nowhere"),
        ({"command": "--nice {hat} {port}"}, "server", "REMIT_CONTAINER_COMMAND has {hat}"),
        ({"memory_beside": 10**9}, "memory", "GiB free"),
    ],
)
async def test_a_plan_is_refused_with_the_reason(
    settings: ContainerSettings,
    folder: Path,
    tmp_path: Path,
    chat: Workload,
    changed: dict[str, object],
    field: str,
    words: str,
) -> None:
    models = ContainerModels(folder, tmp_path / "boxes", replace(settings, **changed), QUICK)  # type: ignore[arg-type]
    (problem,) = await Container(models).validate(chat)
    assert (problem.field, words in problem.message) == (field, True), problem
    models.close()


async def test_an_image_that_went_away_is_told(
    settings: ContainerSettings, folder: Path, tmp_path: Path, chat: Workload
) -> None:
    gone = replace(settings, image="remit-tests:gone")
    models = ContainerModels(folder, tmp_path / "boxes", gone, replace(QUICK, most_ends=1))
    await models.apply(chat)
    assert "docker pull" in ((await until(Container(models), chat, Phase.FAILED)).reason or "")
    with pytest.raises(Rejected, match=r"There is no gone\.gguf"):
        await models.apply(of(chat, "gone"))
    models.close()
