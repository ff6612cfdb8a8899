"""Expressions in CEL: what they come to, and what hostile ones come to."""

import asyncio
import json
from typing import Any

import pytest

from remit.engines.sandbox import (
    BadOutput,
    CompileRefused,
    Crashed,
    ExpressionSandbox,
    FunctionFailed,
    Limits,
    NoHost,
    OutOfMemory,
    Raised,
    TimedOut,
)

SHORT = Limits(wall_seconds=1.0)
GIVEN: dict[str, Any] = {
    "input": {"city": "Oslo", "tags": "a, b"},
    "body": {"now": {"degrees": 3.5}, "days": [{"max": 1}, {"max": 3}], "none": None, "big": 2**53},
}


async def reckoned(sandbox: ExpressionSandbox, code: str, given: Any = GIVEN) -> Any:
    ran = await sandbox.run(code, json.dumps(given), NoHost(), SHORT)
    return json.loads(ran.output_json)


@pytest.mark.parametrize(
    ("code", "comes"),
    [
        ("input.city", "Oslo"),
        ("{'t': body.now.degrees, 'n': size(body.days)}", {"t": 3.5, "n": 2}),
        ("body.days.map(day, day.max * 2)", [2, 6]),
        ("body.days.filter(day, day.max > 1)[0]", {"max": 3}),
        ("has(body.later) ? body.later : 'none'", "none"),
        ("input.tags.split(',').map(tag, tag.trim().upperAscii()).join('-')", "A-B"),
        ("max(body.days.map(day, day.max)) + sum([1, 2])", 6),
        ("double(body.days[0].max) + round(2.345, 1)", 3.3),
        ("body.none", None),
        ("body.big", 2**53),
        ("timestamp('2026-01-01T00:00:00Z')", "2026-01-01T00:00:00+00:00"),
        ("'Ø😀'.substring(1) + input.city", "😀Oslo"),
    ],
)
async def test_what_expressions_come_to(expressions: ExpressionSandbox, code: str, comes: Any) -> None:
    assert await reckoned(expressions, code) == comes


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("body.later", Raised, "no field 'later'"),
        ("input.city + 1", Raised, "convert"),
        ("1 / 0", Raised, "zero"),
        ("1 +", CompileRefused, "Syntax"),
        ("b'bytes'", BadOutput, "bytes"),
        ("{1: 2}", BadOutput, "texts"),
        ("input.city.split(1)", Raised, "split"),
        ("x" * 5000, CompileRefused, "4,000"),
        ("__import__('os').system('true')", FunctionFailed, ""),
        ("[].__class__", FunctionFailed, ""),
    ],
)
async def test_what_is_wrong_is_said(
    expressions: ExpressionSandbox, code: str, kind: type[FunctionFailed], words: str
) -> None:
    with pytest.raises(kind) as caught:
        await reckoned(expressions, code)
    assert words.lower() in caught.value.detail.lower()


async def test_hostile_expressions_end_in_time_and_the_next_one_is_reckoned(
    expressions: ExpressionSandbox,
) -> None:
    doubling = "['x']" + "".join(f".map(a{i}, a{i} + a{i})" for i in range(60))
    nested = "l.map(a, l.map(b, l.map(c, l.map(d, a + b + c + d)))).size()"
    wide = "[[1]]" + "".join(f".map(a{i}, [a{i}, a{i}])" for i in range(40))
    long = {"l": list(range(500))}
    for code, given, kinds in (
        (doubling, {}, (OutOfMemory, Crashed, TimedOut, Raised)),
        (nested, long, (TimedOut,)),
        (wide, {}, (OutOfMemory, Crashed, TimedOut, BadOutput)),
        ("1" + " + 1" * 900, {}, (Crashed,)),
        ("(" * 1500 + "1" + ")" * 1500, {}, (Crashed, CompileRefused)),
        (f"'{'a' * 2000}!'.matches('(a+)+$') ? 1 : 'x'.split('')", {}, (FunctionFailed,)),
    ):
        try:
            await reckoned(expressions, code, given)
        except kinds:
            pass
        assert await reckoned(expressions, "input.city") == "Oslo"


async def test_many_at_once_and_one_that_is_given_up(expressions: ExpressionSandbox) -> None:
    nested = "l.map(a, l.map(b, l.map(c, l.map(d, a + b + c + d)))).size()"
    hangs = asyncio.create_task(reckoned(expressions, nested, {"l": list(range(500))}))
    await asyncio.sleep(0.05)
    hangs.cancel()
    found = await asyncio.gather(
        *(reckoned(expressions, f"input.n + {n}", {"input": {"n": 1}}) for n in range(20))
    )
    assert found == [1 + n for n in range(20)]


async def test_checks_name_what_is_not_there_and_where(expressions: ExpressionSandbox) -> None:
    given = frozenset({"input", "body"})
    assert await expressions.check("body.x.map(y, y + input.z).join(',')", given) == []
    for code, words in (
        ("boddy.x", "boddy"),
        ("body.x.frobnicate()", "frobnicate"),
        ("input.", "line 1, column 7"),
        ("", "Syntax"),
        ("1 + " * 1100, "4,000"),
    ):
        (found,) = await expressions.check(code, given)
        assert words in found.message, found
        assert found.severity == "error"
