"""Models on this machine: real llama.cpp servers and other programs, with all that happens to processes."""

import json
import os
import signal
import struct
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from tests.aws.waiting import until
from tests.fixtures.gguf import QUICK, tiny_gguf
from tests.stubs import waiting

from remit.engines.hosts import FileRefused, Local, LocalModels, Phase, Rejected, Workload
from remit.engines.hosts.machine import ServerCommand
from remit.engines.hosts.machine.command import MISSING

OWNER = "0" * 31 + "a"
PROGRAM = Path(__file__).parents[2] / "stubs" / "model_program.py"
TEMPLATE = f"THEIR_SETTING=yes {sys.executable} {PROGRAM} {{port}} {{model}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    tiny_gguf(tmp_path / "models" / "tiny.gguf")
    return tmp_path / "models"


@pytest.fixture
def models(folder: Path) -> Iterator[LocalModels]:
    made = LocalModels(folder, folder.parent / "servers", patience=QUICK)
    yield made
    made.close()


@pytest.fixture
def chat() -> Workload:
    return Workload(
        name="chat-dev",
        revision="r1",
        environment="dev",
        kind="model",
        model="tiny.gguf",
        region="",
        instance_type="this machine",
        instance_count=1,
        options={"file": "tiny.gguf", "context": "256", "owner": OWNER},
    )


def pids(models: LocalModels) -> list[int]:
    return [each.pid for each in models._keeper.seen(OWNER).servers if each.pid]


