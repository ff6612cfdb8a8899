"""Nothing gets out of the full tier, and nothing in it takes more than it may."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.engines.sandbox.hostile import Attack, Surroundings, attacks, require_contained, surroundings

from remit.engines.sandbox import FullSandbox


@pytest_asyncio.fixture(scope="module")
async def full() -> AsyncIterator[FullSandbox]:
    os.environ["REMIT_CANARY"] = "kestrel-7f3a-canary"
    sandbox = FullSandbox(workers=2)
    yield sandbox
    await sandbox.close()
    del os.environ["REMIT_CANARY"]


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    with surroundings(Path(tmp_path_factory.mktemp("around"))) as made:
        yield made


@pytest.mark.parametrize("attack", attacks(), ids=lambda each: each.name)
async def test_full_contains(full: FullSandbox, around: Surroundings, attack: Attack) -> None:
    await require_contained(full, attack, attack.function, around)
