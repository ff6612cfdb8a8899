"""Which cluster, which namespace, and what serves a model there."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

IN_CLUSTER = "in-cluster"
PORT = 8000
IMAGE = "vllm/vllm-openai:v0.11.0"
# What vLLM's image runs is `vllm serve`; these are the arguments.
COMMAND = (
    "--model {model} --served-model-name {name} --host 0.0.0.0 --port {port}"
    " --max-model-len {context} --tensor-parallel-size {gpus}"
)
ADDRESS = "http://{name}.{namespace}.svc.cluster.local:{port}/v1"


@dataclass(frozen=True)
class KubernetesSettings:
    """How to reach a cluster and what a workload gets there.

    config: path of a kubeconfig, or `in-cluster`; without one nothing can be sent, only shown.
    arguments: of the image's own command, with {model}, {name}, {port}, {context} and {gpus}.
    secret: a Secret of the namespace whose keys become the server's environment, such as HF_TOKEN.
    key: what the servers ask for (VLLM_API_KEY in that Secret); address: how Remit reaches a Service.
    """

    config: str = ""
    namespace: str = "default"
    image: str = IMAGE
    arguments: str = COMMAND
    secret: str = ""
    key: str = field(default="", repr=False)
    address: str = ADDRESS
    kserve: bool = False
    timeout: float = 10.0

    def words(self, given: Mapping[str, str]) -> list[str]:
        """Split the arguments into words, each with its places filled; an unknown place is left as it is."""
        return [_filled(word, given) for word in shlex.split(self.arguments)]

    def url(self, name: str) -> str:
        """Say where a Service answers in OpenAI's protocol."""
        return _filled(self.address, {"name": name, "namespace": self.namespace, "port": str(PORT)})


def _filled(text: str, given: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: given.get(place[1], place[0]), text)
