"""Model servers in containers: made, looked after, and found again by their labels when Remit was gone."""

import os
import secrets
import socket
import stat
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from remit.engines.hosts.containers import box
from remit.engines.hosts.containers.box import ContainerSettings
from remit.engines.hosts.containers.engine import Engine, Stream
from remit.engines.hosts.containers.looking import Meter, how_it_ended, installation, no_image
from remit.engines.hosts.errors import Conflict, HostError, NotFound, Retryable
from remit.engines.hosts.machine import (
    HOST,
    Away,
    Ended,
    ModelFile,
    Order,
    Output,
    Patience,
    ServerCommand,
    Wanted,
)
from remit.kit.telemetry import logger

_log = logger(__name__)
_MIB = 2**20
_FRESH = 2.0
_CONNECT = 0.5
_GOING = ("removing", "dead")  # who removes a container kills it first
_REMOVED = "It was removed by somebody else."


class Boxes:
    """The place for models in containers; `folder` holds the models, `home` says which containers are this Remit's."""

    host = "container"
    outlives = True

    def __init__(self, settings: ContainerSettings, folder: Path, home: Path) -> None:
        self._settings = settings
        self._engine = Engine(settings.engine)
        self._command = ServerCommand(settings.command or box.COMMAND, "REMIT_CONTAINER_COMMAND")
        self._folder, self._home = folder, home
        self._judged: tuple[float, str, str | None] = (float("-inf"), "", None)
        self._trouble: str | None = None
        self._meter = Meter(self._engine)

    @property
    def program(self) -> str:
        """The image."""
        return self._settings.image or "no image"

    def problem(self, image: str = "") -> str | None:
        """Ask the engine whether it and the image are there; what it said is good for two seconds."""
        at, of, said = self._judged
        if time.monotonic() - at > _FRESH or of != image:
            said = self._problem(image or self._settings.image)
            self._judged = time.monotonic(), image, said
        return said

    def image(self) -> dict[str, str]:
        """Ask which image the name means now; nothing is known where the engine does not answer."""
        name = self._settings.image
        try:
            found = self._engine.image(name) if name and not self._engine.problem() else None
        except HostError:
            found = None
        return {"image": name, "image_id": found} if found else {}

    def _problem(self, image: str) -> str | None:
        if known := self._engine.problem():
            return known
        if not image:
            return (
                "No image is set: name one whose server speaks OpenAI's protocol with REMIT_CONTAINER_IMAGE."
            )
        if wrong := self._command.problem():
            return wrong
        try:
            there = self._engine.image(image)
        except HostError as error:
            return error.detail
        return None if there else no_image(image)

    def refusal(self, file: ModelFile) -> str | None:
        """Refuse a file that nobody but its owner may read: containers run as nobody."""
        above = [each for each in file.path.parents if each.is_relative_to(self._folder.resolve())]
        closed = not file.path.stat().st_mode & stat.S_IROTH
        if closed or any(not each.stat().st_mode & stat.S_IXOTH for each in above):
            return (
                f"{file.name} may only be read by its owner, and the container runs as nobody:"
                " let others read it (chmod -R o+rX the models folder)."
            )
        return None

    def trouble(self) -> str | None:
        """Say what the engine last failed with, unless it has answered since."""
        return self._trouble

    def memory(self, file: ModelFile, context: int, count: int) -> int:
        """Estimate what they take together: they share the weights, each has its own beside them."""
        return file.about.memory(context, count) + count * self._settings.memory_beside * _MIB

    def start(self, wanted: Wanted, patience: Patience) -> "Box":
        """Take up the container that is there, or make it."""
        name = box.name_of(wanted.order, wanted.number)
        try:
            found = self._ours(name) or self._made(name, wanted)
            self._trouble = None
        except Retryable as error:
            self._trouble = error.detail
            raise Away(error.detail) from error
        except NotFound as error:
            raise Ended(no_image(wanted.order.image or self._settings.image)) from error
        except HostError as error:
            raise Ended(error.detail) from error
        return Box(self, self._engine, found, wanted, patience, box.limit(wanted.order, self._settings))

    def _ours(self, name: str) -> dict[str, Any] | None:
        """Find a container of the name that serves, frozen or not; one that has ended is removed."""
        found = self._engine.inspect(name)
        if found is None:
            return None
        if (found["Config"].get("Labels") or {}).get(box.HOME) != self._id():
            raise Conflict(
                f"The name {name} is taken by a container that is not Remit's: rename or remove it, then restart this."
            )
        if not found["State"]["Running"]:
            self._engine.remove(found["Id"])
            return None
        if found["State"]["Paused"]:
            self._engine.unpause(found["Id"])
        return found

    def _made(self, name: str, wanted: Wanted) -> dict[str, Any]:
        key, cores = secrets.token_urlsafe(32), os.cpu_count() or 1
        self._engine.network(box.NETWORK)
        wish = box.config(wanted, self._settings, self._command, self._id(), key, cores)
        id = self._engine.create(name, wish)
        try:
            self._engine.start(id)
        except HostError:
            self._engine.remove(id)
            raise
        made = self._engine.inspect(id)
        if made is None:
            raise Ended("It was removed as soon as it was made.")
        return made

    def resume(self, order: Order) -> Order | None:
        """Find what serves already: of the revision that is replaced; other containers of the workload are removed."""
        earlier = None
        for found in self._found({box.OWNER: order.key}):
            known = box.order_of(found["Labels"], self._folder)
            if known is not None and order.replaces == known.revision != order.revision:
                earlier = known
            elif known is None or known.revision != order.revision:
                self._engine.remove(found["Id"])
        return earlier

    def clear(self, key: str, facts: dict[str, Any] | None) -> bool:
        """Remove all containers of a workload."""
        found = self._found({box.OWNER: key})
        for each in found:
            self._engine.remove(each["Id"])
        return bool(found)

    def freeze(self, key: str) -> bool:
        """Pause what runs of a workload, and remove what does not; says whether there was something to do."""
        found = [each for each in self._found({box.OWNER: key}) if each["State"] != "paused"]
        for each in found:
            (self._engine.pause if each["State"] == "running" else self._engine.remove)(each["Id"])
        return bool(found)

    def left(self) -> set[str]:
        """Name the workloads that the engine has containers of."""
        if self._engine.problem():
            return set()
        return {each["Labels"][box.OWNER] for each in self._found({}) if box.OWNER in each["Labels"]}

    def measure(self, name: str, pid: int) -> tuple[float | None, int | None]:
        """Ask the engine; the share of a core is between this look and the one before."""
        return self._meter.measure(name)

    def close(self) -> None:
        """Hang up."""
        self._engine.close()

    def news(self) -> Stream | None:
        """Open what the engine tells of this Remit's containers; none where no engine is set."""
        return None if self._engine.problem() else self._engine.events({box.HOME: self._id()})

    def thaw(self, event: dict[str, Any]) -> None:
        """Let a container go on that somebody else has frozen."""
        with suppress(HostError):  # it has gone on or has ended by itself
            self._engine.unpause(str(event["id"]))

    def _found(self, more: dict[str, str]) -> list[dict[str, Any]]:
        """List this Remit's containers."""
        try:
            found = self._engine.containers({box.HOME: self._id(), **more})
        except Retryable as error:
            self._trouble = error.detail
            raise
        self._trouble = None
        return found

    def _id(self) -> str:
        return installation(self._home)


