"""A model is deployed on Kubernetes by a sentence: planned, sent, called, changed, rolled back, paused and removed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import problem, until
from tests.fixtures.server import Api
from tests.kubernetes import Cluster, Outcome
from tests.lifecycle.deployments.rollouts import Desk, Once, Twice
from tests.stubs import waiting
from tests.stubs.openai_server import OpenAIStub

from remit.controls.tenancy import Role
from remit.engines.durable import Step
from remit.engines.hosts import DryRun, Kubernetes
from remit.kit.settings import Settings
from remit.lifecycle.deployments import Deployment, Fleet, Reconciling, Rollout
from remit.lifecycle.deployments.changes import power
from remit.lifecycle.deployments.command import read
from remit.lifecycle.deployments.commanding.carrying import Asked, Refused, run
from remit.lifecycle.deployments.fleet import ClusterFacts
from remit.lifecycle.deployments.fleet import fleet as built

SENTENCE = "deploy llama-3.1-8b on kubernetes for {name} to {place}"


@pytest.fixture
async def client(api: Api) -> httpx.AsyncClient:
    return await api(Role.OPERATOR)


async def asked(client: httpx.AsyncClient, name: str, place: str = "staging") -> str:
    body = {"command": SENTENCE.format(name=name, place=place)}
    answer = await client.post("/api/agent/command", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["result"]["plan_id"])


async def say(client: httpx.AsyncClient, model: str) -> httpx.Response:
    body = {"model": model, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 3}
    return await client.post("/v1/chat/completions", json=body)


async def test_it_is_planned_sent_and_called(client: httpx.AsyncClient, cluster_model: OpenAIStub) -> None:
    plan_id = await asked(client, "desk")
    shown = await until(client, plan_id, "deployed")
    assert (shown["host"], shown["dry_run"]) == ("kubernetes", False)
    assert shown["artifact"]["instance_type"] == "1 GPU of 22 GiB"
    assert shown["cost"]["estimated_usd_per_hour"] is None
    assert "price_known" in [check["name"] for check in shown["checks"] if not check["passed"]]
    assert any("taken to be like" in words for words in shown["assumptions"])
    assert "desk-staging" in [each["id"] for each in (await client.get("/v1/models")).json()["data"]]
    for name in ("desk-staging", plan_id):
        answer = await say(client, name)
        assert answer.status_code == 200, answer.text
        assert answer.json()["choices"][0]["message"]["content"] == "Paris is the capital of France."
    assert cluster_model.requests[-1]["model"] == "desk-staging"
    made = (await client.get(f"/api/deployments/{plan_id}/rendered")).json()
    assert (made["host"], made["dry_run"]) == ("kubernetes", False)
    assert [each["parameters"]["kind"] for each in made["items"]] == ["Deployment", "Service"]
    assert cluster_model.key not in str(made)


async def test_every_verb_really_acts(client: httpx.AsyncClient, on_cluster: Cluster) -> None:
    plan_id = await asked(client, "verbs")
    url = f"/api/deployments/{plan_id}"
    await until(client, plan_id, "deployed")
    # The next revision's image cannot be pulled: what serves goes on serving, and what failed is removed.
    on_cluster.becomes("verbs-staging-r2", Outcome.NO_IMAGE)
    assert (await client.post(f"{url}/scale", json={"instance_count": 2})).is_success
    shown = await until(client, plan_id, "deployed")
    assert "ImagePullBackOff" in shown["status_reason"]
    assert (shown["serving_revision"], shown["artifact"]["instance_count"]) == (1, 1)
    await waiting.until(lambda: of(on_cluster, "Deployment", "verbs") == ["verbs-staging-r1"])
    assert (await say(client, "verbs-staging")).status_code == 200
    # The same once more, on nodes that have the image.
    assert (await client.post(f"{url}/scale", json={"instance_count": 3})).is_success
    await until(client, plan_id, "deployed")
    await waiting.until(lambda: len(of(on_cluster, "Pod", "verbs")) == 3)
    told = (await client.get(f"{url}/instances")).json()
    assert [each["state"] for each in told["instances"]] == ["in_service"] * 3
    assert (await client.post(f"{url}/pause")).is_success
    await waiting.until(lambda: of(on_cluster, "Pod", "verbs") == [])
    assert (await say(client, plan_id)).status_code == 409
    assert (await client.post(f"{url}/restart")).is_success
    await until(client, plan_id, "deployed")
    assert len(of(on_cluster, "Pod", "verbs")) == 3
    assert of(on_cluster, "Deployment", "verbs") == ["verbs-staging-r4"]
    assert (await client.delete(url)).is_success
    await waiting.until(lambda: not on_all(on_cluster, "verbs"))


def of(cluster: Cluster, kind: str, name: str) -> list[str]:
    return [each for each in cluster.names(kind) if each.startswith(f"{name}-")]


def on_all(cluster: Cluster, name: str) -> list[str]:
    kinds = ("Deployment", "Service", "Pod", "PodDisruptionBudget", "HorizontalPodAutoscaler")
    return [each for kind in kinds for each in of(cluster, kind, name)]


async def test_what_cannot_be_afforded_knowingly_is_refused(client: httpx.AsyncClient) -> None:
    for sentence in (
        SENTENCE.format(name="dear", place="prod"),
        f"{SENTENCE.format(name='dear', place='dev')} with budget $5 per hour",
    ):
        answer = await client.post("/api/agent/command", json={"command": sentence})
        assert answer.status_code == 422
        assert "REMIT_KUBERNETES_GPU_USD_PER_HOUR" in answer.json()["detail"]


async def test_a_range_is_kept_by_the_cluster(client: httpx.AsyncClient, on_cluster: Cluster) -> None:
    body = {"command": "deploy llama-3.1-8b on kubernetes for ranged to dev with 1 to 3 replicas"}
    answer = await client.post("/api/agent/command", json=body)
    assert answer.status_code == 200, answer.text
    plan_id = str(answer.json()["result"]["plan_id"])
    shown = await until(client, plan_id, "deployed")
    assert shown["artifact"]["instance_count"] == 1
    spec = on_cluster.get("HorizontalPodAutoscaler", "ranged-dev-r1")["spec"]
    assert (spec["minReplicas"], spec["maxReplicas"]) == (1, 3)
    # A number by hand is that number; going back brings the range back.
    url = f"/api/deployments/{plan_id}"
    assert (await client.post(f"{url}/scale", json={"instance_count": 2})).is_success
    await until(client, plan_id, "deployed")
    await waiting.until(lambda: of(on_cluster, "HorizontalPodAutoscaler", "ranged") == [])
    assert (await client.post(f"{url}/roll_back", json={"revision": 1})).is_success
    await until(client, plan_id, "deployed")
    assert of(on_cluster, "HorizontalPodAutoscaler", "ranged") == ["ranged-dev-r3"]
    over = {"command": "deploy llama-3.1-8b on kubernetes for ranged2 to dev with 1-9 replicas"}
    told = problem(await client.post("/api/agent/command", json=over), 422)
    assert "instance_count exceeds max allowed" in told["detail"]


async def test_a_first_one_that_fails_leaves_nothing(client: httpx.AsyncClient, on_cluster: Cluster) -> None:
    on_cluster.becomes("first-staging-r1", Outcome.OUT_OF_MEMORY)
    plan_id = await asked(client, "first")
    shown = await until(client, plan_id, "failed")
    assert "ran out of memory" in shown["status_reason"]
    await waiting.until(lambda: not on_all(on_cluster, "first"))


async def test_a_name_that_others_use_is_told(client: httpx.AsyncClient, on_cluster: Cluster) -> None:
    spec = {"selector": {"app": "theirs"}, "ports": [{"port": 80}]}
    on_cluster.put(
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "theirs-staging"}, "spec": spec}
    )
    plan_id = await asked(client, "theirs")
    shown = await until(client, plan_id, "failed")
    assert "taken by a Service that Remit did not make" in shown["status_reason"]
    assert on_cluster.get("Service", "theirs-staging")["spec"]["selector"] == {"app": "theirs"}


async def wish(desk: Desk, fleet: Fleet, sentence: str) -> Deployment | Refused:
    wanted = Asked(command=sentence, environment=None, budget_usd_per_hour=None, claimed_user=None)
    async with desk.database.transaction(desk.where.id) as session:
        return await run(session, desk.operator, fleet, read(sentence), wanted)


async def test_nothing_is_sent_unless_both_are_on(desk: Desk, tmp_path: Any, on_cluster: Cluster) -> None:
    named: dict[str, Any] = {"data": tmp_path, "kubernetes": str(on_cluster.kubeconfig)}
    for settings, dry in (
        (Settings(data=tmp_path, execute=True), True),
        (Settings(**named), True),
        (Settings(**named, execute=True), False),
    ):
        made = built(settings)
        assert (made.is_dry_run("kubernetes"), isinstance(made.hosts["kubernetes"], DryRun)) == (dry, dry)
    dry_fleet, before = built(Settings(**named)), len(on_cluster.server.requests)
    assert isinstance(await wish(desk, dry_fleet, SENTENCE.format(name="dry", place="dev")), Deployment)
    await Rollout(desk.database, dry_fleet).roll_out(Once(), await desk.newest())
    assert await desk.status() == "deployed"
    assert any("2 calls to kubernetes recorded, not sent" in words for words in await desk.said())
    # Whoever works looks at the cluster all the time; of this one it hears nothing.
    assert not [path for _, path in on_cluster.server.requests[before:] if "dry-dev" in path]
    assert of(on_cluster, "Deployment", "dry") == []


async def test_every_step_may_run_twice_and_drift_is_mended(
    desk: Desk, fleet: Fleet, on_cluster: Cluster
) -> None:
    priced = replace(fleet, cluster=ClusterFacts("g5.2xlarge", Decimal("1.10")))
    made = await wish(desk, priced, SENTENCE.format(name="twice", place="dev"))
    assert isinstance(made, Deployment)
    assert made.plan["cost"]["estimated_usd_per_hour"] == "1.10"
    await Rollout(desk.database, priced).roll_out(Twice(), await desk.newest())
    assert await desk.status() == "deployed"
    assert of(on_cluster, "Deployment", "twice") == ["twice-dev-r1"]
    reconciling, host = Reconciling(desk.database, priced), priced.hosts["kubernetes"]
    assert isinstance(host, Kubernetes)
    on_cluster.remove("Deployment", "twice-dev-r1")
    await reconciling.look()
    assert await desk.status() == "degraded"
    assert of(on_cluster, "Deployment", "twice") == ["twice-dev-r1"]
    await reconciling.look()
    assert await desk.status() == "deployed"
    on_cluster.becomes("twice-dev-r1", Outcome.NO_GPU)
    await reconciling.look()
    assert "No node has a free GPU" in ((await desk.found()).status_reason or "")
    on_cluster.expire()
    await reconciling.look()
    on_cluster.renew()
    assert of(on_cluster, "Deployment", "twice") == ["twice-dev-r1"]


class Killed(Exception):
    """Ends a worker."""


class Until(Once):
    """A run whose worker dies right before a step of a name."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def step(self, name: str, step: Step, *arguments: Any) -> Any:
        if name == self._name:
            raise Killed
        return await step(*arguments)


@pytest.mark.parametrize("dies_before", ["begin", "send-0", "look-0", "look-1"])
async def test_a_worker_that_dies_is_followed_by_one_that_goes_on(
    desk: Desk, fleet: Fleet, on_cluster: Cluster, dies_before: str
) -> None:
    name = f"dies-{dies_before}"
    made = await wish(desk, fleet, SENTENCE.format(name=name, place="dev"))
    assert isinstance(made, Deployment)
    await Rollout(desk.database, fleet).roll_out(Once(), await desk.newest())
    on_cluster.becomes(f"{name}-dev-r2", Outcome.STARTING)
    await desk.change(power.restart, fleet, made.id)
    with pytest.raises(Killed):
        await Rollout(desk.database, fleet).roll_out(Until(dies_before), await desk.newest())
    assert await desk.status() == "deploying"
    on_cluster.becomes(f"{name}-dev-r2", Outcome.CRASHES)
    await Rollout(desk.database, fleet).roll_out(Once(), await desk.newest())
    found = await desk.found()
    assert (found.status, found.serving) == ("deployed", 1)
    assert "ends with code 1" in (found.status_reason or "")
    assert of(on_cluster, "Deployment", name) == [f"{name}-dev-r1"]
