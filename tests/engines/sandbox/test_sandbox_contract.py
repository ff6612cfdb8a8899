"""What both tiers promise to whoever runs code in them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio
import yaml
from tests.engines.sandbox.hostile import SHORT, WELL, Secretive

from remit.engines.sandbox import (
    BadInput,
    CompileRefused,
    Crashed,
    Frozen,
    FullSandbox,
    HostError,
    Lane,
    Limits,
    LiteSandbox,
    NoHost,
    Raised,
    Sandbox,
    SandboxBusy,
    TimedOut,
    available,
)

NATURAL = yaml.safe_load(Path(__file__).with_name("natural.yaml").read_text("utf-8"))
ROOMY = replace(SHORT, wall_seconds=10.0, cpu_seconds=3.0)
STORE = {"customer:1": {"tier": "gold"}}


@pytest_asyncio.fixture(scope="module", params=[LiteSandbox, FullSandbox], ids=["lite", "full"])
async def sandbox(request: pytest.FixtureRequest) -> AsyncIterator[Sandbox]:
    made: Sandbox = request.param(workers=2, patience=5.0)
    yield made
    await made.close()


class Answering:
    """A host whose services are Python functions."""

    def __init__(self, **services: Callable[..., Awaitable[Any]]) -> None:
        self._services = {f"app.{name}": service for name, service in services.items()}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._services)

    async def call(self, name: str, arguments: str) -> str:
        asked = json.loads(arguments)
        return json.dumps(await self._services[name](*asked["args"], **asked["kwargs"]))


class Shop:
    """The services that the natural functions call."""

    names = frozenset({"llm.complete", "store.get", "store.page"})

    async def call(self, name: str, arguments: str) -> str:
        asked = json.loads(arguments)["kwargs"]
        if name == "llm.complete":
            return json.dumps({"text": 'Sure: {"label": "billing", "urgent": false}'})
        if name == "store.get":
            if asked["key"].endswith("13"):
                raise HostError("no such key")
            return json.dumps(STORE.get(asked["key"]))
        begin = int(asked["cursor"] or 0)
        end = begin + asked["limit"]
        return json.dumps({"items": list("abcde")[begin:end], "next": str(end) if end < 5 else None})


def function(body: str) -> str:
    return "async def run(input, ctx):\n" + "".join(f"    {line}\n" for line in body.split("\n"))


async def done(
    sandbox: Sandbox, body: str, value: Any = None, host: Any = None, limits: Limits = ROOMY
) -> Any:
    ran = await sandbox.run(function(body), json.dumps(value), host or NoHost(), limits)
    return json.loads(ran.output_json)


async def test_functions_as_models_write_them_run_right(sandbox: Sandbox) -> None:
    right = []
    for each in NATURAL:
        try:
            ran = await sandbox.run(each["code"], json.dumps(each["input"]), Shop(), ROOMY)
        except CompileRefused:
            continue
        assert json.loads(ran.output_json) == each["output"], each["name"]
        right.append(each["name"])
    assert len(NATURAL) == 24
    assert len(right) >= (24 if isinstance(sandbox, FullSandbox) else 22), right


async def test_services_are_called_with_json_and_at_once(sandbox: Sandbox) -> None:
    both = asyncio.Barrier(2)

    async def meet(name: str, *, more: dict[str, Any]) -> Any:
        await both.wait()
        return {"name": name, **more}

    body = (
        "import asyncio\n"
        "meet = ctx.services.app.meet\n"
        "return await asyncio.gather(meet('a', more={'é': [1]}), meet('b', more={}))"
    )
    ran = await sandbox.run(function(body), "null", Answering(meet=meet), ROOMY)
    assert json.loads(ran.output_json) == [{"name": "a", "é": [1]}, {"name": "b"}]
    assert ran.host_calls == 2


async def test_what_a_host_says_to_the_guest_can_be_caught_and_nothing_else(sandbox: Sandbox) -> None:
    async def refuse() -> None:
        raise HostError("Not on Sundays.\0" + "x" * 9000)

    async def break_down() -> None:
        raise ConnectionError("db password is hunter2")

    body = "try:\n    await ctx.services.app.refuse()\nexcept Exception as e:\n    return type(e).__name__ + str(e)"
    said = await done(sandbox, body, host=Answering(refuse=refuse))
    assert said.startswith("RuntimeErrorNot on Sundays.\N{REPLACEMENT CHARACTER}x")
    assert len(said) < 600
    body = "try:\n    await ctx.services.app.break_down()\nexcept BaseException as e:\n    return str(e)"
    with pytest.raises(ConnectionError):
        await done(sandbox, body, host=Answering(break_down=break_down))
    assert await done(sandbox, "return input", 7) == 7


async def test_a_failure_tells_the_guests_own_lines_and_what_it_had_printed(sandbox: Sandbox) -> None:
    code = (
        "import csv, html, io\n"
        "\n"
        "def rows(n):\n"
        "    # one\n"
        "    for i in range(n):\n"
        "        yield i\n"
        "\n"
        "def deep(d):\n"
        "    del d['a']\n"
        "    return d['missing']\n"
        "\n"
        "async def run(input, ctx):\n"
        "    print('before', list(rows(2)))\n"
        "    ctx.services.log.info('seen', n=1)\n"
        "    return deep({'a': 1})\n"
    )
    with pytest.raises(Raised) as caught:
        await sandbox.run(code, "null", NoHost(), ROOMY)
    error = caught.value
    assert [(each.line, each.function) for each in error.frames] == [(15, "run"), (10, "deep")]
    assert error.frames[1].source == "return d['missing']"
    assert error.line == 10
    assert error.detail.startswith("Line 10: KeyError: ")
    assert error.logs == "before [0, 1]\nINFO seen n=1\n"
    assert "site-packages" not in str(error.__dict__)


async def test_a_frozen_world_comes_out_the_same_and_waits_for_nothing(sandbox: Sandbox) -> None:
    body = (
        "import asyncio, datetime, random, time, uuid\n"
        "await asyncio.sleep(60)\n"
        "time.sleep(60)\n"
        "now = datetime.datetime.now(datetime.timezone.utc).isoformat()\n"
        "same = isinstance(datetime.datetime.fromisoformat(now), datetime.datetime)\n"
        "return [now, str(datetime.date.today()), time.time(), random.random(), str(uuid.uuid4()), same]"
    )
    frozen = Frozen(datetime(2020, 2, 29, 12, tzinfo=UTC), seed=5)
    outputs = {
        (await sandbox.run(function(body), "null", NoHost(), ROOMY, frozen=frozen)).output_json
        for _ in range(3)
    }
    assert len(outputs) == 1
    now, today, seconds, *_, same = json.loads(outputs.pop())
    assert (now, today, seconds, same) == ("2020-02-29T12:00:00+00:00", "2020-02-29", 1582977600.0, True)
    free = "import datetime, random\nreturn [str(datetime.date.today()), random.random()]"
    assert await done(sandbox, free) != await done(sandbox, free)
    assert (await done(sandbox, free))[0] == str(datetime.now(UTC).date())


async def test_nothing_is_left_for_the_next_tenant(sandbox: Sandbox) -> None:
    leave = (
        "import json, math\n"
        "global LEFT\n"
        "LEFT = 'secret'\n"
        "for thing in (json, math, ctx, ctx.services):\n"
        "    try: thing.left = 'secret'\n"
        "    except Exception: pass\n"
        "try:\n    import builtins\n    builtins.left = 'secret'\nexcept Exception: pass\n"
        "return 1"
    )
    find = (
        "import json, math\n"
        "found = [getattr(thing, 'left', None) for thing in (json, math, ctx, ctx.services)]\n"
        "try: found.append(left)\nexcept NameError: pass\n"
        "try: found.append(LEFT)\nexcept NameError: pass\n"
        "return found"
    )
    for _ in range(6):
        assert await done(sandbox, leave) == 1
        assert await done(sandbox, find) == [None] * 4


async def test_many_at_once_each_get_their_own(sandbox: Sandbox) -> None:
    async def tell(n: int) -> int:
        await asyncio.sleep(0.03)
        return n * 10

    body = "x = await ctx.services.app.tell(input)\nreturn [input, x, await ctx.services.app.tell(x)]"
    runs = [done(sandbox, body, n, Answering(tell=tell)) for n in range(40)]
    assert await asyncio.gather(*runs) == [[n, n * 10, n * 100] for n in range(40)]


async def test_a_run_that_is_given_up_takes_its_calls_along(sandbox: Sandbox) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    run = asyncio.create_task(done(sandbox, "await ctx.services.app.wait()", host=Answering(wait=wait)))
    await begun.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert ended.is_set()
    assert await done(sandbox, "return 1") == 1


async def test_processes_that_die_are_replaced(sandbox: Sandbox) -> None:
    begun = asyncio.Event()

    async def tell() -> None:
        begun.set()

    body = "await ctx.services.app.tell()\nn = 0\nwhile True: n += 1"
    run = asyncio.create_task(done(sandbox, body, host=Answering(tell=tell)))
    await begun.wait()
    for each in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # one that has just ended
            if each.name() == "monty" or "zygote" in each.cmdline():
                each.kill()
    if isinstance(sandbox, LiteSandbox):
        with pytest.raises(Crashed):
            await run
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert await asyncio.gather(*(done(sandbox, "return input", n) for n in range(8))) == list(range(8))


async def test_functions_that_call_functions_end(sandbox: Sandbox) -> None:
    async def call(depth: int) -> Any:
        return await done(sandbox, body, depth, Answering(call=call)) if depth else 0

    body = "return 1 + await ctx.services.app.call(input - 1)"
    if isinstance(sandbox, LiteSandbox):  # which needs no worker to wait
        assert await call(8) == 8
        return
    assert await call(2) == 2
    with pytest.raises(SandboxBusy):
        await call(4)
    assert await call(2) == 2


async def test_dry_runs_leave_workers_to_calls(sandbox: Sandbox) -> None:
    stop = asyncio.Event()

    async def hold() -> None:
        await stop.wait()

    busy = "n = 0\nwhile n < 10 ** 9: n += 1"
    slow = [
        asyncio.create_task(sandbox.run(function(busy), "1", NoHost(), ROOMY, lane=Lane.DRY_RUNS))
        for _ in range(5)
    ]
    await asyncio.sleep(0)
    assert await asyncio.wait_for(done(sandbox, "return 5"), 2) == 5
    for each in slow:
        each.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    assert await done(sandbox, "return 6") == 6


async def test_what_goes_in_is_looked_at_first(sandbox: Sandbox) -> None:
    for text in ("", "{", "NaN", '"\ud800"', "[" * 100_000):
        with pytest.raises(BadInput):
            await sandbox.run(WELL, text, NoHost(), ROOMY)
    with pytest.raises(BadInput):
        await sandbox.run(WELL, '"' + "x" * 100 + '"', NoHost(), replace(ROOMY, input_bytes=99))
    with pytest.raises(ValueError, match="wall_seconds"):
        Limits(wall_seconds=float("nan"))
    with pytest.raises(TimedOut):
        await sandbox.run(function("while True: pass"), "1", NoHost(), replace(SHORT, cpu_seconds=0))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("", "no-run"),
        ("def run(input, ctx): return 1", "run-not-async"),
        ("async def run(): return 1", "run-arguments"),
        ("async def run(input, ctx, more): return 1", "run-arguments"),
        ("async def run(input, ctx:\n  pass", "syntax"),
        ("x = 1\0", "not-text"),
        ("x = '\ud800'", "not-text"),
        ("#" * 200_000, "too-long"),
        ("(" * 5000, "syntax"),
        ("-" * 50_000 + "1", "too-deep"),
        ("x" + ".a" * 40_000, "too-deep"),
        ("x = 1" + " + 1" * 20_000, "too-deep"),
        ("import numpy\nasync def run(input, ctx): return 1", "module-missing"),
        ("from . import x\nasync def run(input, ctx): return 1", "module-missing"),
    ],
)
async def test_code_is_read_before_it_is_run(sandbox: Sandbox, code: str, found: str) -> None:
    findings = await sandbox.check(code)
    assert found in [each.code for each in findings if each.severity == "error"]
    assert all(each.line >= 1 and each.column >= 1 and each.message and each.fix for each in findings)
    with pytest.raises(CompileRefused):
        await sandbox.run(code, "1", NoHost(), ROOMY)


async def test_a_check_runs_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'made')!r}, 'w')\nasync def run(input, ctx):\n    return 1\n"
    await sandbox.check(code)
    assert not (tmp_path / "made").exists()


async def test_its_services_are_refused_names_that_are_code(sandbox: Sandbox) -> None:
    class Odd(Secretive):
        names = frozenset({"a.b'); print(1); ('"})

    with pytest.raises(ValueError, match="no name of a service"):
        await sandbox.run(function("a = 1\nreturn await ctx.services.x.y()"), "1", Odd(), ROOMY)


def test_this_machine_says_what_it_has() -> None:
    assert [each.tier for each in available()] == ["lite", "full", "cel"]
    assert all(each.available and each.isolation and each.why_not is None for each in available())
