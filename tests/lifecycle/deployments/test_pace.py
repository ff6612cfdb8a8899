"""How often a rollout looks at its host."""

from datetime import timedelta
from itertools import pairwise

import pytest

from remit.lifecycle.deployments import Pace


def test_looks_come_quickly_at_first_and_go_on_to_the_deadline() -> None:
    pauses = list(Pace(seconds=5.0, deadline=timedelta(minutes=45)).pauses())
    assert pauses[0] == 0.1
    assert all(earlier <= later for earlier, later in pairwise(pauses))
    assert pauses[-1] == 5.0
    assert sum(pauses) == pytest.approx(45 * 60, abs=5)
    in_ten_minutes = sum(1 for at in range(len(pauses)) if sum(pauses[:at]) <= 600)
    assert in_ten_minutes < 150


def test_who_looks_more_often_than_that_does_so_from_the_beginning() -> None:
    assert set(Pace(seconds=0.05, deadline=timedelta(seconds=1)).pauses()) == {0.05}
