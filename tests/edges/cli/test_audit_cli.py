"""`remit audit`: the log in order, and the proof that nothing was changed."""

import json
from pathlib import Path

import pytest
from tests.server import RunningServer


@pytest.fixture(scope="module")
def plan_id(server: RunningServer, key: str) -> str:
    made = server.remit("command", "deploy llama-3.1 8B for audited", "--json", key=key)
    assert made.returncode == 0, made.stderr
    id: str = json.loads(made.stdout)["result"]["plan_id"]
    return id


@pytest.fixture(scope="module")
def exported(server: RunningServer, key: str, plan_id: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("audit") / "audit.jsonl"
    done = server.remit("audit", "export", "--out", str(file), key=key)
    assert done.returncode == 0, done.stderr
    return file


def test_a_plans_story_is_in_order(server: RunningServer, key: str, plan_id: str) -> None:
    listed = json.loads(server.remit("audit", "list", "--plan", plan_id, "--json", key=key).stdout)
    types = [entry["type"] for entry in listed["items"]]
    expected = [
        "intent.received",
        "plan.checked",
        "deployment.planned",
        "deployment.executed",
        "deployment.deployed",
    ]
    assert [type for type in types if type in expected] == expected
    numbers = [entry["seq"] for entry in listed["items"]]
    assert numbers == sorted(numbers)
    text = server.remit("audit", "list", "--plan", "audited-staging", key=key).stdout
    assert "asker" in text
    assert "9 of 9 checks pass" in text


def test_the_newest_of_all_are_listed_oldest_first(server: RunningServer, key: str, plan_id: str) -> None:
    listed = json.loads(server.remit("audit", "list", "--limit", "3", "--json", key=key).stdout)
    numbers = [entry["seq"] for entry in listed["items"]]
    assert numbers == list(range(numbers[0], numbers[0] + 3))


def test_an_export_verifies_offline(server: RunningServer, exported: Path) -> None:
    checked = server.remit(
        "audit",
        "verify",
        str(exported),
        more={"REMIT_URL": "http://127.0.0.1:9", "REMIT_DATA": "/nonexistent"},
    )
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.startswith("OK")
    assert "taken from the file" in checked.stdout
    verifier = json.loads(exported.read_text().splitlines()[0])["verifier"]
    pinned = server.remit("audit", "verify", str(exported), "--key", verifier)
    assert pinned.returncode == 0
    assert "as given" in pinned.stdout


def test_a_flipped_byte_is_found_where_it_is(server: RunningServer, exported: Path, tmp_path: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    damaged = bytearray(lines[4])
    damaged[damaged.index(b"seq") - 10] ^= 1
    lines[4] = bytes(damaged)
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(b"".join(lines))
    checked = server.remit("audit", "verify", str(changed))
    assert checked.returncode == 1
    assert checked.stdout.startswith("CHANGED")
    assert "line 5" in checked.stderr


def test_an_entry_taken_out_is_found(server: RunningServer, exported: Path, tmp_path: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(lines[:3] + lines[4:]))
    checked = server.remit("audit", "verify", str(cut))
    assert checked.returncode == 1
    assert "line 4" in checked.stderr


def test_another_logs_key_is_not_trusted(server: RunningServer, exported: Path) -> None:
    other = "remit/other+fc9faf52+Abmm+xeRMcPRaiH0c51+vVjqib/o2VlE3EJY/deCyrHz"
    checked = server.remit("audit", "verify", str(exported), "--key", other)
    assert checked.returncode in (1, 2)
    assert checked.stderr.startswith("remit: ")
    wrong = server.remit("audit", "verify", str(exported), "--key", "nonsense")
    assert wrong.returncode == 2
    assert "--key is not a verifier key" in wrong.stderr


def test_a_file_that_cannot_be_read_is_refused(server: RunningServer, tmp_path: Path) -> None:
    for file in (tmp_path / "missing", tmp_path):
        checked = server.remit("audit", "verify", str(file))
        assert checked.returncode == 2
        assert "cannot be read" in checked.stderr


def test_an_export_overwrites_only_when_told(server: RunningServer, key: str, exported: Path) -> None:
    before = exported.read_bytes()
    refused = server.remit("audit", "export", "--out", str(exported), key=key)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert exported.read_bytes() == before
    forced = server.remit("audit", "export", "--out", str(exported), "--force", key=key)
    assert forced.returncode == 0
    assert len(exported.read_bytes()) > len(before)
    assert [file.name for file in exported.parent.iterdir()] == [exported.name]
    nowhere = server.remit("audit", "export", "--out", str(exported.parent / "no" / "x"), key=key)
    assert nowhere.returncode == 2


def test_a_refused_export_leaves_no_file(server: RunningServer, tmp_path: Path) -> None:
    refused = server.remit("audit", "export", "--out", str(tmp_path / "x.jsonl"), key="remit_wrong")
    assert refused.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_the_log_is_searched(server: RunningServer, key: str, plan_id: str) -> None:
    def listed(*options: str) -> list[dict[str, str]]:
        done = server.remit("audit", "list", "--json", *options, key=key)
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout)["items"])

    assert {entry["type"] for entry in listed("--type", "plan.checked")} == {"plan.checked"}
    found = listed("--search", "audited-staging", "--type", "deployment.")
    assert {entry["subject"] for entry in found} == {f"deployment:{plan_id}"}
    assert [entry["seq"] for entry in found] == sorted(entry["seq"] for entry in found)
    assert listed("--since", "2100-01-01") == []
    assert listed("--until", "2000-01-01") == []
    refused = server.remit("audit", "list", "--since", "yesterday", key=key)
    assert refused.returncode == 2
