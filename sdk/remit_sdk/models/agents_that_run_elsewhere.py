# generated from openapi.json

from typing import Annotated, Literal
from pydantic import AwareDatetime, ConfigDict, Field, RootModel, SecretStr
from remit_sdk.model import Model
from remit_sdk.models.shared import (
    DeploymentAnswer,
    Url,
    UserId,
)


class CardSkill(Model):
    """
    A skill of an agent card.
    """

    name: Annotated[str, Field(title='Name')]
    description: Annotated[str, Field(title='Description')]



class ExternalInstanceAnswer(Model):
    """
    An instance as its last heartbeat said; `stale` when the next one did not come in time.
    """

    name: Annotated[str, Field(title='Name')]
    status: Annotated[Literal['ok', 'degraded', 'failing'], Field(title='Status')]
    stale: Annotated[bool, Field(title='Stale')]
    detail: Annotated[str, Field(title='Detail')]
    version: Annotated[str, Field(title='Version')]
    first_seen_at: Annotated[AwareDatetime, Field(title='First Seen At')]
    seen_at: Annotated[AwareDatetime, Field(title='Seen At')]
    uptime_seconds: Annotated[float | None, Field(title='Uptime Seconds')]
    metrics: Annotated[dict[str, float], Field(title='Metrics')]



class Model3(RootModel[str]):
    root: Annotated[str, Field(max_length=200, title='Model')]



class Connection(RootModel[str]):
    root: Annotated[str, Field(max_length=241, title='Connection')]



class Card(RootModel[str]):
    root: Annotated[
        str, Field(examples=['http://127.0.0.1:11434/v1'], max_length=2000, min_length=1, title='Card')
    ]



class NewExternalAgent(Model):
    """
    An agent that runs elsewhere; without `url`, `connection` or `card` it only reports.

    `url` is the base URL of an OpenAI-compatible API that it answers on, with `secret` where it wants a key: a
    connection of the deployment's name is made for it. `connection` names one that is there, `slug` or `slug:model`.
    `card` is the address of its A2A agent card.
    """

    model_config = ConfigDict(
        extra='forbid',
    )
    name: Annotated[
        str, Field(examples=['support-bot'], max_length=50, pattern='^[a-z0-9](-?[a-z0-9])*$', title='Name')
    ]
    env: Annotated[str | None, Field(pattern='^[a-z][a-z0-9]{1,19}$', title='Env')] = 'staging'
    framework: Annotated[str | None, Field(max_length=60, title='Framework')] = ''
    description: Annotated[str | None, Field(max_length=200, title='Description')] = ''
    url: Annotated[Url | None, Field(title='Url')] = None
    secret: Annotated[SecretStr | None, Field(title='Secret')] = None
    model: Annotated[Model3 | None, Field(title='Model')] = None
    connection: Annotated[Connection | None, Field(title='Connection')] = None
    card: Annotated[Card | None, Field(title='Card')] = None
    interval_seconds: Annotated[int | None, Field(ge=5, le=3600, title='Interval Seconds')] = 30
    user_id: Annotated[UserId | None, Field(title='User Id')] = None



class CardAnswer(Model):
    """
    What the agent's A2A card said when it was registered.
    """

    address: Annotated[str, Field(title='Address')]
    name: Annotated[str, Field(title='Name')]
    description: Annotated[str, Field(title='Description')]
    version: Annotated[str, Field(title='Version')]
    skills: Annotated[list[CardSkill], Field(title='Skills')]



class ExternalAgentAnswer(Model):
    """
    An agent that runs elsewhere: what it said of itself, and when it was heard of last.

    `model` is where Remit calls it, `connection:model`, null for one that only reports.
    """

    plan_id: Annotated[str, Field(title='Plan Id')]
    framework: Annotated[str, Field(title='Framework')]
    description: Annotated[str, Field(title='Description')]
    model: Annotated[str | None, Field(title='Model')]
    card: CardAnswer | None
    interval_seconds: Annotated[int, Field(title='Interval Seconds')]
    heard_at: Annotated[AwareDatetime | None, Field(title='Heard At')]
    last_seen_at: Annotated[AwareDatetime | None, Field(title='Last Seen At')]
    stale: Annotated[bool, Field(title='Stale')]
    versions: Annotated[list[str], Field(title='Versions')]
    instances: Annotated[list[ExternalInstanceAnswer], Field(title='Instances')]



class RegisteredAgent(Model):
    """
    A registered agent and its key, which is shown only here.
    """

    deployment: DeploymentAnswer
    key: Annotated[str, Field(title='Key')]
