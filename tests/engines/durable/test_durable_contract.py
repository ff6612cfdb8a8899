"""One suite for every durable engine."""

import asyncio
import base64
import itertools
import json
import pickle
import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from dbos import DBOS
from tests.fixtures.server import Served

from remit.engines.durable import Durable, Inline, Input, Run
from remit.kit.clock import now
from remit.kit.embedded import EmbeddedPostgres
from remit.kit.telemetry import correlation

NUMBERS = itertools.count(1)


@pytest.fixture(params=["inline", "dbos"])
async def durable(request: pytest.FixtureRequest, served: Served) -> Durable:
    return Inline() if request.param == "inline" else served.durable


class Recorder:
    """A workflow of three steps that remembers what it did."""

    def __init__(self) -> None:
        self.name = f"test.recorded-{next(NUMBERS)}"
        self.steps: list[Any] = []
        self.ended = asyncio.Event()

    async def note(self, *arguments: Any) -> dict[str, Any]:
        self.steps.append(arguments)
        return {"got": list(arguments)}

    async def run(self, run: Run, input: Input) -> None:
        first = await run.step("first", self.note, run.id, input["word"])
        await run.sleep(0.01)
        await run.step("second", self.note, first, correlation.get())
        self.ended.set()


async def test_steps_run_in_order_with_their_arguments(durable: Durable) -> None:
    recorder = Recorder()
    durable.register(recorder.name, recorder.run)
    await durable.start(recorder.name, f"{recorder.name}:1", {"word": "hello"})
    await asyncio.wait_for(recorder.ended.wait(), 10)
    assert recorder.steps[0] == (f"{recorder.name}:1", "hello")
    assert recorder.steps[1][0] == {"got": [f"{recorder.name}:1", "hello"]}


async def test_one_id_runs_once_however_often_it_is_started(durable: Durable) -> None:
    recorder = Recorder()
    durable.register(recorder.name, recorder.run)
    starts = (durable.start(recorder.name, f"{recorder.name}:1", {"word": "x"}) for _ in range(8))
    await asyncio.gather(*starts)
    await asyncio.wait_for(recorder.ended.wait(), 10)
    await durable.start(recorder.name, f"{recorder.name}:1", {"word": "other"})
    assert len(recorder.steps) == 2


async def test_what_ended_long_ago_is_forgotten_and_nothing_else(
    served: Served, postgres: EmbeddedPostgres
) -> None:
    recorder, waits, durable = Recorder(), asyncio.Event(), served.durable

    async def waiting(run: Run, _: Input) -> None:
        await run.step("begun", recorder.note, "begun")
        await waits.wait()

    slow = f"test.slow-{next(NUMBERS)}"
    durable.register(recorder.name, recorder.run)
    durable.register(slow, waiting)
    old, young, going_on = (f"{recorder.name}:old", f"{recorder.name}:young", f"{slow}:1")
    rows = "select workflow_uuid from dbos.{} where workflow_uuid = any(%s) order by 1"
    for id in (old, young):
        recorder.ended.clear()
        await durable.start(recorder.name, id, {"word": id})
        await asyncio.wait_for(recorder.ended.wait(), 10)
    await durable.start(slow, going_on, {})
    with psycopg.connect(postgres.owner_url, autocommit=True) as database:

        def kept(table: str) -> set[str]:
            found = database.execute(rows.format(table).encode(), ([old, young, going_on],))
            return {row[0] for row in found}

        ended = (
            "select count(*) from dbos.workflow_status where workflow_uuid = any(%s) and status = 'SUCCESS'"
        )
        async with asyncio.timeout(10):
            while (row := database.execute(ended, ([old, young],)).fetchone()) != (2,):
                assert row is not None
                await asyncio.sleep(0.05)
        back = "updated_at = updated_at - 40 * 86400000::bigint"
        aged = f"update dbos.workflow_status set {back} where workflow_uuid = any(%s)"
        database.execute(aged.encode(), ([old, going_on],))
        assert await durable.forget(now() - timedelta(days=30)) >= 1
        assert kept("workflow_status") == {young, going_on}
        assert kept("operation_outputs") == {young, going_on}
    waits.set()