class Box:
    """One start of a container; a thread carries what it writes into its file, and learns when it ends."""

    def __init__(
        self,
        place: Boxes,
        engine: Engine,
        found: dict[str, Any],
        wanted: Wanted,
        patience: Patience,
        limit: int,
    ) -> None:
        self._place, self._engine, self._id = place, engine, str(found["Id"])
        self.pid, self.mark = int(found["State"].get("Pid") or 0), self._id
        self.port, self.key = box.port_of(found), box.key_of(found)
        self._patience, self._limit, self._path = patience, limit, wanted.output
        self._over: Ended | None = None
        self._left = threading.Event()
        self._stream: Stream | None = None
        self._pump = threading.Thread(target=self._follow, name=f"output of {wanted.id}", daemon=True)
        self._pump.start()

    def require_running(self) -> None:
        """Say what the engine said last; where it does not answer, the server itself is asked."""
        over = self._over
        if isinstance(over, Away) and self._connects():
            return
        if over is not None:
            raise over

    def listens(self) -> bool:
        """Take the engine's word: it gave the port to this container and to nobody else."""
        return self.port != 0

    def end(self) -> None:
        """Ask it to end, then remove it; where the engine is away, whoever comes back to it does."""
        self._left.set()
        try:
            self._engine.stop(self._id, max(1, int(self._patience.stop)))
        except NotFound:
            pass
        except HostError as error:
            _log.warning("a container could not be stopped", container=self._id[:12], reason=error.detail)
        self._pump.join(self._patience.stop)
        self.leave()
        with suppress(HostError):
            self._engine.remove(self._id)

    def leave(self) -> None:
        """Follow it no more."""
        self._left.set()
        if self._stream is not None:
            self._stream.close()

    def _follow(self) -> None:
        output = Output(self._path)
        since: int | None = int(self._path.stat().st_mtime) if self._path.stat().st_size else None
        while True:
            try:
                self._stream = self._engine.output(self._id, since)
                for piece in self._stream:
                    output.write(piece)
                self._over = self._state()
            except NotFound:
                self._over = Ended(_REMOVED)
            except Retryable as error:
                self._over = Away(error.detail)
            except HostError as error:
                self._over = Ended(error.detail)
            if self._left.is_set() or (self._over is not None and not isinstance(self._over, Away)):
                break
            since = int(time.time())
            self._left.wait(self._patience.away_pause)
        output.close()

    def _state(self) -> Ended | None:
        """Ask how it ended; none when it runs."""
        found = self._engine.inspect(self._id)
        if found is None or found["State"]["Status"] in _GOING:
            return Ended(_REMOVED)
        over = how_it_ended(found["State"], self._limit)
        return None if over is None else Ended(over)

    def _connects(self) -> bool:
        with suppress(OSError), socket.create_connection((HOST, self.port), _CONNECT):
            return True
        return False
