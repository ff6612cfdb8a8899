"""`remit seed`, on a server where nobody has made agents yet."""

import json
import re
from collections.abc import Iterator

import pytest
from tests.edges.cli.test_agent_files_cli import agent
from tests.server import RunningServer, running_server


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server for this file."""
    with running_server(tmp_path_factory.mktemp("seeds")) as server:
        yield server


def test_the_agents_that_come_with_remit_are_made_tried_and_removed(own: RunningServer) -> None:
    key = own.key("admin", "seeding")
    made = own.remit("seed", key=key)
    assert made.returncode == 0, made.stderr + made.stdout
    slugs = re.findall(r"[+=^] (\S+) ", made.stdout)
    assert "weather is left out." in made.stderr
    assert "remit seed --weather-url https://" in made.stderr
    assert {"hr-assistant", "agent-builder", "agent-builder-chat", "blog-post-writer", "order-aggregator",
            "support-triage"} <= set(slugs)  # fmt: skip
    again = own.remit("seed", key=key)
    assert (again.returncode, again.stdout.count("stays as it is")) == (0, len(slugs))
    with_weather = own.remit("seed", "--weather-url", "http://127.0.0.1:9/v1", key=key)
    assert with_weather.returncode == 0, with_weather.stderr + with_weather.stdout
    assert re.findall(r"[+^] (\S+) ", with_weather.stdout) == ["weather"]
    twice = own.remit("seed", "--weather-url", "http://127.0.0.1:9/v2", key=key)
    assert (twice.returncode, "it stays as it is" in twice.stderr) == (0, True)
    for slug in [*slugs, "weather"]:
        shown = json.loads(own.remit("agents", "show", slug, "--json", key=key).stdout)
        if not shown["tried"]:
            continue
        checked = own.remit("agents", "smoke-run", slug, key=key)
        assert checked.returncode == 0, (slug, checked.stderr)
    own.remit("agents", "apply", "-", "--draft", key=key,
                 stdin=agent("hr-assistant", "Mine now."))  # fmt: skip
    gone = own.remit("seed", "--remove", key=key)
    assert (gone.returncode, "hr-assistant stays: it was changed" in gone.stdout) == (0, True), gone.stderr
    assert "agent-builder is archived" in gone.stdout
    back = own.remit("seed", key=key)
    assert back.returncode == 0, back.stderr + back.stdout
    assert (
        json.loads(own.remit("agents", "show", "agent-builder-chat", "--json", key=key).stdout)["status"]
        != "archived"
    )
