"""Intervals that can be looked up, and noise that is not taken for progress."""

import pytest

from remit.engines.scoring import compare, wilson


def test_wilson_says_what_tables_say() -> None:
    found = wilson(0.8, 10)
    assert (round(found.low, 4), round(found.high, 4)) == (0.4902, 0.9433)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    assert wilson(1, 20).high == 1
    assert round(wilson(1, 20).low, 3) == 0.839


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ([], "same"),
        ([0.0] * 50, "same"),
        ([1.0] * 5, "unclear"),
        ([1.0] * 6, "better"),
        ([-1.0] * 6 + [0.0] * 6, "worse"),
        ([1.0, -1.0] * 40, "unclear"),
        ([0.01] * 30, "unclear"),
        ([0.1] * 100, "better"),
        ([1.0] * 2_000 + [-1.0] * 1_000, "better"),
    ],
)
def test_only_what_is_more_than_chance_is_better(differences: list[float], verdict: str) -> None:
    assert compare(differences).verdict == verdict


def test_the_sign_test_counts_cases_that_changed() -> None:
    found = compare([1.0] * 8 + [-1.0] + [0.0] * 5)
    assert (found.better, found.worse, found.same) == (8, 1, 5)
    assert round(found.p_value, 4) == 0.0391
    assert found.difference == 0.5
    assert found.interval.low < 0.5 < found.interval.high
