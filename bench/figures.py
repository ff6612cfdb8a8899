"""One figure of the table, and how samples become one."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured figure beside its baseline; we hold ourselves to `limit`, or to `at_least` where more is better."""

    what: str
    value: float
    unit: str
    limit: float | None
    baseline: str
    baseline_value: float | None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it is what it should be."""
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.limit is None or self.value <= self.limit)

    def row(self) -> str:
        """One line of the table."""
        limit = f"≤ {self.limit:g}" if self.limit is not None else ""
        if self.at_least is not None:
            limit = f"≥ {self.at_least:g}"
        base = self.baseline
        if self.baseline_value is not None:
            base = f"{_shown(self.baseline_value)} ({self.baseline})"
        ratio = f"{self.value / self.baseline_value:.2f}" if self.baseline_value else ""
        return f"| {self.what} | {_shown(self.value)} {self.unit} | {limit} | {base} | {ratio} |"


def _shown(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


HEAD = "| what | measured | limit | baseline | ratio |\n| --- | --- | --- | --- | --- |"


Act = Callable[[], Awaitable[object]]


async def p50(times: int, act: Act, *, warm: int = 5, between: Act | None = None) -> float:
    """Return the median milliseconds of an act, one after the other; `between` two is not counted."""
    samples = []
    for _ in range(warm + times):
        began = time.perf_counter()
        await act()
        samples.append((time.perf_counter() - began) * 1000)
        if between is not None:
            await between()
    return statistics.median(samples[warm:])
