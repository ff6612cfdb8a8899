"""What every host promises, whichever it is."""

import json
import pickle
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.aws import until

from remit.engines.hosts import (
    DryRun,
    Host,
    Lambda,
    LambdaSettings,
    Local,
    Phase,
    Rejected,
    SageMaker,
    SageMakerSettings,
    Scripted,
    Workload,
)

HOSTS = ["local", "scripted", "dry_run", "sagemaker", "kubernetes", "lambda", "container"]
BESIDE = ("lambda", "container")


@pytest.fixture(params=HOSTS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def host(kind: str, request: pytest.FixtureRequest) -> Host:
    if kind == "local":
        return Local()
    if kind == "scripted":
        return Scripted()
    if kind == "kubernetes":
        return request.getfixturevalue("kubernetes")  # type: ignore[no-any-return]  # pytest gives no types
    if kind == "lambda":
        return Lambda(LambdaSettings(endpoint_url=request.getfixturevalue("aws").url, attempts=1))
    if kind == "container":
        return request.getfixturevalue("boxes")  # type: ignore[no-any-return]
    settings: SageMakerSettings = request.getfixturevalue("nowhere" if kind == "dry_run" else "settings")
    return DryRun(SageMaker(settings)) if kind == "dry_run" else SageMaker(settings)


@pytest.fixture
def workload(kind: str, model: Workload, function: Workload, boxed: Workload) -> Workload:
    if kind in BESIDE:
        return boxed if kind == "container" else function
    return replace(model, kind="agent", model="agent:greeter@3") if kind == "local" else model


async def test_accepts_a_sound_workload(host: Host, workload: Workload) -> None:
    assert await host.validate(workload) == []


@pytest.mark.parametrize("name", ["a" * 64, "llama-3.1", "-bot", "bot-", ""])
async def test_names_the_field_of_an_illegal_name(host: Host, workload: Workload, name: str) -> None:
    assert "name" in {problem.field for problem in await host.validate(replace(workload, name=name))}


async def test_refuses_a_revision_that_could_hide_in_a_name(host: Host, workload: Workload) -> None:
    problems = await host.validate(replace(workload, revision="r-1"))
    assert [problem.field for problem in problems] == ["revision"]


@pytest.mark.parametrize("kind", ["local", "scripted", "sagemaker", "kubernetes", *BESIDE], indirect=True)
async def test_unknown_workload_is_absent(host: Host, workload: Workload) -> None:
    assert (await host.observe(workload)).phase is Phase.ABSENT


async def test_applied_workload_comes_into_service(host: Host, workload: Workload) -> None:
    assert await host.apply(workload)
    seen = await until(host, workload, Phase.IN_SERVICE)
    assert (seen.revision, seen.reason) == ("r1", None)
    assert seen.replicas >= 1


async def test_second_apply_sends_nothing(host: Host, workload: Workload) -> None:
    await host.apply(workload)
    assert await host.apply(workload) == []
    await until(host, workload, Phase.IN_SERVICE)
    assert await host.apply(workload) == []


async def test_new_revision_takes_over(host: Host, workload: Workload) -> None:
    await host.apply(workload)
    await until(host, workload, Phase.IN_SERVICE)
    second = replace(workload, revision="r2")
    assert await host.apply(second)
    seen = await host.observe(second)
    if seen.ready:  # its owner leads the calls to it
        await host.route(second, {seen.ready: 100})
    await until(host, second, Phase.IN_SERVICE)
    beside = (
        workload.kind in host.capabilities.canary
    )  # there the first one still answers whoever asks for it
    assert (await host.observe(workload)).revision == ("r1" if beside else "r2")


async def test_calls_are_what_the_rehearsal_showed(host: Host, workload: Workload) -> None:
    rehearsed = host.rehearse("apply", workload, None)
    assert await host.apply(workload) == rehearsed
    assert json.loads(json.dumps([asdict(call) for call in rehearsed]))


async def test_what_is_told_can_be_stored(host: Host, workload: Workload) -> None:
    told = (workload, await host.apply(workload), await host.observe(workload))
    assert pickle.loads(pickle.dumps(told)) == told
    assert json.loads(json.dumps(asdict(workload)))["name"] == workload.name


async def test_retired_workload_is_absent(host: Host, workload: Workload) -> None:
    await host.apply(workload)
    await until(host, workload, Phase.IN_SERVICE)
    assert await host.retire(workload)
    await until(host, workload, Phase.ABSENT)
    assert await host.retire(workload) == []


async def test_unknown_workload_can_be_retired(host: Host, workload: Workload) -> None:
    await host.retire(workload)
    assert (await host.observe(workload)).phase is Phase.ABSENT


@pytest.mark.parametrize("power", ["pause", "stop"])
async def test_powered_down_workload_runs_again(host: Host, workload: Workload, power: str) -> None:
    await host.apply(workload)
    await until(host, workload, Phase.IN_SERVICE)
    assert await host.power(workload, "pause" if power == "pause" else "stop")
    await until(host, workload, Phase.ABSENT)
    assert await host.power(workload, "run")
    assert (await until(host, workload, Phase.IN_SERVICE)).revision == "r1"
    assert await host.power(workload, "run") == []


@pytest.mark.parametrize("kind", [each for each in HOSTS if each not in BESIDE], indirect=True)
async def test_traffic_is_not_split_where_one_revision_serves(host: Host, workload: Workload) -> None:
    await host.apply(workload)
    assert await host.route(workload, {"r1": 100, "r0": 0}) == []
    with pytest.raises(Rejected, match="one revision at a time"):
        await host.route(workload, {"r1": 90, "r2": 10})


async def test_telemetry_covers_the_time_asked_for(host: Host, workload: Workload) -> None:
    since = datetime.now(UTC) - timedelta(minutes=5)
    told = await host.telemetry(workload, since)
    assert told.since == since
    assert told.until > since


async def test_telemetry_shows_the_instances_or_says_why_not(host: Host, workload: Workload) -> None:
    await host.apply(workload)
    await until(host, workload, Phase.IN_SERVICE)
    told = await host.telemetry(workload, datetime.now(UTC) - timedelta(minutes=5))
    assert bool(told.instances) != bool(told.missing)
    assert {each.phase for each in told.instances} <= {Phase.IN_SERVICE}
    assert len({each.name for each in told.instances}) == len(told.instances)
