"""Evaluations over HTTP: estimate, start, follow, cancel, compare; and what is asked of agents."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, status

from remit.controls.governance import Resource, decide, passes
from remit.controls.tenancy import Actor, ActorDep, SessionDep, may
from remit.engines.models import Models
from remit.kit import pagination
from remit.kit.database import Session
from remit.lifecycle.evaluations import datasets, gate, queries, runs
from remit.lifecycle.evaluations.answers import (
    compared_case,
    compared_scorers,
    estimate_answer,
    overall,
    result_answer,
    rule_answer,
    run_answers,
)
from remit.lifecycle.evaluations.run_schemas import (
    ComparedCase,
    ComparedCounts,
    ComparisonAnswer,
    EvaluationAnswer,
    EvaluationDetail,
    EvaluationEstimate,
    EvaluationPage,
    EvaluationRuleAnswer,
    EvaluationRules,
    NewEvaluation,
    NewEvaluationRule,
    ResultPage,
    Status,
)
from remit.lifecycle.evaluations.runs import Wish
from remit.lifecycle.evaluations.tables import EVALUATION, RULE, EvaluationRun

router = APIRouter(tags=["evaluations"])
Reader = Annotated[Actor, may("evaluation.read")]
Ruler = Annotated[Actor, may("evaluation_rule.write")]
Cursor = Annotated[str | None, Query(max_length=400)]
_MOST_COMPARABLE = 30


def _models(request: Request) -> Models:
    models: Models = request.app.state.models
    return models


def _at_once(request: Request) -> int:
    return int(request.app.state.evaluations_at_once)


ModelsDep = Annotated[Models, Depends(_models)]
AtOnceDep = Annotated[int, Depends(_at_once)]


def _wish(body: NewEvaluation) -> Wish:
    return Wish(
        body.agent,
        body.dataset,
        body.version,
        body.dataset_version,
        body.scorers,
        body.threshold,
        body.effects,
    )


@router.post("/api/evaluations/estimate")
async def estimate_evaluation(
    body: NewEvaluation, session: SessionDep, actor: ActorDep, models: ModelsDep, at_once: AtOnceDep
) -> EvaluationEstimate:
    """Say what an evaluation would take: calls, tokens, cost and time; nothing is called."""
    settled = await runs.settle(session, actor, models, _wish(body))
    found = await runs.estimate(session, models, actor.org_id, settled, at_once)
    return estimate_answer(settled, found)


@router.post("/api/evaluations", status_code=status.HTTP_201_CREATED)
async def start_evaluation(
    body: NewEvaluation, session: SessionDep, actor: ActorDep, models: ModelsDep
) -> EvaluationAnswer:
    """Measure a version of an agent on a dataset; it runs on, also after a restart, and counts against budgets."""
    settled = await runs.settle(session, actor, models, _wish(body))
    return (await run_answers(session, [await runs.start(session, actor, settled)]))[0]


@router.get("/api/evaluations")
async def list_evaluations(
    session: SessionDep,
    _: Reader,
    agent: Annotated[str | None, Query(max_length=64)] = None,
    dataset: Annotated[str | None, Query(max_length=64)] = None,
    status: Status | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Cursor = None,
) -> EvaluationPage:
    """List evaluations, newest first."""
    after = pagination.decode(cursor)
    dataset_id = None if dataset is None else (await datasets.find(session, dataset)).id
    found = await queries.runs(
        session, agent=agent, dataset_id=dataset_id, status=status, after=after, limit=limit + 1
    )
    shown = found[:limit]
    following = pagination.encode((shown[-1].created_at, shown[-1].id)) if len(found) > limit else None
    return EvaluationPage(items=await run_answers(session, shown), next=following)


@router.get("/api/evaluations/{id}")
async def get_evaluation(id: str, session: SessionDep, actor: Reader) -> EvaluationDetail:
    """Show an evaluation, and others on the same dataset that it can be compared with."""
    run = await runs.find_run(session, EVALUATION.parse(id))
    others = await queries.runs(
        session, agent=None, dataset_id=run.dataset_id, status="finished", after=None, limit=_MOST_COMPARABLE
    )
    (own,) = await run_answers(session, [run])
    decision = decide(actor, "agent.test", Resource("agent", run.agent))
    return EvaluationDetail(
        **own.model_dump(),
        comparable=await run_answers(session, [each for each in others if each.id != run.id]),
        may_cancel=run.status in ("queued", "running") and passes(decision),
    )


@router.get("/api/evaluations/{id}/results")
async def list_evaluation_results(
    id: str,
    session: SessionDep,
    _: Reader,
    only: Literal["passed", "failed", "errors"] | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Cursor = None,
) -> ResultPage:
    """List what became of the cases, in their order."""
    run = await runs.find_run(session, EVALUATION.parse(id))
    found = await queries.results(
        session,
        run.id,
        after=datasets.place_of(cursor) - 1,
        limit=limit + 1,
        passed={"passed": True, "failed": False}.get(only or ""),
        failed=only == "errors",
    )
    cases = await queries.cases(session, [each.case_id for each in found])
    following = str(found[limit].place) if len(found) > limit else None
    items = [result_answer(each, cases[each.case_id]) for each in found[:limit]]
    return ResultPage(items=items, next=following)


@router.post("/api/evaluations/{id}/cancel")
async def cancel_evaluation(id: str, session: SessionDep, actor: ActorDep) -> EvaluationAnswer:
    """End an evaluation: no further case is asked, and what was found is kept."""
    run = await runs.cancel(session, actor, EVALUATION.parse(id))
    return (await run_answers(session, [run]))[0]


@router.get("/api/evaluations/{id}/compare")
async def compare_evaluations(
    id: str,
    session: SessionDep,
    _: Reader,
    before: Annotated[str, Query(max_length=64, description="The evaluation that it is compared with.")],
    only: Literal["better", "worse", "same"] | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    cursor: Cursor = None,
) -> ComparisonAnswer:
    """Compare an evaluation with an earlier one, case by case; 409 where they have nothing in common."""
    after = await runs.find_run(session, EVALUATION.parse(id))
    old = await runs.find_run(session, EVALUATION.parse(before))
    found = await runs.compared(session, old, after)
    begin = datasets.place_of(cursor)
    wanted = [pair for pair in found.pairs if only in (None, pair.change)]
    sides = await run_answers(session, [old, after])
    return ComparisonAnswer(
        before=sides[0],
        after=sides[1],
        overall=overall(found),
        scorers=compared_scorers(found),
        counts=ComparedCounts(**found.counts()),
        only_before=found.only_before,
        only_after=found.only_after,
        items=await _compared(session, old, after, wanted[begin : begin + limit]),
        next=str(begin + limit) if len(wanted) > begin + limit else None,
    )


async def _compared(
    session: Session, before: EvaluationRun, after: EvaluationRun, pairs: list[runs.Pair]
) -> list[ComparedCase]:
    old = await queries.results_at(session, before.id, [pair.before for pair in pairs])
    new = await queries.results_at(session, after.id, [pair.after for pair in pairs])
    cases = await queries.cases(session, [each.case_id for each in new.values()])
    return [
        compared_case(cases[new[pair.after].case_id], pair.change, old[pair.before], new[pair.after])
        for pair in pairs
    ]


@router.get("/api/evaluation-rules")
async def list_evaluation_rules(session: SessionDep, _: Reader) -> EvaluationRules:
    """List what the organisation asks of agents before they may be promoted, beside what their files ask."""
    found = await queries.rules(session)
    slugs = await queries.dataset_slugs(session, {each.dataset_id for each in found})
    return EvaluationRules(items=[rule_answer(each, slugs[each.dataset_id]) for each in found], next=None)


@router.post("/api/evaluation-rules", status_code=status.HTTP_201_CREATED)
async def create_evaluation_rule(
    body: NewEvaluationRule, session: SessionDep, actor: Ruler
) -> EvaluationRuleAnswer:
    """Ask for a score on a dataset before agents may be promoted: of one agent, a type, a tag, or all."""
    rule = await gate.add_rule(
        session, actor, **{name: getattr(body, name) for name in NewEvaluationRule.model_fields}
    )
    return rule_answer(rule, body.dataset)


@router.delete("/api/evaluation-rules/{id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_evaluation_rule(id: str, session: SessionDep, actor: Ruler) -> None:
    """Ask for it no more."""
    await gate.remove_rule(session, actor, RULE.parse(id))
