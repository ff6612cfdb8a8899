"""`remit teams`, `remit annotators`, `remit notifications` and `remit runs` from a terminal."""

import json

from tests.engines.tools.places import Recorder, answered
from tests.server import RunningServer
from tests.stubs.annotator_server import annotator_stub
from tests.stubs.openai_server import serving


def test_a_team_is_made_and_removed(server: RunningServer, key: str) -> None:
    made = server.remit("teams", "add", "night-desk", "--name", "Night desk", key=key)
    assert made.stdout.strip() == "night-desk is made, with 0 in it.", made.stderr
    assert "night-desk" in server.remit("teams", "list", key=key).stdout
    nobody = server.remit("teams", "join", "night-desk", "mem_gone", key=key)
    assert nobody.returncode != 0
    refused = server.remit("teams", "remove", "night-desk", key=server.key("viewer"))
    assert refused.returncode != 0
    removed = server.remit("teams", "remove", "night-desk", key=key)
    assert (removed.returncode, removed.stdout.strip()) == (0, "night-desk is removed.")


def test_an_annotator_is_added_asked_and_removed(server: RunningServer, key: str) -> None:
    with annotator_stub() as stub:
        stub.words = {"Falcon": "project.secret"}
        added = server.remit("annotators", "add", "projects", stub.url, "--label", "project", key=key)
        assert added.returncode == 0, added.stderr
        asked = server.remit("annotators", "test", "projects", "Falcon starts.", key=key)
        assert ("project.secret" in asked.stdout, asked.returncode) == (True, 0), asked.stderr
        stub.fault = "500"
        failed = server.remit("annotators", "test", "projects", "Falcon starts.", key=key)
        assert failed.returncode == 1
    removed = server.remit("annotators", "remove", "projects", key=key)
    assert removed.stdout.strip() == "projects is removed."
    gone = server.remit("annotators", "test", "projects", "Falcon", key=key)
    assert "There is no annotator projects" in gone.stderr


def test_a_notification_is_added_tested_and_removed(server: RunningServer, key: str) -> None:
    def told(*words: str, **how: str) -> str:
        done = server.remit("notifications", *words, key=how.get("key", key))
        assert done.returncode == 0, done.stderr
        return done.stdout

    with serving(Recorder([answered(204), answered(500, "no")])) as url:
        secret = told("add", "siem", "webhook", "--url", url, "--news", "all").strip()
        assert secret.startswith("whsec_")
        assert "siem" in told("list")
        assert "approval.wanted" in told("show", "siem")
        assert told("test", "siem")
        sent = server.remit("notifications", "test", "siem", key=key)
        assert (sent.returncode, sent.stdout) == (1, "")
    (dead, *_) = json.loads(told("messages", "list", "--notification", "siem", "--json"))["items"] or [None]
    assert dead is None or dead["kind"] == "test"
    assert told("set", "siem", "--off").strip() == "siem is changed."
    assert told("rotate-secret", "siem").strip() not in ("", secret)
    refused = server.remit(
        "notifications", "add", "x", "slack", "--connection", "gone", "--news", "all", key=key
    )
    assert (refused.returncode, "There is no connection gone" in refused.stderr) == (2, True)
    nobody = server.remit("notifications", "remove", "siem", "--yes", key=server.key("builder"))
    assert nobody.returncode != 0
    assert told("remove", "siem", "--yes").strip() == "siem is removed."


def test_a_run_that_is_not_there_is_refused_with_a_sentence(server: RunningServer, key: str) -> None:
    nothing = server.remit("runs", "list", "--all", "--status", "waiting", key=key)
    assert (nothing.returncode, nothing.stdout) == (0, "")
    gone = server.remit("runs", "cancel", "run_gone", "--yes", key=key)
    assert (gone.returncode, "There is no" in gone.stderr) == (2, True), gone.stderr
