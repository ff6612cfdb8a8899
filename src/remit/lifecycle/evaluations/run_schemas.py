"""Evaluations as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from remit.engines.scoring import Scorer
from remit.kit.schemas import Answer, Body
from remit.lifecycle.evaluations.schemas import Author, Number, Slug

Status = Literal["queued", "running", "finished", "failed", "cancelled"]
Share = Annotated[float, Field(ge=0, le=1)]


class NewEvaluation(Body):
    """What is to be measured: a version of an agent on a version of a dataset."""

    agent: Annotated[str, Field(max_length=64, examples=["support-triage"])]
    dataset: Annotated[str, Field(max_length=64, examples=["support-tickets"])]
    version: Annotated[Number | None, Field(description="Of the agent; the newest when left out.")] = None
    dataset_version: Annotated[Number | None, Field(description="The newest when left out.")] = None
    scorers: Annotated[
        list[Scorer],
        Field(
            max_length=10,
            description="How answers are scored; left out, as the agent's file or a rule asks on the dataset.",
            examples=[[{"type": "contains"}, {"type": "judge", "criteria": "It is polite.", "weight": 2}]],
        ),
    ] = []
    threshold: Annotated[
        Share | None, Field(description="The mean score that is wanted.", examples=[0.8])
    ] = None
    effects: Annotated[
        Literal["rehearsed", "real"],
        Field(
            description="`rehearsed`: tools, stores and other agents are answered from recordings, or made up."
        ),
    ] = "rehearsed"


class EvaluationEstimate(Answer):
    """What an evaluation will probably take; `cost_usd` is null where a price is not known."""

    agent: str
    version: int
    dataset: str
    dataset_version: int
    scorers: list[Scorer]
    threshold: float | None
    cases: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: str | None
    seconds: float | None
    basis: str
    doubts: list[str]


class ScorerSummary(Answer):
    """One scorer over all cases; `interval` holds its true mean with 95 % certainty."""

    name: str
    score: float | None
    interval: list[float] | None
    passed_cases: int


class TagSummary(Answer):
    """The cases with one tag."""

    tag: str
    cases: int
    score: float | None


class Latency(Answer):
    """How long answers took, in milliseconds."""

    p50: float | None
    p95: float | None
    p99: float | None


class RunSummary(Answer):
    """What a run adds up to; there once it has ended."""

    score: float | None
    interval: list[float] | None
    passed_cases: int
    pass_rate: float | None
    pass_interval: list[float] | None
    scorers: list[ScorerSummary]
    tags: list[TagSummary]
    latency_ms: Latency
    judges: list[str]


class EvaluationProblem(Answer):
    """Why a run, or a case of it, came to no answer."""

    type: str
    title: str
    detail: str


class EvaluationAnswer(Answer):
    """One run; `passed` is null without a threshold, `unpriced` cases have no known cost."""

    id: str
    agent: str
    version: int
    dataset: str
    dataset_version: int
    status: Status
    effects: Literal["rehearsed", "real"]
    scorers: list[Scorer]
    threshold: float | None
    score: float | None
    passed: bool | None
    cases: int
    done: int
    errors: int
    input_tokens: int
    output_tokens: int
    cost_usd: str
    unpriced: int
    summary: RunSummary | None
    problem: EvaluationProblem | None
    created_by: Author
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class EvaluationDetail(EvaluationAnswer):
    """One run with what it can be compared to (newest first), and whether you may cancel it."""

    comparable: list[EvaluationAnswer]
    may_cancel: bool


class EvaluationPage(Answer):
    """A page of runs, newest first."""

    items: list[EvaluationAnswer]
    next: str | None


class Judge(Answer):
    """The model that judged, and the version and digest of what it was told."""

    model: str
    prompt: str
    prompt_digest: str


class CaseScore(Answer):
    """What one scorer says of one answer."""

    name: str
    type: str
    score: float
    passed: bool
    reason: str
    judge: Judge | None


class ResultAnswer(Answer):
    """What became of one case; `effects` is what the agent would have done, a sentence each."""

    place: int
    case_id: str
    name: str
    input: Any
    expected: Any
    output: Any
    score: float
    passed: bool
    scores: list[CaseScore]
    error: EvaluationProblem | None
    effects: list[str]
    call_id: str | None
    input_tokens: int
    output_tokens: int
    cost_usd: str | None
    duration_ms: float


class ResultPage(Answer):
    """Some results of a run, in the order of the cases."""

    items: list[ResultAnswer]
    next: str | None


class ComparedAnswer(Answer):
    """What changed: `difference` is the mean over the cases, `interval` holds the true one with 95 % certainty.

    `verdict` is `better` or `worse` only where both the interval and the sign test (`p_value`) say so.
    """

    better: int
    worse: int
    same: int
    difference: float
    interval: list[float]
    p_value: float
    verdict: Literal["better", "worse", "unclear", "same"]


class ComparedScorer(ComparedAnswer):
    """One scorer in both runs."""

    name: str
    before: float
    after: float


class ComparedSide(Answer):
    """A case in one of two runs."""

    output: Any
    score: float
    scores: list[CaseScore]
    error: EvaluationProblem | None


class ComparedCase(Answer):
    """One case in both runs."""

    place: int
    name: str
    input: Any
    expected: Any
    change: Literal["better", "worse", "same"]
    before: ComparedSide
    after: ComparedSide


class ComparedCounts(Answer):
    """How many cases became what."""

    all: int
    better: int
    worse: int
    same: int


class ComparisonAnswer(Answer):
    """Two runs side by side, and some of their cases: first those that lost most.

    Cases are matched by their input; those that only one run has are counted and left out.
    """

    before: EvaluationAnswer
    after: EvaluationAnswer
    overall: ComparedAnswer
    scorers: list[ComparedScorer]
    counts: ComparedCounts
    only_before: int
    only_after: int
    items: list[ComparedCase]
    next: str | None


class NewEvaluationRule(Body):
    """What is asked of agents before they may be promoted; agent, type and tag are empty for all."""

    agent: Annotated[str, Field(max_length=64)] = ""
    type: Literal["", "context", "function", "api", "orchestrator"] = ""
    tag: Annotated[str, Field(max_length=32)] = ""
    dataset: Slug
    scorers: Annotated[list[Scorer], Field(min_length=1, max_length=10)]
    threshold: Annotated[Share, Field(examples=[0.8])]


class EvaluationRuleAnswer(Answer):
    """One rule."""

    id: str
    agent: str
    type: str
    tag: str
    dataset: str
    scorers: list[Scorer]
    threshold: float
    created_by: Author
    created_at: datetime


class EvaluationRules(Answer):
    """All rules, oldest first."""

    items: list[EvaluationRuleAnswer]
    next: str | None
