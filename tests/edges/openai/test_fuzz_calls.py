"""The call routes with what Schemathesis makes of them, over an agent that answers."""

import asyncio

import pytest
from tests.edges.openai.conftest import Routes
from tests.fixtures.fuzzing import OPERATIONS, fuzz

CALLS = [each for each in OPERATIONS if each.path.startswith("/v1/")]


@pytest.mark.parametrize("model", ["openai:stub-1", "demo"])
async def test_no_call_is_a_fault_of_ours(routes: Routes, model: str) -> None:
    key = (await routes.world.key(routes.world.deploy(model))).token
    for operation in CALLS:
        await asyncio.to_thread(fuzz, operation, routes.url, key, model="desk")
