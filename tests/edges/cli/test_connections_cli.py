"""`remit connections`: a provider added with a piped key, tested, listed and removed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server import RunningServer, running_server
from tests.stubs.openai_server import MODEL, OpenAIStub, openai_stub

KEY = "sk-cli-0123456789-secret-wxyz"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server for this file: on the one that other tests share, providers would answer their agents."""
    with running_server(tmp_path_factory.mktemp("connections")) as server:
        yield server


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        running.key = KEY
        yield running


def options(stub: OpenAIStub) -> list[str]:
    return ["--kind", "openai_compatible", "--base-url", stub.base_url]


def test_from_nothing_to_a_provider_and_back(own: RunningServer, stub: OpenAIStub) -> None:
    key = own.key("admin")
    empty = own.remit("connections", "list", key=key)
    assert "add one with `remit connections add openai --kind openai`" in empty.stderr
    assert "answered by demo" in empty.stderr

    made = own.remit("connections", "add", "stub", *options(stub), key=key, stdin=f"{KEY}\n")
    assert made.returncode == 0, made.stderr
    assert "stub is added and is the default." in made.stdout
    assert "It answers and serves 1 model." in made.stdout
    assert f"stub:{MODEL}" in made.stdout

    listed = own.remit("connections", "list", key=key)
    assert "…wxyz" in listed.stdout
    assert f"answered by stub:{MODEL}" in listed.stderr
    whole = json.loads(own.remit("connections", "list", "--json", key=key).stdout)
    assert whole["usual"] == {"model": f"stub:{MODEL}", "source": "connection"}

    unsure = own.remit("connections", "remove", "stub", key=key, stdin="n\n")
    assert unsure.returncode == 130
    assert "answered by demo" in unsure.stderr
    gone = own.remit("connections", "remove", "stub", "--yes", key=key)
    assert (gone.returncode, gone.stdout) == (0, "stub is removed.\n")
    for done in (made, listed, unsure, gone):
        assert KEY not in done.stdout + done.stderr
    assert KEY not in own.log.read_text()


def test_a_test_that_fails_is_a_failure_with_what_to_do(own: RunningServer, stub: OpenAIStub) -> None:
    key = own.key("admin")
    made = own.remit("connections", "add", "wrong", *options(stub), key=key, stdin="sk-mistyped")
    assert made.returncode == 0
    assert "It refuses the key (status 401)." in made.stdout
    tried = own.remit("connections", "test", "wrong", key=key)
    assert tried.returncode == 1
    assert "Replace the key" in tried.stdout
    assert "cannot be used as it is" in tried.stderr
    as_json = own.remit("connections", "test", "wrong", "--json", key=key)
    assert json.loads(as_json.stdout)["result"]["outcome"] == "wrong_key"


def test_what_is_refused_is_one_sentence(own: RunningServer, stub: OpenAIStub, tmp_path: Path) -> None:
    key = own.key("admin")
    cases: list[tuple[list[str], str | None, str]] = [
        (["add", "x", *options(stub)], "", "No key was given"),
        (["add", "X", *options(stub), "--no-secret"], None, "slug"),
        (["add", "x", "--kind", "openai", "--no-secret"], None, "needs a key"),
        (["add", "x", "--kind", "openai_compatible", "--no-secret"], None, "give the base URL"),
        (
            [
                "add",
                "x",
                "--kind",
                "openai_compatible",
                "--base-url",
                "http://169.254.169.254",
                "--no-secret",
            ],
            None,
            "never",
        ),
        (["test", "nobody"], None, "There is no connection nobody"),
        (["remove", "nobody", "--yes"], None, "There is no connection nobody"),
    ]
    for words, stdin, said in cases:
        done = own.remit("connections", *words, key=key, stdin=stdin)
        assert done.returncode == 2, (words, done.stdout, done.stderr)
        assert said in done.stderr, words
        assert len(done.stderr.splitlines()) == 1, done.stderr


def test_a_viewer_looks_and_changes_nothing(own: RunningServer, stub: OpenAIStub) -> None:
    viewer = own.key("viewer")
    assert own.remit("connections", "list", key=viewer).returncode == 0
    refused = own.remit("connections", "add", "mine", *options(stub), "--no-secret", key=viewer)
    assert refused.returncode == 2
    assert "does not allow changing connections" in refused.stderr


def test_what_a_provider_bears_and_costs_is_set_and_shown(own: RunningServer, stub: OpenAIStub) -> None:
    key = own.key("admin", "bears")
    assert own.remit("connections", "add", "bears", *options(stub), key=key, stdin=KEY).returncode == 0
    changed = own.remit("connections", "set", "bears", "--retries", "4", "--silence-seconds", "60", key=key)
    assert changed.returncode == 0, changed.stderr
    assert "silence 60 s" in changed.stdout
    refused = own.remit("connections", "set", "bears", "--fallback", "nobody:model", key=key)
    assert refused.returncode == 2
    assert "Nobody serves nobody:model" in refused.stderr
    assert own.remit("connections", "set", "bears", key=key).returncode == 2
    given = ("connections", "price", "bears", MODEL, "--input", "0.2", "--output", "0.6")
    assert own.remit(*given, key=key).returncode == 0
    shown = own.remit("connections", "show", "bears", key=key)
    assert "Breaker      closed" in shown.stdout
    assert "Retries      4" in shown.stdout
    assert "set here" in shown.stdout
    told = json.loads(own.remit("connections", "show", "bears", "--json", key=key).stdout)
    assert told["health"]["breaker"] == "closed"
    back = own.remit("connections", "set", "bears", "--defaults", key=key)
    assert "Retries      2" in back.stdout
    assert "bedrock: Amazon Bedrock" in own.remit("connections", "kinds", key=key).stdout
