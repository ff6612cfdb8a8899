"""`remit deployments register`."""

import json

import httpx
from tests.server import RunningServer


def test_an_agent_elsewhere_is_registered_and_shown(server: RunningServer, key: str) -> None:
    made = server.remit("deployments", "register", "far", "--framework", "CrewAI", key=key)
    assert made.returncode == 0, made.stderr
    told = dict(
        line.strip().split("=", 1) for line in made.stdout.splitlines() if line.startswith("  REMIT_")
    )
    assert told["REMIT_URL"] == server.url
    path = f"{server.url}/api/deployed-agents/{told['REMIT_DEPLOYMENT']}/heartbeat"
    headers = {"authorization": f"Bearer {told['REMIT_KEY']}"}
    beat = httpx.post(path, json={"version": "3"}, headers=headers, trust_env=False)
    assert beat.is_success, beat.text
    shown = server.remit("deployments", "show", "far-staging", key=key)
    assert shown.returncode == 0, shown.stderr
    assert "a heartbeat every 30 s" in shown.stdout
    again = server.remit("deployments", "register", "far", key=key)
    assert again.returncode == 2
    assert "exists in staging" in again.stderr
    prod = server.remit("deployments", "register", "far", "--env", "prod", "--json", key=key)
    assert json.loads(prod.stdout)["deployment"]["status"] == "pending_approval"
