"""Closing the engine while it works, in processes of its own: an engine is one to a process."""

import os
import subprocess
import sys

from tests.engines.durable.counting import RUNS
from tests.server import ROOT

from remit.kit.database import Database


def _process(url: str, act: str) -> list[tuple[str, int]]:
    """Run the counting process to its end: it complains of nothing, and returns what was counted in which run."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "sdk"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "tests.engines.durable.counting", url, act],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *counted, closed = done.stdout.splitlines()
    assert closed == "closed"
    return [(id, int(number)) for id, number in (line.split() for line in counted)]


def test_what_is_under_way_stops_without_a_word_and_goes_on_at_the_next_start(apart: Database) -> None:
    url = apart.url.render_as_string(hide_password=False)
    stopped = dict(_process(url, "begin"))
    assert set(stopped) == set(RUNS)
    went_on = _process(url, "finish")
    assert sorted(id for id, _ in went_on) == sorted(RUNS), "a step that was recorded ran again"
    # The step in which a run was stopped may run once more.
    assert {number - stopped[id] for id, number in went_on} <= {0, 1}
