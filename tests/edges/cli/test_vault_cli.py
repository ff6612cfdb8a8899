"""`remit vault rewrap`: the key is changed while Remit runs, killed half-way, and finished."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.server import ROOT, RunningServer, running_server
from tests.stubs.openai_server import OpenAIStub, openai_stub

KEY = "sk-cli-0123456789-secret-wxyz"
MANY = 120


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server for this file, whose key is changed."""
    with running_server(tmp_path_factory.mktemp("vault")) as server:
        yield server


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        running.key = KEY
        yield running


def _ask(server: RunningServer) -> httpx.Client:
    headers = {"authorization": f"Bearer {server.key('admin')}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=30, trust_env=False)


def _added(server: RunningServer, stub: OpenAIStub, count: int) -> list[str]:
    with _ask(server) as client, ThreadPoolExecutor(4) as pool:

        def add(number: int) -> str:
            body = {
                "slug": f"p{number}",
                "kind": "openai_compatible",
                "base_url": stub.base_url,
                "secret": KEY,
            }
            answer = client.post("/api/connections", json=body)
            assert answer.is_success, answer.text
            return str(answer.json()["id"])

        return list(pool.map(add, range(count)))


def _opens(server: RunningServer, ids: list[str]) -> None:
    with _ask(server) as client:
        for id in ids:
            told = client.post(f"/api/connections/{id}/test").json()
            assert told["result"]["ok"], told


def _killed_half_way(server: RunningServer) -> None:
    """Begin to rewrap under a new key and kill the process as soon as the first few are done."""
    with subprocess.Popen(
        server.command("vault", "rewrap", "--new-key"),
        env=server.environ(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        process.send_signal(signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL
    assert re.fullmatch(r"\d+ looked at, \d+ rewrapped\n", said)


def test_a_rewrap_that_was_killed_is_finished_by_the_next(own: RunningServer, stub: OpenAIStub) -> None:
    nothing = own.remit("vault", "rewrap")
    assert (nothing.returncode, nothing.stdout.splitlines()[0]) == (
        0,
        "0 of 0 secrets put under today's key, 0 were under it.",
    )
    ids = _added(own, stub, MANY)

    _killed_half_way(own)
    _opens(own, [ids[0], ids[-1]])  # one under each key, by the server that runs

    done = own.remit("vault", "rewrap")
    assert done.returncode == 0, done.stderr
    turned, total, already = (int(n) for n in re.findall(r"\d+", done.stdout.splitlines()[0]))
    assert total == MANY
    assert turned + already == MANY
    assert 0 < already < MANY
    _opens(own, [ids[0], ids[-1]])

    again = own.remit("vault", "rewrap")
    assert again.stdout.startswith(f"0 of {MANY} secrets put under today's key, {MANY} were under it.")

    turned_again = own.remit("vault", "rewrap", "--new-key")
    assert turned_again.stdout.startswith(f"{MANY} of {MANY} secrets put under today's key, 0 were under it.")
    assert "Nothing here needs vault.key.1 any more" in turned_again.stdout
    os.unlink(own.data / "vault.key.1")
    _opens(own, [ids[0], ids[-1]])

    logged = own.remit("audit", "list", "--json", key=own.key("admin"))
    assert "connection.rewrapped" in logged.stdout
    for each in (nothing, done, again, turned_again, logged):
        assert KEY not in each.stdout + each.stderr


def test_a_key_of_the_environment_is_turned_there(own: RunningServer) -> None:
    refused = own.remit("vault", "rewrap", "--new-key", more={"REMIT_VAULT_KEY": "n" * 32})
    assert refused.returncode == 2
    assert "REMIT_VAULT_KEY_BEFORE" in refused.stderr


def test_a_key_that_is_lost_is_said_with_what_to_do(own: RunningServer, stub: OpenAIStub) -> None:
    with _ask(own) as client:
        body = {"slug": "lost", "kind": "openai_compatible", "base_url": stub.base_url, "secret": KEY}
        assert client.post("/api/connections", json=body).is_success
    aside = own.data / "vault.key.aside"
    os.rename(own.data / "vault.key", aside)
    try:
        refused = own.remit("vault", "rewrap")
        assert refused.returncode == 1
        assert "lost" in refused.stderr
        assert "put the key they were sealed under back" in refused.stderr
        assert "Traceback" not in refused.stderr
    finally:
        os.rename(aside, own.data / "vault.key")
    assert own.remit("vault", "rewrap").returncode == 0
