"""The sandbox that follows a script keeps the rules that the real ones keep."""

import pytest
from tests.engines.sandbox.hostile import WELL, Secretive

from remit.engines.sandbox import (
    BadInput,
    BadOutput,
    Lane,
    Limits,
    Raised,
    Script,
    ScriptedSandbox,
    TooManyCalls,
)


async def test_it_follows_its_scripts_and_remembers_who_asked() -> None:
    calls = [("test.echo", '{"args": [1], "kwargs": {}}'), ("test.fail", "{}"), ("test.none", "{}")]
    sandbox = ScriptedSandbox(
        [Script("1", calls=calls, logs="hi\n"), Script(Raised("Line 2: KeyError: x", line=2))]
    )
    ran = await sandbox.run(WELL, "{}", Secretive(), Limits(), lane=Lane.DRY_RUNS)
    assert (ran.output_json, ran.logs, ran.host_calls) == ("1", "hi\n", 3)
    assert sandbox.answers[0] == '{"args": [1], "kwargs": {}}'
    assert sandbox.answers[1] == "The service does not answer."
    assert sandbox.answers[2].startswith("There is no service 'test.none'")
    for _ in range(2):
        with pytest.raises(Raised):
            await sandbox.run(WELL, "{}", Secretive(), Limits())
    assert [each.lane for each in sandbox.seen] == ["dry_runs", "calls", "calls"]


async def test_it_keeps_the_limits() -> None:
    echo = ("test.echo", "{}")
    with pytest.raises(TooManyCalls):
        await ScriptedSandbox([Script(calls=[echo] * 3)]).run(WELL, "1", Secretive(), Limits(host_calls=2))
    with pytest.raises(BadOutput):
        await ScriptedSandbox([Script("NaN")]).run(WELL, "1", Secretive(), Limits())
    with pytest.raises(BadInput):
        await ScriptedSandbox().run(WELL, "{", Secretive(), Limits())
