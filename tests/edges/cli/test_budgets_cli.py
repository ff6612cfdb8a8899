"""`remit budgets` and `remit limits`: set, shown, changed and removed by name."""

import json

from tests.server import RunningServer


def test_a_budget_from_nothing_to_nothing(server: RunningServer) -> None:
    key = server.key("admin", "budgets-cli")
    empty = server.remit("budgets", "list", "--scope", "member", key=key)
    assert "No budgets yet: `remit budgets set 20 --each day`" in empty.stderr

    made = server.remit("budgets", "set", "5.25", "--each", "day", "--for-key", "budgets-cli", key=key)
    assert made.returncode == 0, made.stderr
    assert "budgets-cli (remit_" in made.stdout
    assert "may spend $5.25 each day" in made.stdout

    changed = server.remit(
        *("budgets", "set", "6", "--each", "day", "--for-key", "budgets-cli"),
        *("--alert", "90", "--at-limit", "ask", "--json"),
        key=key,
    )
    budget = json.loads(changed.stdout)
    assert (budget["limit_usd"], budget["thresholds"], budget["at_limit"]) == (6, [90], "ask")
    assert budget["version"] == 2

    listed = server.remit("budgets", "list", "--scope", "key", key=key).stdout
    assert budget["id"] in listed
    shown = server.remit("budgets", "show", budget["id"], key=key).stdout
    assert "$0.00 spent, $0.00 held by calls that run, $6.00 left" in shown
    assert "People are told at 90 %." in shown
    assert "Then calls wait for a person." in shown

    assert server.remit("budgets", "remove", budget["id"], "--yes", key=key).returncode == 0
    gone = server.remit("budgets", "show", budget["id"], key=key)
    assert (gone.returncode, "There is no budget" in gone.stderr) == (2, True)


def test_what_cannot_be_is_refused_with_exit_code_2(server: RunningServer) -> None:
    key = server.key("admin", "budgets-refused")
    for arguments in (
        ("budgets", "set", "abc", "--each", "day"),
        ("budgets", "set", "-1", "--each", "day"),
        ("budgets", "set", "5"),
        ("budgets", "set", "5", "--each", "day", "--agent", "nobody-has-this-name"),
        ("budgets", "set", "5", "--each", "day", "--agent", "a", "--member", "b"),
        ("budgets", "remove", "bud_nonsense", "--yes"),
        ("limits", "set", "--every", "key"),
        ("limits", "set", "--every", "key", "--requests", "0"),
        ("limits", "remove", "lim_nonsense"),
    ):
        done = server.remit(*arguments, key=key)
        assert done.returncode == 2, (arguments, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_viewer_reads_and_sets_nothing(server: RunningServer) -> None:
    key = server.key("viewer", "budgets-viewer")
    assert server.remit("budgets", "list", "--json", key=key).returncode == 0
    assert server.remit("limits", "list", "--json", key=key).returncode == 0
    refused = server.remit("budgets", "set", "5", "--each", "week", key=key)
    assert (refused.returncode, "does not allow changing budgets" in refused.stderr) == (2, True)


def test_limits_are_set_for_one_and_for_each(server: RunningServer) -> None:
    key = server.key("admin", "limits-cli")
    each = server.remit("limits", "set", "--every", "agent", "--requests", "1000", "--json", key=key)
    one = server.remit(
        "limits", "set", "--for-key", "limits-cli", "--tokens", "5000", "--at-once", "3", key=key
    )
    assert (each.returncode, one.returncode) == (0, 0), one.stderr
    assert json.loads(each.stdout)["subject_name"] == "Each agent"
    assert "5,000" in one.stdout
    more = server.remit("limits", "set", "--for-key", "limits-cli", "--requests", "10", "--json", key=key)
    shown = json.loads(more.stdout)
    assert (shown["requests_per_minute"], shown["tokens_per_minute"], shown["concurrency"]) == (10, 5000, 3)
    listed = server.remit("limits", "list", key=key)
    assert (
        "600 requests a minute for each key and 6,000 requests a minute for the organisation" in listed.stderr
    )
    for id in (shown["id"], json.loads(each.stdout)["id"]):
        assert server.remit("limits", "remove", id, key=key).returncode == 0
