"""What code may use in the lite tier comes out as it does in CPython, or is refused before it runs."""

import asyncio
import json
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from remit.engines.sandbox import Limits, LiteSandbox, NoHost
from remit.engines.sandbox.lite.job import TABLE

PYTHON = yaml.safe_load(Path(__file__).with_name("python.yaml").read_text("utf-8"))
LIMITS = Limits(cpu_seconds=5)


@pytest_asyncio.fixture(scope="module")
async def lite() -> AsyncIterator[LiteSandbox]:
    sandbox = LiteSandbox(workers=2)
    yield sandbox
    await sandbox.close()


def test_what_is_known_of_monty_is_of_the_version_that_runs() -> None:
    assert TABLE.monty == version("pydantic-monty")


def _in_cpython(code: str) -> Any:
    names: dict[str, Any] = {"__name__": "function"}
    exec(code, names)
    return json.loads(json.dumps(asyncio.run(names["run"](None, None))))


@pytest.mark.parametrize("group", PYTHON["same"])
async def test_it_is_the_same_as_in_cpython(lite: LiteSandbox, group: str) -> None:
    expressions = PYTHON["same"][group]
    lines = "".join(f"    out.append(repr(({each})))\n" for each in expressions)
    code = f"{PYTHON['imports']}\nasync def run(input, ctx):\n    out = []\n{lines}    return out\n"
    expected = await asyncio.to_thread(_in_cpython, code)
    got = json.loads((await lite.run(code, "null", NoHost(), LIMITS)).output_json)
    assert dict(zip(expressions, got, strict=True)) == dict(zip(expressions, expected, strict=True))


@pytest.mark.parametrize("code", PYTHON["programs"])
async def test_programs_do_the_same_as_in_cpython(lite: LiteSandbox, code: str) -> None:
    got = json.loads((await lite.run(code, "null", NoHost(), LIMITS)).output_json)
    assert got == await asyncio.to_thread(_in_cpython, code)


@pytest.mark.parametrize(("code", "found"), list(PYTHON["refused"].items()))
async def test_what_it_lacks_is_found_before_it_runs(lite: LiteSandbox, code: str, found: str) -> None:
    whole = f"{code}\nasync def run(input, ctx):\n    return 1\n"
    errors = [each for each in await lite.check(whole) if each.severity == "error"]
    assert found in [each.code for each in errors]
    assert all(each.fix and 1 <= each.line <= code.count("\n") + 1 for each in errors)
