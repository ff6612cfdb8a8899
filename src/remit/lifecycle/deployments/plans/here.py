"""Planning a model on this machine, as processes or in containers: its file, its memory, and what is against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from remit.controls.environments import Place
from remit.engines.hosts import FileRefused, ModelFile, ModelServers, gibibytes
from remit.lifecycle.deployments.command import Check, Intent, check_here
from remit.lifecycle.deployments.fleet import CONTAINER, LOCAL, Fleet
from remit.lifecycle.deployments.sizing import endpoint_name

INSTANCE = "this machine"
IN_CONTAINERS = "a container"
_CONTEXT = 4096
_IMAGE = ("image", "image_id")
_COST = {
    "estimated_usd_per_hour": "0",
    "peak_usd_per_hour": "0",
    "price_usd_per_hour": "0",
    "price_as_of": None,
    "price_source": "it runs on this machine",
    "price_confidence": "list",
    "currency": "USD",
}
_NOT_HERE = "This Remit serves no models itself."


@dataclass(frozen=True)
class Here:
    """What a plan for this machine adds up to, as it is stored; `budget` stands in the artifact as a number."""

    artifact: dict[str, Any]
    checks: list[Check]
    sizing: dict[str, Any]
    rationale: str
    host: str

    @property
    def cost(self) -> dict[str, Any]:
        """What it costs: nothing beyond the machine."""
        return dict(_COST)


def plan_here(fleet: Fleet, intent: Intent, place: Place, image: Mapping[str, str] | None = None) -> Here:
    """Look at the file and the machine as they are now; this may wait for a container engine.

    `image` is what serves it already, which another revision of it keeps; without, what the name means now.
    """
    host = intent.host or LOCAL
    count, models = intent.instance_count or 1, fleet.model_servers.get(host)
    refused: dict[str, str] = {}
    file, context = None, intent.max_context or _CONTEXT
    image = image or (models.place.image() if models else {})
    if models is None:
        refused["server"] = _NOT_HERE
    else:
        try:
            file = models.folder.find(intent.model_file or "")
        except FileRefused as error:
            refused["file"] = str(error)
        else:
            if intent.max_context is None and file.about.context:
                context = min(context, file.about.context)
            refused |= {
                p.field: p.message for p in models.problems(file, context, count, image.get("image_id", ""))
            }
    boxed = host == CONTAINER
    name = file.name if file else str(intent.model_file)
    artifact = {
        "model_name": name,
        "endpoint_name": endpoint_name(intent.application or name, place.name),
        "instance_type": IN_CONTAINERS if boxed else INSTANCE,
        "instance_count": count,
        "rollback_alarms": [],
        "budget_usd_per_hour": intent.budget_usd_per_hour,
    }
    words = _words(models, file, context, count)
    checks = check_here(artifact, refused, words, intent, fleet.limits, environment=place)
    return Here(artifact, checks, {**_sizing(models, file, name, context), **image}, words, host)


def image_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the image of a stored plan; nothing where it has none."""
    return {name: value for name, value in (facts.get("sizing") or {}).items() if name in _IMAGE}


def with_image_of_now(fleet: Fleet, host: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Have a stored plan be served by what the image's name means now; this may wait for a container engine."""
    models = fleet.model_servers.get(host)
    image = models.place.image() if models else {}
    return {**facts, "sizing": {**facts["sizing"], **image}} if image else facts


def _words(models: ModelServers | None, file: ModelFile | None, context: int, count: int) -> str:
    if file is None or models is None:
        return ""
    one, more = ("container", "containers") if models.place.outlives else ("process", "processes")
    many = f"one {one}" if count == 1 else f"{count} {more}"
    needed = gibibytes(models.place.memory(file, context, count))
    return (
        f"{file.name} ({gibibytes(file.about.size)}) with {context:,} tokens of context in {many} takes about"
        f" {needed} of this machine's memory."
    )


def _sizing(models: ModelServers | None, file: ModelFile | None, name: str, context: int) -> dict[str, Any]:
    return {
        "model_file": name,
        "model": file.about.name if file else name,
        "program": models.place.program if models else "",
        "max_model_len": context,
        "memory_bytes": models.place.memory(file, context, 1) if models and file else 0,
        "alternatives": [],
    }
