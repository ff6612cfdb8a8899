"""Datasets and evaluations as the API shows them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from remit.controls.governance import Resource, decide, passes, refusal
from remit.controls.tenancy import ORGANIZATION, Actor
from remit.engines.scoring import Scorer
from remit.kit.database import Session
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.run_schemas import (
    CaseScore,
    ComparedAnswer,
    ComparedCase,
    ComparedScorer,
    ComparedSide,
    EvaluationAnswer,
    EvaluationEstimate,
    EvaluationProblem,
    EvaluationRuleAnswer,
    ResultAnswer,
    RunSummary,
)
from remit.lifecycle.evaluations.runs import Comparison, Estimate, Settled, facts
from remit.lifecycle.evaluations.schemas import (
    Author,
    CaseAnswer,
    DatasetAnswer,
    DatasetDetail,
    DatasetRight,
    DatasetVersionAnswer,
)
from remit.lifecycle.evaluations.tables import (
    CASE,
    DATASET,
    RULE,
    Dataset,
    DatasetCase,
    DatasetVersion,
    EvaluationResult,
    EvaluationRule,
    EvaluationRun,
)

_MOST_VERSIONS = 100


def version_answer(version: DatasetVersion) -> DatasetVersionAnswer:
    """Show a version of a dataset."""
    return DatasetVersionAnswer.model_validate(version)


def dataset_answer(dataset: Dataset, version: DatasetVersion) -> DatasetAnswer:
    """Show a dataset."""
    return DatasetAnswer(
        id=DATASET.show(dataset.id),
        slug=dataset.slug,
        description=dataset.description,
        archived=dataset.archived_at is not None,
        version=version_answer(version),
        created_by=Author.model_validate(dataset.created_by),
        created_at=dataset.created_at,
        updated_at=dataset.updated_at,
    )


async def dataset_detail(session: Session, actor: Actor, dataset: Dataset) -> DatasetDetail:
    """Show all there is to a dataset."""
    found = await queries.versions(session, dataset.id, limit=_MOST_VERSIONS)
    return DatasetDetail(
        **dataset_answer(dataset, found[0]).model_dump(),
        versions=[version_answer(each) for each in found],
        may=_rights(actor, dataset),
    )


def _rights(actor: Actor, dataset: Dataset) -> list[DatasetRight]:
    where = Resource("organization", ORGANIZATION.show(actor.org_id))
    decision = decide(actor, "dataset.write", where)
    refused = None if passes(decision) else refusal(actor, "dataset.write", where, decision).detail
    archived = f"{dataset.slug} is archived: restore it first." if dataset.archived_at else None
    there = None if dataset.archived_at else f"{dataset.slug} is not archived."
    states: list[tuple[Literal["write", "archive", "restore"], str | None]] = [
        ("write", archived),
        ("archive", archived),
        ("restore", there),
    ]
    return [
        DatasetRight(action=action, allowed=not (refused or state), reason=refused or state)
        for action, state in states
    ]


def case_answer(place: int, case: DatasetCase) -> CaseAnswer:
    """Show a case with its place."""
    return CaseAnswer(
        id=CASE.show(case.id),
        place=place,
        name=case.name,
        input=case.input,
        expected=case.expected,
        metadata=case.metadata_,
        tags=case.tags,
        answers=case.answers,
        source=case.source,
        bytes=case.bytes,
    )


async def run_answers(session: Session, runs: Sequence[EvaluationRun]) -> list[EvaluationAnswer]:
    """Show runs, with the names of their datasets."""
    slugs = await queries.dataset_slugs(session, {run.dataset_id for run in runs})
    numbers = await queries.version_numbers(session, {run.dataset_version_id for run in runs})
    return [_run(run, slugs[run.dataset_id], numbers[run.dataset_version_id]) for run in runs]


def _run(run: EvaluationRun, dataset: str, dataset_version: int) -> EvaluationAnswer:
    return EvaluationAnswer.model_validate(
        {
            "id": run.shown_id,
            "agent": run.agent,
            "version": run.number,
            "dataset": dataset,
            "dataset_version": dataset_version,
            "status": run.status,
            "effects": run.effects,
            "scorers": run.scorers,
            "threshold": run.threshold,
            "score": run.score,
            "passed": run.passed,
            "cases": run.cases,
            "done": run.done,
            "errors": run.errors,
            "input_tokens": run.input_tokens,
            "output_tokens": run.output_tokens,
            "cost_usd": _usd(run.cost_usd),
            "unpriced": run.unpriced,
            "summary": RunSummary.model_validate(run.summary) if run.summary else None,
            "problem": run.problem,
            "created_by": run.created_by,
            "created_at": run.created_at,
            "started_at": run.started_at,
            "ended_at": run.ended_at,
        }
    )


def _usd(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def result_answer(result: EvaluationResult, case: DatasetCase) -> ResultAnswer:
    """Show what became of a case."""
    return ResultAnswer(
        place=result.place,
        case_id=CASE.show(case.id),
        name=case.name,
        input=case.input,
        expected=case.expected,
        output=result.output,
        score=result.score,
        passed=result.passed,
        scores=_scores(result),
        error=_problem(result),
        effects=result.effects,
        call_id=result.call_id,
        input_tokens=result.input_tokens,
        output_tokens=result.output_tokens,
        cost_usd=None if result.cost_usd is None else _usd(result.cost_usd),
        duration_ms=result.duration_ms,
    )


def _scores(result: EvaluationResult) -> list[CaseScore]:
    return [CaseScore.model_validate(each) for each in result.scores]


def _problem(result: EvaluationResult) -> EvaluationProblem | None:
    return None if result.error is None else EvaluationProblem.model_validate(result.error)


def estimate_answer(settled: Settled, found: Estimate) -> EvaluationEstimate:
    """Show what a run would take."""
    return EvaluationEstimate(
        agent=settled.agent.slug,
        version=settled.version.number,
        dataset=settled.dataset.slug,
        dataset_version=settled.dataset_version.number,
        scorers=settled.scorers,
        threshold=settled.threshold,
        cases=found.cases,
        calls=found.calls,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        cost_usd=None if found.cost_usd is None else _usd(found.cost_usd),
        seconds=None if found.seconds is None else round(found.seconds, 1),
        basis=found.basis,
        doubts=list(found.doubts),
    )


def compared_scorers(found: Comparison) -> list[ComparedScorer]:
    """Show what became of each scorer."""
    return [
        ComparedScorer.model_validate({"name": name, "before": before, "after": after, **facts(own)})
        for name, before, after, own in found.scorers
    ]


def overall(found: Comparison) -> ComparedAnswer:
    """Show what became of the whole."""
    return ComparedAnswer.model_validate(facts(found.overall))


def compared_case(
    case: DatasetCase, change: Any, before: EvaluationResult, after: EvaluationResult
) -> ComparedCase:
    """Show a case in both runs."""
    return ComparedCase(
        place=after.place,
        name=case.name,
        input=case.input,
        expected=case.expected,
        change=change,
        before=_side(before),
        after=_side(after),
    )


def _side(result: EvaluationResult) -> ComparedSide:
    return ComparedSide(
        output=result.output, score=result.score, scores=_scores(result), error=_problem(result)
    )


def rule_answer(rule: EvaluationRule, dataset: str) -> EvaluationRuleAnswer:
    """Show a rule."""
    return EvaluationRuleAnswer(
        id=RULE.show(rule.id),
        agent=rule.agent,
        type=rule.type,
        tag=rule.tag,
        dataset=dataset,
        scorers=[Scorer.model_validate(each) for each in rule.scorers],
        threshold=rule.threshold,
        created_by=Author.model_validate(rule.created_by),
        created_at=rule.created_at,
    )
