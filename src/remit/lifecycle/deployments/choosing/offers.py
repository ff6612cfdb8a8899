"""What there is to choose from: models, files, hosts, regions and instances with their prices."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from remit.lifecycle.deployments.fleet import CONTAINER, KUBERNETES, LAMBDA, LOCAL, Fleet
from remit.lifecycle.deployments.sizing import Instance, Model, instances, models, price, regions

Kind = Literal["agent", "model", "file"]
_MOST_FILES = 200
# The usual host of each kind stands before the others that take it.
_TAKES: dict[str, tuple[Kind, ...]] = {
    "sagemaker": ("model",),
    KUBERNETES: ("model",),
    LOCAL: ("agent", "file"),
    CONTAINER: ("file", "agent"),
    LAMBDA: ("agent",),
}


@dataclass(frozen=True, slots=True)
class HostOffer:
    """A host, and what can be deployed there; with `dry_run` it only records what it would do."""

    name: str
    takes: tuple[Kind, ...]
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """All that can be chosen; instances come with their dollars per hour in `region`, none where unknown."""

    models: Sequence[Model]
    files: Sequence[str]
    hosts: Sequence[HostOffer]
    region: str
    regions: Sequence[str]
    instances: Sequence[tuple[Instance, Decimal | None]]


async def offers(fleet: Fleet, region: str | None) -> Offers:
    """List what can be chosen now, with the prices of a region."""
    where = region if region in regions() else fleet.region
    return Offers(
        models=models(),
        files=await asyncio.to_thread(_files, fleet),
        hosts=[
            HostOffer(name, takes, fleet.is_dry_run(name))
            for name, takes in _TAKES.items()
            if name in fleet.hosts
        ],
        region=where,
        regions=regions(),
        instances=[(each, _usd_per_hour(each, where)) for each in instances()],
    )


def _files(fleet: Fleet) -> list[str]:
    served = fleet.local_models
    return served.folder.names(_MOST_FILES) if served else []


def _usd_per_hour(instance: Instance, region: str) -> Decimal | None:
    known = price(instance.id, region)
    return known.usd_per_hour if known else None
