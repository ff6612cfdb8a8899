"""`kill -9` at any moment of a rollout: after the next start it goes on and is carried out once."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from tests.aws import AwsServer, Fault, aws_server
from tests.fixtures.installation import Installation, installed
from tests.fixtures.journey import deploy, entries, logged, running, until
from tests.server import NO_TLS


@pytest.fixture(scope="module")
def aws() -> Iterator[AwsServer]:
    with aws_server() as server:
        yield server


@pytest.fixture(scope="module")
def here(aws: AwsServer, scratch: Path) -> Iterator[Installation]:
    with installed(scratch / "crash", aws) as made:
        yield made


@pytest.fixture(scope="module")
def key(here: Installation) -> str:
    return here.run("keys", "create", "--name", "crash", "--role", "admin")


@pytest.fixture
async def client(here: Installation, key: str, aws: AwsServer) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running server, started if need be; AWS works and is fast."""
    aws.set_faults()
    aws.set_seconds(0.3)
    if here.process is None:
        here.start()
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        base_url=here.url, headers=headers, timeout=20, trust_env=False, verify=NO_TLS
    ) as client:
        yield client


async def _wait_for(aws: AwsServer, operation: str, count: int) -> None:
    deadline = time.monotonic() + 20
    while (await asyncio.to_thread(aws.requests)).get(operation, 0) < count:
        assert time.monotonic() < deadline, f"no {operation} came"
        await asyncio.sleep(0.01)


async def _once(client: httpx.AsyncClient, plan_id: str) -> None:
    """The log of a rollout that happened once."""
    await logged(client, plan_id, "change.applied")
    types = Counter(entry["type"] for entry in await entries(client, plan_id))
    once = ("deployment.deploying", "deployment.deployed", "change.proposed", "change.applied")
    assert {type: types[type] for type in once} == dict.fromkeys(once, 1)


@pytest.mark.parametrize("moment", ["answer", "model", "creating", "in service"])
async def test_a_killed_rollout_is_finished_once(
    here: Installation, client: httpx.AsyncClient, aws: AwsServer, moment: str
) -> None:
    aws.set_seconds(0.6)
    before = aws.requests()
    plan_id = await deploy(client, f"killed-at-{moment.replace(' ', '-')}")
    if moment != "answer":
        operation = {"model": "CreateModel", "creating": "CreateEndpoint", "in service": "CreateEndpoint"}[
            moment
        ]
        await _wait_for(aws, operation, before.get(operation, 0) + 1)
    if moment == "in service":
        await asyncio.sleep(0.55)
    here.kill()
    here.start()
    shown = await until(client, plan_id, "deployed", "failed")
    assert shown["status"] == "deployed", shown["status_reason"]
    await _once(client, plan_id)
    made = Counter(aws.requests())
    assert made["UpdateEndpoint"] == before.get("UpdateEndpoint", 0)
    assert made["DeleteEndpoint"] == before.get("DeleteEndpoint", 0)
    if moment in ("answer", "creating", "in service"):
        assert made["CreateEndpoint"] == before.get("CreateEndpoint", 0) + 1


@pytest.mark.parametrize("moment", ["answer", "model", "updating"])
async def test_a_killed_scale_is_finished_once(
    here: Installation, client: httpx.AsyncClient, aws: AwsServer, moment: str
) -> None:
    plan_id = await running(client, f"scaled-at-{moment}")
    aws.set_seconds(0.6)
    before = aws.requests()
    answer = await client.post(f"/api/deployments/{plan_id}/scale", json={"instance_count": 2})
    assert answer.status_code == 200, answer.text
    if moment != "answer":
        operation = {"model": "CreateModel", "updating": "UpdateEndpoint"}[moment]
        await _wait_for(aws, operation, before.get(operation, 0) + 1)
    here.kill()
    here.start()
    shown = await until(client, plan_id, "deployed", "failed")
    assert (shown["status"], shown["revision"], shown["serving_revision"]) == ("deployed", 2, 2)
    assert shown["artifact"]["instance_count"] == 2
    assert [r["number"] for r in shown["revisions"]] == [2, 1]
    made = Counter(aws.requests())
    assert made["UpdateEndpoint"] == before.get("UpdateEndpoint", 0) + 1
    assert made["CreateEndpoint"] == before.get("CreateEndpoint", 0)


