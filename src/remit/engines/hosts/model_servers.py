"""Serve models on this machine: a server for each instance, as a process or in a container."""

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from remit.engines.hosts.containers import OWNER, Boxes, ContainerSettings, Stream
from remit.engines.hosts.errors import Rejected
from remit.engines.hosts.host import (
    Act,
    Address,
    Call,
    Instance,
    Observed,
    Phase,
    Power,
    Problem,
    Telemetry,
    Workload,
    require_one_route,
)
from remit.engines.hosts.machine import (
    HOST,
    FileRefused,
    Keeper,
    ModelFile,
    ModelFolder,
    Order,
    Patience,
    Place,
    Processes,
    Running,
    Seen,
    last_lines,
    memory_available,
)
from remit.engines.hosts.news import Told
from remit.kit import clock

_OWNER = re.compile(r"[0-9a-f]{32}")
_GIB, _MIB = 2**30, 2**20


class ModelServers:
    """The models of a host that is this machine, in one of its places for servers.

    It reads of a workload's options `file`, a name in the folder; `context`, tokens; `owner`, 32 hexadecimal digits
    that nobody else's workload has; and `organization`, for labels. `folder` holds the files that may be served, `home`
    what the servers write.
    """

    def __init__(self, folder: Path, home: Path, place: Place, patience: Patience | None = None) -> None:
        self.folder = ModelFolder(folder)
        self.place = place
        self._keeper = Keeper(home, place, patience)

    def problems(self, file: ModelFile, context: int, instances: int, image: str = "") -> list[Problem]:
        """List what keeps so many instances of a file from being served here now."""
        found = []
        if missing := self.place.problem(image):
            found.append(Problem("server", missing))
        if refusal := self.place.refusal(file):
            found.append(Problem("file", refusal))
        if file.about.context and context > file.about.context:
            most = f"{file.about.context:,}"
            found.append(Problem("context", f"{file.name} was made for at most {most} tokens of context."))
        needed, free = self.place.memory(file, context, instances), memory_available()
        if needed > free:
            words = (
                f"{file.name} needs about {gibibytes(needed)}, and this machine has {gibibytes(free)} free"
            )
            hint = "Ask for fewer instances, a shorter context or a smaller file."
            found.append(Problem("memory", f"{words}. {hint}"))
        return found

    def validate(self, workload: Workload) -> list[Problem]:
        """Check a workload that does not run yet."""
        if not _OWNER.fullmatch(workload.options.get("owner", "")):
            return [Problem("owner", "A model on this machine needs an owner: 32 hexadecimal digits.")]
        try:
            file = self.folder.find(workload.options.get("file", ""))
        except FileRefused as error:
            return [Problem("file", str(error))]
        if self._seen(workload).phase is not Phase.ABSENT:
            return []
        image = workload.options.get("image", "")
        return self.problems(file, _context(workload), workload.instance_count, image)

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        """Say what an act would start or stop."""
        starts = act in {"apply", "run"}
        if serving == (workload.revision if starts else None):
            return []
        facts: dict[str, object] = {"name": workload.name, "revision": workload.revision}
        if starts:
            facts |= {"file": workload.options.get("file", ""), "instances": workload.instance_count}
        return [Call(self.place.host, "start" if starts else "stop", facts)]

    async def apply(self, workload: Workload) -> list[Call]:
        """Start what is not there; raises `Rejected` for a file that is gone, `Retryable` while it cannot be known."""
        try:
            file = self.folder.find(workload.options["file"])
        except FileRefused as error:
            raise Rejected(str(error)) from error
        context = _context(workload)
        order = Order(
            key=workload.options["owner"],
            name=workload.name,
            revision=workload.revision,
            count=workload.instance_count,
            context=context,
            file=file.name,
            path=file.path,
            memory=file.about.memory(context),
            organization=workload.options.get("organization", ""),
            environment=workload.environment,
            replaces=workload.replaces,
            image=workload.options.get("image", ""),
        )
        started = await asyncio.to_thread(self._keeper.begin, order)
        return self.rehearse("apply", workload, None) if started else []

    def observe(self, workload: Workload) -> Observed:
        """Say how it stands; what cannot be known and does not answer is unknown."""
        seen = self._seen(workload)
        native = {"program": self.place.program, "model": workload.model}
        phase, reason, serving = seen.phase, seen.reason, len(self._serving(seen))
        if (trouble := self.place.trouble()) and not serving:
            phase, reason = Phase.UNKNOWN, trouble
        return Observed(phase, clock.now(), reason, seen.revision, serving, native=native)

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        """Run; pause, which frees nothing where servers can stand still; or stop and keep nothing."""
        if power == "run":
            return await self.apply(workload)
        if power == "stop":
            return await self.retire(workload)
        stands = await asyncio.to_thread(self._keeper.freeze, workload.options["owner"])
        return self.rehearse("pause", workload, workload.revision) if stands else []

    async def retire(self, workload: Workload) -> list[Call]:
        """Stop all of it."""
        ended = await asyncio.to_thread(self._keeper.end, workload.options["owner"])
        return self.rehearse("retire", workload, workload.revision) if ended else []

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        """Refuse to split traffic: one revision serves at a time."""
        require_one_route(workload, weights)
        return []

    def addresses(self, owner: str) -> list[Address]:
        """List where the instances of an owner answer now."""
        return [
            Address(f"http://{HOST}:{each.port}/v1", each.model, each.key)
            for each in self._serving(self._keeper.seen(owner))
        ]

    def output(self, owner: str, most: int) -> list[tuple[str, list[str]]]:
        """Return the last lines that each instance wrote, by instance, the newest last."""
        return [(path.stem, last_lines(path, most)) for path in self._keeper.output(owner)]

    def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        """Measure each instance, with all that it started."""
        seen = self._seen(workload)
        instances = tuple(self._measured(each) for each in seen.servers)
        metrics = {
            "replicas": float(len(self._serving(seen))),
            "restarts": float(sum(each.restarts for each in seen.servers)),
        }
        missing = None if instances else "Nothing serves it now."
        return Telemetry(since, clock.now(), metrics, instances, missing=missing)

    def kept(self) -> set[str]:
        """Name the owners whose servers this process keeps."""
        return self._keeper.kept()

    def left(self) -> set[str]:
        """Name the owners that have servers, whether anybody keeps them or not; may wait, and raise `HostError`."""
        return self.kept() | self.place.left()

    def unkept(self, workload: Workload) -> bool:
        """Say whether nobody looks after a workload that should run."""
        absent = self._seen(workload).phase is Phase.ABSENT
        return workload.options["owner"] not in self.kept() if self.place.outlives else absent

    def end(self, owner: str) -> bool:
        """Stop all servers of an owner; says whether there were any."""
        return self._keeper.end(owner)

    def close(self) -> None:
        """Stop every server that this process keeps and that ends with it."""
        self._keeper.close()

    async def follow(self, told: Told) -> None:
        """Have the owner told, from any thread, whenever one of the servers kept here changes; ends with its task."""
        self._keeper.told = told
        try:
            await asyncio.Event().wait()
        finally:
            self._keeper.told = None

    def _seen(self, workload: Workload) -> Seen:
        return self._keeper.seen(workload.options["owner"])

    def _serving(self, seen: Seen) -> list[Running]:
        """Those of the revision that serves: what comes up beside it is not asked yet."""
        return [each for each in seen.up if seen.revision and each.name.startswith(f"{seen.revision}-")]

    def _measured(self, each: Running) -> Instance:
        cpu, memory = self.place.measure(each.mark, each.pid) if each.pid else (None, None)
        return Instance(each.name, each.phase, each.since, cpu, memory)


