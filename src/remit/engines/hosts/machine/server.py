"""One server of a model, kept running: started, checked, watched, started again when it ends.

A thread of its own does it, and waits: the kernel ends a process when the thread that started it is gone.
"""

import http.client
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from remit.engines.hosts.host import Phase
from remit.engines.hosts.machine.command import HOST
from remit.engines.hosts.machine.output import last_lines
from remit.engines.hosts.machine.place import Away, Ended, Place, Start
from remit.engines.hosts.machine.wanted import Patience, Wanted
from remit.kit.telemetry import logger

_log = logger(__name__)
_TOLD = 3  # lines of its output that say why a server ended
_OK = 200


@dataclass
class State:
    """How a server stands; `model` is what it calls its model."""

    phase: Phase = Phase.CREATING
    reason: str | None = None
    pid: int = 0
    port: int = 0
    model: str = ""
    since: datetime | None = None
    restarts: int = 0
    mark: str = ""
    key: str = field(default="", repr=False)

    @property
    def fresh(self) -> bool:
        """Whether it has just begun, and nothing has become of it."""
        return self.phase is Phase.CREATING and self.reason is None


class Server:
    """Keeps one server running until it is told to stop; `changed` is called after each change of its state."""

    def __init__(self, wanted: Wanted, place: Place, patience: Patience, changed: Callable[[], None]) -> None:
        self.wanted = wanted
        self.state = State()
        self._place = place
        self._patience = patience
        self._changed = changed
        self._stop, self._hurry = threading.Event(), threading.Event()
        self._linger, self._leaves = 0.0, False
        self._thread = threading.Thread(target=self._run, name=f"model {wanted.order.name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, after: float = 0.0) -> None:
        """Have it end, after so many seconds in which calls that are under way may end."""
        self._linger = after
        if not after:
            self._hurry.set()
        self._stop.set()

    def leave(self) -> None:
        """Let it run on, kept by nobody."""
        self._leaves = True
        self.stop()

    def join(self, seconds: float) -> None:
        """Wait until it has ended."""
        self._thread.join(seconds)

    @property
    def ended(self) -> bool:
        """Whether nothing of it is left."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        ends, patience = 0, self._patience
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._once()
            except Away as error:
                self._now(phase=Phase.CREATING, reason=str(error), pid=0)
                self._stop.wait(patience.away_pause)
                continue
            except (Ended, OSError) as error:
                reason = str(error)
            else:
                break
            if self._stop.is_set():
                break
            ends = 1 if time.monotonic() - began > patience.steady else ends + 1
            _log.warning("a model server ended", server=self.wanted.id, reason=reason, ends=ends)
            if ends >= patience.most_ends:
                words = f"It ended {ends} times in a row and is not started again. {reason}"
                self._now(phase=Phase.FAILED, reason=words, pid=0)
                return
            self.state.restarts += 1
            self._now(phase=Phase.CREATING, reason=reason, pid=0)
            self._stop.wait(min(patience.first_pause * 2 ** (ends - 1), patience.longest_pause))
        self._now(phase=Phase.ABSENT, pid=0)

    def _now(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self.state, name, value)
        self._changed()

    def _once(self) -> None:
        """Start the server and watch it; returns when told to stop, raises `Ended` when it ends by itself."""
        start = self._place.start(self.wanted, self._patience)
        try:
            self._now(pid=start.pid, port=start.port, key=start.key, mark=start.mark)
            self._become_ready(start)
            self._now(phase=Phase.IN_SERVICE, reason=None, since=datetime.now(UTC))
            self._watch(start)
            self._hurry.wait(self._linger)
        finally:
            if self._leaves:
                start.leave()
            else:
                start.end()

    def _become_ready(self, start: Start) -> None:
        """Wait until it is healthy and has answered once; a stop ends the waiting."""
        until = time.monotonic() + self._patience.start
        while not self._stop.is_set():
            self._require_running(start)
            if start.listens() and self._healthy():
                self.state.model = self._smoke()
                return
            if time.monotonic() > until:
                raise Ended(f"It was not ready after {self._patience.start:.0f} seconds. {self._last()}")
            self._stop.wait(self._patience.look)

    def _watch(self, start: Start) -> None:
        silent, due = 0, time.monotonic() + self._patience.check
        while not self._stop.wait(self._patience.look):
            self._require_running(start)
            if time.monotonic() < due:
                continue
            silent = 0 if self._healthy() else silent + 1
            if silent >= self._patience.silent_checks:
                raise Ended(f"It answered nothing any more. {self._last()}")
            due = time.monotonic() + self._patience.check

    def _require_running(self, start: Start) -> None:
        try:
            start.require_running()
        except Away:
            raise
        except Ended as error:
            raise Ended(f"{error} {self._last()}") from error

    def _healthy(self) -> bool:
        """Ask for its health; servers without such a page list their models."""
        status, _ = self._ask("GET", "/health", seconds=self._patience.health)
        if status != http.client.NOT_FOUND:
            return status == _OK
        return self._ask("GET", "/v1/models", seconds=self._patience.health)[0] == _OK

    def _smoke(self) -> str:
        """Have it answer with one token; return what it calls its model."""
        name = self.wanted.order.name
        _, listed = self._ask("GET", "/v1/models")
        with suppress(ValueError, TypeError, KeyError):
            served = [each["id"] for each in json.loads(listed)["data"]]
            name = name if name in served or not served else str(served[0])
        body = {"model": name, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
        status, _ = self._ask("POST", "/v1/chat/completions", json.dumps(body))
        if status != _OK:
            what = f"status {status}" if status else "nothing"
            raise Ended(f"It started, and answered its first question with {what}. {self._last()}")
        return name

    def _ask(
        self, method: str, path: str, body: str | None = None, seconds: float | None = None
    ) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self.state.key}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection(
            HOST, self.state.port, timeout=seconds or self._patience.answer
        )
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(2**20)
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def _last(self) -> str:
        lines = last_lines(self.wanted.output, _TOLD)
        return f"Its last words: {' / '.join(lines)}" if lines else "It wrote nothing."
