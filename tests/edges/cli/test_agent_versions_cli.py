"""`remit agents`: a template checked, drafted, compared, promoted, taken back and archived."""

import json
from pathlib import Path

import pytest
from tests.server import RunningServer


@pytest.fixture
def file(server: RunningServer, key: str, tmp_path: Path) -> Path:
    """A template on disk, as its text was printed."""
    printed = server.remit("agents", "templates", "sql-explainer", key=key)
    assert printed.returncode == 0, printed.stderr
    path = tmp_path / "agent.yaml"
    path.write_text(printed.stdout)
    return path


def test_templates_are_listed_and_one_that_is_not_there_is_refused(server: RunningServer, key: str) -> None:
    listed = server.remit("agents", "templates", key=key)
    assert listed.stdout.startswith("TEMPLATE")
    assert "support-triage" in listed.stdout
    refused = server.remit("agents", "templates", "nothing", key=key)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "There is no template “nothing”" in refused.stderr


def test_a_file_is_checked_with_places_that_editors_understand(
    server: RunningServer, key: str, file: Path
) -> None:
    good = server.remit("agents", "validate", str(file), key=key)
    assert (good.returncode, good.stdout) == (
        0,
        f"{file} is an agent file that can be applied: sql-explainer.\n",
    )
    file.write_text(file.read_text().replace("max_tokens: 800", "max_tokens: none"))
    bad = server.remit("agents", "validate", str(file), key=key)
    line = file.read_text().splitlines().index("  max_tokens: none") + 1
    assert bad.returncode == 1
    assert f"{file}:{line}:3: error: `model_settings.max_tokens` must be a whole number." in bad.stdout
    told = json.loads(server.remit("agents", "validate", str(file), "--json", key=key).stdout)
    assert (told["valid"], told["findings"][0]["code"]) == (False, "wrong-type")


def test_a_draft_is_compared_promoted_and_taken_back(server: RunningServer, key: str, file: Path) -> None:
    def remit(*words: str) -> str:
        done = server.remit("agents", *words, key=key)
        assert done.returncode == 0, done.stderr
        return done.stdout

    remit("apply", str(file))
    file.write_text(file.read_text().replace("max_tokens: 800", "max_tokens: 900"))
    assert "Version 2 is a draft" in remit("apply", str(file), "--draft")
    assert "-  max_tokens: 800\n+  max_tokens: 900\n" in remit("diff", "sql-explainer", "1", "2")
    assert remit("promote", "sql-explainer") == "Version 2 of sql-explainer is active.\n"
    assert remit("promote", "sql-explainer", "--version", "1") == "Version 1 of sql-explainer is active.\n"
    heads, newest, oldest = remit("versions", "sql-explainer").splitlines()
    assert heads.split() == ["VERSION", "STATUS", "MADE", "BY", "ACTIVATED"]
    assert (newest.split()[:2], oldest.split()[:2]) == (["2", "retired"], ["1", "active"])
    again = server.remit("agents", "promote", "sql-explainer", "--version", "1", key=key)
    assert (again.returncode, "is the active one already" in again.stderr) == (2, True)
    assert "is archived" in remit("archive", "sql-explainer")
    assert "is active again" in remit("reactivate", "sql-explainer")
