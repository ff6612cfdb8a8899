"""`remit agents apply DIR`, `import` and `export`, against a real server."""

import json
from pathlib import Path

from tests.server import RunningServer


def agent(slug: str, told: str = "Be kind.") -> str:
    return f"name: {slug}\ninstructions: {told}\nremit: {{type: context, description: x, budget_usd_per_hour: 1}}\n"


def test_a_folder_is_applied_again_and_again(server: RunningServer, tmp_path: Path) -> None:
    key, folder = server.key("admin", "folders"), tmp_path / "agents"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.yaml").write_text(agent("dir-one"))
    (folder / "deep" / "two.yml").write_text(agent("dir-two", "{file: told.md}"))
    (folder / "deep" / "told.md").write_text("Be brief.")
    where = str(folder)

    planned = server.remit("agents", "apply", where, "--dry-run", key=key)
    assert planned.returncode == 3, planned.stderr
    assert "+ dir-one is created (one.yaml)" in planned.stdout
    assert server.remit("agents", "show", "dir-one", key=key).returncode == 2

    done = server.remit("agents", "apply", where, "--json", key=key)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert [(each["path"], each["version"], each["error"]) for each in facts["items"]] == [
        ("deep/two.yml", 1, None),
        ("one.yaml", 1, None),
    ]
    assert "Be brief." in server.remit("agents", "show", "dir-two", key=key).stdout
    assert server.remit("agents", "apply", where, "--dry-run", key=key).returncode == 0
    again = server.remit("agents", "apply", where, key=key)
    assert (again.returncode, again.stdout.count("stays as it is")) == (0, 2)

    # One that cannot be used is named; the others are applied all the same.
    (folder / "one.yaml").write_text(agent("dir-one", "Be warm."))
    (folder / "bad.yaml").write_text("name: x\n")
    partly = server.remit("agents", "apply", where, key=key)
    assert partly.returncode == 1
    assert "Not done: bad.yaml. Everything else was." in partly.stderr
    assert (
        json.loads(server.remit("agents", "show", "dir-one", "--json", key=key).stdout)["version"]["number"]
        == 2
    )
    changed = server.remit("agents", "apply", str(folder / "one.yaml"), "--dry-run", key=key)
    assert changed.returncode == 0, changed.stdout

    said = server.remit("agents", "apply", "-", "--dry-run", key=key, stdin=agent("dir-one", "Else."))
    assert (said.returncode, "+instructions: Else." in said.stdout) == (3, True)


def test_what_a_folder_does_not_hold_is_archived_only_when_that_is_said(
    server: RunningServer, tmp_path: Path
) -> None:
    key, folder = server.key("admin", "pruning"), tmp_path / "all"
    made = server.remit("agents", "apply", "-", "--draft", key=key, stdin=agent("dir-left-over"))
    assert made.returncode == 0, made.stderr
    listed = json.loads(server.remit("agents", "list", "--limit", "200", "--json", key=key).stdout)["items"]
    for each in listed:
        if each["slug"] != "dir-left-over" and each["status"] != "archived":
            out = server.remit("agents", "export", each["slug"], "--folder", str(folder), key=key)
            assert out.returncode == 0, out.stderr
    folder.mkdir(exist_ok=True)
    (folder / "kept.yaml").write_text(agent("dir-kept"))
    asked = server.remit("agents", "apply", str(folder), "--prune", "--draft", key=key)
    assert (asked.returncode, "add --yes" in asked.stderr) == (2, True)
    done = server.remit("agents", "apply", str(folder), "--prune", "--yes", "--draft", key=key)
    assert done.returncode == 0, done.stderr
    assert "- dir-left-over is archived" in done.stdout
    assert server.remit("agents", "apply", str(folder / "kept.yaml"), "--prune", key=key).returncode == 2


def test_another_format_is_imported_as_a_draft(server: RunningServer, tmp_path: Path) -> None:
    key, file = server.key("admin", "importing"), tmp_path / "guide.json"
    file.write_text(
        json.dumps({"name": "Dir guide", "instructions": "Hi {{name}}", "capabilities": ["WebSearch"]})
    )
    looked = server.remit("agents", "import", str(file), "--dry-run", key=key)
    assert (looked.returncode, "The capability `WebSearch` is not carried over" in looked.stdout) == (3, True)
    written = server.remit("agents", "import", str(file), "--write", str(tmp_path / "out"), key=key)
    assert (written.returncode, (tmp_path / "out" / "dir-guide.yaml").exists()) == (0, True)
    assert server.remit("agents", "import", str(file), key=key).returncode == 0
    assert (
        json.loads(server.remit("agents", "show", "dir-guide", "--json", key=key).stdout)["status"] == "draft"
    )
