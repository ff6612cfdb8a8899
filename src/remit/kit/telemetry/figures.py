"""Figures for Prometheus, counted in plain numbers: a call costs two microseconds, a scrape adds them up.

Labels never hold an id, and each has a limited number of values; what comes after is counted as `other`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from threading import Lock

from prometheus_client import REGISTRY
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

_OTHER = "other"
_LONGEST_LABEL = 100
_MOST_CELLS = 2000
# What the conventions for generative AI recommend, in seconds.
_CALL_SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_FIRST_SECONDS = (0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
_REQUEST_SECONDS = (
    *(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75),
    *(1.0, 2.5, 5.0, 7.5, 10.0),
)
_SCORES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Times:
    """How long things took, by bucket."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.sum += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """Return the buckets as Prometheus wants them, each with all below it."""
        names = [*map(str, self.bounds), "+Inf"]
        return [(name, float(sum(self.counts[: at + 1]))) for at, name in enumerate(names)]


class _Calls:
    """The calls with one environment, provider and model."""

    __slots__ = ("cost", "first", "input", "outcomes", "output", "seconds", "unpriced")

    def __init__(self) -> None:
        self.outcomes: dict[str, int] = {}
        self.seconds = _Times(_CALL_SECONDS)
        self.first = _Times(_FIRST_SECONDS)
        self.input = self.output = self.unpriced = 0
        self.cost = 0.0


class _Requests:
    """The requests with one method and route."""

    __slots__ = ("seconds", "statuses")

    def __init__(self) -> None:
        self.seconds = _Times(_REQUEST_SECONDS)
        self.statuses: dict[int, int] = {}


class _Values:
    """The values that a label may have: the first so many."""

    def __init__(self, most: int) -> None:
        self._known: set[str] = set()
        self._most = most

    def of(self, value: str) -> str:
        """Return a value as the label shows it."""
        value = value[:_LONGEST_LABEL]
        if value not in self._known:
            if len(self._known) >= self._most:
                return _OTHER
            self._known.add(value)
        return value


class Meters(Collector):
    """What a process has counted since it started."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: dict[tuple[str, str, str], _Calls] = {}
        self._requests: dict[tuple[str, str], _Requests] = {}
        self._checks: dict[bool, int] = {}
        self._check_seconds = _Times(_REQUEST_SECONDS)
        self._refusals: dict[str, int] = {}
        self._in_flight = 0
        self._trials: dict[str, dict[str, int]] = {}
        self._trial_seconds: dict[str, _Times] = {}
        self._evaluations: dict[str, int] = {}
        self._scores, self._answers = _Times(_SCORES), _Times(_CALL_SECONDS)
        self._limits = (_Values(10), _Values(50), _Values(200))
        self._reasons, self._routes = _Values(100), _Values(500)

    def call_began(self) -> None:
        """A call is under way; `call_ended` must follow."""
        with self._lock:
            self._in_flight += 1

    def call_ended(self) -> None:
        """A call is under way no more."""
        with self._lock:
            self._in_flight -= 1

    def record_call(
        self,
        outcome: str,
        environment: str,
        provider: str,
        model: str,
        seconds: float,
        *,
        first_token_seconds: float | None = None,
        input_tokens: int = 0,
        output_tokens: int = 0,
        cost_usd: Decimal | None = None,
        reason: str = "",
    ) -> None:
        """Count a call; a refused one only by its `reason`, since it neither took time nor cost anything."""
        with self._lock:
            cell = self._calls.get((environment, provider, model)) or self._cell(environment, provider, model)
            cell.outcomes[outcome] = cell.outcomes.get(outcome, 0) + 1
            if outcome == "refused":
                self._count_refusal(reason)
                return
            cell.seconds.add(seconds)
            if first_token_seconds is not None:
                cell.first.add(first_token_seconds)
            cell.input += input_tokens
            cell.output += output_tokens
            if cost_usd is None:
                cell.unpriced += 1
            else:
                cell.cost += float(cost_usd)

    def record_trial(self, kind: str, passed: bool, seconds: float) -> None:
        """Count a dry run or smoke run."""
        with self._lock:
            cell = self._trials.setdefault(kind, {"passed": 0, "failed": 0})
            cell["passed" if passed else "failed"] += 1
            self._trial_seconds.setdefault(kind, _Times(_CALL_SECONDS)).add(seconds)

    def record_evaluation(self, outcome: str, score: float | None, milliseconds: Sequence[float]) -> None:
        """Count an evaluation that ended, with its score where it was finished, and how long each answer took."""
        with self._lock:
            self._evaluations[outcome] = self._evaluations.get(outcome, 0) + 1
            if score is not None:
                self._scores.add(score)
            for each in milliseconds:
                self._answers.add(each / 1000)

    def record_refusal(self, reason: str) -> None:
        """Count a refusal of somebody who is not known, and so of no call."""
        with self._lock:
            self._count_refusal(reason)

    def record_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer to an HTTP request; `seconds` until it began."""
        with self._lock:
            cell = self._requests.get((method, route)) or self._request_cell(method, route)
            cell.statuses[status] = cell.statuses.get(status, 0) + 1
            cell.seconds.add(seconds)

    def record_check(self, passed: bool, seconds: float) -> None:
        """Count a check of an agent file."""
        with self._lock:
            self._checks[passed] = self._checks.get(passed, 0) + 1
            self._check_seconds.add(seconds)

    def _count_refusal(self, reason: str) -> None:
        shown = self._reasons.of(reason or "unknown")
        self._refusals[shown] = self._refusals.get(shown, 0) + 1

    def _cell(self, *labels: str) -> _Calls:
        environment, provider, model = (
            limit.of(label) for limit, label in zip(self._limits, labels, strict=True)
        )
        if len(self._calls) >= _MOST_CELLS:
            environment = provider = model = _OTHER
        return self._calls.setdefault((environment, provider, model), _Calls())

    def _request_cell(self, method: str, route: str) -> _Requests:
        key = (method if method in _METHODS else _OTHER, self._routes.of(route))
        return self._requests.setdefault(key, _Requests())

    def collect(self) -> Iterator[Metric]:
        """Yield everything for a scrape."""
        with self._lock:
            told = [*self._of_calls(), *self._of_requests(), *self._of_proving(), *self._of_checks()]
        yield from told

    def _of_calls(self) -> Iterator[Metric]:
        where = ("environment", "provider", "model")
        calls = CounterMetricFamily("remit_calls", "Calls of agents and models", labels=("outcome", *where))
        seconds = HistogramMetricFamily(
            "remit_call_seconds", "Seconds a call took, record included", labels=where
        )
        first = HistogramMetricFamily(
            "remit_first_token_seconds", "Seconds until the first piece of an answer", labels=where
        )
        tokens = CounterMetricFamily("remit_tokens", "Tokens used", labels=("direction", *where))
        cost = CounterMetricFamily("remit_cost_usd", "Cost of calls with a known price", labels=where)
        unpriced = CounterMetricFamily("remit_unpriced_calls", "Calls without a known price", labels=where)
        for key, cell in self._calls.items():
            for outcome, count in cell.outcomes.items():
                calls.add_metric((outcome, *key), count)
            _add(seconds, key, cell.seconds)
            _add(first, key, cell.first)
            tokens.add_metric(("input", *key), cell.input)
            tokens.add_metric(("output", *key), cell.output)
            cost.add_metric(key, cell.cost)
            unpriced.add_metric(key, cell.unpriced)
        refusals = CounterMetricFamily("remit_call_refusals", "Calls that were refused", labels=("reason",))
        for reason, count in self._refusals.items():
            refusals.add_metric((reason,), count)
        flight = GaugeMetricFamily("remit_calls_in_flight", "Calls under way", value=self._in_flight)
        yield from (calls, seconds, first, tokens, cost, unpriced, refusals, flight)

    def _of_requests(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "remit_http_requests", "HTTP requests", labels=("method", "route", "status")
        )
        seconds = HistogramMetricFamily(
            "remit_http_request_seconds", "Seconds until the answer began", labels=("method", "route")
        )
        for key, cell in self._requests.items():
            for status, count in cell.statuses.items():
                requests.add_metric((*key, str(status)), count)
            _add(seconds, key, cell.seconds)
        yield from (requests, seconds)

    def _of_proving(self) -> Iterator[Metric]:
        trials = CounterMetricFamily("remit_trials", "Dry runs and smoke runs", labels=("kind", "outcome"))
        seconds = HistogramMetricFamily("remit_trial_seconds", "Seconds a trial took", labels=("kind",))
        for kind, outcomes in self._trials.items():
            for outcome, count in outcomes.items():
                trials.add_metric((kind, outcome), count)
            _add(seconds, (kind,), self._trial_seconds[kind])
        ended = CounterMetricFamily("remit_evaluations", "Evaluations that ended", labels=("outcome",))
        for outcome, count in self._evaluations.items():
            ended.add_metric((outcome,), count)
        score = HistogramMetricFamily("remit_evaluation_score", "Scores of evaluations, from 0 to 1")
        _add(score, (), self._scores)
        answers = HistogramMetricFamily(
            "remit_evaluation_answer_seconds", "Seconds an answer took in an evaluation"
        )
        _add(answers, (), self._answers)
        yield from (trials, seconds, ended, score, answers)

    def _of_checks(self) -> Iterator[Metric]:
        done = CounterMetricFamily("remit_agent_checks", "Checks of agent files", labels=("outcome",))
        for passed, count in self._checks.items():
            done.add_metric(("passed" if passed else "failed",), count)
        seconds = HistogramMetricFamily("remit_agent_check_seconds", "Seconds a check took")
        _add(seconds, (), self._check_seconds)
        yield from (done, seconds)


def _add(family: HistogramMetricFamily, labels: Sequence[str], times: _Times) -> None:
    if any(times.counts):
        family.add_metric(labels, buckets=times.buckets(), sum_value=times.sum)


meters = Meters()
REGISTRY.register(meters)
