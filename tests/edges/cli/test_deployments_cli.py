"""`remit deployments`: lists, names and power."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from tests.server import RunningServer


@pytest.fixture(scope="module")
def plan_id(server: RunningServer, key: str) -> str:
    """A deployment in staging and one of the same model in prod that waits."""
    sentence = "deploy llama-3.1 8B for fleet with budget $20 per hour"
    made = server.remit("command", sentence, "--json", key=key)
    assert made.returncode == 0, made.stderr
    id: str = json.loads(made.stdout)["result"]["plan_id"]
    return id


def test_the_list_is_aligned_text_or_json(server: RunningServer, key: str, plan_id: str) -> None:
    listed = server.remit("deployments", "list", "--env", "staging", "--status", "deployed", key=key)
    assert listed.returncode == 0
    heads, *rows = listed.stdout.splitlines()
    mine = next(row for row in rows if plan_id in row)
    assert mine.index("staging", mine.index(" ")) == heads.index("ENV")
    assert "deployed (dry run)" in mine
    assert "$1.13" in mine
    assert "\x1b" not in listed.stdout

    whole = json.loads(server.remit("deployments", "list", "--all", "--json", key=key).stdout)
    assert whole["count"] == len(whole["deployments"])
    first = json.loads(server.remit("deployments", "list", "--limit", "1", "--json", key=key).stdout)
    assert first["count"] == 1
    assert first["deployments"][0]["plan_id"] == whole["deployments"][0]["plan_id"]
    found = server.remit("deployments", "list", "--search", "FLEET-stag", "--sort", "name", "--json", key=key)
    assert [d["plan_id"] for d in json.loads(found.stdout)["deployments"]] == [plan_id]


def test_show_has_the_timeline_and_the_calls_that_were_not_sent(
    server: RunningServer, key: str, plan_id: str
) -> None:
    shown = server.remit("deployments", "show", "fleet-staging", key=key)
    assert shown.returncode == 0, shown.stderr
    assert plan_id in shown.stdout
    assert "approved → deploying" in shown.stdout
    assert "recorded, none sent (dry run)" in shown.stdout
    assert "sagemaker create_endpoint" in shown.stdout
    as_json = server.remit("deployments", "show", plan_id, "--json", key=key)
    assert json.loads(as_json.stdout)["timeline"][-1]["to_status"] == "deployed"


def test_scale_revisions_and_roll_back(server: RunningServer, key: str, plan_id: str) -> None:
    scaled = server.remit("deployments", "scale", "fleet-staging", "2", key=key)
    assert scaled.returncode == 0, scaled.stderr
    assert "revision 2 is being rolled out" in scaled.stdout
    assert server.remit("deployments", "watch", plan_id, key=key).returncode == 0
    listed = server.remit("deployments", "revisions", plan_id, key=key)
    assert "instance_count 1 → 2" in listed.stdout
    assert "2 serves" in listed.stdout
    again = server.remit("deployments", "scale", plan_id, "2", key=key)
    assert again.returncode == 2
    assert "2 instances already" in again.stderr
    back = server.remit("deployments", "roll-back", plan_id, "1", "--json", key=key)
    assert json.loads(back.stdout)["outcome"] == "deploying"
    assert server.remit("deployments", "watch", plan_id, key=key).returncode == 0
    shown = server.remit("deployments", "show", plan_id, "--json", key=key)
    assert json.loads(shown.stdout)["artifact"]["instance_count"] == 1


def test_keys_of_a_deployed_agent(server: RunningServer, key: str, tmp_path: Path) -> None:
    file = tmp_path / "agent.yaml"
    file.write_text(
        "name: Keyed\ndescription: x\ninstructions: Greet.\nremit: {type: context, slug: keyed}\n"
    )
    assert server.remit("agents", "apply", str(file), key=key).returncode == 0
    deployed = server.remit("agents", "deploy", "keyed", "--env", "dev", key=key)
    assert deployed.returncode == 0, deployed.stderr
    made = server.remit("deployments", "keys", "create", "keyed", "--name", "website", key=key)
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    assert token.startswith("remit_")
    assert server.remit("chat", "keyed", "Where is parking?", key=token).returncode == 0
    log = server.remit("deployments", "log", "keyed", key=key)
    assert "answered" in log.stdout
    listed = json.loads(server.remit("deployments", "keys", "list", "keyed", "--json", key=key).stdout)
    website = next(each for each in listed["items"] if each["name"] == "website")
    rotated = server.remit("deployments", "keys", "rotate", "keyed", website["id"], key=key)
    assert rotated.stdout.strip() not in ("", token)
    assert server.remit("chat", "keyed", "Hello", key=token).returncode != 0
    again = server.remit("deployments", "keys", "revoke", "keyed", website["id"], key=key)
    assert again.returncode == 2


def test_pause_restart_and_delete(server: RunningServer, key: str, plan_id: str) -> None:
    assert server.remit("deployments", "pause", "fleet-staging", key=key).returncode == 0
    paused = server.remit("deployments", "pause", plan_id, key=key)
    assert paused.returncode == 2
    assert "fleet-staging is paused" in paused.stderr
    assert server.remit("deployments", "restart", plan_id, key=key).returncode == 0
    watched = server.remit("deployments", "watch", plan_id, key=key)
    assert watched.returncode == 0, watched.stderr
    assert "paused → deploying" in watched.stdout

    unsure = server.remit("deployments", "delete", plan_id, key=key)
    assert unsure.returncode == 2
    assert "--yes" in unsure.stderr
    assert server.remit("deployments", "delete", plan_id, "--yes", key=key).returncode == 0
    gone = server.remit("deployments", "show", plan_id, key=key)
    assert gone.returncode == 0, gone.stderr
    assert "deleted" in gone.stdout
    again = server.remit("deployments", "pause", plan_id, key=key)
    assert again.returncode == 2
    assert "Traceback" not in again.stderr


def test_what_waits_cannot_be_paused(server: RunningServer, key: str) -> None:
    made = server.remit("command", "deploy llama-3.1 8B for waiting", "--env", "prod", key=key)
    assert made.returncode == 0, made.stderr
    refused = server.remit("deployments", "pause", "waiting-prod", key=key)
    assert refused.returncode == 2
    assert "waiting-prod is pending_approval" in refused.stderr


def test_a_reader_that_goes_away_is_no_error_to_show(server: RunningServer, key: str) -> None:
    words = [f"'{word}'" for word in server.command("audit", "list", "--limit", "100000", "--json")]
    piped = subprocess.run(
        ["sh", "-c", f"{' '.join(words)} | head -c 1"],
        env=server.environ(key),
        capture_output=True,
        text=True,
        check=False,
    )
    assert piped.stdout == "{"
    assert piped.stderr == ""


@pytest.mark.parametrize("words", [["list", "--status", "moon"], ["show", "nobody-knows"], ["show", "dep_1"]])
def test_what_does_not_exist_is_said(server: RunningServer, key: str, words: list[str]) -> None:
    done = server.remit("deployments", *words, key=key)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_every_command_has_help_with_an_example(server: RunningServer) -> None:
    groups = {
        "deployments": [
            "list",
            "show",
            "watch",
            "pause",
            "restart",
            "delete",
            "scale",
            "update",
            "roll-back",
            "revisions",
            "log",
        ],
        "approvals": ["list", "show", "approve", "reject", "withdraw"],
        "agents": ["apply", "list", "show", "deploy"],
        "audit": ["list", "export", "verify"],
    }
    for group, commands in groups.items():
        for command in commands:
            helped = server.remit(group, command, "--help")
            assert helped.returncode == 0
            assert f"remit {group} {command}" in re.split("Examples?:", helped.stdout)[1], command
    for single in ("command", "chat"):
        assert f"remit {single}" in server.remit(single, "--help").stdout.split("Example:")[1]
