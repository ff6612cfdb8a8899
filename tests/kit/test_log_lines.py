"""The log of a process: every line of a request has its ids, in the order in which things happened."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from tests.server import ROOT

BEGIN = """
import asyncio, logging, os
from remit.kit.telemetry import Trace, configure, correlation, current_trace, line, logger
configure("info", "json")
"""


def logged(script: str) -> list[dict[str, Any]]:
    """Run a script in a process of its own; return the lines it logged."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + script],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return [json.loads(line) for line in done.stderr.split("\n") if line]


def test_every_line_of_a_request_has_its_request_and_trace() -> None:
    lines = logged(
        'correlation.set("req_1"); current_trace.set(Trace("a" * 32, "b" * 16, 1))\n'
        'line("call", dict(call="call_1", tokens=3, cost_usd=None))\n'
        'logger("x").warning("slow", seconds=3)\n'
        'logging.getLogger("somebody.else").error("broken")\n'
    )
    assert [one["event"] for one in lines] == ["call", "slow", "broken"]
    assert {(one["request_id"], one["trace_id"]) for one in lines} == {("req_1", "a" * 32)}
    assert (lines[0]["call"], lines[0]["tokens"], lines[0]["cost_usd"]) == ("call_1", 3, None)


def test_the_last_line_of_a_call_says_what_it_was() -> None:
    [told] = logged(
        "from decimal import Decimal\n"
        "from remit.kit.telemetry import EndedCall, record_call\n"
        'correlation.set("req_1"); current_trace.set(Trace("a" * 32, "b" * 16, 1))\n'
        'record_call(EndedCall("call_1", subject="deployment:dep_1", outcome="answered", ms=12.346, model="m",'
        ' provider="p", environment="prod", input_tokens=3, output_tokens=4, cost_usd=Decimal("0.00001")))\n'
    )
    del told["timestamp"], told["level"]
    assert told == {
        "event": "call",
        "request_id": "req_1",
        "trace_id": "a" * 32,
        "call": "call_1",
        "subject": "deployment:dep_1",
        "environment": "prod",
        "provider": "p",
        "model": "m",
        "input_tokens": 3,
        "output_tokens": 4,
        "estimated": False,
        "cost_usd": "0.00001",
        "outcome": "answered",
        "error": None,
        "ms": 12.346,
        "first_token_ms": None,
    }


def test_fast_lines_look_like_those_of_a_logger() -> None:
    fast, slow = logged('line("x", dict(a=1))\nlogger("m").info("x", a=1)\n')
    for one in (fast, slow):
        moment = datetime.fromisoformat(one["timestamp"])
        assert abs((datetime.now(UTC) - moment).total_seconds()) < 60
        assert (one["level"], one["event"], one["a"]) == ("info", "x", 1)
    assert len(fast["timestamp"]) == len(slow["timestamp"])


def test_held_lines_come_before_what_a_logger_says_later_and_none_is_lost() -> None:
    lines = logged(
        "async def main():\n"
        "    for n in range(1000): line('fast', dict(n=n))\n"
        "    logger('x').info('after')\n"
        "    line('last', dict(n=-1))\n"
        "asyncio.run(main())\n"
    )
    assert [one.get("n", one["event"]) for one in lines] == [*range(1000), "after", -1]


def test_lines_are_written_while_the_loop_runs() -> None:
    """A reader sees a line soon, not when the process ends: here it is killed."""
    lines = logged(
        "async def main():\n"
        "    line('early', dict(n=1))\n"
        "    await asyncio.sleep(0.5)\n"
        "    os._exit(0)\n"
        "asyncio.run(main())\n"
    )
    assert [one["event"] for one in lines] == ["early"]


def test_no_text_can_forge_a_line_or_break_one() -> None:
    odd = ["a\\n{}", "a\\r\\nb", "\\ud800", "\\x00", "\\u2028", '"}', "é😀", "x" * 100_000]
    script = "".join(f"line('x', dict(text={text!r}))\n" for text in odd).replace("\\\\", "\\")
    lines = logged(script)
    assert len(lines) == len(odd)
    assert [one["text"] for one in lines][:2] == ["a\n{}", "a\r\nb"]
    assert lines[-1]["text"] == "x" * 100_000


def test_levels_hold_for_fast_lines_too() -> None:
    assert logged("line('x', dict(n=1), 'debug')\n") == []
    assert logged("configure('warning', 'json')\nline('x', dict(n=1))\n") == []
    assert len(logged("configure('debug', 'json')\nline('x', dict(n=1), 'debug')\n")) == 1
