"""A model on Kubernetes: what is sent, how trouble is told, and what is never touched."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
from tests.kubernetes import NAMESPACE, Cluster, Outcome, smoke
from tests.kubernetes.server import TOKEN

from remit.engines.hosts import (
    AuthFailed,
    Conflict,
    Kubernetes,
    KubernetesSettings,
    Observed,
    Phase,
    Rejected,
    Retryable,
    Workload,
)

NUMBERS = itertools.count(1)


@pytest.fixture
def model() -> Workload:
    return Workload(
        name=f"chat-{next(NUMBERS)}",
        revision="r1",
        environment="staging",
        kind="model",
        model="llama-3.1-8b-instruct",
        region="",
        instance_type=None,
        instance_count=2,
        options={
            "hf_model_id": "meta-llama/Llama-3.1-8B-Instruct",
            "max_model_len": "8192",
            "gpus": "1",
            "memory_gib": "12",
            "memory_limit_gib": "23",
            "owner": "0" * 32,
        },
    )


def by_kind(host: Kubernetes, workload: Workload) -> dict[str, dict[str, Any]]:
    calls = host.rehearse("apply", workload, None)
    return {each.parameters["kind"]: dict(each.parameters) for each in calls}


async def moved(host: Kubernetes, workload: Workload) -> Observed:
    """Do what the owner of a rollout does with one look."""
    seen = await host.observe(workload)
    if seen.ready:
        await host.route(workload, {seen.ready: 100})
        seen = await host.observe(workload)
    return seen


@pytest.mark.parametrize("version", ["1.27", "1.31", "1.37"])
def test_everything_that_is_sent_is_valid_and_hardened(model: Workload, version: str) -> None:
    settings = KubernetesSettings(secret="models")
    most = replace(model, options={**model.options, "max_instances": "4", "node_type": "g5.2xlarge"})
    made = by_kind(Kubernetes(settings), most)
    assert set(made) == {"Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Service"}
    for manifest in made.values():
        kubernetes_validate.validate(manifest, version, strict=True)
    pod = made["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert pod["nodeSelector"] == {"node.kubernetes.io/instance-type": "g5.2xlarge"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"] == {"memory": "23Gi", "nvidia.com/gpu": "1"}
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)
    assert container["args"][:2] == ["--model", "meta-llama/Llama-3.1-8B-Instruct"]
    assert container["args"][-4:] == ["--max-model-len", "8192", "--tensor-parallel-size", "1"]
    assert container["envFrom"] == [{"secretRef": {"name": "models"}}]
    assert made["HorizontalPodAutoscaler"]["spec"]["maxReplicas"] == 4
    alone = by_kind(Kubernetes(settings), replace(model, instance_count=1))
    assert set(alone) == {"Deployment", "Service"}


def test_words_of_a_command_never_become_more_than_words(model: Workload) -> None:
    odd = replace(model, options={**model.options, "hf_model_id": "a b; rm {port} $(id)"})
    deployment = by_kind(Kubernetes(KubernetesSettings(arguments="serve {model} -p {port}")), odd)[
        "Deployment"
    ]
    args = deployment["spec"]["template"]["spec"]["containers"][0]["args"]
    assert args == ["serve", "a b; rm {port} $(id)", "-p", "8000"]


async def test_a_new_revision_takes_over_when_it_is_up(
    kubernetes: Kubernetes, on_cluster: Cluster, model: Workload
) -> None:
    await kubernetes.apply(model)
    assert (await moved(kubernetes, model)).replicas == 2
    second, name = replace(model, revision="r2"), f"{model.name}-r2"
    on_cluster.becomes(name, Outcome.STARTING)
    await kubernetes.apply(second)
    seen = await moved(kubernetes, second)
    assert (seen.phase, seen.revision, seen.ready) == (Phase.UPDATING, "r1", None)
    selector = on_cluster.get("Service", model.name)["spec"]["selector"]
    assert selector == {"app.kubernetes.io/instance": f"{model.name}-r1"}
    on_cluster.becomes(name, Outcome.READY)
    assert (await kubernetes.observe(second)).ready == "r2"
    seen = await moved(kubernetes, second)
    assert (seen.phase, seen.revision, seen.replicas) == (Phase.IN_SERVICE, "r2", 2)
    assert [each for each in on_cluster.names("Deployment") if each.startswith(model.name)] == [name]
    assert [each for each in on_cluster.names("PodDisruptionBudget") if each.startswith(model.name)] == [name]
    told = await kubernetes.telemetry(second, seen.observed_at)
    assert [each.phase for each in told.instances] == [Phase.IN_SERVICE] * 2


@pytest.mark.parametrize(
    ("outcome", "words", "lasts"),
    [
        (Outcome.NO_IMAGE, "cannot be pulled (ImagePullBackOff)", True),
        (Outcome.CRASHES, "Its program ends with code 1 (CrashLoopBackOff, 3 restarts)", True),
        (Outcome.OUT_OF_MEMORY, "ran out of memory and was killed (OOMKilled, 3 restarts)", True),
        (Outcome.NO_SECRET, 'secret "models" not found', True),
        (Outcome.LATE, "before the deadline (ProgressDeadlineExceeded)", True),
        (Outcome.NO_GPU, "No node has a free GPU: 0/3 nodes are available", False),
    ],
)
async def test_trouble_is_told_in_words_and_leaves_what_serves(
    kubernetes: Kubernetes, on_cluster: Cluster, model: Workload, outcome: Outcome, words: str, lasts: bool
) -> None:
    on_cluster.becomes(f"{model.name}-r1", outcome)
    await kubernetes.apply(model)
    seen = await kubernetes.observe(model)
    assert (seen.phase, seen.revision) == (Phase.FAILED if lasts else Phase.CREATING, None)
    assert words in (seen.reason or "")
    on_cluster.becomes(f"{model.name}-r1", Outcome.READY)
    await moved(kubernetes, model)
    second = replace(model, revision="r2")
    on_cluster.becomes(f"{model.name}-r2", outcome)
    await kubernetes.apply(second)
    seen = await moved(kubernetes, second)
    assert (seen.phase, seen.revision, seen.replicas) == (
        Phase.IN_SERVICE if lasts else Phase.UPDATING,
        "r1",
        2,
    )
    assert words in (seen.reason or "")
    # What came up once and is in trouble later still is what is wanted: it is degraded, not failed.
    await kubernetes.route(model, {"r1": 100})
    on_cluster.becomes(f"{model.name}-r1", outcome)
    seen = await kubernetes.observe(model)
    assert (seen.phase, seen.revision, seen.replicas) == (Phase.IN_SERVICE, "r1", 0)
    assert on_cluster.names("Deployment").count(f"{model.name}-r2") == 0


@pytest.mark.parametrize("kind", ["Service", "Deployment"])
async def test_what_others_made_is_never_touched(
    kubernetes: Kubernetes, on_cluster: Cluster, model: Workload, kind: str
) -> None:
    theirs = next(
        dict(each.parameters)
        for each in kubernetes.rehearse("apply", model, None)
        if each.parameters["kind"] == kind
    )
    theirs["metadata"] = {"name": theirs["metadata"]["name"], "labels": {"team": "search"}}
    on_cluster.put(theirs)
    name = theirs["metadata"]["name"]
    before = on_cluster.get(kind, name)["metadata"]["resourceVersion"]
    with pytest.raises(Rejected, match=f"taken by a {kind} that Remit did not make"):
        await kubernetes.apply(model)
    await kubernetes.power(model, "pause")
    await kubernetes.retire(model)
    assert on_cluster.get(kind, name)["metadata"]["resourceVersion"] == before


async def test_what_another_deployment_left_is_waited_for(kubernetes: Kubernetes, model: Workload) -> None:
    await kubernetes.apply(model)
    other = replace(model, options={**model.options, "owner": "1" * 32})
    assert (await kubernetes.observe(other)).phase is Phase.ABSENT
    with pytest.raises(Conflict, match="belongs to another deployment"):
        await kubernetes.apply(other)
    assert await kubernetes.retire(other) == []
    assert await kubernetes.retire(model)
    assert await kubernetes.apply(other)


async def test_a_cluster_that_does_not_answer_loses_nothing(
    kubernetes: Kubernetes, on_cluster: Cluster, model: Workload
) -> None:
    await kubernetes.apply(model)
    asked = len(on_cluster.server.requests)
    on_cluster.expire()
    for verb in (kubernetes.observe, kubernetes.apply, kubernetes.retire):
        with pytest.raises(AuthFailed) as told:
            await verb(model)
        assert TOKEN not in str(told.value)
    on_cluster.renew()
    on_cluster.server.broken = True
    with pytest.raises(Retryable):
        await kubernetes.observe(model)
    on_cluster.server.broken = False
    assert {method for method, _ in on_cluster.server.requests[asked:]} == {"GET"}
    assert (await kubernetes.observe(model)).phase is Phase.IN_SERVICE


async def test_nobody_but_the_configured_server_is_asked(
    on_cluster: Cluster, model: Workload, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    host = Kubernetes(KubernetesSettings(config=str(on_cluster.kubeconfig), namespace=NAMESPACE))
    assert (await host.observe(model)).phase is Phase.ABSENT
    await host.close()
    secret = tmp_path / "kubeconfig"
    for text in ("", "users: [{name: x, user: {token: hidden-token}}]", "\x00", "[1"):
        secret.write_text(text)
        with pytest.raises(AuthFailed, match="cannot be used") as told:
            await Kubernetes(KubernetesSettings(config=str(secret))).observe(model)
        assert "hidden-token" not in repr(told.value.__cause__) + str(told.value)
    with pytest.raises(Rejected, match="REMIT_KUBERNETES"):
        await Kubernetes(KubernetesSettings()).observe(model)


async def test_kserve_runs_the_same_pod_when_it_is_chosen(on_cluster: Cluster, model: Workload) -> None:
    settings = KubernetesSettings(config=str(on_cluster.kubeconfig), namespace=NAMESPACE, kserve=True)
    host = Kubernetes(settings)
    await host.apply(model)
    assert f"{model.name}-r1" in on_cluster.names("InferenceService")
    seen = await moved(host, model)
    assert (seen.phase, seen.revision, seen.replicas) == (Phase.IN_SERVICE, "r1", 2)
    second = replace(model, revision="r2")
    on_cluster.becomes(f"{model.name}-r2", Outcome.NO_IMAGE)
    await host.apply(second)
    seen = await moved(host, second)
    assert (seen.phase, seen.revision) == (Phase.IN_SERVICE, "r1")
    assert "ImagePullBackOff" in (seen.reason or "")
    assert await host.power(second, "pause")
    assert (await host.observe(model)).phase is Phase.ABSENT
    assert await host.retire(model)
    assert not [each for each in on_cluster.names("InferenceService") if each.startswith(model.name)]
    await host.close()


async def test_the_smoke_for_real_clusters_runs_through(on_cluster: Cluster) -> None:
    settings = KubernetesSettings(config=str(on_cluster.kubeconfig), namespace=NAMESPACE)
    on_cluster.becomes(f"{smoke.NAME}-r3", Outcome.NO_IMAGE)
    said: list[str] = []
    await smoke.smoke(settings, "registry.invalid/none:1", said.append)
    assert said[:2] == ["r1: r1 serves. ", "r2: r2 serves. "]
    assert said[2].startswith("r3: r2 serves. Its image")
    assert said[3] == "2 objects removed."
    assert not [each for each in on_cluster.names("Deployment") if each.startswith(smoke.NAME)]