async def test_a_step_that_raises_is_tried_again(durable: Durable) -> None:
    attempts = 0
    ended = asyncio.Event()

    async def step() -> str:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise ConnectionError("the database is restarting")
        return "done"

    async def work(run: Run, _: Input) -> None:
        assert await run.step("shaky", step) == "done"
        ended.set()

    name = f"test.shaky-{next(NUMBERS)}"
    durable.register(name, work)
    await durable.start(name, f"{name}:1", {})
    await asyncio.wait_for(ended.wait(), 20)
    assert attempts == 3


async def test_ids_are_apart(durable: Durable) -> None:
    recorders = [Recorder() for _ in range(5)]
    for recorder in recorders:
        durable.register(recorder.name, recorder.run)
        await durable.start(recorder.name, f"{recorder.name}:1", {"word": recorder.name})
    for recorder in recorders:
        await asyncio.wait_for(recorder.ended.wait(), 10)
        assert recorder.steps[0][1] == recorder.name


async def test_the_request_that_caused_it_is_known_to_its_steps(served: Served) -> None:
    recorder = Recorder()
    served.durable.register(recorder.name, recorder.run)
    await served.durable.start(recorder.name, f"{recorder.name}:1", {"word": "x", "correlation_id": "req_7"})
    await asyncio.wait_for(recorder.ended.wait(), 10)
    assert recorder.steps[1][1] == "req_7"


async def test_what_is_stored_is_json_and_no_pickle(served: Served, as_owner: psycopg.Connection) -> None:
    recorder = Recorder()
    served.durable.register(recorder.name, recorder.run)
    id = f"{recorder.name}:1"
    await served.durable.start(recorder.name, id, {"word": "hello"})
    await _ended(id)
    rows = as_owner.execute(
        "select i.inputs, s.serialization, o.output from dbos.workflow_status s"
        " join dbos.workflow_input i using (workflow_uuid)"
        " join dbos.operation_outputs o using (workflow_uuid) where workflow_uuid = %s",
        (id,),
    ).fetchall()
    assert len(rows) > 1
    for inputs, serialization, output in rows:
        assert serialization == "remit_json_1"
        assert "hello" in json.dumps(json.loads(inputs))
        json.loads(output)


async def _ended(id: str) -> None:
    await (await DBOS.retrieve_workflow_async(id)).get_result()


class Bomb:
    """Something that must never be unpickled."""

    opened = 0

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return _open, ()


def _open() -> None:
    Bomb.opened += 1


async def test_a_pickled_row_is_refused(served: Served, as_owner: psycopg.Connection) -> None:
    """Whoever can write to the database must not be able to run code in the worker."""
    recorder = Recorder()
    id = f"{recorder.name}:1"
    served.durable.register(recorder.name, recorder.run)
    await served.durable.start(recorder.name, id, {"word": "hello"})
    await _ended(id)
    bomb = base64.b64encode(pickle.dumps(Bomb())).decode()
    as_owner.execute("update dbos.workflow_input set inputs = %s where workflow_uuid = %s", (bomb, id))
    as_owner.execute(
        "insert into dbos.workflow_output (workflow_uuid, output, retention_timestamp) values (%s, %s, 0)"
        " on conflict (workflow_uuid) do update set output = excluded.output",
        (id, bomb),
    )
    as_owner.execute(
        "update dbos.workflow_status set serialization = 'py_pickle', status = %s where workflow_uuid = %s",
        ("SUCCESS", id),
    )
    with pytest.raises(TypeError, match="pickled payloads are refused"):
        await _ended(id)
    as_owner.execute("update dbos.workflow_status set status = 'CANCELLED' where workflow_uuid = %s", (id,))
    await DBOS.resume_workflow_async(id)
    await _taken_up(as_owner, id)
    assert Bomb.opened == 0
    assert len(recorder.steps) == 2


async def _taken_up(as_owner: psycopg.Connection, id: str) -> None:
    """Wait until the engine has tried a run that was put into its queue."""
    waiting = "select status = 'ENQUEUED' from dbos.workflow_status where workflow_uuid = %s"
    deadline = time.monotonic() + 10
    while as_owner.execute(waiting, (id,)).fetchone() == (True,):
        assert time.monotonic() < deadline, "the run was never taken from the queue"
        await asyncio.sleep(0.05)
