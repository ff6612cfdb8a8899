"""A region of AWS that answers nothing but errors: what serves there is left alone, and is well again afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.aws import AwsServer, Fault, aws_server
from tests.lifecycle.deployments.rollouts import Desk, Once

from remit.engines.hosts import SageMaker, SageMakerSettings
from remit.kit.clock import now
from remit.lifecycle.deployments import Fleet, Pace, Reconciling, Rollout
from remit.lifecycle.deployments.changes.changing import scale

ROLE = "arn:aws:iam::123456789012:role/serving"
SENTENCE = "deploy llama-3.1 8B for bot to dev"
DOWN = Fault("*", "unavailable")


@pytest.fixture
def aws() -> Iterator[AwsServer]:
    with aws_server() as running:
        yield running


@pytest.fixture
def real(fleet: Fleet, aws: AwsServer) -> Fleet:
    host = SageMaker(SageMakerSettings(endpoint_url=aws.url, role_arn=ROLE, attempts=1))
    hosts = {**fleet.hosts, "sagemaker": host}
    return replace(fleet, hosts=hosts, dry_run=frozenset(), pace=Pace(seconds=0.05, retries=3))


def removals(aws: AwsServer) -> dict[str, int]:
    return {name: count for name, count in aws.requests().items() if name.startswith("Delete")}


async def test_what_serves_in_a_region_that_is_down_is_left_alone(
    desk: Desk, real: Fleet, aws: AwsServer
) -> None:
    found = await desk.serve(real, SENTENCE)
    assert (found.status, found.serving) == ("deployed", 1), await desk.said()
    reconciling, moment, before = Reconciling(desk.database, real), now(), removals(aws)
    aws.set_faults(DOWN)
    await reconciling.look(moment)
    assert await desk.status() == "deployed"
    await reconciling.look(moment + timedelta(minutes=6))
    told = await desk.found()
    assert (told.status, told.serving) == ("degraded", 1)
    assert "not known how it stands" in (told.status_reason or "")
    await desk.change(scale, real, found.id, 2)
    await Rollout(desk.database, real).revise(Once(), await desk.newest())
    told = await desk.found()
    assert (told.status, told.serving, told.revision) == ("deployed", 1, 2), await desk.said()
    assert told.plan["artifact"]["instance_count"] == 1
    assert "Revision 1 serves as before." in (told.status_reason or "")
    assert "did not answer" in (told.status_reason or "")
    assert removals(aws) == before
    aws.set_faults()
    await reconciling.look()
    assert await desk.status() == "deployed"
    assert removals(aws) == before
