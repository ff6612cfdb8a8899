"""A Kubernetes API server for tests, which real `kubectl` takes for one."""

from tests.kubernetes.controller import Outcome
from tests.kubernetes.fixture import NAMESPACE, Cluster, cluster

__all__ = ["NAMESPACE", "Cluster", "Outcome", "cluster"]
