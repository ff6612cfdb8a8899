"""Where models come from, for whoever makes calls: the protocol."""

from typing import Protocol
from uuid import UUID

from remit.engines.models.directory import ServedModel


class Known(Protocol):
    """The models that one tenant may use now, by name."""

    def check(self, name: str | None) -> object:
        """Raise `ModelNotServed` for a name that nobody serves; none means the default."""


class Models(Protocol):
    """Finds the model of a name for a tenant; another tenant may have another of the same name."""

    async def choose(self, tenant: UUID, name: str | None) -> ServedModel:
        """Return a model that can be used now; none means the tenant's default. Raises `ModelNotServed`."""

    async def offer(self, tenant: UUID) -> Known:
        """Return what the tenant may use, without making a client of it."""
