"""`remit datasets` and `remit evaluate`: what a person reads, and what CI goes by."""

import json
from pathlib import Path
from typing import Any

import yaml
from tests.lifecycle.evaluations.measuring import adder, lines
from tests.server import RunningServer


def apply(server: RunningServer, key: str, file: Path, fields: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(fields["agent"]))
    done = server.remit("agents", "apply", str(file), "--draft", key=key)
    assert done.returncode == 0, done.stderr


def test_an_agent_is_measured_from_a_terminal(server: RunningServer, key: str, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(lines(8))
    assert "8 cases" in server.remit("datasets", "create", "cli-sums", str(cases), key=key).stdout
    assert server.remit("datasets", "export", "cli-sums", key=key).stdout.count("\n") == 8
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"input": "a"}\nnonsense\n')
    refused = server.remit("datasets", "create", "cli-bad", str(wrong), key=key)
    assert (refused.returncode, "Line 2" in refused.stderr) == (2, True)

    apply(server, key, tmp_path / "adder.yaml", adder(slug="cli-adder"))
    scorer = '{"type": "numeric", "path": "sum"}'
    asked = ("evaluate", "cli-adder", "--dataset", "cli-sums", "--scorer", scorer, "--threshold", "0.9")
    good = server.remit(*asked, "--json", key=key)
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["score"] == 1
    apply(server, key, tmp_path / "adder.yaml", adder(" + 1", slug="cli-adder"))
    bad = server.remit(*asked, "--compare", "1", key=key)
    assert bad.returncode == 1
    assert "0.9 is wanted" in bad.stderr
    assert "It is worse." in bad.stdout
    assert "8 cases" in server.remit(*asked, "--estimate", key=key).stdout
    listed = server.remit("evaluations", "list", "--agent", "cli-adder", key=key).stdout
    assert "cli-adder@2" in listed
