"""Where workloads run: one protocol, and the hosts that keep it."""

from remit.engines.hosts.aws import AwsSettings
from remit.engines.hosts.aws_lambda import (
    LAMBDA_ALIAS,
    LAMBDA_RUNTIME,
    Lambda,
    LambdaFunctions,
    LambdaSettings,
)
from remit.engines.hosts.container import Container
from remit.engines.hosts.container_agents import ContainerAgents, ContainerFunctions
from remit.engines.hosts.containers import ContainerSettings
from remit.engines.hosts.dry_run import DryRun
from remit.engines.hosts.errors import (
    AuthFailed,
    Conflict,
    HostError,
    NotFound,
    OutcomeUnknown,
    Rejected,
    Retryable,
)
from remit.engines.hosts.external import External
from remit.engines.hosts.functions import Functions, Invoked, Place
from remit.engines.hosts.host import (
    Act,
    Address,
    Call,
    Capabilities,
    Host,
    Instance,
    Kind,
    Observed,
    Phase,
    Power,
    Problem,
    Telemetry,
    Workload,
)
from remit.engines.hosts.kubernetes import Kubernetes, KubernetesSettings
from remit.engines.hosts.local import Local
from remit.engines.hosts.machine import FileRefused, ModelFile, Patience
from remit.engines.hosts.model_servers import ContainerModels, LocalModels, ModelServers, gibibytes
from remit.engines.hosts.news import Telling
from remit.engines.hosts.sagemaker import SageMaker
from remit.engines.hosts.sagemaker_calls import SageMakerSettings
from remit.engines.hosts.scripted import NO_CAPACITY, READY, ROLLED_BACK, SLOW, Script, Scripted, Step
from remit.engines.hosts.spend import spend

__all__ = [
    "LAMBDA_ALIAS",
    "LAMBDA_RUNTIME",
    "NO_CAPACITY",
    "READY",
    "ROLLED_BACK",
    "SLOW",
    "Act",
    "Address",
    "AuthFailed",
    "AwsSettings",
    "Call",
    "Capabilities",
    "Conflict",
    "Container",
    "ContainerAgents",
    "ContainerFunctions",
    "ContainerModels",
    "ContainerSettings",
    "DryRun",
    "External",
    "FileRefused",
    "Functions",
    "Host",
    "HostError",
    "Instance",
    "Invoked",
    "Kind",
    "Kubernetes",
    "KubernetesSettings",
    "Lambda",
    "LambdaFunctions",
    "LambdaSettings",
    "Local",
    "LocalModels",
    "ModelFile",
    "ModelServers",
    "NotFound",
    "Observed",
    "OutcomeUnknown",
    "Patience",
    "Phase",
    "Place",
    "Power",
    "Problem",
    "Rejected",
    "Retryable",
    "SageMaker",
    "SageMakerSettings",
    "Script",
    "Scripted",
    "Step",
    "Telemetry",
    "Telling",
    "Workload",
    "gibibytes",
    "spend",
]
