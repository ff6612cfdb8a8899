"""The providers outside of this process, made only when one is used: their libraries weigh 30 MB each."""

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal
from urllib.parse import quote, urlencode

import aiohttp
import httpx2
from pydantic_ai.models import Model

from remit.engines.models.guarded import GuardedModel
from remit.engines.models.upstream import Upstream
from remit.kit.outbound import proxy_of
from remit.kit.resilience import Guard, Resilience

Provider = Literal["openai", "anthropic", "local"]
Protocol = Provider | Literal["azure", "bedrock"]

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"  # the libraries insist on one


@dataclass(frozen=True)
class Connection:
    """How to reach a provider; `models` are those it lists, or empty where any name is passed on.

    `region` is where Bedrock answers; `api_version` makes Azure speak as it did before its API had none.
    """

    provider: Protocol
    default: str
    base_url: str | None = None
    api_key: str = field(default="", repr=False)
    models: tuple[str, ...] = ()
    region: str | None = None
    api_version: str | None = None

    def serves(self, model: str) -> bool:
        """Say whether the provider has the model, as far as is known without asking it."""
        return not self.models or model in self.models


def connect(
    connection: Connection, model: str, guard: Guard, http: httpx2.AsyncClient | None = None
) -> Model:
    """Make the client for one model, asked as patiently as the guard's settings say.

    `http` carries the requests, where they must not go as the library would send them.
    """
    return GuardedModel(_client(connection, model, guard.settings, http), guard)


def _client(
    connection: Connection, model: str, patience: Resilience, http: httpx2.AsyncClient | None
) -> Model:
    made: Model
    if connection.provider == "bedrock":
        made = import_module("remit.engines.models.bedrock").bedrock_model(connection, model, patience)
    elif connection.provider == "anthropic":
        client = _library(connection, import_module("anthropic"), "AsyncAnthropic", patience, http)
        provider = import_module("pydantic_ai.providers.anthropic").AnthropicProvider(anthropic_client=client)
        made = import_module("pydantic_ai.models.anthropic").AnthropicModel(model, provider=provider)
    else:
        client = _library(connection, import_module("openai"), "AsyncOpenAI", patience, http)
        provider = import_module("pydantic_ai.providers.openai").OpenAIProvider(openai_client=client)
        made = import_module("pydantic_ai.models.openai").OpenAIChatModel(model, provider=provider)
    return made


def _library(
    connection: Connection, sdk: Any, maker: str, patience: Resilience, http: httpx2.AsyncClient | None
) -> Any:
    """Make the provider's own client; it never tries again by itself, since the guard does."""
    how = {
        "api_key": connection.api_key or NO_KEY,
        "timeout": sdk.Timeout(patience.silence_seconds, connect=patience.connect_seconds),
        "max_retries": 0,
        "http_client": http,
    }
    if connection.provider != "azure":
        return getattr(sdk, maker)(base_url=connection.base_url, **how)
    if connection.api_version:
        return sdk.AsyncAzureOpenAI(
            azure_endpoint=connection.base_url, api_version=connection.api_version, **how
        )
    headers = {"api-key": connection.api_key}
    return sdk.AsyncOpenAI(base_url=f"{connection.base_url}/openai/v1", default_headers=headers, **how)


def chat_url(connection: Connection, model: str) -> str:
    """Return where a chat request to a model goes."""
    base = (connection.base_url or OPENAI).rstrip("/")
    if connection.provider != "azure":
        return f"{base}/chat/completions"
    if not connection.api_version:
        return f"{base}/openai/v1/chat/completions"
    deployed = quote(model, safe="")
    return f"{base}/openai/deployments/{deployed}/chat/completions?" + urlencode(
        {"api-version": connection.api_version}
    )


def key_headers(connection: Connection) -> dict[str, str]:
    """Return the headers by which a provider of OpenAI's protocol knows who asks."""
    if connection.provider == "azure":
        return {"api-key": connection.api_key}
    return {"Authorization": f"Bearer {connection.api_key or NO_KEY}"}


def upstream(
    connection: Connection, model: str, guard: Guard, session: aiohttp.ClientSession, *, proxied: bool
) -> Upstream | None:
    """Return the short way to a model, none to a provider that does not speak OpenAI's protocol.

    `proxied` lets it go by the environment's proxy, if there is one.
    """
    if connection.provider in ("anthropic", "bedrock"):
        return None
    base = (connection.base_url or OPENAI).rstrip("/")
    own = connection.provider == "azure" or (connection.provider == "openai" and base == OPENAI)
    headers = {"Content-Type": "application/json", **key_headers(connection)}
    proxy = proxy_of(base) if proxied else None
    url = chat_url(connection, model)
    return Upstream(url, model, headers, session, guard, completion_limit=own, proxy=proxy)
