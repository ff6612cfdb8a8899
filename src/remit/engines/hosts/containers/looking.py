"""What is told of any container of this Remit's: whose it is, what it uses, how it ended."""

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from remit.engines.hosts.containers.engine import Engine
from remit.engines.hosts.errors import HostError

_KILLED = 137
_MIB = 2**20


class Meter:
    """Measures containers; remembers each look, since the share of a core is between two."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._used: dict[str, tuple[int, float]] = {}

    def measure(self, name: str) -> tuple[float | None, int | None]:
        """Return the percent of a core since the look before, and the bytes of memory; none where nobody says."""
        try:
            told = self._engine.usage(name)
        except HostError:
            return None, None
        used, at = told.get("cpu_stats", {}).get("cpu_usage", {}).get("total_usage", 0), time.monotonic()
        before = self._used.get(name)
        self._used[name] = used, at
        cpu = max(0.0, (used - before[0]) / (at - before[1]) / 10**7) if before and at > before[1] else 0.0
        memory = told.get("memory_stats", {})
        kept = memory.get("stats", {})
        cache = kept.get("total_inactive_file", kept.get("inactive_file", 0))
        return cpu, max(0, memory["usage"] - cache) if "usage" in memory else None


def installation(home: Path) -> str:
    """Return what tells the containers of this Remit from another's on the same engine; `home` keeps it."""
    path, name = home / "installation", secrets.token_hex(16)
    if not path.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = home / name
        own.write_text(name)
        with suppress(FileExistsError):  # somebody else was faster, and wrote all of it
            path.hardlink_to(own)
        own.unlink()
    return path.read_text()


def how_it_ended(state: Mapping[str, Any], limit: int) -> str | None:
    """Say how a container ended that might use so many bytes; none when it runs."""
    most = f"{limit / _MIB:,.0f} MiB"
    if state["Running"]:
        return None
    if state.get("OOMKilled"):
        return f"It ran out of memory: it used its {most}."
    if state["ExitCode"] == _KILLED:
        return f"It was killed, perhaps out of memory: it may use {most}."
    said = f" {state['Error']}" if state.get("Error") else ""
    return f"It ended by itself with code {state['ExitCode']}.{said}"


def no_image(image: str) -> str:
    """Say that an image is not there, and what to do."""
    if image.startswith("sha256:"):
        return (
            f"The image {image[:19]} is not on this machine any more: load it again, or restart with what its name"
            " means now."
        )
    return f"The image {image} is not on this machine: have the engine fetch it (`docker pull {image}`)."
