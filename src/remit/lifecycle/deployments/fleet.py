"""The hosts of this installation, and the limits that plans on them keep."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal
from uuid import UUID

from remit.engines.hosts import (
    Address,
    AwsSettings,
    Container,
    ContainerAgents,
    ContainerModels,
    ContainerSettings,
    DryRun,
    External,
    Functions,
    Host,
    Kubernetes,
    KubernetesSettings,
    Lambda,
    LambdaSettings,
    Local,
    LocalModels,
    ModelServers,
    Rejected,
    SageMaker,
    SageMakerSettings,
)
from remit.kit.ids import Kind
from remit.kit.settings import Settings
from remit.lifecycle.deployments.command import Limits

SAGEMAKER, LOCAL, CONTAINER, KUBERNETES = "sagemaker", "local", "container", "kubernetes"
DEPLOYMENT = Kind("dep", "deployment")
LAMBDA = "lambda"
"""The host of function agents on AWS."""
AgentHost = Literal["local", "container", "lambda"]
"""Where agents may be deployed: in Remit itself, function agents also in containers and on AWS Lambda."""
# Hosts on which what has the same name is the same thing, whoever made it.
BY_NAME = (SAGEMAKER, LAMBDA)
MACHINES: Mapping[str, str] = {CONTAINER: "in a container", LAMBDA: "on AWS Lambda"}
"""Hosts that function agents have a machine of their own on, and how that is said."""
EXTERNAL = "external"
"""The host of agents that run elsewhere."""


def calls_seen(host: str) -> bool:
    """Say whether calls come through Remit; to models on SageMaker they go straight."""
    return host != SAGEMAKER


def of_machine(host: str, kind: str) -> bool:
    """Say whether it runs on the machine of the worker that leads, which alone carries out changes to it."""
    return host == CONTAINER or (host == LOCAL and kind == "model")


@dataclass(frozen=True)
class Pace:
    """How a rollout watches its host: the seconds between two looks, and how long it waits in all.

    It begins with short pauses, since a container or a process is up in a moment.
    """

    seconds: float = 5.0
    first: float = 0.1
    deadline: timedelta = timedelta(minutes=45)
    retries: int = 20
    longest_pause: float = 60.0

    def pauses(self) -> Iterator[float]:
        """Yield the seconds between looks, each a fifth longer up to `seconds`, until the deadline is reached."""
        left, pause = self.deadline.total_seconds(), min(self.first, self.seconds)
        while left > 0:
            yield pause
            left -= pause
            pause = min(pause * 1.2, self.seconds)

    def backoff(self, attempt: int) -> float:
        """Return the seconds before trying again, doubling up to a minute."""
        return float(min(self.seconds * 2**attempt, self.longest_pause))


@dataclass(frozen=True)
class ClusterFacts:
    """What the operator says of the Kubernetes cluster; none where nothing is said."""

    node: str | None = None
    gpu_usd_per_hour: Decimal | None = None


@dataclass(frozen=True)
class FunctionFacts:
    """What the operator says of functions on AWS Lambda; subnets and security groups with commas between them."""

    role_arn: str = ""
    memory_mb: int = 256
    architecture: str = "arm64"
    subnets: str = ""
    security_groups: str = ""


@dataclass(frozen=True)
class BoxFacts:
    """What the operator says of agents in containers: MiB, cores, and how many calls one answers at once."""

    image: str = ""
    memory_mb: int = 512
    cpus: float = 1.0
    at_once: int = 16


@dataclass(frozen=True)
class Fleet:
    """Hosts by name, and what plans are judged by; `dry_run` names the hosts that only record."""

    hosts: Mapping[str, Host]
    dry_run: frozenset[str]
    limits: Limits
    region: str
    aws: AwsSettings
    pace: Pace = Pace()
    cluster: ClusterFacts = ClusterFacts()
    functions: FunctionFacts = FunctionFacts()
    boxes: BoxFacts = BoxFacts()

    def is_dry_run(self, host: str) -> bool:
        """Say whether a host only records what it would do."""
        return host in self.dry_run

    def host(self, name: str, *, dry_run: bool) -> Host:
        """Return the host for what was made as a dry run, or was not; a dry run stays one once hosts really execute.

        Raises `Rejected` for what really runs on a host that only records now.
        """
        if dry_run and not self.is_dry_run(name):
            return self._recorders[name]
        if self.is_dry_run(name) and not dry_run:
            raise Rejected(f"{name} only records now, and this really runs there: {_EXECUTE_AGAIN}")
        return self.hosts[name]

    @property
    def local_models(self) -> LocalModels | None:
        """What serves models on this machine; none where nothing does."""
        host = self.hosts.get(LOCAL)
        return host.models if isinstance(host, Local) else None

    @cached_property
    def model_servers(self) -> Mapping[str, ModelServers]:
        """What serves models on this machine, by host."""
        found: dict[str, ModelServers | None] = {LOCAL: self.local_models}
        if isinstance(host := self.hosts.get(CONTAINER), Container):
            found[CONTAINER] = host.models
        return {name: models for name, models in found.items() if models is not None}

    def addresses(self, deployment_id: UUID, host: str, name: str) -> Sequence[Address]:
        """Say where a deployed model answers now; nowhere for one that Remit does not call."""
        if host == KUBERNETES and isinstance(found := self.hosts.get(host), Kubernetes):
            return [found.address(name)]
        models = self.model_servers.get(host)
        return models.addresses(deployment_id.hex) if models else []

    @property
    def container_agents(self) -> ContainerAgents | None:
        """What runs agents in containers of this machine; none where nothing does."""
        host = self.hosts.get(CONTAINER)
        return host.agents if isinstance(host, Container) else None

    @cached_property
    def machines(self) -> Mapping[str, Functions]:
        """What calls code on machines of its own, by host; not where Remit only records what it would do there."""
        found: dict[str, Functions] = {}
        if isinstance(host := self.hosts.get(LAMBDA), Lambda):
            found[LAMBDA] = host.functions
        if (agents := self.container_agents) is not None:
            found[CONTAINER] = agents.functions
        return found

    async def close(self) -> None:
        """Close the connections that hosts keep."""
        for functions in self.machines.values():
            await functions.close()
        if self.container_agents is not None:
            self.container_agents.close()
        if isinstance(cluster := self.hosts.get(KUBERNETES), Kubernetes):
            await cluster.close()

    def difference(self, host: str, *, dry_run: bool) -> str | None:
        """Say what differs when what was made as a dry run, or was not, is carried out now; none when nothing does."""
        records = self.is_dry_run(host)
        if records == dry_run:
            return None
        return "it would only be recorded now" if records else "it was a dry run and would really run now"

    @cached_property
    def _recorders(self) -> Mapping[str, Host]:
        return {name: DryRun(host) for name, host in self.hosts.items()}


def fleet(settings: Settings) -> Fleet:
    """Build the hosts: those outside record only, unless `REMIT_EXECUTE` is true; a cluster is to be named, too."""
    aws = SageMakerSettings(
        region=settings.aws_region,
        endpoint_url=settings.aws_endpoint_url,
        role_arn=settings.sagemaker_role_arn or (None if settings.execute else _DRY_ROLE),
    )
    sagemaker: Host = SageMaker(aws)
    aws_lambda = LambdaSettings(region=settings.aws_region, endpoint_url=settings.aws_endpoint_url)
    folder = settings.models or settings.data / "models"
    local = Local(LocalModels(folder, settings.data / "model-servers", settings.model_server))
    boxes = ContainerModels(folder, settings.data / "model-containers", _containers(settings))
    outside: dict[str, Host] = {
        SAGEMAKER: sagemaker,
        KUBERNETES: _kubernetes(settings),
        LAMBDA: Lambda(aws_lambda),
    }
    executes = {
        SAGEMAKER: settings.execute,
        KUBERNETES: settings.execute and bool(settings.kubernetes),
        LAMBDA: settings.execute,
    }
    return Fleet(
        hosts={
            **{name: host if executes[name] else DryRun(host) for name, host in outside.items()},
            LOCAL: local,
            CONTAINER: Container(boxes, ContainerAgents(_engine(settings), settings.data / "agents")),
            EXTERNAL: External(),
        },
        dry_run=frozenset(name for name, really in executes.items() if not really),
        limits=_limits(settings),
        region=settings.aws_region,
        aws=aws,
        pace=Pace(seconds=settings.rollout_poll_seconds),
        cluster=_cluster(settings),
        functions=_functions(settings),
        boxes=_boxes(settings),
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        max_instances=settings.max_instances,
        max_usd_per_hour={
            "dev": Decimal(str(settings.budget_limit_dev)),
            "staging": Decimal(str(settings.budget_limit_staging)),
            "prod": Decimal(str(settings.budget_limit_prod)),
        },
        regions=frozenset(filter(None, (each.strip() for each in settings.aws_regions.split(",")))),
    )


def _functions(settings: Settings) -> FunctionFacts:
    return FunctionFacts(
        role_arn=settings.lambda_role_arn or ("" if settings.execute else _DRY_FUNCTION_ROLE),
        memory_mb=settings.lambda_memory,
        architecture=settings.lambda_architecture,
        subnets=settings.lambda_subnets,
        security_groups=settings.lambda_security_groups,
    )


def _boxes(settings: Settings) -> BoxFacts:
    return BoxFacts(
        settings.container_agent_image,
        settings.container_agent_memory,
        settings.container_agent_cpus,
        settings.container_agent_calls,
    )


def _engine(settings: Settings) -> str:
    return settings.container_engine or os.environ.get("DOCKER_HOST", "")


def _containers(settings: Settings) -> ContainerSettings:
    return ContainerSettings(
        engine=_engine(settings),
        image=settings.container_image,
        command=settings.container_command,
        memory_beside=settings.container_memory,
        cpus=settings.container_cpus,
    )


def _kubernetes(settings: Settings) -> Kubernetes:
    key, usual = settings.kubernetes_key, KubernetesSettings()
    return Kubernetes(
        KubernetesSettings(
            config=settings.kubernetes,
            namespace=settings.kubernetes_namespace,
            image=settings.kubernetes_image,
            arguments=settings.kubernetes_arguments or usual.arguments,
            secret=settings.kubernetes_secret,
            key=key.get_secret_value() if key else "",
            address=settings.kubernetes_address or usual.address,
            kserve=settings.kubernetes_serving == "kserve",
        )
    )


def _cluster(settings: Settings) -> ClusterFacts:
    price = settings.kubernetes_gpu_usd_per_hour
    return ClusterFacts(settings.kubernetes_node or None, None if price is None else Decimal(str(price)))


_EXECUTE_AGAIN = (
    "nothing was sent. Start Remit with REMIT_EXECUTE=true (and REMIT_KUBERNETES), then ask for it again."
)

# Stands in a dry run's calls where a real one needs the role that the operator names.
_DRY_ROLE = "arn:aws:iam::000000000000:role/set-REMIT_SAGEMAKER_ROLE_ARN"
_DRY_FUNCTION_ROLE = "arn:aws:iam::000000000000:role/set-REMIT_LAMBDA_ROLE_ARN"
