"""Nothing gets out of the lite tier, and nothing in it takes more than it may."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.engines.sandbox.hostile import Attack, Surroundings, attacks, require_contained, surroundings

from remit.engines.sandbox import LiteSandbox
from remit.engines.sandbox.lite.edits import Edited
from remit.engines.sandbox.lite.program import Program, Programs, program
from remit.engines.sandbox.lite.rewrite import Rewritten
from remit.engines.sandbox.reading import Source, read


@pytest_asyncio.fixture(scope="module")
async def lite() -> AsyncIterator[LiteSandbox]:
    os.environ["REMIT_CANARY"] = "kestrel-7f3a-canary"
    sandbox = LiteSandbox(workers=2)
    yield sandbox
    await sandbox.close()
    del os.environ["REMIT_CANARY"]


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    with surroundings(Path(tmp_path_factory.mktemp("around"))) as made:
        yield made


class _Unlinted(Programs):
    """Code as it is: what holds it in must be more than the linter."""

    def of(self, code: str, names: frozenset[str]) -> Program:
        source = read(code)
        assert isinstance(source, Source)
        lines = list(range(1, code.count("\n") + 2))
        return program(source, Rewritten("", Edited(code, lines), {}, []), names)


@pytest_asyncio.fixture(scope="module")
async def unlinted() -> AsyncIterator[LiteSandbox]:
    sandbox = LiteSandbox(workers=2, programs=_Unlinted())
    yield sandbox
    await sandbox.close()


@pytest.mark.parametrize("attack", attacks(), ids=lambda each: each.name)
async def test_lite_contains(lite: LiteSandbox, around: Surroundings, attack: Attack) -> None:
    await require_contained(lite, attack, attack.function, around)


@pytest.mark.parametrize("attack", attacks(), ids=lambda each: each.name)
async def test_lite_contains_what_its_linter_would_refuse(
    lite: LiteSandbox, unlinted: LiteSandbox, around: Surroundings, attack: Attack
) -> None:
    if any(each.severity == "error" for each in await lite.check(attack.function)):
        await require_contained(unlinted, attack, attack.function, around)
