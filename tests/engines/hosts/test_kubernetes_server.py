"""The API server of the tests is judged by a client that is not ours: real `kubectl`."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.kubernetes import Cluster, Outcome

WEB: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "labels": {"app": "web"}},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "example.org/web:1"}]},
        },
    },
}


@pytest.fixture
def kubectl(on_cluster: Cluster, tmp_path: Path) -> Any:
    """Run kubectl on the cluster; return its exit code and what it said."""

    def run(*arguments: str, given: object = None) -> tuple[int, str]:
        command = [
            "kubectl",
            "--kubeconfig",
            str(on_cluster.kubeconfig),
            "--cache-dir",
            str(tmp_path),
            *arguments,
        ]
        done = subprocess.run(
            command,
            input=None if given is None else yaml.safe_dump(given),
            capture_output=True,
            text=True,
            timeout=30,
            env={**os.environ, "HOME": str(tmp_path)},
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_kubectl_takes_it_for_a_cluster(kubectl: Any, on_cluster: Cluster) -> None:
    apply = ("apply", "--server-side", "--validate=false", "-f", "-")
    assert kubectl(*apply, given=WEB) == (0, "deployment.apps/web serverside-applied\n")
    code, said = kubectl("get", "deployments", "-l", "app=web", "-o", "json", "--show-managed-fields")
    found = json.loads(said)["items"]
    assert (code, len(found)) == (0, 1)
    assert found[0]["metadata"]["managedFields"][0]["manager"] == "kubectl"
    assert kubectl("rollout", "status", "deployment/web", "--timeout=10s")[0] == 0
    assert kubectl("scale", "deployment/web", "--replicas=3") == (0, "deployment.apps/web scaled\n")
    assert len(kubectl("get", "pods", "-l", "app=web", "-o", "name")[1].splitlines()) == 3
    code, said = kubectl(*apply, given=WEB)
    assert (code, "conflicts: conflict with" in said, ".spec.replicas" in said) == (1, True, True)
    wrong = {**WEB, "spec": {**WEB["spec"], "replica": 3}}
    code, said = kubectl(*apply, "--force-conflicts", given=wrong)
    assert (code, "replica" in said) == (1, True)
    on_cluster.becomes("web", Outcome.LATE)
    changed = {**WEB, "metadata": {"name": "late"}, "spec": {**WEB["spec"]}}
    on_cluster.becomes("late", Outcome.LATE)
    assert kubectl(*apply, given=changed)[0] == 0
    code, said = kubectl("rollout", "status", "deployment/late", "--timeout=10s")
    assert (code, "exceeded its progress deadline" in said) == (1, True)
    for name in ("web", "late"):
        assert kubectl("delete", "deployment", name)[0] == 0
    assert kubectl("get", "deployment", "web") == (
        1,
        'Error from server (NotFound): deployments "web" not found\n',
    )
    assert kubectl("get", "pods", "-l", "app=web", "-o", "name") == (0, "")
