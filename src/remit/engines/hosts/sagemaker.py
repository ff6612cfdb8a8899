"""Run models on Amazon SageMaker: one endpoint for each workload, one model and config for each revision.

SageMaker has no pause: pause and stop delete the endpoint but keep model and config; run creates it again.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from remit.engines.hosts import sagemaker_calls as calls
from remit.engines.hosts.aws import AlreadyExists, Aws, load
from remit.engines.hosts.errors import Conflict, NotFound
from remit.engines.hosts.host import (
    Act,
    Call,
    Capabilities,
    Instance,
    Observed,
    Phase,
    Power,
    Problem,
    Telemetry,
    Workload,
    require_one_route,
)
from remit.engines.hosts.native import KEPT, MAX_NAME, native_name
from remit.engines.hosts.sagemaker_calls import SageMakerSettings
from remit.kit import clock

_PHASES = {
    "Creating": Phase.CREATING,
    "Updating": Phase.UPDATING,
    "SystemUpdating": Phase.UPDATING,
    "RollingBack": Phase.ROLLING_BACK,
    "InService": Phase.IN_SERVICE,
    "Deleting": Phase.DELETING,
    "Failed": Phase.FAILED,
    "OutOfService": Phase.FAILED,
    "UpdateRollbackFailed": Phase.FAILED,
}
_REASONS = {
    "OutOfService": "The endpoint is out of service and takes no requests.",
    "UpdateRollbackFailed": "The rollback failed: old and new instances may both serve. Look at it in AWS.",
}
_TOGETHER = "AWS measures all instances of an endpoint together: the figures are averages over them."
_MOVING = frozenset({Phase.CREATING, Phase.UPDATING, Phase.ROLLING_BACK, Phase.DELETING})


class SageMaker:
    """The host for models on SageMaker endpoints.

    Repeating `apply` after SageMaker rolled a revision back tries that revision again; observe first.
    """

    name = "sagemaker"
    capabilities = Capabilities(
        kinds=frozenset({"model"}), pause=True, gpu=True, native_rollout=True, max_name=MAX_NAME
    )

    def __init__(self, settings: SageMakerSettings) -> None:
        self._settings = settings
        self._aws = Aws(settings)

    async def validate(self, workload: Workload) -> list[Problem]:
        types = await asyncio.to_thread(_instance_types)
        return calls.check(self._settings, workload, types)

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        return calls.build(self._settings, act, workload, serving)

    async def apply(self, workload: Workload) -> list[Call]:
        endpoint = await self._endpoint(workload)
        if endpoint is not None and native_name(workload.name, workload.revision) == _target(endpoint):
            return []
        if endpoint is not None:
            _require_settled(workload, endpoint, "apply")
        serving = endpoint["EndpointConfigName"] if endpoint else None
        planned = calls.build(self._settings, "apply", workload, serving)
        present = {alarm["AlarmName"] for alarm in await self._alarms(workload)}
        return await self._send(
            workload, [call for call in planned if call.parameters.get("AlarmName") not in present]
        )

    async def observe(self, workload: Workload) -> Observed:
        endpoint = await self._endpoint(workload)
        now = clock.now()
        if endpoint is None:
            return Observed(Phase.ABSENT, now)
        status = endpoint["EndpointStatus"]
        phase = _PHASES.get(status, Phase.UNKNOWN)
        native = {
            "endpoint": endpoint["EndpointName"],
            "arn": endpoint["EndpointArn"],
            "status": status,
            "endpoint_config": endpoint.get("EndpointConfigName", ""),
            "pending_config": endpoint.get("PendingDeploymentSummary", {}).get("EndpointConfigName", ""),
        }
        serves = phase in {Phase.IN_SERVICE, Phase.UPDATING, Phase.ROLLING_BACK}
        return Observed(
            phase=phase,
            observed_at=now,
            reason=endpoint.get("FailureReason") or _REASONS.get(status),
            revision=await self._revision(workload, endpoint) if serves else None,
            replicas=_replicas(endpoint) if serves else 0,
            native={key: value for key, value in native.items() if value},
        )

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        require_one_route(workload, weights)
        return []

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        endpoint = await self._endpoint(workload)
        if power == "run":
            if endpoint is None:
                return await self._send(workload, calls.build(self._settings, "run", workload, None))
            _require_not_leaving(workload, endpoint)
            return []
        if endpoint is None or endpoint["EndpointStatus"] == "Deleting":
            return []
        _require_settled(workload, endpoint, power, failed_too=True)
        return await self._send(workload, calls.build(self._settings, power, workload, workload.revision))

    async def retire(self, workload: Workload) -> list[Call]:
        endpoint = await self._endpoint(workload)
        planned: list[Call] = []
        if endpoint is not None and endpoint["EndpointStatus"] != "Deleting":
            _require_settled(workload, endpoint, "retire", failed_too=True)
            planned.append(calls.delete_endpoint(workload.name))
        configs = await self._owned(workload, "list_endpoint_configs", "EndpointConfig")
        models = await self._owned(workload, "list_models", "Model")
        mark = calls.alarm_mark(workload.name)
        alarms = [
            each["AlarmName"] for each in await self._alarms(workload) if each.get("AlarmDescription") == mark
        ]
        return await self._send(workload, [*planned, *calls.removals(configs, models, tuple(alarms))])

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        until = clock.now()
        parameters = calls.metrics(workload.name, since, until)
        answer = await self._aws.read("cloudwatch", "get_metric_data", parameters, workload.region)
        values = {each["Id"]: each["Values"] for each in answer["MetricDataResults"]}
        seen = await self.observe(workload)
        instances = tuple(Instance(f"{calls.VARIANT} {n}", seen.phase) for n in range(1, seen.replicas + 1))
        return Telemetry(since, until, calls.figures(values), instances, shared=_TOGETHER)

    async def _send(self, workload: Workload, planned: list[Call]) -> list[Call]:
        """Send calls in order; what is there already, or gone already, counts as done and is not returned."""
        sent = []
        for call in planned:
            try:
                await self._aws.write(call.service, call.operation, call.parameters, workload.region)
            except AlreadyExists:
                continue
            except NotFound:
                if not call.operation.startswith("delete_"):
                    raise
                continue
            sent.append(call)
        return sent

    async def _endpoint(self, workload: Workload) -> Mapping[str, Any] | None:
        try:
            found = await self._aws.read(
                "sagemaker", "describe_endpoint", {"EndpointName": workload.name}, workload.region
            )
        except NotFound:
            return None
        return dict(found)

    async def _alarms(self, workload: Workload) -> list[Mapping[str, Any]]:
        if not workload.rollback_alarms:
            return []
        parameters = {"AlarmNames": list(workload.rollback_alarms)}
        answer = await self._aws.read("cloudwatch", "describe_alarms", parameters, workload.region)
        return list(answer["MetricAlarms"])

    async def _revision(self, workload: Workload, endpoint: Mapping[str, Any]) -> str | None:
        config = endpoint["EndpointConfigName"]
        if config == native_name(workload.name, workload.revision):
            return workload.revision
        try:
            found = await self._aws.read(
                "sagemaker", "describe_endpoint_config", {"EndpointConfigName": config}, workload.region
            )
        except NotFound:
            return None
        return (await self._tags(workload, found["EndpointConfigArn"])).get(calls.REVISION_TAG)

    async def _tags(self, workload: Workload, arn: str) -> dict[str, str]:
        answer = await self._aws.read("sagemaker", "list_tags", {"ResourceArn": arn}, workload.region)
        return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}

    async def _owned(self, workload: Workload, operation: str, noun: str) -> list[str]:
        """Find every revision's resource of this workload; the tag decides, names only narrow the search."""
        found: list[str] = []
        # A shortened name keeps at least this much of the workload's name.
        parameters: dict[str, Any] = {"NameContains": workload.name[:KEPT].rstrip("-")}
        while True:
            page = await self._aws.read("sagemaker", operation, parameters, workload.region)
            for each in page[f"{noun}s"]:
                tags = await self._tags(workload, each[f"{noun}Arn"])
                if tags.get(calls.NAME_TAG) == workload.name:
                    found.append(each[f"{noun}Name"])
            if not page.get("NextToken"):
                return found
            parameters = {**parameters, "NextToken": page["NextToken"]}


