# generated from openapi.json

from typing import Annotated, Any, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    Author,
)


class ComparedAnswer(Model):
    """
    What changed: `difference` is the mean over the cases, `interval` holds the true one with 95 % certainty.

    `verdict` is `better` or `worse` only where both the interval and the sign test (`p_value`) say so.
    """

    better: Annotated[int, Field(title='Better')]
    worse: Annotated[int, Field(title='Worse')]
    same: Annotated[int, Field(title='Same')]
    difference: Annotated[float, Field(title='Difference')]
    interval: Annotated[list[float], Field(title='Interval')]
    p_value: Annotated[float, Field(title='P Value')]
    verdict: Annotated[Literal['better', 'worse', 'unclear', 'same'], Field(title='Verdict')]



class ComparedCounts(Model):
    """
    How many cases became what.
    """

    all: Annotated[int, Field(title='All')]
    better: Annotated[int, Field(title='Better')]
    worse: Annotated[int, Field(title='Worse')]
    same: Annotated[int, Field(title='Same')]



class ComparedScorer(Model):
    """
    One scorer in both runs.
    """

    better: Annotated[int, Field(title='Better')]
    worse: Annotated[int, Field(title='Worse')]
    same: Annotated[int, Field(title='Same')]
    difference: Annotated[float, Field(title='Difference')]
    interval: Annotated[list[float], Field(title='Interval')]
    p_value: Annotated[float, Field(title='P Value')]
    verdict: Annotated[Literal['better', 'worse', 'unclear', 'same'], Field(title='Verdict')]
    name: Annotated[str, Field(title='Name')]
    before: Annotated[float, Field(title='Before')]
    after: Annotated[float, Field(title='After')]



class EvaluationProblem(Model):
    """
    Why a run, or a case of it, came to no answer.
    """

    type: Annotated[str, Field(title='Type')]
    title: Annotated[str, Field(title='Title')]
    detail: Annotated[str, Field(title='Detail')]



class Judge(Model):
    """
    The model that judged, and the version and digest of what it was told.
    """

    model: Annotated[str, Field(title='Model')]
    prompt: Annotated[str, Field(title='Prompt')]
    prompt_digest: Annotated[str, Field(title='Prompt Digest')]



class Latency(Model):
    """
    How long answers took, in milliseconds.
    """

    p50: Annotated[float | None, Field(title='P50')]
    p95: Annotated[float | None, Field(title='P95')]
    p99: Annotated[float | None, Field(title='P99')]



class Version1(RootModel[int]):
    root: Annotated[
        int,
        Field(description='Of the agent; the newest when left out.', ge=1, le=2147483647, title='Version'),
    ]



class DatasetVersion(RootModel[int]):
    root: Annotated[
        int, Field(description='The newest when left out.', ge=1, le=2147483647, title='Dataset Version')
    ]



class Threshold(RootModel[float]):
    root: Annotated[
        float,
        Field(
            description='The mean score that is wanted.', examples=[0.8], ge=0.0, le=1.0, title='Threshold'
        ),
    ]



class Name10(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='What it is called in results; its type when left out.',
            max_length=60,
            min_length=1,
            title='Name',
        ),
    ]



class PassAt(RootModel[float]):
    root: Annotated[
        float,
        Field(
            description='The score from which a case passes: 0.7 for similarity and judge, else 1.',
            ge=0.0,
            le=1.0,
            title='Passes at',
        ),
    ]



class Path(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='Which part of an answer in JSON is scored, like `total` or `items.0.id`.',
            examples=['total'],
            max_length=200,
            min_length=1,
            pattern='^[^\\s.]+(\\.[^\\s.]+)*$',
            title='Path',
        ),
    ]



class Value(RootModel[str]):
    root: Annotated[str, Field(max_length=2000, min_length=1)]



class Values(RootModel[list[Value]]):
    root: Annotated[
        list[Value],
        Field(
            description='What the answer must contain; the expected one when left out.',
            max_length=50,
            min_length=1,
            title='Texts',
        ),
    ]



class Pattern(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='A regular expression that is found in the answer.',
            max_length=1000,
            min_length=1,
            title='Pattern',
        ),
    ]



class Tolerance(RootModel[float]):
    root: Annotated[
        float, Field(description='How far a number may be from the expected one.', ge=0.0, title='Tolerance')
    ]



class RelativeTolerance(RootModel[float]):
    root: Annotated[
        float,
        Field(
            description='The same as a share of the expected number: 0.05 is 5 %.',
            ge=0.0,
            le=1.0,
            title='Relative tolerance',
        ),
    ]



