"""The models that are served on this machine: sets of servers by the workload that they are.

A new revision is started beside the one that serves; when all of it answers it takes over, and the old one ends. One
that does not come up is ended, and what served goes on. What runs stands in a file for each, so that every process of
Remit on this machine knows where to ask; only the one that started the servers keeps them.
"""

import json
import os
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from remit.engines.hosts.host import Phase
from remit.engines.hosts.machine.place import Place
from remit.engines.hosts.machine.server import Server
from remit.engines.hosts.machine.wanted import Order, Patience, Wanted
from remit.engines.hosts.news import Told

_TAKING_UP = 3.0
_OUTPUTS = 8  # files with what servers wrote, of those that are over
_STATE = "state.json"


@dataclass
class _Set:
    order: Order
    servers: list[Server] = field(default_factory=list)

    @property
    def up(self) -> list[Server]:
        return [each for each in self.servers if each.state.phase is Phase.IN_SERVICE]

    @property
    def failed(self) -> str | None:
        """Why a server of it was given up."""
        gone = [each.state.reason for each in self.servers if each.state.phase is Phase.FAILED]
        return gone[0] if gone else None

    def stop(self, after: float = 0.0) -> None:
        for each in self.servers:
            each.stop(after)


@dataclass
class _Kept:
    serving: _Set | None = None
    coming: _Set | None = None
    failed: tuple[str, str] | None = None
    """The revision that did not come up, and why."""


@dataclass(frozen=True)
class Running:
    """One server as any process sees it."""

    name: str
    phase: Phase
    pid: int
    port: int
    model: str
    key: str
    restarts: int
    since: datetime | None
    reason: str | None
    mark: str


@dataclass(frozen=True)
class Seen:
    """What is known of a workload; `revision` is the one that serves."""

    phase: Phase
    revision: str | None = None
    reason: str | None = None
    wanted: int = 0
    servers: tuple[Running, ...] = ()

    @property
    def up(self) -> list[Running]:
        """Those that answer."""
        return [each for each in self.servers if each.phase is Phase.IN_SERVICE]


