"""What is to be served, and by which of its servers."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Order:
    """What should be served: so many servers of a file, as a revision of a workload with a key of its own.

    file: the model's path inside the models folder. memory: bytes that each server takes by estimate.
    replaces: the revision that is believed to serve now. image: what serves it, by its digest; empty for what is set.
    """

    key: str
    name: str
    revision: str
    count: int
    context: int
    file: str
    path: Path
    memory: int
    organization: str = ""
    environment: str = ""
    replaces: str | None = None
    image: str = ""


@dataclass(frozen=True)
class Wanted:
    """What one server is to be; `output` is the file for what it writes."""

    order: Order
    number: int
    output: Path

    @property
    def id(self) -> str:
        """Name it in the log."""
        return f"{self.order.name} {self.order.revision} {self.number}"


@dataclass(frozen=True)
class Patience:
    """How a server is kept: seconds, and how often it may end in a row before it is given up."""

    start: float = 900.0
    answer: float = 60.0
    health: float = 5.0
    stop: float = 5.0
    linger: float = 3.0
    look: float = 0.1
    check: float = 10.0
    silent_checks: int = 3
    steady: float = 60.0
    first_pause: float = 0.25
    longest_pause: float = 30.0
    away_pause: float = 1.0
    most_ends: int = 5
