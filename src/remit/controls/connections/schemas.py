"""Bodies of the connection endpoints."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationInfo,
    WrapValidator,
    field_validator,
    model_validator,
)

from remit.controls.connections.kinds import Kind
from remit.controls.connections.offer import MOST_FALLBACKS, Source
from remit.controls.connections.words import Result
from remit.engines.tools import KINDS, HttpApi, KindName, Mail, Mcp, Setup, Slack, Sql, Teams
from remit.kit.resilience import State
from remit.kit.schemas import Answer, Body

AnySetup = HttpApi | Mcp | Sql | Mail | Slack | Teams
SETUPS: Mapping[str, type[AnySetup]] = {kind.kind: kind.setup for kind in KINDS}
# These have a meaning of their own in agent files.
RESERVED = frozenset({"demo", "default", "deployed"})
_LONGEST_SECRET = 8192
_CLEARABLE = {"base_url", "secret", "default_model", "api_version"}


def _one_line(text: str) -> str:
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise ValueError("it may not hold control characters or line breaks")
    return text


def _stripped(secret: SecretStr) -> SecretStr:
    """Take a secret as it was pasted, with spaces round it."""
    plain = secret.get_secret_value().strip()
    if not plain or len(plain) > _LONGEST_SECRET:
        raise ValueError(f"a secret has 1 to {_LONGEST_SECRET} characters")
    return SecretStr(_one_line(plain))


def one_word(secret: SecretStr) -> SecretStr:
    """Take a secret that goes into a header: one word of ASCII."""
    plain = _stripped(secret).get_secret_value()
    if not plain.isascii() or not plain.isprintable() or " " in plain:
        raise ValueError("a secret has only ASCII letters, digits and signs, without spaces in it")
    return SecretStr(plain)


Slug = Annotated[str, Field(pattern=r"^[a-z0-9](-?[a-z0-9])*$", max_length=40, examples=["ollama"])]
Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_one_line)]
Address = Annotated[str, Field(min_length=1, max_length=2000, examples=["http://127.0.0.1:11434/v1"])]
ModelName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Models = Annotated[list[ModelName], Field(max_length=500)]
Secret = Annotated[
    SecretStr, AfterValidator(one_word), Field(description="The provider's key; never returned.")
]
AnySecret = Annotated[
    SecretStr, AfterValidator(_stripped), Field(description="A key, password or webhook URL; never returned.")
]

FallbackName = Annotated[
    str, Field(pattern=r"^[a-z0-9](-?[a-z0-9])*:.+$", max_length=241), AfterValidator(_one_line)
]
Fallbacks = Annotated[
    list[FallbackName],
    Field(max_length=MOST_FALLBACKS, description="Models that are asked in turn when one does not answer."),
]
Region = Annotated[str, Field(max_length=40, examples=["us-east-1"])]
ApiVersion = Annotated[
    str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?$", examples=["2024-10-21"])
]
UsdPerMillion = Annotated[Decimal, Field(ge=0, le=100_000, decimal_places=6, allow_inf_nan=False)]


class ModelPrice(Body):
    """What a model costs, in USD for a million tokens, and since when; cached tokens cost as others where null."""

    input: UsdPerMillion
    output: UsdPerMillion
    cached: UsdPerMillion | None = None
    as_of: date | None = None


Prices = Annotated[dict[ModelName, ModelPrice], Field(max_length=200)]


class ResilienceChange(Body):
    """What a connection is to bear; what is left out stays, null is what Remit thinks sensible."""

    connect_seconds: float | None = Field(None, ge=0.1, le=60, allow_inf_nan=False)
    silence_seconds: float | None = Field(None, ge=0.1, le=300, allow_inf_nan=False)
    whole_seconds: float | None = Field(None, ge=0.1, le=300, allow_inf_nan=False)
    retries: int | None = Field(None, ge=0, le=10)
    first_pause_seconds: float | None = Field(None, ge=0.01, le=60, allow_inf_nan=False)
    longest_pause_seconds: float | None = Field(None, ge=0.01, le=120, allow_inf_nan=False)
    breaker_failures: int | None = Field(None, ge=0, le=10_000)
    breaker_window_seconds: float | None = Field(None, ge=1, le=3600, allow_inf_nan=False)
    breaker_pause_seconds: float | None = Field(None, ge=0.1, le=3600, allow_inf_nan=False)
    concurrency: int | None = Field(None, ge=1, le=100_000)
    queue: int | None = Field(None, ge=0, le=100_000)
    queue_seconds: float | None = Field(None, ge=0, le=300, allow_inf_nan=False)


class NewConnection(Body):
    """A model provider to add; `models` empty means all that it serves, `is_default` null: if there is no default."""

    slug: Slug
    name: Name | None = None
    kind: Kind
    base_url: Address | None = None
    secret: Secret | None = None
    default_model: ModelName | None = None
    models: Models = []
    enabled: bool = True
    is_default: bool | None = None
    region: Region | None = None
    api_version: ApiVersion | None = None
    resilience: ResilienceChange | None = None
    fallbacks: Fallbacks = []
    prices: Prices = {}


class NewToolbox(Body):
    """A connection with tools to add; `setup` is how it is reached, as its kind wants it, and holds no secret."""

    slug: Slug
    name: Name | None = None
    kind: KindName
    setup: Setup
    secret: AnySecret | None = None
    enabled: bool = True
    resilience: ResilienceChange | None = None

    @field_validator("setup", mode="wrap")
    @classmethod
    def _of_its_kind(cls, value: Any, _: Any, info: ValidationInfo) -> Any:
        """Read it as the kind says; places of errors are those of the kind's own members."""
        setup = SETUPS.get(info.data.get("kind", ""))
        return value if setup is None else setup.model_validate(value)


