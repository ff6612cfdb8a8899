"""Where servers run: what starts one, and what is known of one that was started."""

from collections.abc import Mapping
from typing import Any, Protocol

from remit.engines.hosts.machine.folder import ModelFile
from remit.engines.hosts.machine.wanted import Order, Patience, Wanted


class Ended(Exception):
    """The server ended, or did not become what it should; the text says why."""


class Away(Ended):
    """What servers run in cannot be reached: how they are is not known, and nothing is held against them."""


class Start(Protocol):
    """One start of a server: where it answers on loopback, and the key it asks for.

    mark: what tells it from everything else that may have its process id.
    """

    pid: int
    port: int
    key: str
    mark: str

    def require_running(self) -> None:
        """Raise `Ended` when it has ended, `Away` when that cannot be known and it does not answer."""
        ...

    def listens(self) -> bool:
        """Say whether it is this server that listens on the port, as far as can be known."""
        ...

    def end(self) -> None:
        """End it, with all that it started."""
        ...

    def leave(self) -> None:
        """Let it run, and look after it no more."""
        ...


class Place(Protocol):
    """Starts servers.

    host: the host that it belongs to. outlives: whether servers go on running when Remit ends.
    """

    host: str
    outlives: bool

    @property
    def program(self) -> str:
        """What serves, in a word or two."""
        ...

    def problem(self, image: str = "") -> str | None:
        """Say why nothing can be started, of an image where one is meant; none when nothing is known against it."""
        ...

    def image(self) -> Mapping[str, str]:
        """Identify what serves where its name may come to mean something else: `image` and `image_id`, else nothing."""
        ...

    def refusal(self, file: ModelFile) -> str | None:
        """Say why a file cannot be served; none when nothing is known against it."""
        ...

    def trouble(self) -> str | None:
        """Say why it is not known how servers are; none when it is."""
        ...

    def memory(self, file: ModelFile, context: int, count: int) -> int:
        """Estimate the bytes that so many servers of a file take."""
        ...

    def start(self, wanted: Wanted, patience: Patience) -> Start:
        """Start a server; raises `Ended`, `Away` or `OSError`."""
        ...

    def resume(self, order: Order) -> Order | None:
        """Tidy up before the first server of an order; returns the order that goes on serving meanwhile, if any."""
        ...

    def clear(self, key: str, facts: dict[str, Any] | None) -> bool:
        """End what is left of a workload that nobody keeps; says whether there was something."""
        ...

    def freeze(self, key: str) -> bool:
        """Have the servers of a workload stand still until they are started again; false where that cannot be."""
        ...

    def left(self) -> set[str]:
        """Name the workloads of which servers may run that nobody keeps."""
        ...

    def close(self) -> None:
        """Let go of what is held open; may be used again."""
        ...

    def measure(self, name: str, pid: int) -> tuple[float | None, int | None]:
        """Measure a server: percent of a core, and bytes of memory."""
        ...
