"""What the person who runs Remit decides, read from `REMIT_…` variables."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one Remit process; every field is `REMIT_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="REMIT_", extra="ignore", frozen=True)

    data: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("remit", appauthor=False)),
        description="Directory for the embedded database and keys.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=8700, description="Port to listen on.")
    public_url: str | None = Field(
        default=None, description="How browsers reach Remit, if not host and port."
    )
    database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL for the application role; the embedded one when empty."
    )
    database_owner_url: SecretStr | None = Field(
        default=None, description="The same database as its owner, for `remit migrate`."
    )
    database_connections: int = Field(
        default=30,
        ge=4,
        le=1000,
        description="Connections to the database that the pool of a process may have.",
    )
    validation_alert: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="Share of an hour's checks of agent files that must fail before somebody is told.",
    )
    process: str = Field(
        default="",
        max_length=100,
        description="What this process is called in its figures, if not by its host.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Secret from which all keys derive; else `secret.key` in the data directory.",
    )
    vault_key: SecretStr | None = Field(
        default=None,
        description="Key of the stored secrets, or where it is kept: `transit:…`, `kms:…`; else `vault.key` in the data"
        " directory, else the secret's.",
    )
    vault_key_before: SecretStr | None = Field(
        default=None, description="The vault's key before this one, until `remit vault rewrap` is through."
    )
    vault_token: SecretStr | None = Field(
        default=None, description="Token for HashiCorp Vault, where `REMIT_VAULT_KEY` is `transit:…`."
    )
    vault_token_file: Path | None = Field(
        default=None, description="File with that token, read at every use."
    )
    vault_namespace: str = Field(default="", description="Namespace in HashiCorp Vault, if it has any.")
    execute: bool = Field(default=False, description="Really change things at outside hosts; else dry run.")
    log_level: str = Field(
        default="auto",
        pattern="^(auto|debug|info|warning|error)$",
        description="auto: warnings for a terminal, everything of note for a log collector.",
    )
    log_format: str = Field(default="auto", pattern="^(auto|json|console)$")
    trace_content: bool = Field(
        default=False,
        description="Traces hold what was said, too; where they go is said by OTEL_EXPORTER_OTLP_….",
    )
    trace_propagation: Literal["private", "all", "none"] = Field(
        default="private", description="Which hosts learn of the trace that a request to them belongs to."
    )
    model_provider: str = Field(
        default="auto",
        description="auto, demo, or the provider that answers (`openai`, `anthropic`, `local`).",
    )
    model_base_url: str | None = Field(default=None, description="Base URL of an OpenAI-compatible server.")
    model_name: str | None = Field(default=None, description="The model used when an agent names none.")
    models: Path | None = Field(
        default=None,
        description="Folder of GGUF files that may be served on this machine; else `models` in the data directory.",
    )
    model_server: str = Field(
        default="",
        description="Command that serves them, with {model}, {name}, {host}, {port}, {context}; else llama.cpp.",
    )
    container_engine: str = Field(
        default="",
        description="Docker's or Podman's socket or address for models in containers; else DOCKER_HOST.",
    )
    container_image: str = Field(
        default="", description="Image of a server that speaks OpenAI's protocol, for models in containers."
    )
    container_command: str = Field(
        default="",
        description="What follows its entry point, with {model}, {name}, {host}, {port}, {context}; else llama.cpp's.",
    )
    container_memory: int = Field(
        default=512, ge=16, description="MiB that a container may use besides what its model takes."
    )
    container_cpus: float = Field(
        default=0, ge=0, description="Cores that a container may use; 0 for all but one."
    )
    container_agent_image: str = Field(
        default="",
        description="Image that has python3, 3.11 or newer, for function agents in containers; none are taken without.",
    )
    container_agent_memory: int = Field(
        default=512, ge=64, description="MiB that an agent's container may use."
    )
    container_agent_cpus: float = Field(default=1, gt=0, description="Cores that it may use.")
    container_agent_calls: int = Field(
        default=16, ge=1, le=1000, description="Calls that it answers at once; others wait."
    )
    allow_private_hosts: str = Field(
        default="auto",
        description="Hosts and networks that connections may reach besides public ones, with commas between them;"
        " none; all; auto: this machine, while only it can reach Remit.",
    )
    oidc_issuer: str | None = Field(
        default=None, description="Identity provider (OpenID Connect) that may sign people in, by its issuer."
    )
    oidc_client_id: str | None = Field(default=None, description="How Remit is known to that provider.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Remit's secret there, if it has one."
    )
    oidc_name: str = Field(default="Single sign-on", description="What the button on the sign-in page says.")
    bedrock_machine_role: bool = Field(
        default=False,
        description="Connections to Amazon Bedrock without a key use the role of this machine: for everybody here.",
    )
    knowledge: Path | None = Field(default=None, description="Folder of Markdown that replaces the library.")
    aws_region: str = "us-west-2"
    aws_regions: str = Field(
        default="",
        description="Regions that models may be deployed in, with commas between; any, when empty.",
    )
    aws_endpoint_url: str | None = None
    sagemaker_role_arn: str | None = None
    lambda_role_arn: str | None = Field(
        default=None, description="Role that functions run under on AWS Lambda: it needs no rights."
    )
    lambda_memory: int = Field(
        default=256, ge=128, le=10_240, description="MB of memory that a function has there."
    )
    lambda_architecture: Literal["arm64", "x86_64"] = Field(
        default="arm64", description="Processors that functions run on there."
    )
    lambda_subnets: str = Field(
        default="",
        description="Subnets that functions are in, with commas between them; else AWS's own network.",
    )
    lambda_security_groups: str = Field(default="", description="Security groups of functions in subnets.")
    kubernetes: str = Field(
        default="",
        description="Cluster that models may be deployed on: a kubeconfig's path, or `in-cluster`.",
    )
    kubernetes_namespace: str = Field(default="default", description="Namespace of the models there.")
    kubernetes_image: str = Field(
        default="vllm/vllm-openai:v0.11.0", description="Image that serves a model there."
    )
    kubernetes_arguments: str = Field(
        default="",
        description="Its arguments, with {model}, {name}, {port}, {context}, {gpus}; vLLM's when empty.",
    )
    kubernetes_secret: str = Field(
        default="",
        description="Secret of the namespace that becomes its environment (HF_TOKEN, VLLM_API_KEY).",
    )
    kubernetes_key: SecretStr | None = Field(
        default=None, description="Key that the models there ask Remit for, if any."
    )
    kubernetes_address: str = Field(
        default="",
        description="How Remit reaches them, with {name}, {namespace}, {port}; else their Service.",
    )
    kubernetes_serving: Literal["deployment", "kserve"] = Field(
        default="deployment", description="What runs their pods."
    )
    kubernetes_node: str = Field(
        default="", description="Node type that models get where a command names none, such as g5.2xlarge."
    )
    kubernetes_gpu_usd_per_hour: float | None = Field(
        default=None,
        gt=0,
        description="What a GPU of the cluster costs with its share of the node; else unknown.",
    )
    budget_limit_dev: float = 10
    budget_limit_staging: float = 50
    budget_limit_prod: float = 500
    max_instances: int = 4
    limit_key_per_minute: int = Field(
        default=600, ge=1, description="Requests a minute of a key, where no limit is set for it."
    )
    limit_organization_per_minute: int = Field(
        default=6000, ge=1, description="Requests a minute of an organisation, where no limit is set for it."
    )
    redis_url: SecretStr | None = Field(
        default=None,
        description="Redis in which several processes count limits together; each by itself if empty.",
    )
    budget_wait_seconds: float = Field(
        default=600.0,
        gt=0,
        description="Seconds that a call waits for a person where its budget asks for one.",
    )
    evaluations_at_once: int = Field(
        default=4, ge=1, le=64, description="Calls that all evaluations together may have under way."
    )
    evaluations_per_minute: int = Field(
        default=300, ge=1, description="Calls a minute that the evaluations of an organisation may make."
    )
    replay_inputs: int = Field(
        default=5,
        ge=0,
        le=20,
        description="Recorded inputs that are replayed for a new version of an agent that waits for approval.",
    )
    rollout_poll_seconds: float = Field(
        default=5.0, gt=0, description="Seconds between two looks at a host; fewer as a rollout begins."
    )

    @cached_property
    def url(self) -> str:
        """How people reach this process with a browser."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
