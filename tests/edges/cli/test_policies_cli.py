"""`remit policies`: checked, applied, listed, compared and brought back from a terminal."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server import RunningServer, running_server

CLOSED = '@id("closed")\nforbid (principal, action == Action::"deployment.deploy", resource);\n'
WRONG = '@id("a")\npermit (principal, action, resource)\nwhen { principal.rol == "x" };\n'


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server for this file: policies hold for everybody in an organisation."""
    with running_server(tmp_path_factory.mktemp("policies")) as server:
        yield server


def test_from_a_file_to_a_version_and_back(own: RunningServer, tmp_path: Path) -> None:
    key, file = own.key("admin"), tmp_path / "policies.cedar"
    assert "none of your own" in own.remit("policies", "list", key=key).stderr
    assert "only the built-in policies hold" in own.remit("policies", "show", key=key).stderr
    file.write_text(WRONG)
    wrong = own.remit("policies", "validate", str(file), key=key)
    assert wrong.returncode == 1
    assert f"{file}:3:18: error: Principal has no attribute rol. Did you mean role?" in wrong.stdout
    refused = own.remit("policies", "apply", str(file), "--yes", key=key)
    assert (refused.returncode, "Line 3" in refused.stderr) == (2, True)

    file.write_text(CLOSED)
    checked = own.remit("policies", "validate", str(file), key=key)
    assert "is valid: 1 policy. It adds closed." in checked.stdout
    unsure = own.remit("policies", "apply", str(file), key=key, stdin="n\n")
    assert unsure.returncode == 130
    assert '+@id("closed")' in unsure.stdout
    made = own.remit("policies", "apply", str(file), "--note", "Freeze", "--yes", key=key)
    assert made.stdout == "Version 1 holds from the next call on, on every process.\n"
    stopped = own.remit("command", "deploy llama-3.1 8B for frozen", key=key)
    assert "closed" in stopped.stderr
    assert own.remit("policies", "show", key=key).stdout == CLOSED
    assert "closed" in own.remit("policies", "list", "--own", key=key).stdout

    stale = own.remit("policies", "apply", str(file), "--version", "0", "--yes", key=key)
    assert (stale.returncode, "version 1 holds" in stale.stderr) == (2, True)
    file.write_text("// nothing\n")
    own.remit("policies", "apply", str(file), "--yes", key=key)
    back = own.remit("policies", "apply", "--restore", "1", "--yes", "--json", key=key)
    assert json.loads(back.stdout)["restores"] == 1
    history = own.remit("policies", "history", key=key).stdout
    assert "3 (holds)" in history
    assert "brings back version 1" in history
    assert "-// nothing" in own.remit("policies", "diff", "3", key=key).stdout
    assert "the same" in own.remit("policies", "diff", "1", "3", key=key).stderr
    replayed = own.remit("policies", "replay", str(file), key=key)
    assert (replayed.returncode, "Asked again are" in replayed.stderr) == (0, True)


def test_whoever_shut_everybody_out_gets_back_in_on_the_machine(own: RunningServer, tmp_path: Path) -> None:
    key, file = own.key("owner"), tmp_path / "shut.cedar"
    file.write_text('@id("shut") forbid (principal, action, resource);')
    refused = own.remit("policies", "apply", str(file), "--yes", key=key)
    assert (refused.returncode, "An owner can force it." in refused.stderr) == (2, True)
    assert own.remit("policies", "apply", str(file), "--yes", "--force", key=key).returncode == 0
    assert "shut" in own.remit("policies", "list", key=key).stderr
    back = own.remit("recover-policies", "--yes")
    assert (back.returncode, "the built-in policies alone" in back.stdout) == (0, True), back.stderr
    assert own.remit("policies", "list", "--own", key=key).returncode == 0
    assert own.remit("recover-policies", "--yes").returncode == 2


def test_input_that_is_none(own: RunningServer, tmp_path: Path) -> None:
    key, bad = own.key("viewer"), tmp_path / "bad.cedar"
    bad.write_bytes(b"\xff\xfe")
    for arguments in (
        ["validate", str(bad)],
        ["validate", str(tmp_path / "none")],
        ["apply"],
        ["apply", "-"],
    ):
        assert own.remit("policies", *arguments, key=key).returncode == 2, arguments
    bad.write_text(CLOSED)
    told = own.remit("policies", "apply", str(bad), "--yes", key=key)
    assert (told.returncode, "does not allow changing policies" in told.stderr) == (2, True)