class Model5(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='Which model judges, or makes the embeddings; the default model when left out.',
            examples=['openai:gpt-4o-mini'],
            max_length=200,
            min_length=1,
            title='Model',
        ),
    ]



class Criteria(RootModel[str]):
    root: Annotated[
        str,
        Field(
            description='What a good answer is, in words, for the model that judges.',
            max_length=8000,
            min_length=1,
            title='Criteria',
        ),
    ]



class Scorer(Model):
    """
    One way to score an answer from 0 to 1.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    type: Annotated[
        Literal['exact', 'contains', 'regex', 'json_schema', 'numeric', 'similarity', 'judge'],
        Field(description='How the answer is compared.', examples=['exact'], title='Scorer'),
    ]
    name: Annotated[
        Name10 | None,
        Field(description='What it is called in results; its type when left out.', title='Name'),
    ] = None
    weight: Annotated[
        float | None, Field(description='How much it counts.', gt=0.0, le=100.0, title='Weight')
    ] = 1
    pass_at: Annotated[
        PassAt | None,
        Field(
            description='The score from which a case passes: 0.7 for similarity and judge, else 1.',
            title='Passes at',
        ),
    ] = None
    path: Annotated[
        Path | None,
        Field(
            description='Which part of an answer in JSON is scored, like `total` or `items.0.id`.',
            examples=['total'],
            title='Path',
        ),
    ] = None
    ignore_case: Annotated[
        bool | None, Field(description='Capital and small letters are the same.', title='Ignore case')
    ] = False
    values: Annotated[
        Values | None,
        Field(description='What the answer must contain; the expected one when left out.', title='Texts'),
    ] = None
    match: Annotated[
        Literal['all', 'any'] | None,
        Field(description='Whether all texts must be there, or any.', title='Match'),
    ] = 'all'
    pattern: Annotated[
        Pattern | None,
        Field(description='A regular expression that is found in the answer.', title='Pattern'),
    ] = None
    json_schema: Annotated[
        dict[str, Any] | None, Field(description='What the answer, as JSON, must fit.', title='JSON Schema')
    ] = None
    tolerance: Annotated[
        Tolerance | None,
        Field(description='How far a number may be from the expected one.', title='Tolerance'),
    ] = None
    relative_tolerance: Annotated[
        RelativeTolerance | None,
        Field(
            description='The same as a share of the expected number: 0.05 is 5 %.', title='Relative tolerance'
        ),
    ] = None
    method: Annotated[
        Literal['text', 'embeddings'] | None,
        Field(description='`text` compares letters, here; `embeddings` asks a model.', title='Method'),
    ] = 'text'
    model: Annotated[
        Model5 | None,
        Field(
            description='Which model judges, or makes the embeddings; the default model when left out.',
            examples=['openai:gpt-4o-mini'],
            title='Model',
        ),
    ] = None
    criteria: Annotated[
        Criteria | None,
        Field(description='What a good answer is, in words, for the model that judges.', title='Criteria'),
    ] = None



class ScorerSummary(Model):
    """
    One scorer over all cases; `interval` holds its true mean with 95 % certainty.
    """

    name: Annotated[str, Field(title='Name')]
    score: Annotated[float | None, Field(title='Score')]
    interval: Annotated[list[float] | None, Field(title='Interval')]
    passed_cases: Annotated[int, Field(title='Passed Cases')]



class TagSummary(Model):
    """
    The cases with one tag.
    """

    tag: Annotated[str, Field(title='Tag')]
    cases: Annotated[int, Field(title='Cases')]
    score: Annotated[float | None, Field(title='Score')]



class CaseScore(Model):
    """
    What one scorer says of one answer.
    """

    name: Annotated[str, Field(title='Name')]
    type: Annotated[str, Field(title='Type')]
    score: Annotated[float, Field(title='Score')]
    passed: Annotated[bool, Field(title='Passed')]
    reason: Annotated[str, Field(title='Reason')]
    judge: Judge | None



class ComparedSide(Model):
    """
    A case in one of two runs.
    """

    output: Annotated[Any, Field(title='Output')]
    score: Annotated[float, Field(title='Score')]
    scores: Annotated[list[CaseScore], Field(title='Scores')]
    error: EvaluationProblem | None



class EvaluationEstimate(Model):
    """
    What an evaluation will probably take; `cost_usd` is null where a price is not known.
    """

    agent: Annotated[str, Field(title='Agent')]
    version: Annotated[int, Field(title='Version')]
    dataset: Annotated[str, Field(title='Dataset')]
    dataset_version: Annotated[int, Field(title='Dataset Version')]
    scorers: Annotated[list[Scorer], Field(title='Scorers')]
    threshold: Annotated[float | None, Field(title='Threshold')]
    cases: Annotated[int, Field(title='Cases')]
    calls: Annotated[int, Field(title='Calls')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    seconds: Annotated[float | None, Field(title='Seconds')]
    basis: Annotated[str, Field(title='Basis')]
    doubts: Annotated[list[str], Field(title='Doubts')]



class EvaluationRuleAnswer(Model):
    """
    One rule.
    """

    id: Annotated[str, Field(title='Id')]
    agent: Annotated[str, Field(title='Agent')]
    type: Annotated[str, Field(title='Type')]
    tag: Annotated[str, Field(title='Tag')]
    dataset: Annotated[str, Field(title='Dataset')]
    scorers: Annotated[list[Scorer], Field(title='Scorers')]
    threshold: Annotated[float, Field(title='Threshold')]
    created_by: Author
    created_at: Annotated[AwareDatetime, Field(title='Created At')]



class EvaluationRules(Model):
    """
    All rules, oldest first.
    """

    items: Annotated[list[EvaluationRuleAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class NewEvaluation(Model):
    """
    What is to be measured: a version of an agent on a version of a dataset.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    agent: Annotated[str, Field(examples=['support-triage'], max_length=64, title='Agent')]
    dataset: Annotated[str, Field(examples=['support-tickets'], max_length=64, title='Dataset')]
    version: Annotated[
        Version1 | None, Field(description='Of the agent; the newest when left out.', title='Version')
    ] = None
    dataset_version: Annotated[
        DatasetVersion | None, Field(description='The newest when left out.', title='Dataset Version')
    ] = None
    scorers: Annotated[
        list[Scorer] | None,
        Field(
            description="How answers are scored; left out, as the agent's file or a rule asks on the dataset.",
            examples=[[{'type': 'contains'}, {'criteria': 'It is polite.', 'type': 'judge', 'weight': 2}]],
            max_length=10,
            title='Scorers',
            validate_default=True,
        ),
    ] = []
    threshold: Annotated[
        Threshold | None,
        Field(description='The mean score that is wanted.', examples=[0.8], title='Threshold'),
    ] = None
    effects: Annotated[
        Literal['rehearsed', 'real'] | None,
        Field(
            description='`rehearsed`: tools, stores and other agents are answered from recordings, or made up.',
            title='Effects',
        ),
    ] = 'rehearsed'



