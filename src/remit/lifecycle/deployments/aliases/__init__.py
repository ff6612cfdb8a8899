"""Names that callers use for deployed agents, which can be pointed elsewhere without touching the callers."""

from remit.lifecycle.deployments.aliases.pointing import (
    SeenAlias,
    called,
    listed,
    point,
    remove,
    require_none,
    target_of,
)
from remit.lifecycle.deployments.aliases.tables import Alias

__all__ = ["Alias", "SeenAlias", "called", "listed", "point", "remove", "require_none", "target_of"]
