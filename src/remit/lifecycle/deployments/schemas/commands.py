"""Bodies of the command's endpoints; those of the founding document keep its field names."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from remit.kit.schemas import Answer, Body
from remit.lifecycle.deployments.schemas.deployments import ArtifactAnswer, DeploymentAnswer
from remit.lifecycle.deployments.sizing import Precision
from remit.lifecycle.deployments.states import Status


class ConstraintsBody(Body):
    """Limits beside the sentence."""

    budget_usd_per_hour: float | None = Field(default=None, description="Dollars per hour, above zero.")


class CommandBody(Body):
    """A sentence; `user_id` is recorded as claimed and never trusted."""

    command: str
    user_id: str | None = Field(default=None, max_length=200)
    env: str | None = None
    constraints: ConstraintsBody | None = None
    plan_only: bool = Field(
        default=False, description="Make, check and keep the plan; carry out and propose nothing."
    )


class ActBody(Body):
    """A sentence about something that is deployed."""

    command: str


class ActRequest(Answer):
    """The request that does it."""

    method: Literal["POST", "DELETE"]
    path: str
    body: dict[str, Any] | None


class ActHeard(Answer):
    """What a sentence about something deployed asks for; `act` is null for every other sentence.

    `question` asks for what is missing: then nothing is guessed. `request` is what does it, to be sent by who asked;
    with `confirm` only after a person said so again. `deployments` are those that it speaks of, or that it asked for.
    """

    act: (
        Literal[
            "promote", "pause", "restart", "update", "scale", "roll_back", "delete", "status", "cost", "list"
        ]
        | None
    )
    words: str
    question: str | None
    confirm: bool
    request: ActRequest | None
    deployments: list[DeploymentAnswer]


class CommandResult(Answer):
    """What a command led to; a plan that was only made can be confirmed until `expires_at`."""

    plan_id: str
    status: Status
    artifact: ArtifactAnswer
    requires_approval: bool
    intent: dict[str, Any]
    assumptions: list[str]
    not_understood: list[str]
    deployment: DeploymentAnswer
    expires_at: datetime | None


class CommandAnswer(Answer):
    """A command that became a plan."""

    command_id: str
    status: Literal["success"]
    result: CommandResult


class RefusedResult(Answer):
    """Why nothing was executed."""

    plan_id: str
    errors: list[str]


class NearDeployment(Answer):
    """A deployment that a command may speak of."""

    plan_id: str
    name: str
    env: str


class CommandHelp(Answer):
    """What helps with a command that was not understood.

    `not_understood` are its words that mean nothing here, `did_you_mean` the same command written so that it reads
    without a problem, `deployments` those whose names are like its words, `examples` commands to begin from.
    """

    not_understood: list[str]
    did_you_mean: list[str]
    deployments: list[NearDeployment]
    examples: list[str]


class CommandProblem(Answer):
    """A command that became nothing: a problem document with the founding document's members.

    `help` is there when the act or the model was not understood.
    """

    type: str
    title: str
    detail: str
    command_id: str
    status: Literal["validation_failed"]
    result: RefusedResult
    request_id: str
    plan: dict[str, Any] | None
    help: CommandHelp | None


class SuggestionAnswer(Answer):
    """A command to try."""

    text: str
    category: str


class EnvironmentAnswer(Answer):
    """Where a command may go: `refusal` says why the one who asks may not deploy there."""

    name: str
    title: str
    protected: bool
    refusal: str | None
    needs_approval: bool


class SuggestionList(Answer):
    """The commands that the grammar is known to read, by category, and where they may go."""

    suggestions: list[SuggestionAnswer]
    environments: list[EnvironmentAnswer]


class PlanBody(Body):
    """What was chosen instead of written; the command that says the same stands in the answer.

    One of `agent` (its slug), `model` (of the catalogue) and `file` (of the models folder) is given. What is left out
    is for Remit to choose: the host that usually takes it, the cheapest instance that fits.
    """

    agent: str | None = Field(default=None, max_length=60)
    model: str | None = Field(default=None, max_length=120)
    file: str | None = Field(default=None, max_length=400)
    application: str | None = Field(
        default=None, max_length=120, description="What it is for: names the endpoint."
    )
    env: str = Field(default="staging", max_length=60)
    host: str | None = Field(default=None, max_length=60)
    instance_count: int | None = Field(default=None, ge=1, le=1000)
    instance_type: str | None = Field(default=None, max_length=60)
    region: str | None = Field(default=None, max_length=60)
    precision: Precision | None = None
    max_context: int | None = Field(default=None, ge=1, le=100_000_000, description="Tokens.")
    budget_usd_per_hour: Decimal | None = Field(
        default=None, gt=0, lt=1_000_000_000, decimal_places=2, description="For all instances together."
    )


class ModelChoice(Answer):
    """A model of the catalogue; `parameters` are in billions, `context` in tokens."""

    id: str
    name: str
    publisher: str
    parameters: float
    context: int
    licence: str


class HostChoice(Answer):
    """A host and what can be deployed there; with `dry_run` it only records what it would do."""

    name: str
    takes: list[Literal["agent", "model", "file"]]
    dry_run: bool


class InstanceChoice(Answer):
    """An instance of SageMaker; the price is null where it is not known in the region."""

    id: str
    gpus: str | None
    vcpus: int
    memory_gib: int
    usd_per_hour: float | None


class ChoicesAnswer(Answer):
    """What a deployment can be made of, with the prices of a region."""

    models: list[ModelChoice]
    files: list[str]
    hosts: list[HostChoice]
    environments: list[EnvironmentAnswer]
    precisions: list[Precision]
    region: str
    regions: list[str]
    instances: list[InstanceChoice]
    max_instances: int
