"""What happens while an agent is measured: nothing leaves, judges are named, and no case is asked twice."""

import asyncio
import json

import pytest
from tests.lifecycle.evaluations.bench import Bench
from tests.lifecycle.runtime.working import ALWAYS, call
from tests.stubs.openai_server import OpenAIStub
from tests.stubs.waiting import until

from remit.controls import tenancy
from remit.engines.scoring import PROMPT_VERSION, question
from remit.kit.database import Database
from remit.lifecycle.evaluations import runs
from remit.lifecycle.evaluations.errors import CannotEvaluate, EvaluationOver

JUDGE = {"type": "judge", "criteria": "It is done.", "model": "openai:stub-1", "weight": 3}


@pytest.fixture
def database(apart: Database) -> Database:
    return apart


def lines(*inputs: str, **rest: object) -> str:
    return "\n".join(json.dumps({"input": each, "expected": "Done.", **rest}) for each in inputs)


def judged(stub: OpenAIStub, input: str, said: str) -> None:
    """Have the judge say something about the answer to an input."""
    stub.scripted[question("It is done.", input, "Done.", "Done.")] = said


async def test_tools_are_rehearsed_and_a_judge_is_named(bench: Bench, stub: OpenAIStub) -> None:
    builder = await bench.builder()
    await bench.agent(builder, "crm", ALWAYS)
    answers = [{"service": "tools", "name": "mail.send_email", "answer": "sent, says the recording"}]
    await bench.dataset(builder, lines("Write Ada.", "Write Bob.", answers=answers))
    stub.words = ["Done."]
    stub.scripted["Write Ada."] = [call("mail__send_email", to="ada@example.com")]
    judged(stub, "Write Ada.", 'Let me see. {"score": 5, "reason": "It is half done."}')
    judged(stub, "Write Bob.", "I would rather write a poem.")
    done = await bench.work(await bench.start(builder, {"type": "exact"}, JUDGE))
    assert (done.status, done.done, done.errors, done.score) == ("finished", 2, 1, 0.3125)
    assert bench.tools.used == []
    ada, bob = await bench.results(done.id)
    assert ada.effects == ['would use mail.send_email with {"to": "ada@example.com"}']
    assert stub.requests[1]["messages"][-1]["content"] == "sent, says the recording" or any(
        each["messages"][-1]["content"] == "sent, says the recording" for each in stub.requests
    )
    exact, judge = ada.scores
    assert (exact["score"], judge["score"], judge["reason"]) == (1, 0.5, "It is half done.")
    assert (judge["judge"]["model"], judge["judge"]["prompt"]) == ("openai:stub-1", PROMPT_VERSION)
    assert bob.error is not None
    assert "not answer in the form" in bob.error["detail"]
    assert bob.output == "Done."
    usage = await bench.world.usage()
    assert {row.purpose for row in usage} == {"evaluation"}
    assert len(usage) == 2 + 1 + 2  # two answers, one verdict, and one that was asked for twice
    assert done.input_tokens == sum(row.input_tokens for row in usage)


async def test_killed_half_way_it_goes_on_and_asks_no_case_twice(bench: Bench, stub: OpenAIStub) -> None:
    builder = await bench.builder()
    await bench.agent(builder)
    await bench.dataset(builder, lines("One?", "Two?", "Three?", "Four?"))
    stub.words, stub.script, stub.fault = ["Done."], ["none", "none"], "slow"
    id = await bench.start(builder, {"type": "exact"}, threshold=0.9)
    killed = asyncio.create_task(bench.work(id, at_once=1))
    await until(lambda: stub.under_way > 0 and len(stub.requests) == 3)
    killed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await killed
    stub.fault = "none"
    stub.go_on.set()
    done = await bench.work(id)
    assert (done.status, done.done, done.score, done.passed) == ("finished", 4, 1, True)
    asked = [each["messages"][-1]["content"] for each in stub.requests]
    assert sorted(set(asked)) == ["Four?", "One?", "Three?", "Two?"]
    assert len(asked) == 5  # the one that was under way, once more
    again = await bench.work(id)
    assert (again.done, len(stub.requests)) == (4, 5)


async def test_what_is_wrong_for_all_cases_ends_the_run(bench: Bench, stub: OpenAIStub) -> None:
    builder = await bench.builder()
    await bench.agent(builder)
    await bench.dataset(builder, lines("One?", "Two?"))
    gone, revoked, cancelled = [await bench.start(builder, {"type": "exact"}) for _ in range(3)]
    async with bench.world.database.transaction(bench.world.org_id) as session:
        await runs.cancel(session, builder, cancelled)
    ended = await bench.work(cancelled)
    assert (ended.status, ended.done, ended.score) == ("cancelled", 0, None)
    async with bench.world.database.transaction(bench.world.org_id) as session:
        with pytest.raises(EvaluationOver):
            await runs.cancel(session, builder, cancelled)
        await tenancy.revoke(session, bench.keys[0])
    failed = await bench.work(revoked)
    assert failed.status == "failed"
    assert failed.problem is not None
    assert "key" in failed.problem["detail"]
    await bench.execute("update agents set status = 'archived'")
    await bench.execute("update evaluation_runs set caller = (select caller from evaluation_runs limit 1)")
    archived = await bench.work(gone)
    assert (archived.status, archived.passed) == ("failed", None)
    assert stub.requests == []
    with pytest.raises(CannotEvaluate, match="archived"):
        await bench.start(await bench.builder(), {"type": "exact"})


async def test_the_demo_model_does_not_judge(bench: Bench) -> None:
    builder = await bench.builder()
    await bench.agent(builder)
    await bench.dataset(builder, lines("One?"))
    with pytest.raises(CannotEvaluate, match="demo model cannot"):
        await bench.start(builder, {"type": "judge", "criteria": "Good.", "model": "demo"})
    with pytest.raises(CannotEvaluate, match="cannot be used"):
        await bench.start(builder, {"type": "judge", "criteria": "Good.", "model": "openai:nobody-has-it"})
    with pytest.raises(CannotEvaluate, match="Nothing says how"):
        await bench.start(builder)


async def test_what_fails_again_and_again_is_no_run_for_ever(bench: Bench, stub: OpenAIStub) -> None:
    builder = await bench.builder()
    await bench.agent(builder)
    await bench.dataset(builder, lines("One?"))
    id = await bench.start(builder, {"type": "exact"})
    await bench.execute("update evaluation_runs set caller = '{}' where id = :id", id=id)  # only a fault can
    done = await bench.work(id)
    assert done.status == "failed"
    assert done.problem is not None
    assert "again and again in Remit itself" in done.problem["detail"]
    assert done.ended_at is not None