def _by_kind(value: Any, _: Any) -> "NewConnection | NewToolbox":
    kind = value.get("kind") if isinstance(value, dict) else None
    of_tools = isinstance(kind, str) and kind in SETUPS
    return (NewToolbox if of_tools else NewConnection).model_validate(value)


AnyNewConnection = Annotated[NewConnection | NewToolbox, WrapValidator(_by_kind)]


class ConnectionChange(Body):
    """What to change; what is left out stays, and so the secret. `version` is the one that was read.

    `setup` is for connections with tools and takes the place of all that was; other members are for model providers,
    but name, secret, enabled and resilience.
    """

    version: int = Field(ge=1, le=2**31 - 1)
    name: Name | None = None
    base_url: Address | None = None
    secret: AnySecret | None = None
    default_model: ModelName | None = None
    models: Models | None = None
    enabled: bool | None = None
    is_default: bool | None = None
    region: Region | None = None
    api_version: ApiVersion | None = None
    resilience: ResilienceChange | None = None
    fallbacks: Fallbacks | None = None
    prices: Prices | None = None
    setup: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _nothing_cleared_by_mistake(self) -> Self:
        for name in self.model_fields_set - _CLEARABLE:
            if getattr(self, name) is None:
                raise ValueError(f"{name} may be left out, but not null")
        return self


class ConnectionTest(Answer):
    """What came of calling the provider; `milliseconds` is how long it took."""

    ok: bool
    outcome: Result
    said: str
    fix: str | None
    milliseconds: int
    at: datetime


class ConnectionResilience(Answer):
    """What a connection bears: seconds and counts, as they hold. `breaker_failures` 0: the breaker never opens."""

    connect_seconds: float
    silence_seconds: float
    whole_seconds: float
    retries: int
    first_pause_seconds: float
    longest_pause_seconds: float
    breaker_failures: int
    breaker_window_seconds: float
    breaker_pause_seconds: float
    concurrency: int
    queue: int
    queue_seconds: float


class ShownPrice(Answer):
    """What a model costs in USD for a million tokens; `source` says whether the list or somebody here says so."""

    input: float
    output: float
    cached: float
    as_of: date | None
    source: Literal["list", "own"]


