"""Which models answer in this installation, and which of them when an agent names none."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self, get_args
from uuid import UUID

import aiohttp
from pydantic_ai.models import Model
from pydantic_ai.usage import RunUsage

from remit.engines.models import demo, local
from remit.engines.models.demo import DemoModel
from remit.engines.models.errors import ModelNotServed, ProviderNotReady
from remit.engines.models.prices import Rates, price, rates
from remit.engines.models.providers import Connection, Provider, connect, upstream
from remit.engines.models.upstream import Upstream
from remit.kit.outbound import session
from remit.kit.resilience import Guard, Resilience
from remit.kit.settings import Settings

DEFAULTS: Mapping[str, str] = {"openai": "gpt-5-mini", "anthropic": "claude-haiku-4-5"}
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_ADDRESSES = {"openai": "OPENAI_BASE_URL", "anthropic": "ANTHROPIC_BASE_URL"}
_HOW = {
    "openai": "connect it with OPENAI_API_KEY",
    "anthropic": "connect it with ANTHROPIC_API_KEY",
    "local": "start Ollama, llama.cpp, vLLM or LM Studio on this machine, or set REMIT_MODEL_BASE_URL",
}
_PATIENCE = 120.0


@dataclass(frozen=True)
class ServedModel:
    """A model that can be used now; `provider` and `name` are what records call it.

    `priced_as` is what the price list calls the provider, where that is another name; empty for one without prices.
    `own_rates` are prices that somebody gave for it, which hold before those of the list. `upstream` is the short way
    to it, where there is one. `whole_seconds` is the longest that a call of it may take; `fallbacks` are asked in its
    place when it does not answer.
    """

    model: Model
    name: str
    provider: str
    priced_as: str | None = None
    upstream: Upstream | None = None
    own_rates: Rates | None = None
    whole_seconds: float = 300.0
    fallbacks: tuple[str, ...] = ()

    @property
    def demo(self) -> bool:
        """Say whether answers come from the built-in demo model."""
        return self.provider == demo.NAME

    def price(self, usage: RunUsage) -> tuple[Decimal | None, date | None]:
        """Return the cost in USD and the date of the price; both are none where the price is not known."""
        if (own := self.own_rates) is not None:
            return own.of(usage.input_tokens, usage.output_tokens, usage.cache_read_tokens), own.as_of
        return price(self._list, self.name, usage)

    @property
    def rates(self) -> Rates | None:
        """Return what a token costs at most, none where the price is not known."""
        return self.own_rates or rates(self._list, self.name)

    @property
    def _list(self) -> str:
        return self.provider if self.priced_as is None else self.priced_as


class ModelDirectory:
    """The models of one process; `discover` looks for providers, before that only the demo model is there."""

    def __init__(
        self,
        settings: Settings,
        *,
        environment: Mapping[str, str] | None = None,
        local_addresses: tuple[tuple[str, str], ...] = local.KNOWN_ADDRESSES,
        timeout: float = _PATIENCE,
    ) -> None:
        self._settings = settings
        self._environment = os.environ if environment is None else environment
        self._local_addresses = local_addresses
        self._timeout = timeout
        self._connections: dict[str, Connection] = {}
        self._served: dict[str, ServedModel] = {demo.NAME: ServedModel(DemoModel(), demo.NAME, demo.NAME)}
        self._first: str = demo.NAME
        self._session: aiohttp.ClientSession | None = None
        self._guards: dict[str, Guard] = {}

    async def discover(self) -> str:
        """Find the providers and choose the default; return its name, for example `openai:gpt-5-mini`.

        The order: `REMIT_MODEL_…`, a provider key in the environment, a local server that answers, the demo model.
        Nothing outside this machine is asked. Raises `ProviderNotReady` when the settings name a provider that
        cannot be used.
        """
        wanted = self._settings.model_provider
        if wanted not in ("auto", "demo", *get_args(Provider)):
            raise ProviderNotReady(
                f"REMIT_MODEL_PROVIDER is {wanted!r}: use auto, demo, openai, anthropic or local."
            )
        found = [] if wanted == "demo" else await self._find()
        self._connections = {connection.provider: connection for connection in found}
        if wanted in _HOW and wanted not in self._connections:
            raise ProviderNotReady(f"REMIT_MODEL_PROVIDER is {wanted}, but it is not there: {_HOW[wanted]}.")
        self._first = wanted if wanted != "auto" else next(iter(self._connections), demo.NAME)
        return self.known()[0]

    async def _find(self) -> list[Connection]:
        at_address = await self._from_base_url()
        hosted = [found for name in ("openai", "anthropic") if (found := await self._from_key(name))]
        if at_address is not None:
            rest = [connection for connection in hosted if connection.provider != at_address.provider]
            return [at_address, *rest]
        server = await local.find(self._local_addresses)
        if server is None:
            return hosted
        named = self._settings.model_name
        default = named if named in server.models else server.models[0]
        return [*hosted, Connection("local", default, server.base_url, models=server.models)]

    async def _from_base_url(self) -> Connection | None:
        """Use the server that `REMIT_MODEL_BASE_URL` names, whether or not it answers now."""
        url, named = self._settings.model_base_url, self._settings.model_name
        if url is None:
            return None
        key = self._environment.get(_KEYS["openai"], "")
        listed = (await local.models_at(url, key) or ()) if local.on_this_machine(url) else ()
        default = named or (listed[0] if listed else None)
        if default is None:
            raise ProviderNotReady(f"{url} lists no models: name one with REMIT_MODEL_NAME.")
        provider: Provider = "openai" if self._settings.model_provider == "openai" else "local"
        return Connection(provider, default, url, key, listed)

    async def _from_key(self, provider: str) -> Connection | None:
        key = self._environment.get(_KEYS[provider], "").strip()
        if not key:
            return None
        url = self._environment.get(_ADDRESSES[provider], "").strip() or None
        listed = (await local.models_at(url, key) or ()) if url and local.on_this_machine(url) else ()
        preferred = DEFAULTS[provider]
        default = self._settings.model_name if self._settings.model_provider in ("auto", provider) else None
        fallback = listed[0] if listed and preferred not in listed else preferred
        kind: Provider = "openai" if provider == "openai" else "anthropic"
        return Connection(kind, default or fallback, url, key, listed)

    def known(self) -> list[str]:
        """Name what is served, the default first."""
        names = [self._default_of(self._first)]
        names += [f"{c.provider}:{model}" for c in self._connections.values() for model in c.models]
        names += [f"{c.provider}:{c.default}" for c in self._connections.values()]
        return list(dict.fromkeys([*names, demo.NAME]))

    def serves(self, name: str) -> bool:
        """Say whether `resolve` would find the model."""
        provider, _, model = name.partition(":")
        if name == demo.NAME:
            return True
        connection = self._connections.get(provider)
        return connection is not None and connection.serves(model or connection.default)

    def resolved_name(self, name: str | None) -> str:
        """Write the name in full: the default's for none, with its model where only a provider is named."""
        return self._default_of(name or self._first)

    def resolve(self, name: str | None) -> ServedModel:
        """Return a model by the name that an agent file uses; none means the default.

        Names are `demo`, `openai:…`, `anthropic:…` and `local:…`; a provider alone means its default model.
        Raises `ModelNotServed`.
        """
        full = self.resolved_name(name)
        if not self.serves(full):
            self.check(name)
        if full not in self._served:
            provider, _, model = full.partition(":")
            connection = self._connections[provider]
            self._session = self._session or session(self._timeout)
            guard = self._guard(provider)
            self._served[full] = ServedModel(
                connect(connection, model, guard),
                model,
                provider,
                upstream=upstream(connection, model, guard, self._session, proxied=True),
            )
        return self._served[full]

    def guards(self) -> list[Guard]:
        """List what watches over the providers that were asked so far."""
        return list(self._guards.values())

    def _guard(self, provider: str) -> Guard:
        if provider not in self._guards:
            self._guards[provider] = Guard(provider, Resilience(silence_seconds=self._timeout))
        return self._guards[provider]

    def check(self, name: str | None) -> None:
        """Raise `ModelNotServed` for a name that nobody serves."""
        full = self.resolved_name(name)
        if not self.serves(full):
            raise ModelNotServed(self._refusal(full), model=full, served=self.known())

    async def choose(self, _: UUID, name: str | None) -> ServedModel:
        """Return a model by its name: here all tenants have the same."""
        return self.resolve(name)

    async def offer(self, _: UUID) -> Self:
        """Return what any tenant may use."""
        return self

    async def close(self) -> None:
        """Close the connections to providers."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        for served in self._served.values():
            if served.model.provider is not None:
                await served.model.provider.client.close()

    def _default_of(self, name: str) -> str:
        """Complete the name of a provider alone."""
        connection = self._connections.get(name)
        return f"{name}:{connection.default}" if connection else name

    def _refusal(self, name: str) -> str:
        provider = name.partition(":")[0]
        how = _HOW.get(provider)
        if provider in self._connections:
            names = [known for known in self.known() if known.startswith(f"{provider}:")]
            return f"Nobody serves {name}: use {' or '.join(names)}."
        if how is None:
            return f"Nobody serves {name}: write `openai:…`, `anthropic:…` or `local:…`, or use model: demo."
        return f"Nobody serves {name}: {how}, or use model: demo."
