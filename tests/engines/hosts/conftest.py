"""What the tests of hosts share: the server, settings that reach it, and a workload of a unique name."""

import itertools
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.aws import AwsServer, aws_credentials, aws_server
from tests.fixtures.engine import IMAGE, TestEngine, container_settings
from tests.kubernetes import NAMESPACE, Cluster

from remit.engines.hosts import (
    Container,
    ContainerAgents,
    ContainerModels,
    Kubernetes,
    KubernetesSettings,
    SageMaker,
    SageMakerSettings,
    Workload,
)
from remit.engines.sandbox import ENTRY, files_for

ROLE = "arn:aws:iam::123456789012:role/serving"
NUMBERS = itertools.count(1)
HOME = "io.remit.agents"
ADDS = "async def run(input, ctx):\n    return {'sum': input['a'] + input['b']}\n"


@pytest.fixture(scope="session")
def running_aws() -> Iterator[AwsServer]:
    with aws_server() as server:
        yield server


@pytest.fixture
def aws(running_aws: AwsServer) -> Iterator[AwsServer]:
    yield running_aws
    running_aws.set_faults()
    running_aws.set_seconds(0.2)


@pytest.fixture
def settings(aws: AwsServer) -> SageMakerSettings:
    return SageMakerSettings(endpoint_url=aws.url, role_arn=ROLE, attempts=1)


@pytest.fixture
def sagemaker(settings: SageMakerSettings) -> SageMaker:
    return SageMaker(settings)


@pytest.fixture
async def kubernetes(on_cluster: Cluster) -> AsyncIterator[Kubernetes]:
    settings = KubernetesSettings(config=str(on_cluster.kubeconfig), namespace=NAMESPACE)
    made = Kubernetes(settings)
    yield made
    await made.close()
    on_cluster.renew()
    on_cluster.server.broken = False


@pytest.fixture
def nowhere() -> Iterator[SageMakerSettings]:
    """Settings whose address refuses every connection: the port is bound and nobody listens."""
    with socket.socket() as taken, aws_credentials():
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        yield SageMakerSettings(endpoint_url=url, role_arn=ROLE, attempts=1)


@pytest.fixture
def agents_folder() -> Iterator[Path]:
    """A folder for agents in containers: the path of a socket must be short."""
    with tempfile.TemporaryDirectory(prefix="remit-agents-") as made:
        yield Path(made) / "a"


@pytest.fixture
def agents(engine: TestEngine, agents_folder: Path) -> Iterator[ContainerAgents]:
    made = ContainerAgents(engine.address, agents_folder)
    yield made
    made.close()
    for each in engine.client.containers(all=True, filters={"label": HOME}):
        engine.client.remove_container(each["Id"], force=True)


@pytest.fixture
def boxes(agents: ContainerAgents, tmp_path: Path, engine: TestEngine) -> Iterator[Container]:
    """The host of models and agents in containers."""
    models = ContainerModels(tmp_path, tmp_path / "models", container_settings(engine.address))
    yield Container(models, agents)
    models.close()


@pytest.fixture
def boxed() -> Workload:
    """An agent's code as it is shipped to a container."""
    number = next(NUMBERS)
    return Workload(
        name=f"remit-boxed-{number:04}",
        revision="r1",
        environment="staging",
        kind="agent",
        model="agent:adder@1",
        region="",
        instance_type=None,
        instance_count=1,
        options={
            **{f"file.{name}": text for name, text in files_for(ADDS).items()},
            "handler": ENTRY,
            "image": IMAGE,
            "memory_mb": "128",
            "cpus": "1",
            "at_once": "4",
            "timeout_seconds": "1",
            "owner": f"{number:032x}",
        },
    )


@pytest.fixture
def model() -> Workload:
    return Workload(
        name=f"bot-{next(NUMBERS):04}",
        revision="r1",
        environment="staging",
        kind="model",
        model="meta-llama/Llama-3.1-8B-Instruct",
        region="us-east-1",
        instance_type="ml.g5.2xlarge",
        instance_count=2,
        options={"max_model_len": "8192", "gpus": "1"},
    )


@pytest.fixture
def function() -> Workload:
    """An agent's code as it is shipped to AWS Lambda."""
    return Workload(
        name=f"remit-fn-{next(NUMBERS):04}",
        revision="r1",
        environment="staging",
        kind="agent",
        model="agent:adder@1",
        region="us-east-1",
        instance_type=None,
        instance_count=1,
        options={
            "file.main.py": "def handler(event, _):\n    return {'sum': event['a'] + event['b']}\n",
            "handler": "main.handler",
            "timeout_seconds": "3",
            "memory_mb": "256",
            "role_arn": "arn:aws:iam::123456789012:role/functions",
            "architecture": "arm64",
            "owner": "0197a0000000700080000000000000aa",
        },
    )