class NewEvaluationRule(Model):
    """
    What is asked of agents before they may be promoted; agent, type and tag are empty for all.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    agent: Annotated[str | None, Field(max_length=64, title='Agent')] = ''
    type: Annotated[Literal['', 'context', 'function', 'api', 'orchestrator'] | None, Field(title='Type')] = (
        ''
    )
    tag: Annotated[str | None, Field(max_length=32, title='Tag')] = ''
    dataset: Annotated[
        str,
        Field(
            description='Its name.',
            examples=['support-tickets'],
            max_length=64,
            pattern='^[a-z0-9](-?[a-z0-9])*$',
            title='Dataset',
        ),
    ]
    scorers: Annotated[list[Scorer], Field(max_length=10, min_length=1, title='Scorers')]
    threshold: Annotated[float, Field(examples=[0.8], ge=0.0, le=1.0, title='Threshold')]



class ResultAnswer(Model):
    """
    What became of one case; `effects` is what the agent would have done, a sentence each.
    """

    place: Annotated[int, Field(title='Place')]
    case_id: Annotated[str, Field(title='Case Id')]
    name: Annotated[str, Field(title='Name')]
    input: Annotated[Any, Field(title='Input')]
    expected: Annotated[Any, Field(title='Expected')]
    output: Annotated[Any, Field(title='Output')]
    score: Annotated[float, Field(title='Score')]
    passed: Annotated[bool, Field(title='Passed')]
    scores: Annotated[list[CaseScore], Field(title='Scores')]
    error: EvaluationProblem | None
    effects: Annotated[list[str], Field(title='Effects')]
    call_id: Annotated[str | None, Field(title='Call Id')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    cost_usd: Annotated[str | None, Field(title='Cost Usd')]
    duration_ms: Annotated[float, Field(title='Duration Ms')]



class ResultPage(Model):
    """
    Some results of a run, in the order of the cases.
    """

    items: Annotated[list[ResultAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class RunSummary(Model):
    """
    What a run adds up to; there once it has ended.
    """

    score: Annotated[float | None, Field(title='Score')]
    interval: Annotated[list[float] | None, Field(title='Interval')]
    passed_cases: Annotated[int, Field(title='Passed Cases')]
    pass_rate: Annotated[float | None, Field(title='Pass Rate')]
    pass_interval: Annotated[list[float] | None, Field(title='Pass Interval')]
    scorers: Annotated[list[ScorerSummary], Field(title='Scorers')]
    tags: Annotated[list[TagSummary], Field(title='Tags')]
    latency_ms: Latency
    judges: Annotated[list[str], Field(title='Judges')]



class ComparedCase(Model):
    """
    One case in both runs.
    """

    place: Annotated[int, Field(title='Place')]
    name: Annotated[str, Field(title='Name')]
    input: Annotated[Any, Field(title='Input')]
    expected: Annotated[Any, Field(title='Expected')]
    change: Annotated[Literal['better', 'worse', 'same'], Field(title='Change')]
    before: ComparedSide
    after: ComparedSide



class EvaluationAnswer(Model):
    """
    One run; `passed` is null without a threshold, `unpriced` cases have no known cost.
    """

    id: Annotated[str, Field(title='Id')]
    agent: Annotated[str, Field(title='Agent')]
    version: Annotated[int, Field(title='Version')]
    dataset: Annotated[str, Field(title='Dataset')]
    dataset_version: Annotated[int, Field(title='Dataset Version')]
    status: Annotated[Literal['queued', 'running', 'finished', 'failed', 'cancelled'], Field(title='Status')]
    effects: Annotated[Literal['rehearsed', 'real'], Field(title='Effects')]
    scorers: Annotated[list[Scorer], Field(title='Scorers')]
    threshold: Annotated[float | None, Field(title='Threshold')]
    score: Annotated[float | None, Field(title='Score')]
    passed: Annotated[bool | None, Field(title='Passed')]
    cases: Annotated[int, Field(title='Cases')]
    done: Annotated[int, Field(title='Done')]
    errors: Annotated[int, Field(title='Errors')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    cost_usd: Annotated[str, Field(title='Cost Usd')]
    unpriced: Annotated[int, Field(title='Unpriced')]
    summary: RunSummary | None
    problem: EvaluationProblem | None
    created_by: Author
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    started_at: Annotated[AwareDatetime | None, Field(title='Started At')]
    ended_at: Annotated[AwareDatetime | None, Field(title='Ended At')]



class EvaluationDetail(Model):
    """
    One run with what it can be compared to (newest first), and whether you may cancel it.
    """

    id: Annotated[str, Field(title='Id')]
    agent: Annotated[str, Field(title='Agent')]
    version: Annotated[int, Field(title='Version')]
    dataset: Annotated[str, Field(title='Dataset')]
    dataset_version: Annotated[int, Field(title='Dataset Version')]
    status: Annotated[Literal['queued', 'running', 'finished', 'failed', 'cancelled'], Field(title='Status')]
    effects: Annotated[Literal['rehearsed', 'real'], Field(title='Effects')]
    scorers: Annotated[list[Scorer], Field(title='Scorers')]
    threshold: Annotated[float | None, Field(title='Threshold')]
    score: Annotated[float | None, Field(title='Score')]
    passed: Annotated[bool | None, Field(title='Passed')]
    cases: Annotated[int, Field(title='Cases')]
    done: Annotated[int, Field(title='Done')]
    errors: Annotated[int, Field(title='Errors')]
    input_tokens: Annotated[int, Field(title='Input Tokens')]
    output_tokens: Annotated[int, Field(title='Output Tokens')]
    cost_usd: Annotated[str, Field(title='Cost Usd')]
    unpriced: Annotated[int, Field(title='Unpriced')]
    summary: RunSummary | None
    problem: EvaluationProblem | None
    created_by: Author
    created_at: Annotated[AwareDatetime, Field(title='Created At')]
    started_at: Annotated[AwareDatetime | None, Field(title='Started At')]
    ended_at: Annotated[AwareDatetime | None, Field(title='Ended At')]
    comparable: Annotated[list[EvaluationAnswer], Field(title='Comparable')]
    may_cancel: Annotated[bool, Field(title='May Cancel')]



class EvaluationPage(Model):
    """
    A page of runs, newest first.
    """

    items: Annotated[list[EvaluationAnswer], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]



class ComparisonAnswer(Model):
    """
    Two runs side by side, and some of their cases: first those that lost most.

    Cases are matched by their input; those that only one run has are counted and left out.
    """

    before: EvaluationAnswer
    after: EvaluationAnswer
    overall: ComparedAnswer
    scorers: Annotated[list[ComparedScorer], Field(title='Scorers')]
    counts: ComparedCounts
    only_before: Annotated[int, Field(title='Only Before')]
    only_after: Annotated[int, Field(title='Only After')]
    items: Annotated[list[ComparedCase], Field(title='Items')]
    next: Annotated[str | None, Field(title='Next')]
