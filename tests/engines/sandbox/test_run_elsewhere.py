"""Code that is shipped: run by a Python that knows nothing of Remit, with services that answer here."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from remit.engines.sandbox import (
    ENTRY,
    BadInput,
    BadOutput,
    CompileRefused,
    Crashed,
    FunctionFailed,
    HostError,
    Limits,
    NoHost,
    OutOfMemory,
    Raised,
    Ran,
    TimedOut,
    TooManyCalls,
    TooMuchOutput,
    files_for,
    run_elsewhere,
)

BOOT = "import importlib, json, sys; m, _, n = sys.argv[1].partition('.'); e = json.load(sys.stdin)\n"
BOOT += "print(json.dumps(getattr(importlib.import_module(m), n)(e)))"


class Desk:
    """Services that are counted."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)
        self.asked: list[tuple[str, str]] = []

    async def call(self, name: str, arguments: str) -> str:
        self.asked.append((name, arguments))
        given = json.loads(arguments)["args"]
        if given == ["nobody"]:
            raise HostError("nobody is not known.")
        if given == ["wrong"]:
            raise LookupError("a fault of ours")
        if given == ["slow"]:
            await asyncio.sleep(60)
        return json.dumps(f"{name} of {given[0]}")


class Machine:
    """A machine that was sent files, and is called with events."""

    def __init__(self, folder: Path, code: str) -> None:
        self._folder = folder
        self.calls = 0
        for name, text in files_for(code).items():
            (folder / name).write_text(text)

    async def call(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        self.calls += 1
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-S", "-B", "-c", BOOT, ENTRY,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=self._folder,
            env={"AWS_SECRET_ACCESS_KEY": "the machine's", "AWS_SESSION_TOKEN": "its own", "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        said, _ = await process.communicate(json.dumps(event).encode())
        return json.loads(said)  # type: ignore[no-any-return]  # what the machine says is judged by whom it is for


async def run(folder: Path, body: str, host: Any = None, given: Any = None, **limits: Any) -> tuple[Ran, int]:
    """Run the body of `run`, or a whole file."""
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    code = (
        body if "def run" in body else f"import asyncio, os, random\nasync def run(input, ctx):\n{indented}\n"
    )
    machine = Machine(folder, code)
    wanted = json.dumps(given if given is not None else {})
    ran = await run_elsewhere(machine.call, code, wanted, host or NoHost(), Limits(**limits), "seed")
    return ran, machine.calls


async def test_code_without_services_runs_once_and_its_words_come_back(tmp_path: Path) -> None:
    body = "ctx.log('adding', n=2)\nprint('printed')\nctx.services.log.warning('odd')\nreturn {'sum': input['a'] + 1}"
    ran, calls = await run(tmp_path, body, given={"a": 1})
    assert json.loads(ran.output_json) == {"sum": 2}
    assert ran.logs == "adding n=2\nprinted\nWARNING odd\n"
    assert (calls, ran.host_calls) == (1, 0)


async def test_services_answer_here_each_once_though_the_code_is_run_again(tmp_path: Path) -> None:
    body = """
ctx.log('began')
first = await ctx.services.http.get('a')
two = await asyncio.gather(ctx.services.http.get('b'), ctx.services.llm.ask('c'))
try:
    await ctx.services.http.get('nobody')
except RuntimeError as error:
    return [first, *two, str(error), random.random() == random.Random('seed').random()]
"""
    desk = Desk("http.get", "llm.ask")
    ran, calls = await run(tmp_path, body, desk)
    assert json.loads(ran.output_json) == [
        "http.get of a",
        "http.get of b",
        "llm.ask of c",
        "nobody is not known.",
        True,
    ]
    assert [json.loads(arguments)["args"][0] for _, arguments in desk.asked] == ["a", "b", "c", "nobody"]
    assert (calls, ran.host_calls) == (4, 4)  # what is asked at once is answered at once
    assert ran.logs == "began\n"


async def test_code_that_asks_something_else_the_second_time_is_told(tmp_path: Path) -> None:
    body = "await ctx.services.http.get(str(random.SystemRandom().random()))\nreturn 1"
    with pytest.raises(Raised, match="in the same order"):
        await run(tmp_path, body, Desk("http.get"))


async def test_the_machines_keys_and_files_are_not_there_for_the_code(tmp_path: Path) -> None:
    body = "return [dict(os.environ).get('AWS_SECRET_ACCESS_KEY'), os.environ.get('AWS_SESSION_TOKEN')]"
    ran, _ = await run(tmp_path, body)
    assert json.loads(ran.output_json) == [None, None]
    with pytest.raises(Raised, match="OSError"):
        await run(
            tmp_path,
            "with open('/tmp/kept-for-the-next', 'w') as file:\n    file.write('x' * 10_000)\nreturn 1",
        )


ENDS: list[tuple[str, type[FunctionFailed], str, dict[str, Any]]] = [
    ("raise KeyError('x')", Raised, "Line 3: KeyError", {}),
    ("return {1, 2}", BadOutput, "not JSON", {}),
    ("return float('nan')", BadOutput, "not JSON", {}),
    ("return 'x' * 2000", TooMuchOutput, "2002 characters", {"output_bytes": 1000}),
    ("print('x' * 2000)", TooMuchOutput, "printed more than 1000", {"log_bytes": 1000}),
    ("while True: pass", TimedOut, "more than 0.6 s", {"wall_seconds": 0.6}),
    ("await asyncio.sleep(9)", TimedOut, "more than 0.6 s", {"wall_seconds": 0.6}),
    ("while True: pass", TimedOut, "computed for more than 0", {"cpu_seconds": 0.0}),
    ("return 'x' * 10**9", OutOfMemory, "more than 64 MiB", {}),
    ("os.kill(os.getpid(), 9)", Crashed, "died", {}),
    ("os.write(4, b'[]'); os._exit(0)", Crashed, "out of turn|died", {}),
    ("def run(:", CompileRefused, "Line 1: SyntaxError", {}),
    ("await ctx.services.http.get('slow')", TimedOut, "more than 1.5 s", {"wall_seconds": 1.5}),
    (
        "for n in range(9): await ctx.services.http.get(str(n))",
        TooManyCalls,
        "more than 2 times",
        {"host_calls": 2},
    ),
]


@pytest.mark.parametrize(("body", "ends", "words", "limits"), ENDS)
async def test_how_a_run_ends_is_said_in_the_words_of_the_sandbox(
    tmp_path: Path, body: str, ends: type[FunctionFailed], words: str, limits: dict[str, Any]
) -> None:
    with pytest.raises(ends, match=words):
        await run(tmp_path, body, Desk("http.get"), **limits)


async def test_a_fault_of_ours_ends_the_run_and_is_not_told_to_the_code(tmp_path: Path) -> None:
    body = "try:\n    await ctx.services.http.get('wrong')\nexcept Exception:\n    return 'hidden'"
    with pytest.raises(LookupError):
        await run(tmp_path, body, Desk("http.get"))
    with pytest.raises(BadInput):
        await run_elsewhere(Machine(tmp_path, "").call, "", "{", NoHost(), Limits(), "seed")
    ran, _ = await run(tmp_path, "return ctx.services.http if hasattr(ctx.services, 'http') else 'none'")
    assert ran.output_json == '"none"'


@pytest.mark.parametrize(
    "said", [{}, {"output": 3}, {"output": "{"}, {"asks": "x"}, {"asks": [3]}, {"ended": "raised"}]
)
async def test_a_machine_that_talks_nonsense_breaks_nothing(said: dict[str, Any]) -> None:
    async def reach(_: Mapping[str, Any]) -> Mapping[str, Any]:
        return said

    with pytest.raises(FunctionFailed):
        await run_elsewhere(reach, "", "{}", NoHost(), Limits(), "seed")
