"""`remit up --processes 4`: one port, one budget, and nobody missed when one of them dies."""

import asyncio
import signal
import time
from collections import Counter
from decimal import Decimal

import httpx
import psutil
import pytest
from tests.edges.processes.cluster import QUESTION, Cluster, Running
from tests.fixtures.journey import until
from tests.stubs.openai_server import OpenAIStub

pytestmark = pytest.mark.timeout(400)
_CLIENTS, _FIT = 200, 10


@pytest.fixture(scope="module")
async def four(cluster: Cluster) -> Running:
    made = cluster.start("up", "--processes", "4")
    await asyncio.to_thread(made.ready)
    await cluster.deploy(made)
    return made


async def _names(cluster: Cluster, at: Running, *, asked: int = 40) -> set[str]:
    """Ask often, each time by a new connection, which processes answer."""
    found = set()
    for _ in range(asked):
        async with cluster.api(at) as api:
            lines = (await api.get("/metrics")).text.splitlines()
        (line,) = [line for line in lines if line.startswith("remit_process_info{")]
        found.add(line.partition('process="')[2].partition('"')[0])
    return found


async def _all_answer(cluster: Cluster, at: Running) -> None:
    await asyncio.to_thread(at.ready)
    deadline = time.monotonic() + 60
    while await _names(cluster, at) != {"1", "2", "3", "4"}:
        assert time.monotonic() < deadline, at.log.read_text()


async def _ask(client: httpx.AsyncClient, *, stream: bool = False) -> httpx.Response:
    return await client.post("/v1/chat/completions", json={**QUESTION, "stream": stream})


async def _waiting(stub: OpenAIStub, number: int) -> None:
    async with asyncio.timeout(60):
        while stub.under_way < number:  # noqa: ASYNC110 - counted in another thread
            await asyncio.sleep(0.02)


async def _decided(asked: list[asyncio.Task[httpx.Response]]) -> None:
    """Wait until all are refused but those that fit."""
    pending = set(asked)
    while len(pending) > _FIT:
        done, pending = await asyncio.wait(pending, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        assert done


async def test_200_clients_race_a_budget_of_ten_calls_on_four_processes(
    cluster: Cluster, four: Running, provider: OpenAIStub
) -> None:
    await _all_answer(cluster, four)
    provider.fault = "slow"
    async with cluster.caller(four, most=_CLIENTS) as caller, cluster.api(four) as api:
        provider.go_on.set()
        assert (await _ask(caller)).status_code == 200
        first = cluster.calls("answered")[0]["cost_usd"]
        generous = {"scope": "organization", "period": "month", "limit_usd": "1000"}
        made = (await api.post("/api/budgets", json=generous)).json()
        await asyncio.sleep(1)
        provider.go_on.clear()
        held = asyncio.create_task(_ask(caller))
        await _waiting(provider, 1)
        most = cluster.spent()[1]
        provider.go_on.set()
        assert (await held).status_code == 200
        assert cluster.spent() == (2 * first, Decimal(0))

        exact = {"version": made["version"], "limit_usd": str(2 * first + _FIT * most)}
        changed = await api.patch(f"/api/budgets/{made['id']}", json=exact)
        assert changed.status_code == 200, changed.text
        await asyncio.sleep(1)
        provider.go_on.clear()
        asked = [asyncio.create_task(_ask(caller)) for _ in range(_CLIENTS)]
        await _decided(asked)
        provider.go_on.set()
        answers = [await each for each in asked]
    assert Counter(each.status_code for each in answers) == {200: _FIT, 402: _CLIENTS - _FIT}
    answered, refused = cluster.calls("answered"), cluster.calls("refused")
    assert len(provider.requests) == len(answered) == _FIT + 2
    assert len(refused) == _CLIENTS - _FIT
    assert cluster.spent() == (sum(row["cost_usd"] for row in answered), Decimal(0))
    assert (len(cluster.audited("answered")), len(cluster.audited("refused"))) == (_FIT + 2, len(refused))
    ids = {each.headers["x-remit-call"] for each in answers if each.is_success}
    assert ids < set(cluster.audited("answered"))
    await _raised(cluster, four, made["id"])


async def _raised(cluster: Cluster, at: Running, budget: str) -> None:
    async with cluster.api(at) as api:
        version = (await api.get(f"/api/budgets/{budget}")).json()["version"]
        await api.patch(f"/api/budgets/{budget}", json={"version": version, "limit_usd": "1000"})


async def test_what_a_killed_process_held_is_given_back_and_it_is_started_again(
    cluster: Cluster, four: Running, provider: OpenAIStub
) -> None:
    provider.fault = "slow"
    provider.go_on.clear()
    before, answered = cluster.spent()[0], len(cluster.calls("answered"))
    async with cluster.caller(four) as caller:
        asked = [asyncio.create_task(_ask(caller)) for _ in range(12)]
        await _waiting(provider, 12)
        for name, child in four.children().items():
            if name != "worker":
                child.kill()
        for task in asked:
            with pytest.raises(httpx.TransportError):
                await task
    provider.go_on.set()
    provider.fault = "none"
    assert cluster.spent()[1] > 0
    # A quarter of an hour goes by.
    cluster.rows("update reservations set expires_at = now() where not swept")
    deadline = time.monotonic() + 60
    while cluster.spent()[1]:
        assert time.monotonic() < deadline, "what the dead calls held was not given back"
        await asyncio.sleep(0.2)
    assert cluster.spent()[0] == before
    await _all_answer(cluster, four)
    async with cluster.caller(four) as caller:
        assert (await _ask(caller)).status_code == 200
    assert len(cluster.calls("answered")) == answered + 1


async def test_a_killed_worker_is_started_again_and_goes_on(cluster: Cluster, four: Running) -> None:
    four.children()["worker"].kill()
    async with cluster.api(four) as api:
        again = await api.post(f"/api/deployments/{cluster.deployment}/restart")
        assert again.status_code == 200, again.text
        await until(api, cluster.deployment, "deployed", seconds=60)


async def test_told_to_stop_all_end_and_every_call_that_ended_is_recorded(
    cluster: Cluster, four: Running, provider: OpenAIStub
) -> None:
    await _all_answer(cluster, four)
    provider.go_on.clear()
    asked_before, children = len(provider.requests), four.children()
    recorded = len(cluster.rows("select id from usage"))
    async with cluster.caller(four) as caller:
        provider.fault = "hang_midway"
        asked = [asyncio.create_task(_ask(caller, stream=True)) for _ in range(10)]
        await _waiting(provider, 10)
        provider.fault = "slow"
        asked += [asyncio.create_task(_ask(caller)) for _ in range(10)]
        await _waiting(provider, 20)
        code = await asyncio.to_thread(four.stop, signal.SIGTERM)
        provider.go_on.set()
        told = await asyncio.gather(*asked, return_exceptions=True)
    provider.fault = "none"
    assert [each.status_code for each in told[10:] if isinstance(each, httpx.Response)] == [503] * 10
    log = four.log.read_text()
    assert code == 0, log
    assert "Remit has stopped." in log
    assert "Traceback" not in log
    assert len(children) == 5
    assert not any(psutil.pid_exists(child.pid) for child in children.values())
    assert len(provider.requests) - asked_before == 20
    assert len(cluster.rows("select id from usage")) - recorded == 20
    assert cluster.spent()[1] == 0