async def test_killed_again_and_again_it_still_finishes_once(
    here: Installation, client: httpx.AsyncClient, aws: AwsServer
) -> None:
    aws.set_seconds(2)
    plan_id = await deploy(client, "killed-often")
    for _ in range(2):
        here.kill()
        here.start()
    await until(client, plan_id, "deployed")
    await _once(client, plan_id)


async def test_a_stop_in_the_middle_is_no_failure(
    here: Installation, client: httpx.AsyncClient, aws: AwsServer
) -> None:
    """Four rollouts are at work when Remit is told to stop: it says nothing of them, and finishes them later."""
    aws.set_seconds(1.5)
    before = aws.requests().get("CreateEndpoint", 0)
    plan_ids = [await deploy(client, f"stopped-{number}") for number in range(4)]
    await _wait_for(aws, "CreateEndpoint", before + 4)
    said = len(here.log())
    assert here.stop() == 0, here.log()
    assert here.log()[said:] == "Remit has stopped.\n"
    here.start()
    for plan_id in plan_ids:
        await until(client, plan_id, "deployed")
        await _once(client, plan_id)


async def test_no_capacity_is_a_failure_with_its_reason_and_restart_mends_it(
    client: httpx.AsyncClient, aws: AwsServer
) -> None:
    aws.set_faults(Fault("no-room*", "capacity"))
    plan_id = await deploy(client, "no-room")
    shown = await until(client, plan_id, "failed")
    assert "InsufficientInstanceCapacity" in shown["status_reason"]
    aws.set_faults()
    assert (await client.post(f"/api/deployments/{plan_id}/restart")).status_code == 200
    assert (await until(client, plan_id, "deployed"))["revision"] == 2


async def test_throttling_passes(client: httpx.AsyncClient, aws: AwsServer) -> None:
    aws.set_faults(Fault("busy*", "throttle", times=4), Fault("busy*", "unavailable", times=2))
    await running(client, "busy")


async def test_refused_credentials_are_a_failure_that_says_so(
    client: httpx.AsyncClient, aws: AwsServer
) -> None:
    aws.set_faults(Fault("locked*", "credentials"))
    plan_id = await deploy(client, "locked")
    shown = await until(client, plan_id, "failed")
    assert (
        "security token" in shown["status_reason"].lower() or "credential" in shown["status_reason"].lower()
    )


async def test_pause_removes_the_endpoint_and_restart_brings_it_back(
    client: httpx.AsyncClient, aws: AwsServer
) -> None:
    plan_id = await running(client, "sleeper")
    before = aws.requests()
    await client.post(f"/api/deployments/{plan_id}/pause")
    await _wait_for(aws, "DeleteEndpoint", before.get("DeleteEndpoint", 0) + 1)
    assert aws.requests().get("DeleteModel", 0) == before.get("DeleteModel", 0)
    assert (await client.post(f"/api/deployments/{plan_id}/restart")).status_code == 200
    await until(client, plan_id, "deployed")


async def test_delete_removes_everything(client: httpx.AsyncClient, aws: AwsServer) -> None:
    plan_id = await running(client, "leaver")
    before = aws.requests()
    await client.delete(f"/api/deployments/{plan_id}")
    for operation in ("DeleteEndpoint", "DeleteEndpointConfig", "DeleteModel"):
        await _wait_for(aws, operation, before.get(operation, 0) + 1)


async def test_deleted_while_it_comes_up_nothing_is_left(client: httpx.AsyncClient, aws: AwsServer) -> None:
    aws.set_seconds(1)
    before = aws.requests()
    plan_id = await deploy(client, "short-life")
    await _wait_for(aws, "CreateEndpoint", before.get("CreateEndpoint", 0) + 1)
    await client.delete(f"/api/deployments/{plan_id}")
    for operation in ("DeleteEndpoint", "DeleteModel"):
        await _wait_for(aws, operation, before.get(operation, 0) + 1)
    assert (await client.get("/api/deployments", params={"name": "short-life-staging"})).json()["count"] == 0


async def test_months_cost_comes_from_cost_explorer(client: httpx.AsyncClient, aws: AwsServer) -> None:
    today = time.strftime("%Y-%m-01", time.gmtime())
    aws.set_costs({today: "1234.56"})
    told = (await client.get("/api/metrics/costs/monthly")).json()
    assert (told["amount"], told["source"], told["trend"]) == (1234.56, "aws_cost_explorer", "up")
    assert told["percent_change"] is None