def ask(models: LocalModels, which: int = 0, key: str | None = None) -> tuple[int, dict[str, object]]:
    address = models.addresses(OWNER)[which]
    body = {"model": address.model, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 3}
    headers = {"authorization": f"Bearer {key or address.key}", "content-type": "application/json"}
    request = urllib.request.Request(f"{address.url}/chat/completions", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, {}


def surroundings(url: str) -> dict[str, str]:
    with urllib.request.urlopen(f"{url}/environment") as answer:
        return dict(json.load(answer))


def begun(*words: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True)


async def test_a_file_is_served_grown_and_stopped(models: LocalModels, chat: Workload) -> None:
    host = Local(models)
    assert await host.validate(chat) == []
    assert [call.operation for call in await host.apply(chat)] == ["start"]
    assert await host.apply(chat) == []
    seen = await until(host, chat, Phase.IN_SERVICE)
    assert (seen.revision, seen.replicas, seen.reason) == ("r1", 1, None)
    status, answer = ask(models)
    assert (status, answer["usage"]["completion_tokens"]) == (200, 3)  # type: ignore[index]
    assert ask(models, key="guessed")[0] == 401
    two = replace(chat, revision="r2", instance_count=2)
    await host.apply(two)
    await waiting.until(lambda: len(models.addresses(OWNER)) == 2)
    assert (await host.observe(two)).revision == "r2"
    assert {ask(models, which)[0] for which in (0, 1)} == {200}
    told = await host.telemetry(two, datetime.now(UTC))
    assert told.metrics["replicas"] == 2
    assert all((each.memory_bytes or 0) > 10**6 and each.cpu_percent is not None for each in told.instances)
    assert any("listening" in line for _, lines in models.output(OWNER, 50) for line in lines)
    ours = pids(models)
    assert [call.operation for call in await host.power(two, "pause")] == ["stop"]
    await waiting.until(lambda: not any(map(psutil.pid_exists, ours)))
    assert (await host.observe(two)).phase is Phase.ABSENT
    assert await host.retire(two) == []


async def test_what_crashes_is_started_again_and_what_goes_on_crashing_is_given_up(
    models: LocalModels, chat: Workload, folder: Path
) -> None:
    host = Local(models)
    await host.apply(chat)
    await until(host, chat, Phase.IN_SERVICE)
    before = pids(models)
    os.kill(before[0], signal.SIGKILL)
    assert "memory runs out" in ((await until(host, chat, Phase.UPDATING)).reason or "")
    await until(host, chat, Phase.IN_SERVICE)
    assert pids(models) != before
    (folder / "tiny.gguf").write_bytes(b"gone bad")
    os.kill(pids(models)[0], signal.SIGKILL)
    reason = (await until(host, chat, Phase.FAILED)).reason or ""
    assert "in a row and is not started again" in reason
    # Both are said one after the other, and which of them is the last word read differs.
    assert "llama.cpp cannot serve tiny.gguf" in reason or "failed to load model" in reason


async def test_a_revision_that_does_not_come_up_leaves_the_one_that_serves(
    models: LocalModels, chat: Workload, folder: Path
) -> None:
    host = Local(models)
    await host.apply(chat)
    await until(host, chat, Phase.IN_SERVICE)
    before = pids(models)
    (folder / "broken.gguf").write_bytes((folder / "tiny.gguf").read_bytes()[:200_000])
    broken = replace(chat, revision="r2", options={**chat.options, "file": "broken.gguf"})
    await host.apply(broken)
    assert (await host.observe(broken)).phase is Phase.UPDATING
    seen = await until(host, broken, Phase.IN_SERVICE)
    assert (seen.revision, pids(models)) == ("r1", before)
    assert "not started again" in (seen.reason or "")
    assert ask(models)[0] == 200


@pytest.mark.parametrize("trouble", ["", "once"])
async def test_another_program_serves_in_clean_surroundings(
    folder: Path, chat: Workload, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMIT_SECRET_KEY", "very secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very secret")
    models = LocalModels(folder, folder.parent / "servers", f"{TEMPLATE} {trouble}", QUICK)
    host = Local(models)
    await host.apply(chat)
    await until(host, chat, Phase.IN_SERVICE)
    address = models.addresses(OWNER)[0]
    assert address.model == "theirs"
    assert ask(models)[0] == 200
    found = surroundings(address.url.removesuffix("/v1"))
    assert found["THEIR_SETTING"] == "yes"
    assert "very secret" not in found.values()
    lines = dict(models.output(OWNER, 9))["r1-1"]
    assert any("serving" in line for line in lines)
    assert any("already in use" in line for line in lines) is bool(trouble)
    assert oct((folder.parent / "servers" / OWNER / "state.json").stat().st_mode)[-3:] == "600"
    models.close()


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (f"{TEMPLATE} always", "Address already in use"),
        (f"{TEMPLATE} silent", "not ready after"),
        ("/nowhere/llama-server --port {port}", "cannot be started"),
    ],
)
async def test_a_program_that_does_not_serve_says_why(
    folder: Path, chat: Workload, template: str, words: str
) -> None:
    models = LocalModels(folder, folder.parent / "servers", template, replace(QUICK, start=0.5, most_ends=2))
    host = Local(models)
    await host.apply(chat)
    assert words in ((await until(host, chat, Phase.FAILED)).reason or "")
    models.close()


_KEEPS = """
import sys, time
from pathlib import Path
from remit.engines.hosts import LocalModels, Workload
import asyncio
models = LocalModels(Path(sys.argv[1]), Path(sys.argv[2]))
chat = Workload("chat-dev", "r1", "dev", "model", "tiny.gguf", "", None, 1,
    options={"file": "tiny.gguf", "context": "256", "owner": sys.argv[3]})
asyncio.run(models.apply(chat))
while not models.addresses(sys.argv[3]):
    time.sleep(0.02)
print("up", flush=True)
time.sleep(60)
"""


async def test_servers_end_with_the_remit_that_started_them(
    models: LocalModels, chat: Workload, folder: Path
) -> None:
    host, home = Local(models), folder.parent / "servers"
    with begun(sys.executable, "-c", _KEEPS, str(folder), str(home), OWNER) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "up\n"
        # Who did not start them sees them, asks them, and measures them.
        assert (await host.observe(chat)).phase is Phase.IN_SERVICE
        assert ask(models)[0] == 200
        theirs = pids(models)
        other.kill()
    await waiting.until(lambda: not any(map(psutil.pid_exists, theirs)))
    fresh = LocalModels(folder, home, patience=QUICK)
    assert fresh.observe(chat).phase is Phase.ABSENT
    await fresh.apply(chat)
    await waiting.until(lambda: fresh.addresses(OWNER))
    fresh.close()


