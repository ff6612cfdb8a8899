"""Models on a Kubernetes cluster: what is sent, who is told, and how it stands there."""

from remit.engines.hosts.kubernetes.serving import Kubernetes
from remit.engines.hosts.kubernetes.settings import KubernetesSettings

__all__ = ["Kubernetes", "KubernetesSettings"]
