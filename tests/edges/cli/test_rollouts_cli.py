"""`remit environments` and rollouts from the command line: set, watched, paused, aborted, promoted, superseded."""

import json
import time
from typing import Any

from click.testing import CliRunner, Result
from tests.server import RunningServer

from remit.edges.cli.deployments import deployments
from remit.edges.cli.environments import environments
from remit_sdk import Remit

AGENT = """
name: Greeter
description: Welcomes.
instructions: Greet people {n} times.
remit: {{type: context, slug: stepper}}
"""


COMMANDS = {"environments": environments, "deployments": deployments}


def run(server: RunningServer, key: str, *words: str) -> Result:
    """Run a command in this process, against the server: starting one anew takes longer than all it does."""
    group, *rest = words
    env = {"REMIT_URL": server.url, "REMIT_KEY": key}
    return CliRunner().invoke(COMMANDS[group], rest, env=env)


def ok(server: RunningServer, key: str, *words: str) -> str:
    done = run(server, key, *words)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def refused(server: RunningServer, key: str, *words: str) -> str:
    done = run(server, key, *words)
    assert done.exit_code != 0, done.stdout
    return done.stderr


def version(server: RunningServer, key: str, n: int) -> None:
    """Make another version of the agent, and the active one."""
    with Remit(server.url, key) as client:
        client.apply_agent(AGENT.format(n=n))
        deadline = time.monotonic() + 20
        while client.agent("stepper").active_version != n:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def live(server: RunningServer, key: str, *states: str) -> dict[str, Any]:
    """Look at the newest rollout until it is in one of the states."""
    deadline = time.monotonic() + 20
    while True:
        listed = json.loads(ok(server, key, "deployments", "rollouts", "stepper", "--json"))
        found: dict[str, Any] = listed["items"][0] if listed["items"] else {"state": ""}
        if found["state"] in states:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def test_environments_are_set_ordered_and_frozen(server: RunningServer, key: str) -> None:
    assert "canary 10% → 50% → 100%" in ok(server, key, "environments", "list")
    words = ("environments", "set", "staging", "--gate")
    assert "is no gate" in refused(server, key, *words, "speed=1")
    assert "write it as" in refused(server, key, *words, "latency_ratio=fast")
    ok(server, key, *words, "min_score=0.5", "--gate", "latency_ratio=off", "--title", "Rehearsal")
    found = json.loads(ok(server, key, "environments", "list", "--json"))["environments"]
    gates = next(each["strategy"]["gates"] for each in found if each["name"] == "staging")
    assert (gates["min_score"], gates["latency_ratio"], gates["error_points"]) == (0.5, None, 5)
    assert "staging → dev → prod" in ok(server, key, "environments", "order", "staging", "dev", "prod")
    ok(server, key, "environments", "order", "dev", "staging", "prod")
    assert "Name each environment once" in refused(server, key, "environments", "order", "dev", "prod")
    words = ("environments", "freeze", "staging", "--to", "2099-01-01", "--reason", "Holidays", "--json")
    freeze = json.loads(ok(server, key, *words))["freeze_id"]
    assert "until 2099-01-01" in ok(server, key, "environments", "list")
    assert "staging takes changes again" in ok(server, key, "environments", "thaw", freeze)


def test_a_canary_is_paused_superseded_aborted_and_promoted(server: RunningServer, key: str) -> None:
    ok(
        server,
        key,
        "environments",
        "set",
        "dev",
        "--strategy",
        "canary",
        "--steps",
        "20,100",
        "--minutes",
        "60",
    )
    version(server, key, 1)
    with Remit(server.url, key) as client:
        client.deploy_agent("stepper", "dev")
    live(server, key, "succeeded")
    version(server, key, 2)
    ok(server, key, "deployments", "update", "stepper")
    live(server, key, "baking")
    assert "20% of calls" in ok(server, key, "deployments", "rollout", "stepper")
    assert "is paused" in ok(server, key, "deployments", "rollout", "stepper", "pause", "--reason", "lunch")
    assert "is baking" in ok(server, key, "deployments", "rollout", "stepper", "resume")
    version(server, key, 3)
    assert "supersede" in refused(server, key, "deployments", "update", "stepper")
    ok(server, key, "deployments", "update", "stepper", "--supersede")
    assert live(server, key, "baking")["revision"] == 3
    ok(server, key, "deployments", "rollout", "stepper", "abort", "--reason", "wrong")
    assert "wrong" in live(server, key, "rolled_back")["reason"]
    assert "No rollout of stepper is under way" in refused(server, key, "deployments", "rollout", "stepper")
    ok(server, key, "deployments", "update", "stepper")
    live(server, key, "baking")
    ok(server, key, "deployments", "rollout", "stepper", "promote")
    assert live(server, key, "succeeded")["revision"] == 4
    shown = ok(server, key, "deployments", "rollouts", "stepper")
    assert all(word in shown for word in ("superseded", "rolled back", "succeeded"))
    ok(server, key, "environments", "set", "dev", "--strategy", "all_at_once")


def test_a_model_is_scaled_by_itself(server: RunningServer, key: str) -> None:
    with Remit(server.url, key) as client:
        id = client.command("deploy llama-3.1 8B for hourly with budget $20 per hour").result.plan_id
    ok(server, key, "deployments", "watch", id)
    scale = ("deployments", "scale", id)
    assert "no rule" in ok(server, key, *scale)
    assert "is no window" in refused(server, key, *scale, "--window", "someday 08:00-18:00=2")
    assert "one of them" in refused(server, key, *scale, "2", "--off")
    assert "does not see" in refused(server, key, *scale, "--calls", "8")
    window = ("--window", "mon-fri,sun 08:00-18:00=1", "--zone", "Europe/Berlin")
    assert "scaled by itself" in ok(server, key, *scale, "--fewest", "1", *window)
    shown = ok(server, key, *scale)
    assert "1 instance on mon, tue, wed, thu, fri, sun 08:00 to 18:00 (Europe/Berlin); 1 at most" in shown
    assert "no rule" in ok(server, key, *scale, "--off")
