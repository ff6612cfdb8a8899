"""Which models an organisation may use now, by the names that agent files use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn
from uuid import UUID

from remit.controls.connections.kinds import KINDS, Kind
from remit.engines.models import ModelDirectory, ModelNotServed

MOST_FALLBACKS = 5
DEPLOYED = "deployed"  # what is written before the name of a model that Remit itself serves
Source = Literal["connection", "installation", "demo"]


@dataclass(frozen=True)
class Provider:
    """A connection as calls see it; the secret is still sealed, and none where there is no secret."""

    id: UUID
    slug: str
    kind: Kind
    base_url: str | None
    default_model: str | None
    models: tuple[str, ...]
    found: tuple[str, ...]
    enabled: bool
    is_default: bool
    envelope: bytes | None
    secret_version: int
    region: str | None = None
    api_version: str | None = None
    resilience: Mapping[str, Any] = field(default_factory=dict)
    fallbacks: tuple[str, ...] = ()
    prices: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reached_as(self) -> tuple[str | None, str | None, str | None, int]:
        """What decides where requests go and with which secret."""
        return self.base_url, self.region, self.api_version, self.secret_version

    @property
    def usual(self) -> str | None:
        """The model that is meant by the connection's name alone; none when nothing says."""
        return usual_model(self.kind, self.default_model, self.models, self.found)

    @property
    def names(self) -> list[str]:
        """The names of its models, as far as they are known."""
        models = self.models or (*([self.usual] if self.usual else []), *self.found)
        return [f"{self.slug}:{model}" for model in dict.fromkeys(models)]


def usual_model(kind: Kind, chosen: str | None, offered: Sequence[str], found: Sequence[str]) -> str | None:
    """Choose the model that is meant when only its provider is named."""
    return chosen or next(iter(offered), None) or KINDS[kind].default_model or next(iter(found), None)


@dataclass(frozen=True)
class Usual:
    """What answers agents that name no model; `source` says whose it is."""

    model: str
    source: Source


class Offer:
    """An organisation's own providers before those of the installation."""

    def __init__(self, house: ModelDirectory, providers: Sequence[Provider]) -> None:
        self._house = house
        self._own = {provider.slug: provider for provider in providers}

    def usual(self, *, without: UUID | None = None) -> Usual:
        """Say what answers agents that name no model; `without` one of the connections, if it is to go."""
        chosen = self._default()
        if chosen is not None and chosen[0].id != without:
            return Usual(f"{chosen[0].slug}:{chosen[1]}", "connection")
        first = self._house.resolved_name(None)
        return Usual(first, "demo" if first == "demo" else "installation")

    def names(self) -> list[str]:
        """Name what is served, the usual one first."""
        own = [name for provider in self._own.values() if provider.enabled for name in provider.names]
        house = [name for name in self._house.known() if name.partition(":")[0] not in self._own]
        return list(dict.fromkeys([self.usual().model, *own, *house]))

    def check(self, name: str | None) -> None:
        """Raise `ModelNotServed` for a name that nobody serves."""
        self.find(name)

    def fallbacks_of(self, slug: str) -> tuple[str, ...]:
        """Name what stands in for a connection, by its own settings."""
        own = self._own.get(slug)
        return own.fallbacks if own else ()

    def chain(self, slug: str, model: str) -> tuple[str, ...]:
        """Name what is asked when a model does not answer: what stands in for it, and what stands in for that."""
        seen, after = {f"{slug}:{model}": None}, list(self.fallbacks_of(slug))
        while after and len(seen) <= MOST_FALLBACKS:
            name = after.pop(0)
            if name not in seen:
                seen[name] = None
                after += self.fallbacks_of(name.partition(":")[0])
        return tuple(seen)[1:]

    def find(self, name: str | None) -> tuple[Provider | None, str | None]:
        """Return whose model a name means, none for the installation's, and the model; raises `ModelNotServed`."""
        if name is None:
            return self._default() or (None, None)
        slug, _, model = name.partition(":")
        own = self._own.get(slug)
        if own is None and slug == DEPLOYED and model:
            return None, name
        if own is None:
            self._check_house(name)
            return None, name
        if not own.enabled:
            self._refuse(name, f"{slug} is switched off: switch it on under Settings, Model providers.")
        wanted = model or own.usual
        if wanted is None:
            self._refuse(
                name, f"Nothing says which model of {slug} is meant: write `{slug}:…`, or choose its default."
            )
        if own.models and wanted not in own.models:
            self._refuse(name, f"Nobody serves {name}: use {' or '.join(own.names[:10])}.")
        return own, wanted

    def _default(self) -> tuple[Provider, str] | None:
        for provider in self._own.values():
            if provider.is_default and provider.enabled and (model := provider.usual):
                return provider, model
        return None

    def _check_house(self, name: str) -> None:
        try:
            self._house.check(name)
        except ModelNotServed as error:
            also = "A provider of that name can be connected under Settings, Model providers."
            self._refuse(name, f"{error.detail} {also}")

    def _refuse(self, name: str, detail: str) -> NoReturn:
        raise ModelNotServed(detail, model=name[:200], served=self.names()[:200])
