"""`remit agents`: a function checked, tried, promoted, deployed, invoked and demoted."""

import json
import shlex
from pathlib import Path

from tests.server import RunningServer


def test_a_function_from_its_template_to_its_answer(server: RunningServer, key: str, tmp_path: Path) -> None:
    def remit(*words: str, code: int = 0, key: str = key) -> str:
        done = server.remit(*words, key=key)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    slug = "order-aggregator"
    file = tmp_path / "function.yaml"
    file.write_text(remit("agents", "templates", slug))
    checked = remit("agents", "validate", str(file), "--dry-run")
    assert "that can be applied: order-aggregator." in checked
    assert "✓ Two orders of one customer" in checked
    wrong = file.read_text().replace("total: '3.75'", "total: '3.76'")
    file.write_text(wrong)
    refused = server.remit("agents", "apply", str(file), key=key)
    assert (refused.returncode, "the output is not the one" in refused.stderr) == (2, True)
    remit("agents", "apply", str(file), "--draft")
    assert "✗ Version 1 was not tried yet" in remit("agents", "requirements", slug, code=1)
    assert "✗ Two orders of one customer" in remit("agents", "smoke-run", slug, code=1)
    file.write_text(wrong.replace("total: '3.76'", "total: '3.75'"))
    remit("agents", "apply", str(file), "--draft")
    tried = json.loads(remit("agents", "dry-run", slug, "--input", '{"orders": []}', "--json"))
    assert tried["cases"][0]["output"] == {"customers": []}
    not_json = server.remit("agents", "dry-run", slug, "--input", "orders", key=key)
    assert (not_json.returncode, "--input is no JSON" in not_json.stderr) == (2, True)
    assert remit("agents", "promote", slug) == "Version 2 of order-aggregator is active.\n"
    assert remit("agents", "export", slug) == file.read_text()
    assert "is draft" in remit("agents", "demote", slug)
    remit("agents", "promote", slug)
    printed = remit("agents", "deploy", slug, "--env", "dev").splitlines()[-1]
    assignment, program, *words = shlex.split(printed)
    assert (program, words[:3]) == ("remit", ["agents", "invoke", slug])
    said = remit(*words, "--json", key=assignment.removeprefix("REMIT_KEY="))
    assert json.loads(said)["output"]["customers"][0] == {"customer": "Ada", "orders": 2, "total": "3.75"}


def test_code_is_a_template_where_no_model_is_connected(
    server: RunningServer, key: str, tmp_path: Path
) -> None:
    file = tmp_path / "doubler.yaml"
    file.write_text("""
name: Doubler
remit:
  type: function
  slug: doubler
  input_schema: {type: object, additionalProperties: false, required: [n], properties: {n: {type: integer}}}
  output_schema: {type: object, additionalProperties: false, required: [n], properties: {n: {type: integer}}}
  examples: [{input: {n: 1}, output: {n: 2}}]
""")
    done = server.remit("agents", "generate", str(file), "--description", "Double it.", "--write", key=key)
    assert done.returncode == 0, done.stderr
    assert "No model is connected" in done.stdout
    assert "async def run(input, ctx):" in file.read_text()
    assert server.remit("agents", "validate", str(file), "--dry-run", key=key).returncode == 0
    refused = server.remit("agents", "generate", str(file), key=key)
    assert refused.returncode == 2
    assert "Say what the function is to do" in refused.stderr
