"""What plans of code that is shipped to a machine of its own have in common, whichever host has the machine."""

from dataclasses import replace
from math import ceil
from typing import Any
from uuid import UUID

from remit.engines.hosts import Workload
from remit.engines.sandbox import files_for
from remit.kit.errors import Conflict
from remit.lifecycle.agents import AgentVersion

_LONGEST_SLUG = 40
# Seconds that a machine has beyond its agent's own limit: what runs the code ends it before the machine does.
_SPARE = 2
_SERVICES = (
    "What it asks of services is answered and governed by Remit; after each answer its code is run from the"
    " beginning, so it has to ask the same in the same order"
)


class HostDoesNotTake(Conflict):
    """The host runs another kind of agent."""

    type = "host-does-not-take"
    title = "The host does not run agents of this type"


def require_function(version: AgentVersion, slug: str, host: str) -> None:
    """Raise `HostDoesNotTake` for an agent that is not code; `host` is named as people know it: "AWS Lambda"."""
    kind = version.document["remit"]["type"]
    if kind != "function":
        raise HostDoesNotTake(
            f"{slug} is of type {kind}, and {host} runs function agents only: its work is done by Remit itself."
            " Deploy it on the host local."
        )


def machine_name(slug: str, environment: str, deployment_id: UUID) -> str:
    """Name what is made for a deployment, the same at every attempt; the end tells organisations apart."""
    return f"remit-{slug[:_LONGEST_SLUG].rstrip('-')}-{environment}-{deployment_id.hex[-8:]}"


def machine_seconds(version: AgentVersion) -> int:
    """Return the seconds that a machine has for one call."""
    return ceil(float(version.document["remit"]["timeout_seconds"])) + _SPARE


def machine_workload(
    function: dict[str, Any],
    named: tuple[str, ...],
    deployment_id: UUID,
    environment: str,
    revision: str,
) -> Workload:
    """Describe a planned machine to its host, without its code; its options are what is `named`, and its owner."""
    return Workload(
        name=function["name"],
        revision=revision,
        environment=environment,
        kind="agent",
        model="",
        region=function.get("region", ""),
        instance_type=None,
        instance_count=1,
        options={**{name: str(function[name]) for name in named}, "owner": deployment_id.hex},
    )


def shipped(wanted: Workload, document: Any) -> Workload:
    """Give a workload the files that are shipped for a version of an agent."""
    files = files_for(document["remit"]["code"])
    return replace(
        wanted, options={**wanted.options, **{f"file.{name}": text for name, text in files.items()}}
    )


def of_services(version: AgentVersion) -> list[dict[str, Any]]:
    """Say how services are answered, of an agent that may use any."""
    return [outcome("services", _SERVICES, passed=True)] if version.document["remit"].get("services") else []


def outcome(name: str, message: str, *, passed: bool = False, severity: str = "error") -> dict[str, Any]:
    """Return what came of a check, as it stands in a plan."""
    return {"name": name, "passed": passed, "message": message, "severity": severity}
