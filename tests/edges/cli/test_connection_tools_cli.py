"""`remit connections` for connections with tools: added from a file, tried, switched, changed, accepted and removed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.controls.connections.toolboxes import DOCUMENT, SECRET
from tests.engines.tools.places import Recorder
from tests.server import RunningServer
from tests.stubs.openai_server import serving


@pytest.fixture
def url() -> Iterator[str]:
    with serving(Recorder()) as address:
        yield address


def test_from_a_document_to_a_tool_and_back(server: RunningServer, url: str, tmp_path: Path) -> None:
    key, document = server.key("admin", "tools"), tmp_path / "crm.yaml"
    document.write_text(DOCUMENT)
    add = ["add", "crm", "--kind", "http_api", "--base-url", url, "--openapi", str(document)]
    made = server.remit("connections", *add, key=key, stdin=f"{SECRET}\n")
    assert made.returncode == 0, made.stderr
    assert "answered with status 200" in made.stdout
    assert "It has 2 tools" in made.stdout
    listed = server.remit("connections", "list", key=key)
    assert "2 tools" in listed.stdout
    shown = server.remit("connections", "tools", "crm", key=key)
    assert "delete_customer  changes" in shown.stdout
    tried = server.remit("connections", "try", "crm", "get_customer", "id=7", key=key)
    assert (tried.returncode, tried.stdout.strip()) == (0, '{"ok":true}')
    unsure = server.remit("connections", "try", "crm", "delete_customer", "id=7", key=key, stdin="n\n")
    assert unsure.returncode == 130
    wrong = server.remit("connections", "try", "crm", "get_customer", "id=x", "--json", key=key)
    assert (wrong.returncode, json.loads(wrong.stdout)["ok"]) == (1, False)
    always = server.remit(
        "connections", "tools", "set", "crm", "delete_customer", "--approval", "always", key=key
    )
    assert "always" in always.stdout
    document.write_text(DOCUMENT.replace("Deletes a customer", "Forgets a customer"))
    assert server.remit("connections", "set", "crm", "--openapi", str(document), key=key).returncode == 0
    waits = server.remit("connections", "tools", "crm", key=key)
    assert "~ delete_customer: now described as 'Forgets" in waits.stdout
    taken = server.remit("connections", "tools", "accept", "crm", "--yes", key=key)
    assert "Forgets a customer" in taken.stdout
    health = json.loads(server.remit("connections", "show", "crm", "--json", key=key).stdout)
    assert health["health"]["breaker"] == "closed"
    gone = server.remit("connections", "remove", "crm", "--yes", key=key)
    assert (gone.returncode, gone.stdout) == (0, "crm is removed.\n")
    for done in (made, listed, shown, tried, always, waits, taken):
        assert SECRET not in done.stdout + done.stderr


def test_what_is_refused_is_one_sentence(server: RunningServer, tmp_path: Path) -> None:
    key, setup = server.key("admin", "tools"), tmp_path / "setup.yaml"
    setup.write_text("- a list")
    cases = [
        (["add", "x", "--kind", "openai", "--host", "h", "--no-secret"], "for connections with tools"),
        (
            ["add", "x", "--kind", "mcp", "--url", "http://127.0.0.1:9", "--offer", "m", "--no-secret"],
            "for model providers",
        ),
        (["add", "x", "--kind", "mcp", "--setup", str(setup), "--no-secret"], "is no setup"),
        (["add", "x", "--kind", "mcp", "--no-secret"], "body.setup.url"),
        (
            [
                "add",
                "x",
                "--kind",
                "mcp",
                "--url",
                "http://169.254.169.254/",
                "--no-secret",
            ],
            "never",
        ),
        (["tools", "nobody"], "There is no connection nobody"),
        (["try", "nobody", "x", "y"], "write name=value"),
    ]
    for words, said in cases:
        done = server.remit("connections", *words, key=key)
        assert done.returncode == 2, (words, done.stdout, done.stderr)
        assert said in done.stderr, (words, done.stderr)
        assert len(done.stderr.splitlines()) == 1, done.stderr
