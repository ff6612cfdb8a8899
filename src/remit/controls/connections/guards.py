"""What watches over the connections of one process: it outlives changes of them."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from remit.kit.resilience import Guard, Health, Resilience


class Guards:
    """One guard for each connection that was used."""

    def __init__(self) -> None:
        self._guards: defaultdict[UUID, dict[UUID, Guard]] = defaultdict(dict)

    def of(self, org_id: UUID, id: UUID, name: str, settings: Resilience) -> Guard:
        """Return what watches over a connection; it takes new settings on."""
        own = self._guards[org_id]
        if id not in own:
            own[id] = Guard(name, settings)
        elif own[id].settings != settings:
            own[id].configure(settings)
        return own[id]

    def known(self, org_id: UUID, id: UUID) -> bool:
        """Say whether a connection was used."""
        return id in self._guards.get(org_id, {})

    def keep_only(self, org_id: UUID, ids: Collection[UUID]) -> None:
        """Let those of connections that are gone go."""
        for gone in self._guards[org_id].keys() - set(ids):
            del self._guards[org_id][gone]

    def health(self, org_id: UUID, id: UUID) -> Health:
        """Say how a connection does in this process."""
        known = self._guards.get(org_id, {}).get(id)
        return (known or Guard("")).health()

    def every(self) -> list[Guard]:
        """List them all."""
        return [each for own in self._guards.values() for each in own.values()]
