"""Durable work on DBOS Transact, in PostgreSQL's schema `dbos`.

One generic workflow runs every registered one, so that what DBOS stores is a name and JSON. The application version
is constant: editing a workflow must not strand what is under way (a breaking edit takes a new workflow name).
"""

import asyncio
import json
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID, StepOptions
from dbos._error import DBOSMaxStepRetriesExceeded
from dbos._serialization import DefaultSerializer
from dbos._utils import INTERNAL_QUEUE_NAME
from sqlalchemy import text

from remit.engines.durable import members
from remit.engines.durable.run import Input, Json, Step, StepFailed, Workflow
from remit.kit.database import driver_url
from remit.kit.errors import Unavailable
from remit.kit.telemetry import correlation

# A step that raises is tried again for a minute: the database may be restarting.
_AGAIN: StepOptions = {
    "retries_allowed": True,
    "interval_seconds": 0.5,
    "backoff_rate": 2.0,
    "max_attempts": 8,
}


# How long runs and the threads that begin them may take to end when Remit stops; it is a matter of milliseconds.
_LET_GO_SECONDS = 5.0


_FORGOTTEN_AT_ONCE = 100
_ENDED = text(
    "select workflow_uuid from dbos.workflow_status where status in ('SUCCESS', 'ERROR', 'CANCELLED')"
    " and updated_at < :before order by updated_at limit :most"
)


class JsonSerializer(Serializer):
    """Plain JSON, and exceptions by their words; nothing that could run when it is read."""

    def serialize(self, data: Json) -> str:
        """Write JSON; an exception becomes its type and text."""
        return json.dumps(data, default=_plain, separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> Json:
        """Read JSON; an exception comes back as `StepFailed`."""
        data = json.loads(serialized_data)
        if isinstance(data, dict) and "$failed" in data:
            return StepFailed(data["$failed"])
        return data

    def name(self) -> str:
        """Name the format, with its version, in each row."""
        return "remit_json_1"


def _plain(value: object) -> Json:
    if isinstance(value, BaseException):
        return {"$failed": f"{type(value).__name__}: {value}"[:2000]}
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON: a durable step takes and gives JSON only")


def forbid_pickle() -> None:
    """Make DBOS refuse pickled rows: it would honour them whatever serializer is configured."""

    def refuse(_: object, __: object) -> str:
        raise TypeError("pickled payloads are refused")

    setattr(DefaultSerializer, "serialize", refuse)  # noqa: B010 - a method is replaced, on purpose
    setattr(DefaultSerializer, "deserialize", refuse)  # noqa: B010


class _DbosRun:
    def __init__(self, id: str) -> None:
        self.id = id

    async def step(self, name: str, step: Step, *arguments: Json) -> Json:
        try:
            return await DBOS.run_step_async({"name": name, **_AGAIN}, step, *arguments)
        except DBOSMaxStepRetriesExceeded as error:
            raise StepFailed(f"{error}: {error.errors[-1]!r}"[:2000]) from error

    async def sleep(self, seconds: float) -> None:
        await DBOS.sleep_async(seconds)


_workflows: dict[str, Workflow] = {}


@DBOS.workflow(name="remit_run", max_recovery_attempts=None)
async def _run(name: str, input: Input) -> None:
    id = DBOS.workflow_id or ""
    correlation.set(str(input.get("correlation_id") or id))
    await _workflows[name](_DbosRun(id), input)


class Dbos:
    """The engine of this process; `executor_id` is stable, so that its next start goes on where it stopped."""

    def __init__(self, url: str, *, executor_id: str) -> None:
        self._engine: DBOS | None = None
        self._config: DBOSConfig = {
            "name": "remit",
            "system_database_url": driver_url(url).render_as_string(hide_password=False),
            "executor_id": executor_id,
            "application_version": members.LEADS,
            "serializer": JsonSerializer(),
            "max_executor_threads": 32,
            "sys_db_pool_size": 6,
            "run_migrations": False,
            "log_level": "ERROR",
            "scheduler_polling_interval_sec": 30.0,
        }

    def register(self, name: str, workflow: Workflow) -> None:
        """Make a workflow known, before `launch`."""
        _workflows[name] = workflow

    async def launch(self, helper: int | None = None) -> None:
        """Begin to work on the running event loop; unfinished runs of this executor go on."""
        forbid_pickle()
        config = self._config
        if helper is not None:
            config = {**config, "executor_id": members.executor(helper), "application_version": members.HELPS}
        self._engine = DBOS(config=config)
        try:
            DBOS.launch()
        except Exception as error:  # DBOS raises bare exceptions of several kinds; none may pass silently
            raise Unavailable(f"The durable engine does not start: {error}.") from error

    async def start(self, name: str, id: str, input: Input) -> None:
        """Start a run; one id starts once, whoever asks and however often."""
        with SetWorkflowID(id):
            await DBOS.start_workflow_async(_run, name, input)

    async def take_over(self) -> int:
        """Go on with what helpers began that are gone; return how many runs that are."""
        return 0 if self._engine is None else await asyncio.to_thread(_take_over, self._engine)

    async def forget(self, before: datetime) -> int:
        """Drop what is kept of runs that ended before a moment, those that ended first, a hundred at most."""
        return 0 if self._engine is None else await asyncio.to_thread(_forget, self._engine, before)

    async def close(self) -> None:
        """Stop working; what is unfinished goes on after the next launch."""
        if self._engine is None:
            return
        # Those of DBOS may all be at work, and end with it, though it had made them the threads of this loop.
        threads = ThreadPoolExecutor()
        await asyncio.get_running_loop().run_in_executor(threads, _begin_nothing_more, self._engine)
        await _let_go(self._engine._workflow_tasks)
        asyncio.get_running_loop().set_default_executor(threads)
        await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=0)
        self._engine = None


def _take_over(engine: DBOS) -> int:
    with engine._sys_db.engine.begin() as connection:
        return connection.execute(members.TAKE_OVER, {"queue": INTERNAL_QUEUE_NAME}).rowcount


def _forget(engine: DBOS, before: datetime) -> int:
    values = {"before": int(before.timestamp() * 1000), "most": _FORGOTTEN_AT_ONCE}
    with engine._sys_db.engine.begin() as connection:
        ids = list(connection.execute(_ENDED, values).scalars())
    if ids:
        engine._sys_db.delete_workflows(ids)
    return len(ids)


def _begin_nothing_more(engine: DBOS) -> None:
    """Wait until no queue takes up a run."""
    for stop in engine.background_thread_stop_events:
        stop.set()
    for thread in threading.enumerate():
        if thread.name.startswith("queue-worker-"):
            thread.join(_LET_GO_SECONDS)


async def _let_go(runs: Iterable[asyncio.Task[object]]) -> None:
    """Cancel runs: DBOS records nothing of a cancelled one, where an engine that is gone would make it fail."""
    under_way = list(runs)
    for run in under_way:
        run.cancel()
    if under_way:
        await asyncio.wait(under_way, timeout=_LET_GO_SECONDS)


def migrate(owner_url: str, application_role: str) -> None:
    """Bring DBOS's own tables up to date as their owner, and let the application's role use them."""
    DBOS.migrate(
        driver_url(owner_url).render_as_string(hide_password=False), application_role=application_role
    )
