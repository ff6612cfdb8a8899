"""A world of one organisation where no other worker takes the news, and a bench on which its agents are measured."""

import pytest
from tests.lifecycle.evaluations.bench import Bench
from tests.lifecycle.runtime.working import scripted
from tests.stubs.fixtures import stub, world
from tests.stubs.world import World

__all__ = ["stub", "world"]


@pytest.fixture
def bench(world: World) -> Bench:
    return Bench(world, scripted())
