"""A container engine, Docker or Podman, over Docker's API; every call says in words what went wrong."""

import importlib
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from remit.engines.hosts.errors import Conflict, NotFound, Rejected, Retryable

_SECONDS = 15
_SCHEMES = ("unix://", "tcp://", "http://", "https://", "npipe://")


class Engine:
    """One engine, by its socket's path or its address; an empty one is none.

    Raises `Retryable` when it does not answer, `NotFound`, `Conflict`, and `Rejected` with what it said.
    """

    def __init__(self, address: str) -> None:
        self.address = f"unix://{address}" if address.startswith("/") else address
        path = self.address.removeprefix("unix://")
        self._socket = Path(path) if path != self.address else None
        self._client: Any = None
        self._lock = threading.Lock()

    @property
    def here(self) -> bool:
        """Whether it is on this machine: spoken to by a socket."""
        return self._socket is not None

    def problem(self) -> str | None:
        """Say why it cannot be spoken to at all; none when its address can be read."""
        if not self.address:
            return "No container engine is set: name its socket or address with REMIT_CONTAINER_ENGINE."
        if not self.address.startswith(_SCHEMES):
            return f"{self.address} is no address of a container engine: write a socket's path, unix://… or tcp://…."
        return None

    def containers(self, labels: Mapping[str, str]) -> list[dict[str, Any]]:
        """List containers, also stopped ones, that have all of the labels."""
        wanted = {"label": [f"{name}={value}" for name, value in labels.items()]}
        with self._asked() as client:
            return list(client.containers(all=True, filters=wanted))

    def inspect(self, name: str) -> dict[str, Any] | None:
        """Look at a container; none when there is none of the name."""
        try:
            with self._asked() as client:
                return dict(client.inspect_container(name))
        except NotFound:
            return None

    def image(self, name: str) -> str | None:
        """Return the digest of an image; none when it is not there."""
        try:
            with self._asked() as client:
                return str(client.inspect_image(name)["Id"])
        except NotFound:
            return None

    def create(self, name: str, config: Mapping[str, Any]) -> str:
        """Make a container; return its id. `Conflict` when the name is taken, `NotFound` without the image."""
        with self._asked() as client:
            return str(client.create_container_from_config(dict(config), name)["Id"])

    def start(self, id: str) -> None:
        """Start a container."""
        with self._asked() as client:
            client.start(id)

    def stop(self, id: str, seconds: int) -> None:
        """Ask a container to end, and end it after so many seconds."""
        with self._asked() as client:
            client.stop(id, timeout=seconds)

    def remove(self, id: str) -> None:
        """Remove a container, running or not; one that is gone is well."""
        try:
            with self._asked() as client:
                client.remove_container(id, force=True, v=True)
        except (NotFound, Conflict):  # somebody else is removing it
            return

    def pause(self, id: str) -> None:
        """Freeze a container."""
        with self._asked() as client:
            client.pause(id)

    def unpause(self, id: str) -> None:
        """Let a frozen container go on."""
        with self._asked() as client:
            client.unpause(id)

    def signal(self, id: str, name: str) -> None:
        """Send a container a signal; one that has ended meanwhile is well."""
        try:
            with self._asked() as client:
                client.kill(id, name)
        except (NotFound, Conflict):
            return

    def network(self, name: str) -> None:
        """Make a network unless there is one of the name; `Retryable` when the engine has no addresses left for it."""
        try:
            with self._asked() as client:
                if not any(each["Name"] == name for each in client.networks(names=[name])):
                    client.create_network(name, driver="bridge")
        except NotFound as error:  # Docker's answer when its address pools are all taken
            raise Retryable(
                f"{error.detail} Remove networks that nothing uses, or give the engine more addresses."
            ) from error

    def last_words(self, id: str, lines: int) -> str:
        """Return the last lines that a container wrote."""
        with self._asked() as client:
            told: bytes = client.logs(id, stdout=True, stderr=True, tail=lines)
        return told.decode("utf-8", "replace")

    def output(self, id: str, since: int | None) -> "Stream":
        """Follow what a container writes until it ends; with `since`, only what it wrote after that second."""
        with self._asked() as client:
            told = client.logs(id, stdout=True, stderr=True, stream=True, follow=True, since=since)
        return Stream(told)

    def events(self, labels: Mapping[str, str]) -> "Stream":
        """Follow what happens to containers that have all of the labels, an event each."""
        wanted = {"type": "container", "label": [f"{name}={value}" for name, value in labels.items()]}
        with self._asked() as client:
            told = client.events(filters=wanted, decode=True)
        return Stream(told)

    def usage(self, id: str) -> dict[str, Any]:
        """Measure a container once."""
        with self._asked() as client:
            return dict(client.stats(id, stream=False, one_shot=True))

    def close(self) -> None:
        """Close the connections that are open; the next call opens others."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        if (
            self._socket is not None and not self._socket.exists()
        ):  # nothing is imported for what is not there
            raise Retryable(
                f"The container engine at {self.address} does not answer: there is no such socket."
            )
        errors, http = _load("docker.errors"), _load("requests.exceptions")
        try:
            yield self._connected()
        except errors.NotFound as error:
            raise NotFound(f"The container engine answered: {error.explanation or error}") from error
        except errors.APIError as error:
            kind = Conflict if error.status_code == 409 else Rejected
            raise kind(f"The container engine answered: {error.explanation or error}") from error
        except (errors.DockerException, http.RequestException, OSError) as error:
            self.close()
            raise Retryable(
                f"The container engine at {self.address} does not answer: {_short(error)}"
            ) from error

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                docker = _load("docker")
                environment = {**os.environ, "DOCKER_HOST": self.address}
                settings = docker.utils.kwargs_from_env(environment=environment)
                self._client = docker.APIClient(**settings, version="auto", timeout=_SECONDS)
            return self._client


class Stream:
    """What a container writes, piece by piece, or what happens to some, until it ends or this is closed."""

    def __init__(self, told: Any) -> None:
        self._told = told

    def __iter__(self) -> Iterator[Any]:
        failures = (
            _load("requests.exceptions").RequestException,
            _load("urllib3.exceptions").HTTPError,
            OSError,
        )
        try:
            yield from self._told
        except failures:
            return  # who reads looks at the container then

    def close(self) -> None:
        """Have the reader stop."""
        self._told.close()


def _load(module: str) -> Any:
    """Import on first use: a Remit without containers should not pay for it."""
    return importlib.import_module(module)


def _short(error: BaseException) -> str:
    """Find the cause in what libraries wrap round each other."""
    reasons: Sequence[object] = [error]
    while (
        inner := next((a for a in getattr(reasons[-1], "args", ()) if isinstance(a, BaseException)), None)
    ) or (inner := getattr(reasons[-1], "reason", None)):
        if not isinstance(inner, BaseException):
            break
        reasons = [*reasons, inner]
    last = reasons[-1]
    return (last.strerror if isinstance(last, OSError) and last.strerror else str(last))[:200]
