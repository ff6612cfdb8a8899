"""The Helm chart, rendered by Helm's own engine: valid for Kubernetes, hardened, and what Remit understands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import helm_python
import kubernetes_validate
import pytest
import yaml

from remit.edges.cli.main import remit
from remit.kit.settings import Settings

CHART = Path(__file__).parents[1] / "charts" / "remit"
IMAGE = {"image": {"repository": "registry.example.org/remit", "tag": "1"}}
ALONE: dict[str, Any] = {**IMAGE}
APART: dict[str, Any] = {
    **IMAGE,
    "database": {"existingSecret": "remit-database"},
    "secret": {"existingSecret": "remit-secret"},
    "worker": {"replicas": 2},
    "environmentSecrets": ["remit-providers"],
    "settings": {"log_format": "json", "max_instances": 8},
    "models": {"enabled": True, "namespace": "models", "kserve": True},
    "ingress": {"enabled": True, "className": "nginx", "host": "remit.example.org", "tlsSecret": "remit-tls"},
    "networkPolicy": {"enabled": True, "egress": [{"to": [{"namespaceSelector": {}}]}]},
    "nodeSelector": {"kubernetes.io/os": "linux"},
    "tolerations": [{"key": "apart", "operator": "Exists"}],
    "podAnnotations": {"prometheus.io/scrape": "true"},
}
Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def chart() -> Iterator[helm_python.Chart]:
    with helm_python.Chart.load(str(CHART)) as loaded:
        yield loaded


def rendered(chart: helm_python.Chart, values: dict[str, Any]) -> list[Manifest]:
    files = chart.render(values, name="remit", namespace="remit")
    texts = [text for name, text in files.items() if name.endswith(".yaml")]
    return [found for text in texts for found in yaml.safe_load_all(text) if found]


def pods(manifests: list[Manifest]) -> list[Manifest]:
    return [each["spec"]["template"]["spec"] for each in manifests if each["kind"] in {"Deployment", "Job"}]


def names(manifests: list[Manifest]) -> list[str]:
    return sorted(f"{each['kind']}/{each['metadata']['name']}" for each in manifests)


@pytest.mark.parametrize("values", [ALONE, APART], ids=["alone", "apart"])
@pytest.mark.parametrize("version", ["1.27", "1.37"])
def test_every_manifest_is_valid_and_every_pod_is_hardened(
    chart: helm_python.Chart, values: dict[str, Any], version: str
) -> None:
    manifests = rendered(chart, values)
    for each in manifests:
        kubernetes_validate.validate(each, version, strict=True)
    for pod in pods(manifests):
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        (container,) = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert {each["name"] for each in container["volumeMounts"]} == {
            each["name"] for each in pod["volumes"]
        }
        assert container["resources"]["limits"]


@pytest.mark.parametrize("values", [ALONE, APART], ids=["alone", "apart"])
def test_remit_understands_what_it_is_started_with(chart: helm_python.Chart, values: dict[str, Any]) -> None:
    known = {f"REMIT_{name.upper()}" for name in Settings.model_fields}
    for pod in pods(rendered(chart, values)):
        (container,) = pod["containers"]
        assert container["args"][0] in remit.list_commands(click.Context(remit))
        given = {each["name"] for each in container["env"]}
        assert given <= known | {"HOME"}
        assert len(given) == len(container["env"])
        written = {each["name"]: each["value"] for each in container["env"] if "value" in each}
        plain = {
            name.removeprefix("REMIT_").lower(): value for name, value in written.items() if name in known
        }
        assert str(Settings.model_validate(plain).data) == "/data"


def test_alone_it_is_one_pod_on_a_volume_that_stays(chart: helm_python.Chart) -> None:
    manifests = rendered(chart, ALONE)
    assert names(manifests) == [
        "Deployment/remit",
        "PersistentVolumeClaim/remit",
        "Service/remit",
        "ServiceAccount/remit",
    ]
    server = next(each for each in manifests if each["kind"] == "Deployment")
    assert (server["spec"]["replicas"], server["spec"]["strategy"]) == (1, {"type": "Recreate"})
    assert server["spec"]["template"]["spec"]["automountServiceAccountToken"] is False
    claim = next(each for each in manifests if each["kind"] == "PersistentVolumeClaim")
    assert claim["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}


def test_apart_only_the_migration_knows_the_owner(chart: helm_python.Chart) -> None:
    manifests = rendered(chart, APART)
    assert names(manifests) == [
        "Deployment/remit",
        "Deployment/remit-worker",
        "Ingress/remit",
        "Job/remit-migrate",
        "NetworkPolicy/remit",
        "PodDisruptionBudget/remit",
        "Role/remit-models",
        "RoleBinding/remit-models",
        "Service/remit",
        "ServiceAccount/remit",
    ]
    owners = [each["metadata"]["name"] for each in manifests if "ownerUrl" in yaml.safe_dump(each)]
    assert owners == ["remit-migrate"]
    role = next(each for each in manifests if each["kind"] == "Role")
    assert role["metadata"]["namespace"] == "models"
    assert not any(
        "*" in rule[part] for rule in role["rules"] for part in ("resources", "verbs", "apiGroups")
    )


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({}, "Set image.repository"),
        ({**IMAGE, "database": {"existingSecret": "x"}}, "Set secret.existingSecret"),
        ({**IMAGE, "ingress": {"enabled": True}}, "Set ingress.host"),
        ({**IMAGE, "models": {"enabled": True}}, "Set models.namespace"),
    ],
)
def test_what_is_missing_is_said(chart: helm_python.Chart, missing: dict[str, Any], words: str) -> None:
    with pytest.raises(helm_python.HelmRenderError, match=words):
        rendered(chart, missing)
    assert not helm_python.lint(str(CHART))["errors"]