class LocalModels(ModelServers):
    """Models as processes beside Remit; `template` is the operator's command, if any."""

    def __init__(
        self, folder: Path, home: Path, template: str = "", patience: Patience | None = None
    ) -> None:
        super().__init__(folder, home, Processes(template), patience)


class ContainerModels(ModelServers):
    """Models in containers of an engine."""

    def __init__(
        self, folder: Path, home: Path, settings: ContainerSettings, patience: Patience | None = None
    ) -> None:
        boxes = Boxes(settings, folder, home)
        super().__init__(folder, home, boxes, patience)
        self._boxes = boxes

    async def follow(self, told: Told) -> None:
        """Hear of the servers kept here, and from the engine what others do to their containers."""
        self._keeper.told = told
        news = None
        try:
            news = await asyncio.to_thread(self._boxes.news)
            if news is None:
                await asyncio.Event().wait()
            else:
                await asyncio.to_thread(self._listen, news, told)
        finally:
            self._keeper.told = None
            if news is not None:
                news.close()

    def _listen(self, news: Stream, told: Told) -> None:
        for event in news:
            if owner := event["Actor"]["Attributes"].get(OWNER):
                if event["Action"] == "pause" and owner in self.kept():
                    self._boxes.thaw(event)
                told(owner)


def gibibytes(size: int) -> str:
    """Write a size as people read it: `4.7 GiB`."""
    return f"{size / _GIB:.1f} GiB" if size >= _GIB / 10 else f"{size / _MIB:.1f} MiB"


def _context(workload: Workload) -> int:
    return int(workload.options.get("context", "4096"))
