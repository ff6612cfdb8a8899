"""`remit approvals rules`, and a change that goes through its stages on the command line."""

import json

from tests.server import RunningServer


def test_a_rule_two_approvals_and_the_glass(server: RunningServer) -> None:
    admin, approver = server.key("admin", "rules-admin"), server.key("approver", "rules-approver")
    operator, owner = server.key("operator", "rules-operator"), server.key("owner", "rules-owner")
    for name in ("ruth", "rosa"):
        made = server.remit("members", "add", f"{name}@example.com", "--role", "approver")
        assert made.returncode == 0, made.stderr
    assert "No rules yet" in server.remit("approvals", "rules", "list", key=admin).stderr
    put = ("approvals", "rules", "set", "scaled", "--kind", "deployment.deploy", "--env", "prod")
    nonsense = server.remit(*put, "--stage", "role:approver", key=admin)
    assert (nonsense.returncode, "begins with how many" in nonsense.stderr) == (2, True)
    nobody = server.remit(*put, "--stage", "9 role:approver", key=admin)
    assert (nobody.returncode, "2 can decide" in nobody.stderr) == (2, True), nobody.stderr
    made = server.remit(*put, "--stage", "2 role:approver role:admin 48h then:role:owner", key=admin)
    assert "stage 1: 2 of role approver or role admin, within 2 days, then also role owner" in made.stdout
    try:
        _journey(server, admin, approver, operator, owner)
    finally:
        ended = server.remit("approvals", "rules", "end", "scaled", "--yes", key=admin)
    assert ended.returncode == 0, ended.stderr
    assert "ended" in server.remit("approvals", "rules", "show", "scaled", key=admin).stdout


def _journey(server: RunningServer, admin: str, approver: str, operator: str, owner: str) -> None:
    listed = server.remit("approvals", "rules", "list", key=admin).stdout
    assert "scaled" in listed
    for name in ("staged", "urgent"):
        asked = server.remit("command", f"deploy llama-3.1 8B for {name}-cli", "--env", "prod", key=operator)
        assert asked.returncode == 0, asked.stderr
    decide = ("approvals", "approve", "staged-cli-prod", "--no-follow", "--reason", "fine")
    first = server.remit(*decide, key=approver)
    assert "1 of 2 approved: rules-approver; still needed: 1 of role approver or role admin" in first.stdout
    again = server.remit(*decide, key=approver)
    assert (again.returncode, "each person decides once" in again.stderr) == (2, True), again.stderr
    shown = server.remit("approvals", "show", "staged-cli-prod", key=approver).stdout
    assert "stage 1, waits: 2 of role approver or role admin" in shown
    last = server.remit(*decide, key=admin)
    assert (last.returncode, "It waits on" in last.stdout) == (0, False), last.stderr

    found = json.loads(server.remit("approvals", "show", "urgent-cli-prod", "--json", key=admin).stdout)
    cannot_wait = ("approvals", "break-glass", found["id"], "--reason", "Customers are down")
    assert server.remit(*cannot_wait, key=approver).returncode != 0
    assert "Another owner or admin" in server.remit(*cannot_wait, key=owner).stdout
    assert "being carried out" in server.remit(*cannot_wait, key=admin).stdout
    assert found["id"] in server.remit("approvals", "list", "--to-review", key=approver).stdout
    looked = server.remit("approvals", "review", found["id"], "--words", "Right so", key=approver)
    assert looked.returncode == 0, looked.stderr
    assert "Nothing is left to review" in server.remit("approvals", "list", "--to-review", key=admin).stderr
    assert "Nobody decides for another" in server.remit("approvals", "lent", key=admin).stderr
    lent = server.remit("approvals", "lend", "mem_x", "--until", "2090-01-01", "--reason", "x", key=admin)
    assert lent.returncode == 2