@cache
def _instance_types() -> frozenset[str]:
    """Read the hosting instance types from the service model that botocore ships."""
    model = load("botocore.loaders").Loader().load_service_model("sagemaker", "service-2")
    return frozenset(model["shapes"]["ProductionVariantInstanceType"]["enum"])


def _target(endpoint: Mapping[str, Any]) -> str | None:
    """Name the config an endpoint has or is on its way to; none once it is rolling back."""
    if endpoint["EndpointStatus"] in {"RollingBack", "Deleting"}:
        return None
    pending = endpoint.get("PendingDeploymentSummary", {}).get("EndpointConfigName")
    target = pending or endpoint.get("EndpointConfigName")
    return str(target) if target else None


def _replicas(endpoint: Mapping[str, Any]) -> int:
    return sum(int(each.get("CurrentInstanceCount", 0)) for each in endpoint.get("ProductionVariants", []))


def _require_settled(
    workload: Workload, endpoint: Mapping[str, Any], verb: str, *, failed_too: bool = False
) -> None:
    """Refuse to touch an endpoint in motion, or a failed one, which SageMaker only lets be deleted."""
    status = endpoint["EndpointStatus"]
    if _PHASES.get(status) in _MOVING:
        raise Conflict(f"Endpoint {workload.name} is {status}. Wait until it settles, then {verb} again.")
    if status == "Failed" and not failed_too:
        raise Conflict(
            f"Endpoint {workload.name} has failed and can only be deleted. Retire it, then {verb} again."
        )


def _require_not_leaving(workload: Workload, endpoint: Mapping[str, Any]) -> None:
    if endpoint["EndpointStatus"] == "Deleting":
        raise Conflict(f"Endpoint {workload.name} is still being deleted. Wait, then run it again.")
