"""`bench/run [start|deployments|calls|gateway …]`: measure and print the table; exit code 1 when a limit is passed."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench import (
    audit,
    building,
    calls,
    containers,
    deployments,
    live,
    reconciling,
    rollouts,
    sandbox,
    start,
    validation,
    web,
)
from bench.figures import HEAD, Figure
from bench.gateway import measuring
from bench.gateway.peers import PEERS

_PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "start": start.measure,
    "deployments": deployments.measure,
    "reconciling": reconciling.measure,
    "rollouts": rollouts.measure,
    "containers": containers.measure,
    "calls": calls.measure,
    "audit": audit.measure,
    "web": web.measure,
    "live": live.measure,
    "sandbox": sandbox.measure,
    "validation": validation.measure,
    "building": building.measure,
    "gateway": measuring.measure,
}


def main() -> int:
    """Measure the named parts, all of them when none is named."""
    wanted = _read()
    parts = _PARTS | {
        "gateway": partial(measuring.measure, against=wanted.against, usage_rows=wanted.usage_rows)
    }
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n\n{HEAD}", flush=True)
    passed = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name in wanted.parts or list(_PARTS):
            for figure in parts[name](Path(folder)):
                print(figure.row(), flush=True)
                passed.append(figure.holds)
    return 0 if all(passed) else 1


def _read() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"one of {', '.join(_PARTS)}; all by default"
    )
    parser.add_argument(
        "--against", type=_peers, default=(), help=f"other gateways to race with: {','.join(PEERS)}"
    )
    parser.add_argument(
        "--usage-rows", type=int, default=1_000_000, help="calls on record in the gateway part (1,000,000)"
    )
    wanted = parser.parse_args()
    if unknown := set(wanted.parts) - set(_PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(_PARTS)}")
    return wanted


def _peers(names: str) -> list[str]:
    found = names.split(",")
    if unknown := set(found) - set(PEERS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))} is not one of {', '.join(PEERS)}")
    return found


if __name__ == "__main__":
    sys.exit(main())