async def test_what_outlived_its_remit_is_ended_before_it_is_started_anew(
    models: LocalModels, chat: Workload, folder: Path
) -> None:
    state = folder.parent / "servers" / OWNER / "state.json"
    state.parent.mkdir(parents=True)
    keeper = {"pid": 2**22 + 1, "started": 0.0}
    with begun("sleep", "60", env={"MARK": "ours"}) as left, begun("sleep", "60") as stranger:
        marks = {left.pid: "ours", stranger.pid: "ours"}
        state.write_text(json.dumps({"keeper": keeper, "marks": marks, "servers": []}))
        await models.apply(chat)
        assert left.wait(5) == -signal.SIGTERM
        assert stranger.poll() is None
        stranger.kill()


def _header(*parts: bytes) -> bytes:
    return b"GGUF" + struct.pack("<I", 3) + b"".join(parts)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.gguf", None, "There is no none.gguf"),
        ("../secret.gguf", None, "There is no"),
        ("/etc/passwd", None, "not the name of a model file"),
        ("a\x00b.gguf", None, "not the name of a model file"),
        ("x" * 500 + ".gguf", None, "not the name of a model file"),
        ("link.gguf", "link", "There is no"),
        ("text.gguf", b"once upon a time, there was no model", "does not begin"),
        ("empty.gguf", b"", "ends in the middle"),
        ("old.gguf", b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version 1"),
        ("short.gguf", _header(struct.pack("<QQ", 0, 3)), "ends in the middle"),
        ("keys.gguf", _header(struct.pack("<QQ", 0, 2**60)), "more keys"),
        ("long.gguf", _header(struct.pack("<QQQ", 0, 1, 2**60)), "too long"),
        ("bare.gguf", _header(struct.pack("<QQ", 0, 0)), "which architecture"),
    ],
)
def test_only_models_of_the_folder_are_opened(
    models: LocalModels, folder: Path, name: str, content: bytes | str | None, words: str
) -> None:
    (folder.parent / "secret.gguf").write_bytes(b"GGUF")
    if content == "link":
        (folder / name).symlink_to(folder.parent / "secret.gguf")
    elif isinstance(content, bytes):
        (folder / name).write_bytes(content)
    with pytest.raises(FileRefused, match=words) as refused:
        models.folder.find(name)
    assert str(folder) not in str(refused.value)


async def test_a_machine_that_is_too_small_is_told_before(
    models: LocalModels, chat: Workload, folder: Path
) -> None:
    tiny_gguf(folder / "long.gguf", context=2**31)
    wide = replace(chat, options={**chat.options, "file": "long.gguf", "context": str(2**31)})
    problems = await Local(models).validate(wide)
    assert [problem.field for problem in problems] == ["memory"]
    assert "GiB free" in problems[0].message
    beyond = replace(chat, options={**chat.options, "context": "513"})
    assert [problem.field for problem in await Local(models).validate(beyond)] == ["context"]
    gone = replace(chat, options={**chat.options, "file": "gone.gguf"})
    assert [problem.field for problem in await Local(models).validate(gone)] == ["file"]
    with pytest.raises(Rejected, match=r"There is no gone\.gguf"):
        await Local(models).apply(gone)
    for owner in ("", "../../etc", OWNER.upper()):
        problems = await Local(models).validate(replace(chat, options={**chat.options, "owner": owner}))
        assert [problem.field for problem in problems] == ["owner"]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("llama-server -m {model} --port {port}", None),
        ("vllm serve {model} --served-model-name {name} --host {host} --port {port}", None),
        ("llama-server -m {model}", "{port}"),
        ("llama-server --port {port} --nice {hat}", "{hat}"),
        ("llama-server --port {port} 'unfinished", "cannot be read"),
        ("A=1 B={port}", "needs a program"),
    ],
)
def test_a_command_is_judged_before_it_is_started(template: str, words: str | None) -> None:
    problem = ServerCommand(template).problem()
    assert problem is None if words is None else words in (problem or "")
    assert "remit[llama]" in MISSING
