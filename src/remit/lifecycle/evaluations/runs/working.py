"""Evaluating, durably: a batch of cases is a step, and a case that has a result is never asked again.

A crash costs at most the calls that were under way. Calls of all runs together are few at once, so that what is
deployed goes on answering.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from remit.controls import audit, governance
from remit.controls.tenancy import BadKey, recall, system
from remit.engines.durable import Input, StepFailed
from remit.engines.durable import Run as Workflow
from remit.engines.scoring import Scorer
from remit.kit import telemetry
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import RemitError, Unavailable
from remit.kit.events import emit
from remit.lifecycle.agents import outputs_of
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.runs.asking import FINAL, Asker, Measured, Rehearsing, Spent, said_of
from remit.lifecycle.evaluations.runs.scoring import Scored, scored, unscored
from remit.lifecycle.evaluations.runs.summing import summed_up
from remit.lifecycle.evaluations.tables import EVALUATION, DatasetCase, EvaluationRun
from remit.lifecycle.runtime import Runtime, Trial

EVALUATE = "evaluation.run"
AT_ONCE = 4
PER_MINUTE = 300
_BATCH = 40
_MOST_SILENT = 8  # cases in a row that nobody answered
_LONGEST_OUTPUT = 200_000
_TOLD_EVERY = 0.5
_OPEN = ("queued", "running")
_BROKEN = "It failed again and again in Remit itself: the log says why. What was measured so far is kept."
_log = telemetry.logger(__name__)
Outputs = Mapping[str, Mapping[str, Any]]


class Stopped(RemitError):
    """The run cannot go on."""

    type = "evaluation-stopped"
    title = "The evaluation cannot go on"


class Evaluations:
    """What runs evaluations in the process that works: `at_once` calls, and `per_minute` for each organisation."""

    def __init__(self, runtime: Runtime, *, at_once: int = AT_ONCE, per_minute: int = PER_MINUTE) -> None:
        self._runtime = runtime
        self._places = asyncio.Semaphore(at_once)
        self._per_minute = per_minute
        self._told: dict[UUID, float] = {}

    async def evaluate(self, run: Workflow, input: Input) -> None:
        """Carry out one run."""
        place = input["org_id"], input["run_id"]
        try:
            if await run.step("begin", self._begin, *place):
                while await run.step("cases", self._some, *place):
                    pass
        except StepFailed as error:
            _log.error("an evaluation broke off", run=input["run_id"], reason=str(error))
            await run.step("broken", self._stop, *place, _BROKEN)
        await run.step("end", self._end, *place)

    async def _begin(self, org: str, id: str) -> bool:
        async with self._runtime.database.transaction(UUID(hex=org)) as session:
            values = {"status": "running", "started_at": now()}
            if await queries.move_run(session, UUID(hex=id), ("queued",), values):
                await tell(session, UUID(hex=org), UUID(hex=id), "running")
            found = await queries.run(session, UUID(hex=id))
            return found is not None and found.status == "running"

    async def _some(self, org: str, id: str) -> bool:
        """Evaluate the next cases; false when none is left, or the run is over."""
        org_id, run_id = UUID(hex=org), UUID(hex=id)
        try:
            return await self._batch(org_id, run_id)
        except Stopped as error:
            await self._stop(org, id, error.detail)
            return False

    async def _stop(self, org: str, id: str, why: str) -> None:
        async with self._runtime.database.transaction(UUID(hex=org)) as session:
            problem = {"type": Stopped.type, "title": Stopped.title, "detail": why}
            values = {"status": "failed", "problem": problem, "ended_at": now()}
            await queries.move_run(session, UUID(hex=id), _OPEN, values)

    async def _batch(self, org_id: UUID, run_id: UUID) -> bool:
        async with self._runtime.database.transaction(org_id) as session:
            run = await queries.run(session, run_id)
            if run is None or run.status != "running":
                return False
            version = await queries.version_by_id(session, run.dataset_version_id)
            done = await queries.places_done(session, run_id)
            left = [(place, case) for place, case in enumerate(version.case_ids) if place not in done]
            cases = await queries.cases(session, [case for _, case in left[:_BATCH]])
            try:
                actor = await recall(session, run.caller)
            except BadKey as error:
                raise Stopped(f"{error.detail} Nobody's rights are left to run it with.") from error
        await governance.ready(self._runtime.database, org_id)
        asker = Asker(self._runtime, actor, Measured.by(run), self._per_minute)
        batch = _Batch(self, run, asker, *await self._document(run))
        await batch.work([(place, cases[case]) for place, case in left[:_BATCH]])
        return len(left) > _BATCH

    async def _document(self, run: EvaluationRun) -> tuple[Mapping[str, Any], Outputs]:
        """Read what is evaluated, and what the agents that it may call give back."""
        try:
            target = await self._runtime.target(run.org_id, Trial(run.agent_id, run.version_id))
        except FINAL as error:
            raise Stopped(error.detail) from error
        document = target.document or {}
        async with self._runtime.database.transaction(run.org_id) as session:
            return document, await outputs_of(session, document)

    async def keep(
        self, run: EvaluationRun, place: int, case: DatasetCase, found: "Result", spent: Spent
    ) -> bool:
        """Write what became of a case, and let browsers know; false when the run is over."""
        async with self._runtime.database.transaction(run.org_id) as session:
            now_there = await queries.run(session, run.id, lock=True)
            if now_there is None:
                return False
            if await queries.add_result(session, _row(run, place, case, found, spent)):
                now_there.done += 1
                now_there.errors += found.error is not None
                now_there.input_tokens += spent.input_tokens
                now_there.output_tokens += spent.output_tokens
                now_there.cost_usd += spent.cost_usd or 0
                now_there.unpriced += spent.cost_usd is None
                await session.flush()
            moment = time.monotonic()
            if moment - self._told.get(run.id, 0) > _TOLD_EVERY:
                self._told[run.id] = moment
                await tell(session, run.org_id, run.id, "progressed", done=now_there.done)
            return now_there.status == "running"

    @property
    def places(self) -> asyncio.Semaphore:
        """Room for calls of evaluations."""
        return self._places

    async def _end(self, org: str, id: str) -> None:
        """Add the run up, whichever way it ended."""
        org_id, run_id = UUID(hex=org), UUID(hex=id)
        self._told.pop(run_id, None)
        async with self._runtime.database.transaction(org_id) as session:
            run = await queries.run(session, run_id, lock=True)
            if run is None or run.summary:
                return
            rows = await queries.scores(session, run_id)
            run.summary = await asyncio.to_thread(summed_up, rows, run.scorers)
            run.score = run.summary["score"]
            if run.status == "running":
                run.status, run.ended_at = "finished", now()
                if run.threshold is not None:
                    run.passed = (run.score or 0) >= run.threshold
            await session.flush()
            await audit.record(session, system(org_id), f"evaluation.{run.status}", run.ref, facts_of(run))
            await tell(session, org_id, run_id, run.status)
        outcome = run.status if run.passed is None else ("passed" if run.passed else "below_threshold")
        finished = run.score if run.status == "finished" else None
        telemetry.meters.record_evaluation(outcome, finished, [row.duration_ms for row in rows])


class Result:
    """What became of one case."""

    def __init__(self, scored: Scored) -> None:
        self.scored = scored
        self.output: Any = None
        self.error: dict[str, Any] | None = None
        self.effects: list[Any] = []
        self.call: str | None = None
        self.ms = 0.0


class _Batch:
    """Some cases of a run, evaluated side by side."""

    def __init__(
        self,
        owner: Evaluations,
        run: EvaluationRun,
        asker: Asker,
        document: Mapping[str, Any],
        outputs: Outputs,
    ) -> None:
        self._owner = owner
        self._run = run
        self._asker = asker
        self._function = document["remit"]["type"] == "function"
        self._scorers = [Scorer.model_validate(each) for each in run.scorers]
        self._outputs = outputs
        self._silent = 0
        self._over = False

    async def work(self, cases: list[tuple[int, DatasetCase]]) -> None:
        """Evaluate them all; `Stopped` when what is wrong is wrong for every case."""
        working = [asyncio.create_task(self._one(place, case)) for place, case in cases]
        try:
            await asyncio.gather(*working)
        finally:
            for each in working:
                each.cancel()
            await asyncio.gather(*working, return_exceptions=True)

    async def _one(self, place: int, case: DatasetCase) -> None:
        async with self._owner.places:
            if self._over:
                return
            spent = Spent()
            found = await self._answered(case, spent)
            if not await self._owner.keep(self._run, place, case, found, spent):
                self._over = True

    async def _answered(self, case: DatasetCase, spent: Spent) -> Result:
        real = self._run.effects == "real"
        rehearsing = None if real else Rehearsing(case.answers, self._outputs)
        output: Any = None
        call, ms = None, 0.0
        try:
            said = said_of(case.input, function=self._function)
            finished = await self._asker.answer(said, spent, rehearsing, invoke=self._function)
            output, call, ms = finished.text, finished.id, finished.duration_ms
            found = Result(await scored(self._asker, self._scorers, case, output, spent))
            self._silent = 0
        except FINAL as error:
            raise Stopped(error.detail) from error
        except RemitError as error:
            self._count_silence(error)
            found = Result(unscored(self._scorers, error.detail))
            found.error = {"type": error.type, "title": error.title, "detail": error.detail[:2_000]}
        found.output, found.call, found.ms = output, call, ms
        found.effects = rehearsing.effects if rehearsing is not None else []
        return found

    def _count_silence(self, error: RemitError) -> None:
        """End a run that measures nothing but that nobody is there."""
        self._silent = self._silent + 1 if isinstance(error, Unavailable) else 0
        if self._silent >= _MOST_SILENT:
            raise Stopped(f"{_MOST_SILENT} cases in a row had no answer: {error.detail}") from error


def _row(run: EvaluationRun, place: int, case: DatasetCase, found: Result, spent: Spent) -> dict[str, Any]:
    output = found.output
    if isinstance(output, str):
        output = output.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()[:_LONGEST_OUTPUT]
    return {
        "org_id": run.org_id,
        "run_id": run.id,
        "place": place,
        "case_id": case.id,
        "output": output,
        "score": found.scored.score,
        "passed": found.scored.passed and found.error is None,
        "scores": found.scored.scores,
        "error": found.error,
        "effects": found.effects,
        "call_id": found.call,
        "input_tokens": spent.input_tokens,
        "output_tokens": spent.output_tokens,
        "cost_usd": spent.cost_usd,
        "duration_ms": found.ms,
        "created_at": now(),
    }


def facts_of(run: EvaluationRun) -> dict[str, Any]:
    """What the log keeps of a run: numbers, never what was said."""
    return {
        "evaluation": run.shown_id,
        "agent": run.agent,
        "number": run.number,
        "digest": run.digest,
        "cases": run.cases,
        "done": run.done,
        "errors": run.errors,
        "score": run.score,
        "threshold": run.threshold,
        "passed": run.passed,
        "cost_usd": str(run.cost_usd),
    }


async def tell(session: Session, org_id: UUID, id: UUID, what: str, **facts: Any) -> None:
    """Let browsers and listeners know how a run goes."""
    shown = EVALUATION.show(id)
    await emit(session, org_id, f"evaluation.{what}", shown, {"id": shown, "status": what, **facts})
