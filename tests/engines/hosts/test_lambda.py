"""AWS Lambda over HTTP: revisions beside each other, weights, and what goes wrong there."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import boto3
import pytest
from tests.aws import AwsServer, Fault, until

from remit.engines.hosts import (
    Conflict,
    HostError,
    Lambda,
    LambdaFunctions,
    LambdaSettings,
    NotFound,
    OutcomeUnknown,
    Phase,
    Place,
    Rejected,
    Retryable,
    SageMakerSettings,
    Workload,
)


@pytest.fixture
def reach(aws: AwsServer) -> LambdaSettings:
    return LambdaSettings(endpoint_url=aws.url, attempts=1)


@pytest.fixture
def host(reach: LambdaSettings) -> Lambda:
    return Lambda(reach)


def client(aws: AwsServer) -> Any:
    return boto3.client("lambda", region_name="us-east-1", endpoint_url=aws.url)


def shipping(function: Workload, revision: str, code: str, **options: str) -> Workload:
    return replace(
        function,
        revision=revision,
        options={**function.options, "file.main.py": f"def handler(event, _):\n    {code}\n", **options},
    )


async def up(host: Lambda, workload: Workload) -> None:
    """Apply as a rollout does: again while the function is busy."""
    for _ in range(200):
        try:
            await host.apply(workload)
            break
        except Conflict:
            await asyncio.sleep(0.02)
    await until(host, workload, Phase.IN_SERVICE)


async def called(reach: LambdaSettings, workload: Workload, alias: str, **event: Any) -> Any:
    functions = LambdaFunctions(reach)
    try:
        return await functions.invoke(Place(workload.name, alias, workload.region), event)
    finally:
        await functions.close()


async def test_revisions_answer_beside_each_other_and_traffic_is_shifted_and_back(
    aws: AwsServer, host: Lambda, reach: LambdaSettings, function: Workload
) -> None:
    aws.set_seconds(0.05)
    second = shipping(function, "r2", "return {'sum': event['a'] + event['b'] + 1000}", timeout_seconds="5")
    await up(host, function)
    await host.route(function, {"r1": 100})
    await up(host, second)
    answers = [(await called(reach, function, alias, a=1, b=2)).payload for alias in ("r1", "r2")]
    assert answers == [{"sum": 3}, {"sum": 1003}]
    assert (await host.observe(function)).revision == "r1"

    await host.route(second, {"r1": 90, "r2": 10})
    live = await asyncio.to_thread(client(aws).get_alias, FunctionName=function.name, Name="live")
    assert live["FunctionVersion"] == "1"
    assert live["RoutingConfig"] == {"AdditionalVersionWeights": {"2": 0.1}}
    assert await host.route(second, {"r1": 90, "r2": 10}) == []  # the same word twice is one

    assert len(await host.route(function, {"r1": 100, "r2": 0})) == 1  # back by one call
    live = await asyncio.to_thread(client(aws).get_alias, FunctionName=function.name, Name="live")
    assert (live["FunctionVersion"], live["RoutingConfig"]["AdditionalVersionWeights"]) == ("1", {})
    with pytest.raises(Rejected, match="100 % in all"):
        await host.route(function, {"r1": 90, "r2": 20})
    with pytest.raises(Conflict, match="has no r9 yet"):
        await host.route(function, {"r9": 100})


async def test_the_same_code_again_is_the_same_version(
    aws: AwsServer, host: Lambda, function: Workload
) -> None:
    aws.set_seconds(0)
    await up(host, function)
    again = replace(function, revision="r2")
    made = await host.apply(again)
    assert [call.operation for call in made] == ["publish_version", "create_alias"]
    assert (await host.observe(again)).native["version"] == "1"
    assert await host.route(again, {"r1": 50, "r2": 50})  # two names for one version: nothing to split
    assert await host.route(again, {"r2": 100}) == []


async def test_what_the_code_does_wrong_comes_back_and_is_no_error_of_the_host(
    aws: AwsServer, host: Lambda, reach: LambdaSettings, function: Workload
) -> None:
    aws.set_seconds(0)
    codes = {
        "r1": "raise ValueError('no such customer')",
        "r2": "import time; time.sleep(30)",
        "r3": "import os; os.kill(os.getpid(), 9)",
    }
    for revision, code in codes.items():
        await up(host, shipping(function, revision, code, timeout_seconds="1"))
    raised, late, killed = [await called(reach, function, each) for each in codes]
    assert [each.ended for each in (raised, late, killed)] == ["crashed", "timed out", "out of memory"]
    assert (raised.failed, raised.words) == ("ValueError", "no such customer")
    assert late.failed == "Sandbox.Timedout"
    assert "timed out after 1.00 seconds" in late.words
    assert late.billed_ms >= 1000
    assert killed.failed == "Runtime.ExitError"
    assert killed.memory_mb == 256


async def test_somebody_elses_function_of_that_name_is_left_alone(
    aws: AwsServer, host: Lambda, function: Workload
) -> None:
    await up(host, replace(function, options={**function.options, "owner": "somebody-else"}))
    for act in (
        host.apply(function),
        host.observe(function),
        host.retire(function),
        host.power(function, "stop"),
    ):
        with pytest.raises(Rejected, match="was not made for this deployment"):
            await act
    found = await asyncio.to_thread(client(aws).get_function, FunctionName=function.name)
    assert found["Tags"]["remit:deployment"] == "somebody-else"


async def test_a_lost_answer_and_a_kill_half_way_are_carried_on_from(
    aws: AwsServer, host: Lambda, reach: LambdaSettings, function: Workload
) -> None:
    aws.set_seconds(0)
    aws.set_faults(Fault(function.name, "throttle", times=1, operation="CreateAlias"))
    with pytest.raises(Retryable):
        await host.apply(function)  # the function is there, its alias is not
    fresh = Lambda(reach)  # another process goes on
    assert (await fresh.observe(function)).phase is Phase.ABSENT
    made = await fresh.apply(function)
    assert [call.operation for call in made] == ["publish_version", "create_alias"]
    seen = await until(fresh, function, Phase.IN_SERVICE)
    assert seen.native["version"] == "1"

    second = shipping(function, "r2", "return 2", memory_mb="512")
    with pytest.raises(Conflict, match="its settings are being changed"):
        await fresh.apply(second)
    made = await fresh.apply(second)
    # What was sent before the function settled is told as well.
    assert [each.operation for each in made] == [
        "update_function_configuration",
        "update_function_code",
        "create_alias",
    ]


async def test_what_is_changed_by_hand_is_seen_and_mended(
    aws: AwsServer, host: Lambda, function: Workload
) -> None:
    aws.set_seconds(0)
    await up(host, function)
    await up(host, shipping(function, "r2", "return 2"))
    hand = client(aws)
    hand.update_alias(FunctionName=function.name, Name="r1", FunctionVersion="2")
    assert (await host.observe(function)).revision == "version 2"
    await up(host, function)
    assert (await host.observe(function)).revision == "r1"
    hand.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    stopped = await host.observe(function)
    assert (stopped.phase, stopped.reason) == (
        Phase.ABSENT,
        "It takes no calls: its reserved concurrency is 0.",
    )
    await up(host, function)
    hand.delete_function(FunctionName=function.name)
    assert (await host.observe(function)).phase is Phase.ABSENT
    await up(host, function)
    assert await host.retire(function)
    with pytest.raises(NotFound):
        await host.power(function, "run")


async def test_no_capacity_fails_with_aws_own_words_and_is_made_anew(
    aws: AwsServer, host: Lambda, function: Workload
) -> None:
    aws.set_seconds(0)
    aws.set_faults(Fault(function.name, "capacity"))
    await host.apply(function)
    seen = await host.observe(function)
    assert (seen.phase, seen.reason) == (Phase.FAILED, "The account has no network interfaces left.")
    aws.set_faults()
    await up(host, function)


async def test_a_call_says_whether_it_may_have_run(
    aws: AwsServer, host: Lambda, reach: LambdaSettings, function: Workload
) -> None:
    aws.set_seconds(0)
    await up(host, function)
    before = aws.requests()["Invoke"]
    aws.set_faults(Fault(function.name, "throttle", times=1, operation="Invoke"))
    assert (await called(reach, function, "r1", a=1, b=1)).payload == {
        "sum": 2
    }  # nothing had run: sent again
    assert aws.requests()["Invoke"] == before + 2
    aws.set_faults(Fault(function.name, "unavailable", times=1, operation="Invoke"))
    with pytest.raises(Retryable):
        await called(reach, function, "r1", a=1, b=1)  # it may have: left to whoever asked
    aws.set_faults()
    await host.power(function, "pause")
    with pytest.raises(Retryable, match="Rate Exceeded"):
        await called(reach, function, "r1", a=1, b=1)
    with pytest.raises(NotFound):
        await called(reach, function, "r7", a=1, b=1)
    with pytest.raises(Rejected, match="6,000,000 bytes"):
        await called(reach, function, "r1", a="x" * 6_100_000)


async def test_an_unreachable_aws_is_told_as_that(nowhere: SageMakerSettings, function: Workload) -> None:
    settings = LambdaSettings(endpoint_url=nowhere.endpoint_url, attempts=1)
    with pytest.raises(Retryable):
        await Lambda(settings).observe(function)
    with pytest.raises(HostError) as told:
        await called(settings, function, "r1")
    assert not isinstance(told.value, OutcomeUnknown)


async def test_a_plan_names_each_thing_that_is_wrong(host: Lambda, function: Workload) -> None:
    bad = {
        "timeout_seconds": "901",
        "memory_mb": "64",
        "role_arn": "my-role",
        "architecture": "sparc",
        "subnets": "subnet-1",
    }
    problems = await host.validate(replace(function, kind="model", options={**function.options, **bad}))
    assert {each.field for each in problems} == {*bad, "kind"}
    bare = {name: value for name, value in function.options.items() if name != "file.main.py"}
    assert [each.field for each in await host.validate(replace(function, options=bare))] == ["code"]
    assert (
        json.dumps([call.parameters for call in host.rehearse("apply", function, None)]).count("SHA-256") == 1
    )
    small = Lambda(LambdaSettings(most_bytes=100))
    assert [
        (each.field, "AWS takes 100 at once" in each.message) for each in await small.validate(function)
    ] == [("code", True)]
