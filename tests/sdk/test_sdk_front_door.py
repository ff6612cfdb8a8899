"""What the client package offers."""

import subprocess
import sys

from tests.server import ROOT

import remit_sdk


def test_everything_offered_is_there() -> None:
    assert sorted(remit_sdk.__all__) == [
        "ExternalAgent",
        "LiveEvent",
        "Remit",
        "RemitError",
        "RemitProblem",
        "RemitUnreachable",
        "models",
    ]
    assert all(hasattr(remit_sdk, name) for name in remit_sdk.__all__)


def test_it_stands_alone() -> None:
    script = (
        "import sys, remit_sdk; print(*(m for m in sys.modules if m == 'remit' or m.startswith('remit.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(ROOT / "sdk")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
