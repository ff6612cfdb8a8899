"""`kill -9` while a cluster is changed: after the next start it goes on, and the cluster has what is wanted, once."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.fixtures.installation import Installation, installed
from tests.fixtures.journey import entries, until
from tests.kubernetes import NAMESPACE, Cluster, Outcome, cluster
from tests.server import NO_TLS
from tests.stubs import waiting
from tests.stubs.openai_server import OpenAIStub, openai_stub


@pytest.fixture(scope="module")
def on_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of these tests' own, whose deployments are no other's."""
    with cluster(tmp_path_factory.mktemp("crashed")) as made:
        yield made


@pytest.fixture(scope="module")
def model() -> Iterator[OpenAIStub]:
    with openai_stub() as serving:
        yield serving


@pytest.fixture(scope="module")
def here(on_cluster: Cluster, model: OpenAIStub, scratch: Path) -> Iterator[Installation]:
    with installed(scratch / "crash-on-cluster") as made:
        made.environment |= {
            "REMIT_EXECUTE": "true",
            "REMIT_KUBERNETES": str(on_cluster.kubeconfig),
            "REMIT_KUBERNETES_NAMESPACE": NAMESPACE,
            "REMIT_KUBERNETES_ADDRESS": model.base_url,
        }
        yield made


@pytest.fixture(scope="module")
def key(here: Installation) -> str:
    return here.run("keys", "create", "--name", "crash", "--role", "admin")


@pytest.fixture
async def client(here: Installation, key: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running server, started if need be."""
    if here.process is None:
        here.start()
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        base_url=here.url, headers=headers, timeout=20, trust_env=False, verify=NO_TLS
    ) as opened:
        yield opened


async def ask(client: httpx.AsyncClient, name: str) -> str:
    body = {"command": f"deploy llama-3.1-8b on kubernetes for {name} to dev"}
    answer = await client.post("/api/agent/command", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["result"]["plan_id"])


async def kill_when(here: Installation, ready: Callable[[], bool]) -> None:
    """Wait for a moment, and then end Remit as a power cut would."""
    await waiting.until(ready, 20)
    here.kill()


def of(on_cluster: Cluster, kind: str, name: str) -> list[str]:
    return [each for each in on_cluster.names(kind) if each.startswith(f"{name}-")]


def leads_to(on_cluster: Cluster, name: str) -> dict[str, str]:
    return dict(on_cluster.get("Service", f"{name}-dev")["spec"]["selector"])


def seen(on_cluster: Cluster, method: str, ending: str) -> bool:
    return any(each == method and path.endswith(ending) for each, path in list(on_cluster.server.requests))


async def once(client: httpx.AsyncClient, plan_id: str, changes: int = 1) -> None:
    """The log of what happened once."""
    types: Counter[str] = Counter()

    async def applied() -> bool:
        types.clear()
        types.update(entry["type"] for entry in await entries(client, plan_id))
        return types["change.applied"] >= changes

    await waiting.until(applied, 20)
    counted = {each: types[each] for each in ("change.proposed", "change.applied", "deployment.deploying")}
    assert counted == dict.fromkeys(counted, changes)


@pytest.mark.parametrize("moment", ["sent", "starting"])
async def test_a_first_revision_is_brought_up_once(
    here: Installation, client: httpx.AsyncClient, on_cluster: Cluster, moment: str
) -> None:
    name = f"first-{moment}"
    if moment == "starting":
        on_cluster.becomes(f"{name}-dev-r1", Outcome.STARTING)
    plan_id = await ask(client, name)
    when: dict[str, Callable[[], bool]] = {
        "sent": lambda: seen(on_cluster, "PATCH", f"/deployments/{name}-dev-r1"),
        "starting": lambda: of(on_cluster, "Pod", name) != [],
    }
    await kill_when(here, when[moment])
    on_cluster.becomes(f"{name}-dev-r1", Outcome.READY)  # while nobody looks
    here.start()
    shown = await until(client, plan_id, "deployed", "failed")
    assert shown["status"] == "deployed", shown["status_reason"]
    assert of(on_cluster, "Deployment", name) == [f"{name}-dev-r1"]
    assert len(of(on_cluster, "Pod", name)) == 1
    await once(client, plan_id)


@pytest.mark.parametrize("moment", ["sent", "starting", "led"])
async def test_a_change_ends_with_the_new_revision_alone(
    here: Installation, client: httpx.AsyncClient, on_cluster: Cluster, moment: str
) -> None:
    name = f"changed-{moment}"
    plan_id = await ask(client, name)
    await until(client, plan_id, "deployed")
    before = leads_to(on_cluster, name)
    if moment == "starting":
        on_cluster.becomes(f"{name}-dev-r2", Outcome.STARTING)
    answer = await client.post(f"/api/deployments/{plan_id}/scale", json={"instance_count": 2})
    assert answer.status_code == 200, answer.text
    when: dict[str, Callable[[], bool]] = {
        "sent": lambda: seen(on_cluster, "PATCH", f"/deployments/{name}-dev-r2"),
        "starting": lambda: len(of(on_cluster, "Pod", name)) == 3,
        "led": lambda: leads_to(on_cluster, name) != before,
    }
    await kill_when(here, when[moment])
    if moment == "starting":  # calls still go to what serves
        assert leads_to(on_cluster, name) == before
        on_cluster.becomes(f"{name}-dev-r2", Outcome.READY)
    here.start()
    shown = await until(client, plan_id, "deployed", "failed")
    assert (shown["status"], shown["revision"], shown["serving_revision"]) == ("deployed", 2, 2)
    await waiting.until(lambda: of(on_cluster, "Deployment", name) == [f"{name}-dev-r2"], 20)
    assert leads_to(on_cluster, name) != before
    assert len(of(on_cluster, "Pod", name)) == 2
    await once(client, plan_id, changes=2)


async def test_what_is_deleted_leaves_nothing(
    here: Installation, client: httpx.AsyncClient, on_cluster: Cluster
) -> None:
    plan_id = await ask(client, "removed")
    await until(client, plan_id, "deployed")
    assert (await client.delete(f"/api/deployments/{plan_id}")).is_success
    await kill_when(here, lambda: seen(on_cluster, "DELETE", "/services/removed-dev"))
    here.start()

    def left() -> list[str]:
        return [name for kind in ("Service", "Deployment", "Pod") for name in of(on_cluster, kind, "removed")]

    await waiting.until(lambda: left() == [], 20)