class GivenPrice(Answer):
    """A price that somebody here gave."""

    input: float
    output: float
    cached: float | None
    as_of: date


class ConnectionHealth(Answer):
    """How a connection does in the process that answers; counts are of the last hour.

    `retry_in_seconds` is how long nobody is let through, null when the breaker is closed or a probe may pass.
    """

    breaker: State
    retry_in_seconds: float | None
    in_flight: int
    waiting: int
    calls: int
    retries: int
    failures: int
    refused: int
    last_error: str | None
    last_error_at: datetime | None
    concurrency: int


class KindAnswer(Answer):
    """A kind of provider: what it needs, and how to get its key."""

    kind: Kind
    label: str
    help: str
    key_help: str
    address: str | None
    usual_address: str | None
    needs_address: bool
    needs_secret: bool
    needs_region: bool
    takes_api_version: bool
    default_model: str | None


class ToolboxKindAnswer(Answer):
    """A kind of connection that has tools; `setup` is the JSON Schema of what it needs to be reached."""

    kind: KindName
    label: str
    help: str
    secret_label: str
    secret_help: str
    needs_secret: bool
    setup: dict[str, Any]


class KindList(Answer):
    """All kinds: providers, and those that have tools; and what a connection bears where nobody chose otherwise."""

    items: list[KindAnswer]
    next: str | None
    resilience: ConnectionResilience
    toolboxes: list[ToolboxKindAnswer]


class ConnectionAnswer(Answer):
    """A model provider; of its secret at most the last four characters are shown.

    `answers_with` is the model that is meant by its slug alone; null when nothing says.
    """

    id: str
    slug: str
    name: str
    kind: Kind
    base_url: str | None
    has_secret: bool
    secret_hint: str
    default_model: str | None
    models: list[str]
    answers_with: str | None
    enabled: bool
    is_default: bool
    last_test: ConnectionTest | None
    version: int
    created_at: datetime
    updated_at: datetime
    region: str | None
    api_version: str | None
    resilience: ConnectionResilience
    fallbacks: list[str]
    prices: dict[str, GivenPrice]


class ToolboxAnswer(Answer):
    """A connection with tools; `address` says where requests go, for people.

    `tools` counts those that were taken over; `differs` says that the place offered something else when it was last
    asked.
    """

    id: str
    slug: str
    name: str
    kind: KindName
    address: str
    has_secret: bool
    secret_hint: str
    enabled: bool
    last_test: ConnectionTest | None
    version: int
    created_at: datetime
    updated_at: datetime
    resilience: ConnectionResilience
    tools: int
    differs: bool


class UsualModel(Answer):
    """What answers agents that name no model: of a connection, of the installation's environment, or the demo model."""

    model: str
    source: Source


class ConnectionPage(Answer):
    """Connections, oldest first; `next` goes on."""

    items: list[ConnectionAnswer | ToolboxAnswer]
    next: str | None
    usual: UsualModel


class ConnectionDetail(ConnectionAnswer):
    """A connection with what depends on it: `used_by` names it, and `without_it` would answer the rest."""

    used_by: list[str]
    without_it: UsualModel


class ToolboxDetail(ToolboxAnswer):
    """A connection with tools, how it is reached, and what uses them."""

    setup: dict[str, Any]
    used_by: list[str]


class ConnectionTested(Answer):
    """A connection after its test, with what the test found."""

    connection: ConnectionAnswer | ToolboxAnswer
    result: ConnectionTest
    models: list[str]


class OfferedModel(Answer):
    """A model of a connection: `name` is how an agent file names it; `price` is null where nobody knows it."""

    id: str
    name: str
    offered: bool
    usual: bool
    price: ShownPrice | None


class OfferedModels(Answer):
    """The models of a connection, as far as they are known from its settings and its last test."""

    items: list[OfferedModel]
    next: str | None
