"""Function agents in containers: one for each revision, beside each other, each with a folder of its own.

What an engine knows is the truth: any process of Remit on the machine finds the containers by their labels.
"""

import http.client
import json
import re
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from remit.engines.hosts.container_agents import making
from remit.engines.hosts.container_agents.calling import ContainerFunctions
from remit.engines.hosts.container_agents.spot import LONGEST, Spot, spot
from remit.engines.hosts.containers import (
    OWNER,
    Engine,
    Meter,
    Stream,
    how_it_ended,
    installation,
    no_image,
)
from remit.engines.hosts.errors import HostError, NotFound, Rejected, Retryable
from remit.engines.hosts.host import (
    Act,
    Call,
    Instance,
    Observed,
    Phase,
    Power,
    Problem,
    Telemetry,
    Workload,
)
from remit.kit import clock

_OWNER = re.compile(r"[0-9a-f]{32}")
_NUMBERS = {"memory_mb": (64, 1_000_000), "at_once": (1, 1000), "timeout_seconds": (1, 900)}
_ALL = 100
_ANSWERS_WITHIN = 2.0
_COMES_UP_WITHIN = 30.0
_LINES = 3
_LONGEST_WORDS = 300
_GOING = ("removing", "dead")
Found = Mapping[str, Any]


class ContainerAgents:
    """The agents of the engine at an address; `folder` holds their code and sockets. It may wait for the engine."""

    def __init__(self, engine: str, folder: Path) -> None:
        self._engine = Engine(engine)
        self._folder = folder.resolve()
        self._meter = Meter(self._engine)
        self.functions = ContainerFunctions(self._folder)

    def image(self, name: str) -> str:
        """Return the digest of what an image's name means now; the name where it is not there or nobody answers."""
        with suppress(HostError):
            return (self._engine.image(name) if name and self._engine.address else None) or name
        return name

    def validate(self, workload: Workload) -> list[Problem]:
        """List why a workload cannot be applied; raises `Retryable` while the engine does not answer."""
        if missing := self._missing(workload):
            return missing
        options = workload.options
        found = [] if self._engine.image(options["image"]) else [Problem("image", no_image(options["image"]))]
        for name, (least, most) in _NUMBERS.items():
            given = options.get(name, "")
            if not given.isdecimal() or not least <= int(given) <= most:
                found.append(Problem(name, f"It is a whole number from {least} to {most:,}."))
        if not _OWNER.fullmatch(options.get("owner", "")):
            found.append(Problem("owner", "An agent in a container needs an owner: 32 hexadecimal digits."))
        elif not (there := self._spot(workload)).fits:
            words = (
                f"{there.socket} is longer than the {LONGEST} bytes of a socket's path: choose a data directory that is"
                " not so deep (REMIT_DATA)."
            )
            found.append(Problem("folder", words))
        return found if making.files(workload) else [*found, Problem("code", "There is no code to ship.")]

    def _missing(self, workload: Workload) -> list[Problem]:
        """List what the operator has not set, or not so that agents can be called."""
        found = []
        if problem := self._engine.problem():
            found.append(Problem("engine", problem))
        elif not self._engine.here:
            words = (
                f"{self._engine.address} is an engine that is reached over a network, and agents are called through a"
                " socket on this machine: name the engine's own, such as unix:///var/run/docker.sock."
            )
            found.append(Problem("engine", words))
        if not workload.options.get("image"):
            words = (
                "No image is set for agents: name one that has python3, 3.11 or newer, with"
                " REMIT_CONTAINER_AGENT_IMAGE."
            )
            found.append(Problem("image", words))
        return found

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        """Say what an act would start, pause or remove."""
        return making.rehearse(act, workload, serving)

    def apply(self, workload: Workload) -> list[Call]:
        """Have the revision's container run; others of its owner that stand still go on, until calls are led away."""
        started = making.rehearse("apply", workload, None)
        woken = [each["Id"] for each in self._containers(workload) if each["State"] == "paused"]
        for id in woken:
            self._engine.unpause(id)
        found = self._ours(workload)
        if found is not None and _same(found, workload) and self._lives(workload, found):
            return started if found["Id"] in woken else []
        if found is not None:
            self._engine.remove(found["Id"])
        self._make(workload)
        return started

    def _lives(self, workload: Workload, found: Found) -> bool:
        """Say whether a container runs and answers, or may yet."""
        return bool(found["State"]["Running"]) and (_young(found) or _answers(self._spot(workload)))

    def _make(self, workload: Workload) -> None:
        files, there = making.files(workload), self._spot(workload)
        if not files:
            raise NotFound(f"There is no container {making.name_of(workload)}, and no code to make it of.")
        there.open(files)
        home = installation(self._folder)
        try:
            id = self._engine.create(making.name_of(workload), making.config(workload, there, home))
        except NotFound as error:
            raise Rejected(no_image(workload.options["image"])) from error
        try:
            self._engine.start(id)
        except HostError as error:
            self._engine.remove(id)
            raise error if isinstance(error, Retryable) else Rejected(error.detail) from error

    def observe(self, workload: Workload) -> Observed:
        """Say how the revision stands: by the engine's word, and by whether its server answers."""
        try:
            found = self._ours(workload)
        except Retryable as error:
            return Observed(Phase.UNKNOWN, clock.now(), error.detail)
        if found is None or found["State"]["Status"] in _GOING:
            return Observed(Phase.ABSENT, clock.now())
        phase, reason = self._phase(workload, found)
        serves = phase is Phase.IN_SERVICE
        return Observed(
            phase,
            clock.now(),
            reason,
            workload.revision if serves else None,
            1 if serves else 0,
            native={"container": making.name_of(workload), "image": str(found["Config"]["Image"])},
        )

    def _phase(self, workload: Workload, found: Found) -> tuple[Phase, str | None]:
        state, there = found["State"], self._spot(workload)
        if state["Paused"]:
            return Phase.ABSENT, "It stands still: it is paused."
        if state["Running"]:
            if _answers(there):
                return Phase.IN_SERVICE, None
            if _young(found):
                return Phase.CREATING, None
            words = f"Its server has not answered for {_COMES_UP_WITHIN:.0f} seconds."
        else:
            words = how_it_ended(state, making.limit(workload)) or ""
        # What has served is begun anew; what never came up would not come up the next time.
        if there.served or not there.run.is_dir():
            return Phase.ABSENT, words
        return Phase.FAILED, words + self._last_words(found)

    def _last_words(self, found: Found) -> str:
        try:
            said = " ".join(self._engine.last_words(found["Id"], _LINES).split())
        except HostError:
            return ""
        return f" It wrote last: {said[-_LONGEST_WORDS:]}" if said else ""

    def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        """Have those that are not named end: each goes on until nobody calls it, and is removed at a later look."""
        if sum(weights.values()) != _ALL:
            raise Rejected(f"{workload.name} splits its calls between revisions, {_ALL} % in all.")
        made = []
        for each in self._containers(workload):
            revision = str(each["Labels"].get(making.REVISION))
            if revision in weights:
                continue
            if each["State"] == "running":
                self._engine.signal(each["Id"], "SIGTERM")
            elif each["State"] not in _GOING:
                made += self._remove(workload, each)
        return made

    def power(self, workload: Workload, power: Power) -> list[Call]:
        """Run; pause, so that it keeps its memory and uses no processor; or stop and keep nothing that runs."""
        if power == "run":
            return self.apply(workload)
        if power == "stop":
            return self.retire(workload)
        running = [each for each in self._containers(workload) if each["State"] == "running"]
        for each in running:
            self._engine.pause(each["Id"])
        return making.rehearse("pause", workload, workload.revision) if running else []

    def retire(self, workload: Workload) -> list[Call]:
        """Remove all revisions with their folders."""
        removed = [call for each in self._containers(workload) for call in self._remove(workload, each)]
        self._spot(workload).remove_all()
        return removed

    def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        """Measure each revision that runs."""
        running = [each for each in self._containers(workload) if each["State"] == "running"]
        instances = tuple(self._measured(each) for each in running)
        missing = None if instances else "Nothing serves it now."
        return Telemetry(since, clock.now(), {"replicas": float(len(instances))}, instances, missing=missing)

    def news(self) -> Stream | None:
        """Open what the engine tells of these containers; none where no engine is set."""
        if self._engine.problem():
            return None
        return self._engine.events({making.HOME: installation(self._folder)})

    def close(self) -> None:
        """Hang up; what runs goes on."""
        self._engine.close()

    def _measured(self, each: Found) -> Instance:
        cpu, memory = self._meter.measure(each["Id"])
        since = datetime.fromtimestamp(each["Created"], UTC)
        return Instance(each["Names"][0].lstrip("/"), Phase.IN_SERVICE, since, cpu, memory)

    def _remove(self, workload: Workload, each: Found) -> list[Call]:
        revision = str(each["Labels"].get(making.REVISION))
        self._engine.remove(each["Id"])
        spot(self._folder, workload.options["owner"], revision).remove()
        return [Call("container", "remove", {"name": workload.name, "revision": revision})]

    def _containers(self, workload: Workload) -> list[dict[str, Any]]:
        """List the owner's containers of this Remit, oldest first."""
        wanted = {making.HOME: installation(self._folder), OWNER: workload.options["owner"]}
        return sorted(self._engine.containers(wanted), key=lambda each: (each["Created"], each["Id"]))

    def _ours(self, workload: Workload) -> dict[str, Any] | None:
        """Find the revision's container; `Rejected` for one of its name that was not made for it."""
        name = making.name_of(workload)
        found = self._engine.inspect(name)
        told = (found["Config"].get("Labels") or {}) if found else {}
        owned = (told.get(making.HOME), told.get(OWNER))
        if found is not None and owned != (installation(self._folder), workload.options["owner"]):
            raise Rejected(
                f"The container {name} was not made for this deployment: it is left alone. Rename or remove it, then"
                " deploy again."
            )
        return found

    def _spot(self, workload: Workload) -> Spot:
        return spot(self._folder, workload.options["owner"], workload.revision)


def _same(found: Found, workload: Workload) -> bool:
    """Say whether a container is made of what is wanted; where no code is named, what it has is."""
    if not making.files(workload):
        return True
    return bool(found["Config"]["Labels"].get(making.CONTENT) == making.content(workload))


def _young(found: Found) -> bool:
    """Say whether a container was started so lately that its server need not answer yet."""
    told = re.sub(r"(\.\d{6})\d*", r"\1", found["State"]["StartedAt"].replace("Z", "+00:00"))
    return (clock.now() - datetime.fromisoformat(told)).total_seconds() < _COMES_UP_WITHIN


def _answers(there: Spot) -> bool:
    """Ask the server whether it is there; where its calls are all taken, its being there is enough."""
    if not there.close():
        return False
    asked = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    asked.settimeout(_ANSWERS_WITHIN)
    try:
        asked.connect(str(there.socket))
        asked.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = http.client.HTTPResponse(asked)
        answer.begin()
        return bool(json.loads(answer.read())["ready"])
    except TimeoutError:
        return True
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return False
    finally:
        asked.close()