class Keeper:
    """Keeps servers in a place; `home` is the folder for their state and output."""

    def __init__(self, home: Path, place: Place, patience: Patience | None = None) -> None:
        self._home = home
        self._place = place
        self._patience = patience or Patience()
        self._kept: dict[str, _Kept] = {}
        self._ending: list[Server] = []
        self._lock, self._beginning = threading.RLock(), threading.Lock()
        self._read: dict[str, tuple[int, Seen]] = {}
        self.told: Told | None = None
        """Who hears which workload changed."""

    def begin(self, order: Order) -> bool:
        """Bring a revision up, unless it serves, comes or has failed already; says whether something was started.

        What serves of it already, kept by nobody, goes on serving.
        """
        with self._beginning:
            if order.key not in self.kept():
                self._resume(order)
            with self._lock:
                kept = self._kept[order.key]
                known = [each.order.revision for each in (kept.serving, kept.coming) if each]
                if order.revision in known or (kept.failed and kept.failed[0] == order.revision):
                    return False
                self._drop(kept.coming)
                kept.failed = None
                for old in self.output(order.key)[:-_OUTPUTS]:
                    old.unlink(missing_ok=True)
                    old.with_suffix(".before").unlink(missing_ok=True)
                kept.coming = self._made(order)
                self._write(order.key)
        return True

    def _resume(self, order: Order) -> None:
        """Take up what outlived the Remit that kept it; until that answers, what was written down of it holds."""
        kept = _Kept()
        if not self._place.outlives:
            self._clear(order.key)
        elif (earlier := self._place.resume(order)) is not None:
            kept.serving = self._made(earlier)
        elif self._seen_by_others(order.key).revision == order.revision:
            kept.coming = self._made(order)
        until = time.monotonic() + _TAKING_UP
        taken = [each for servers in (kept.serving, kept.coming) if servers for each in servers.servers]
        while any(each.state.fresh for each in taken) and time.monotonic() < until:
            time.sleep(self._patience.look)
        with self._lock:
            self._kept[order.key] = kept
            if taken:
                self._changed(order.key)

    def _made(self, order: Order) -> _Set:
        made, folder = _Set(order), self._folder(order.key)
        for number in range(1, order.count + 1):
            wanted = Wanted(order, number, folder / f"{order.revision}-{number}.log")
            made.servers.append(Server(wanted, self._place, self._patience, lambda: self._changed(order.key)))
        for each in made.servers:
            each.start()
        return made

    def end(self, key: str) -> bool:
        """Stop all of a workload; says whether there was something."""
        with self._lock:
            if (kept := self._kept.pop(key, None)) is not None:
                self._drop(kept.serving)
                self._drop(kept.coming)
                (self._home / key / _STATE).unlink(missing_ok=True)
                return True
        return self._clear(key)

    def freeze(self, key: str) -> bool:
        """Have what serves stand still until it is begun again, or end where that cannot be; what comes up ends."""
        if not self._place.outlives:
            return self.end(key)
        with self._lock:
            if (kept := self._kept.pop(key, None)) is not None:
                self._drop(kept.coming)
                self._let_go(kept.serving)
            (self._home / key / _STATE).unlink(missing_ok=True)
        return self._place.freeze(key)

    def kept(self) -> set[str]:
        """Name what is kept here."""
        with self._lock:
            return set(self._kept)

    def close(self) -> None:
        """Stop everything, and wait until it has ended; what outlives Remit is only kept no more."""
        with self._lock:
            for key in list(self._kept):
                if self._place.outlives:
                    kept = self._kept.pop(key)
                    self._let_go(kept.serving)
                    self._let_go(kept.coming)
                else:
                    self.end(key)
            ending, self._ending = self._ending, []
        for each in ending:
            if not self._place.outlives:
                each.stop()
        for each in ending:
            each.join(2 * self._patience.stop + self._patience.linger)
        self._place.close()

    def seen(self, key: str) -> Seen:
        """Say how a workload stands: from memory where it is kept here, else as who keeps it wrote it down."""
        with self._lock:
            kept = self._kept.get(key)
            return self._judge(kept) if kept else self._seen_by_others(key)

    def output(self, key: str) -> list[Path]:
        """List the files with what the servers of a workload wrote, the newest last."""
        found = (self._home / key).glob("*.log")
        return sorted(found, key=lambda path: path.stat().st_mtime)

    def _changed(self, key: str) -> None:
        """Let what came up take over, and drop what did not."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return
            if (coming := kept.coming) is not None:
                if len(coming.up) == coming.order.count:
                    self._drop(kept.serving, self._patience.linger)
                    kept.serving, kept.coming = coming, None
                elif reason := coming.failed:
                    kept.failed, kept.coming = (coming.order.revision, reason), None
                    self._drop(coming)
            self._write(key)
        if (told := self.told) is not None:
            told(key)

    def _drop(self, servers: _Set | None, after: float = 0.0) -> None:
        if servers is not None:
            servers.stop(after)
            self._ending = [each for each in self._ending if not each.ended] + servers.servers

    def _let_go(self, servers: _Set | None) -> None:
        for each in servers.servers if servers else ():
            each.leave()
            self._ending.append(each)

    def _judge(self, kept: _Kept) -> Seen:
        serving, coming = kept.serving, kept.coming
        shown = tuple(
            _running(f"{each.order.revision}-{at}", server)
            for each in (serving, coming)
            if each
            for at, server in enumerate(each.servers, 1)
        )
        if serving is None:
            if coming is not None:
                troubles = [each.state.reason for each in coming.servers if each.state.reason]
                return Seen(Phase.CREATING, None, next(iter(troubles), None), coming.order.count, shown)
            return Seen(Phase.FAILED, None, kept.failed[1] if kept.failed else None)
        revision, count = serving.order.revision, serving.order.count
        reason = kept.failed[1] if kept.failed else _fewer(serving)
        if coming is not None:
            return Seen(Phase.UPDATING, revision, reason, count, shown)
        if not serving.up:
            phase = Phase.FAILED if serving.failed else Phase.UPDATING
            return Seen(phase, None if phase is Phase.FAILED else revision, reason, count, shown)
        return Seen(Phase.IN_SERVICE, revision, reason, count, shown)

    def _folder(self, key: str) -> Path:
        folder = self._home / key
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _write(self, key: str) -> None:
        """Write down what runs, readable for nobody else: the servers' keys are in it."""
        seen = self._judge(self._kept[key])
        marks = {
            server.state.pid: server.state.mark
            for each in (self._kept[key].serving, self._kept[key].coming)
            if each
            for server in each.servers
            if server.state.pid
        }
        own = psutil.Process()
        facts = {
            "keeper": {"pid": own.pid, "started": own.create_time()},
            "phase": seen.phase.value,
            "revision": seen.revision,
            "reason": seen.reason,
            "wanted": seen.wanted,
            "marks": marks,
            "servers": [
                vars(each)
                | {"phase": each.phase.value, "since": each.since.isoformat() if each.since else None}
                for each in seen.servers
            ],
        }
        path = self._folder(key) / _STATE
        fresh = path.with_suffix(".new")
        with open(
            os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(facts, file)
        fresh.replace(path)

    def _clear(self, key: str) -> bool:
        """End what nobody keeps any more, and forget it; says whether there was something."""
        found = self._place.clear(key, self._facts(key))
        (self._home / key / _STATE).unlink(missing_ok=True)
        return found

    def _facts(self, key: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads((self._home / key / _STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def _seen_by_others(self, key: str) -> Seen:
        try:
            written = (self._home / key / _STATE).stat().st_mtime_ns
        except OSError:
            return Seen(Phase.ABSENT)
        known = self._read.get(key)
        if known is None or known[0] != written:
            facts = self._facts(key)
            if facts is None or not (self._place.outlives or _alive(facts["keeper"])):
                return Seen(Phase.ABSENT)
            known = self._read[key] = written, _read(facts)
        return known[1]


def _running(name: str, server: Server) -> Running:
    state = server.state
    return Running(
        name,
        state.phase,
        state.pid,
        state.port,
        state.model,
        state.key,
        state.restarts,
        state.since,
        state.reason,
        state.mark,
    )


def _fewer(servers: _Set) -> str | None:
    """Say why fewer serve than should; none when all do."""
    up, wanted = len(servers.up), servers.order.count
    if up == wanted:
        return None
    reasons = [each.state.reason for each in servers.servers if each.state.reason]
    return f"{up} of {wanted} instances serve. {reasons[0] if reasons else ''}".strip()


def _alive(keeper: dict[str, Any]) -> bool:
    try:
        return bool(psutil.Process(keeper["pid"]).create_time() == keeper["started"])
    except psutil.Error:
        return False


def _read(facts: dict[str, Any]) -> Seen:
    servers = tuple(
        Running(
            **{
                **each,
                "phase": Phase(each["phase"]),
                "since": datetime.fromisoformat(each["since"]) if each["since"] else None,
            }
        )
        for each in facts["servers"]
    )
    return Seen(Phase(facts["phase"]), facts["revision"], facts["reason"], facts["wanted"], servers)
