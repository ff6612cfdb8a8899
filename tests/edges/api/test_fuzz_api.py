"""Every operation of the OpenAPI document with what Schemathesis makes of it: answered as described, never a fault."""

import asyncio

import pytest
from tests.fixtures.fuzzing import OPERATIONS, fuzz
from tests.fixtures.server import Api, Served

from remit.controls.tenancy import Role

# A stream without an end.
_ENDLESS = "/api/events"


def _area(path: str) -> str:
    """Name what stands behind `/api`."""
    return path.removeprefix("/api").split("/")[1]


AREAS = sorted({_area(each.path) for each in OPERATIONS})


@pytest.mark.parametrize("area", AREAS)
async def test_nothing_that_can_be_sent_is_a_fault_of_ours(api: Api, served: Served, area: str) -> None:
    client = await api(Role.ADMIN)
    key = client.headers["authorization"].removeprefix("Bearer ")
    for operation in OPERATIONS:
        if _area(operation.path) == area and operation.path != _ENDLESS:
            await asyncio.to_thread(fuzz, operation, served.url, key)
