"""Build the SageMaker calls of a workload: pure, so a dry run shows exactly what would be sent.

Options read here: `image`, `hf_model_id`, `model_data_url`, `role_arn`, `max_model_len`, `gpus`, `dtype`,
`canary_percent`, `bake_seconds`, `env.NAME` (container environment), `tag.NAME` (resource tag).
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from remit.engines.hosts.aws import AwsSettings
from remit.engines.hosts.host import Act, Call, Problem, Workload, name_problems
from remit.engines.hosts.native import MAX_NAME, native_name

VARIANT = "AllTraffic"
NAME_TAG = "remit:workload"
REVISION_TAG = "remit:revision"

_NUMBERS = {
    "max_model_len": (1, 10_000_000),
    "gpus": (1, 64),
    "canary_percent": (0, 50),
    "bake_seconds": (0, 3600),
}
_NAMESPACE = "AWS/SageMaker"
_INSTANCES = "/aws/sagemaker/Endpoints"
# Id in our answer: namespace, metric, statistic, factor to our unit (CloudWatch measures latency in microseconds).
_METRICS = {
    "calls": (_NAMESPACE, "Invocations", "Sum", 1.0),
    "client_errors": (_NAMESPACE, "Invocation4XXErrors", "Sum", 1.0),
    "server_errors": (_NAMESPACE, "Invocation5XXErrors", "Sum", 1.0),
    "latency_ms": (_NAMESPACE, "ModelLatency", "Average", 0.001),
    "cpu_percent": (_INSTANCES, "CPUUtilization", "Average", 1.0),
    "memory_percent": (_INSTANCES, "MemoryUtilization", "Average", 1.0),
    "gpu_percent": (_INSTANCES, "GPUUtilization", "Average", 1.0),
    "gpu_memory_percent": (_INSTANCES, "GPUMemoryUtilization", "Average", 1.0),
}
# Any server error in a minute; or a 95th percentile over 30 s (in microseconds) for three minutes.
_BROKEN: Mapping[str, Any] = {
    "MetricName": "Invocation5XXErrors",
    "Statistic": "Sum",
    "EvaluationPeriods": 1,
    "Threshold": 0.0,
}
_SLOW: Mapping[str, Any] = {
    "MetricName": "ModelLatency",
    "ExtendedStatistic": "p95",
    "EvaluationPeriods": 3,
    "Threshold": 30_000_000.0,
}
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
# The last image built for CUDA 12.8, which every GPU family on SageMaker hosting can run.
_IMAGE = "djl-inference:0.36.0-lmi20.0.0-cu128"
_USUAL_REGISTRY = "763104351884"
# Accounts of the AWS Deep Learning Containers where they differ from the usual one.
_REGISTRIES = {
    "af-south-1": "626614931356",
    "ap-east-1": "871362719292",
    "ap-northeast-3": "364406365360",
    "ap-southeast-3": "907027046896",
    "ca-west-1": "204538143572",
    "cn-north-1": "727897471807",
    "cn-northwest-1": "727897471807",
    "eu-south-1": "692866216735",
    "il-central-1": "780543022126",
    "me-central-1": "914824155844",
    "me-south-1": "217643126080",
    "us-gov-east-1": "446045086412",
    "us-gov-west-1": "442386744353",
}


@dataclass(frozen=True)
class SageMakerSettings(AwsSettings):
    """How to reach SageMaker and what a workload gets when its options do not say.

    role_arn: execution role of the containers; image: serving container, default AWS's LLM container.
    """

    role_arn: str | None = None
    image: str | None = None


def default_image(region: str) -> str:
    """Name AWS's container for serving language models (DJL with vLLM) in a region."""
    suffix = ".cn" if region.startswith("cn-") else ""
    account = _REGISTRIES.get(region, _USUAL_REGISTRY)
    return f"{account}.dkr.ecr.{region}.amazonaws.com{suffix}/{_IMAGE}"


def alarm_mark(name: str) -> str:
    """Describe an alarm made here, so that only such alarms are ever removed."""
    return f"Rolls back {name}. Managed by Remit."


def build(settings: SageMakerSettings, act: Act, workload: Workload, serving: str | None) -> list[Call]:
    """Build the calls of an act in order; `serving` is the revision in place, None without an endpoint."""
    if act == "apply" and serving == workload.revision:
        return []
    if act == "apply":
        last = _create_endpoint(workload) if serving is None else _update_endpoint(workload)
        return [*_alarms(workload), _model(settings, workload), _config(workload), last]
    if act == "run":
        return [_create_endpoint(workload)] if serving is None else []
    if act in {"pause", "stop"}:
        return [delete_endpoint(workload.name)]
    names = dict.fromkeys(native_name(workload.name, each) for each in (workload.revision, serving) if each)
    first = [delete_endpoint(workload.name)] if serving else []
    return [*first, *removals(list(names), list(names), workload.rollback_alarms)]


def delete_endpoint(name: str) -> Call:
    """Build the call that ends serving and billing."""
    return Call("sagemaker", "delete_endpoint", {"EndpointName": name})


def removals(configs: list[str], models: list[str], alarms: tuple[str, ...]) -> list[Call]:
    """Build the calls that remove what is left when the endpoint is gone."""
    return [
        *(Call("sagemaker", "delete_endpoint_config", {"EndpointConfigName": each}) for each in configs),
        *(Call("sagemaker", "delete_model", {"ModelName": each}) for each in models),
        *([Call("cloudwatch", "delete_alarms", {"AlarmNames": list(alarms)})] if alarms else []),
    ]


def check(settings: SageMakerSettings, workload: Workload, instance_types: frozenset[str]) -> list[Problem]:
    """List why SageMaker would refuse the workload, as far as can be known without asking it."""
    alarms = workload.rollback_alarms
    role = workload.options.get("role_arn") or settings.role_arn
    findings = [
        (workload.kind == "model", "kind", "SageMaker serves models. Choose another host for an agent."),
        (bool(_REGION.fullmatch(workload.region)), "region", f"{workload.region!r} is not an AWS region."),
        (
            workload.instance_type in instance_types,
            "instance_type",
            f"{workload.instance_type!r} is not a hosting instance type. An example is ml.g5.2xlarge.",
        ),
        (workload.instance_count >= 1, "instance_count", "At least one instance is needed."),
        (len(alarms) <= 10, "rollback_alarms", "At most ten alarms can roll a deployment back."),
        (bool(role), "role_arn", "Set the execution role that SageMaker assumes to run the container."),
    ]
    problems = [Problem(name, message) for fine, name, message in findings if not fine]
    return [*name_problems(workload, MAX_NAME), *problems, *_check_numbers(workload.options)]


def metrics(name: str, since: datetime, until: datetime) -> dict[str, Any]:
    """Ask for one figure of each metric over the whole time."""
    period = max(60, math.ceil((until - since).total_seconds() / 60) * 60)
    queries = [
        {
            "Id": each,
            "MetricStat": {
                "Metric": {"Namespace": namespace, "MetricName": metric, "Dimensions": _dimensions(name)},
                "Period": period,
                "Stat": statistic,
            },
        }
        for each, (namespace, metric, statistic, _) in _METRICS.items()
    ]
    return {"MetricDataQueries": queries, "StartTime": since, "EndTime": until}


def figures(values: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Turn the answer to `metrics` into counts and milliseconds; a metric without data is left out."""
    result = {}
    for each, (_, _, statistic, scale) in _METRICS.items():
        points = values.get(each)
        if points:
            total = sum(points) * scale
            result[each] = total if statistic == "Sum" else total / len(points)
    return result


def _check_numbers(options: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(name, f"{name} is a whole number from {low} to {high}.")
        for name, (low, high) in _NUMBERS.items()
        if name in options and not (options[name].isdecimal() and low <= int(options[name]) <= high)
    ]


def _dimensions(name: str) -> list[dict[str, str]]:
    return [{"Name": "EndpointName", "Value": name}, {"Name": "VariantName", "Value": VARIANT}]


def _tags(workload: Workload) -> list[dict[str, str]]:
    given = {key[4:]: value for key, value in workload.options.items() if key.startswith("tag.")}
    ours = {
        NAME_TAG: workload.name,
        REVISION_TAG: workload.revision,
        "remit:environment": workload.environment,
    }
    return [{"Key": key, "Value": value} for key, value in (given | ours).items()]


def _environment(workload: Workload) -> dict[str, str]:
    options = workload.options
    environment = {
        "OPTION_MAX_MODEL_LEN": options.get("max_model_len"),
        "OPTION_TENSOR_PARALLEL_DEGREE": options.get("gpus", "max"),
        "OPTION_DTYPE": options.get("dtype"),
        "SM_NUM_GPUS": options.get("gpus"),
    }
    if "model_data_url" not in options:
        environment["HF_MODEL_ID"] = options.get("hf_model_id", workload.model)
    given = {key[4:]: value for key, value in options.items() if key.startswith("env.")}
    return {key: value for key, value in environment.items() if value} | given


def _model(settings: SageMakerSettings, workload: Workload) -> Call:
    options = workload.options
    container: dict[str, Any] = {
        "Image": options.get("image") or settings.image or default_image(workload.region),
        "Environment": _environment(workload),
    }
    if "model_data_url" in options:
        container["ModelDataUrl"] = options["model_data_url"]
    parameters = {
        "ModelName": native_name(workload.name, workload.revision),
        "PrimaryContainer": container,
        "ExecutionRoleArn": options.get("role_arn") or settings.role_arn or "",
        "Tags": _tags(workload),
    }
    return Call("sagemaker", "create_model", parameters)


def _config(workload: Workload) -> Call:
    own = native_name(workload.name, workload.revision)
    variant = {
        "VariantName": VARIANT,
        "ModelName": own,
        "InitialInstanceCount": workload.instance_count,
        "InstanceType": workload.instance_type,
        "InitialVariantWeight": 1.0,
        # Weights of a large model take minutes to load; the service's own limit is 60 minutes.
        "ContainerStartupHealthCheckTimeoutInSeconds": 1800,
        "ModelDataDownloadTimeoutInSeconds": 1800,
    }
    parameters = {"EndpointConfigName": own, "ProductionVariants": [variant], "Tags": _tags(workload)}
    return Call("sagemaker", "create_endpoint_config", parameters)


def _create_endpoint(workload: Workload) -> Call:
    parameters: dict[str, Any] = {
        "EndpointName": workload.name,
        "EndpointConfigName": native_name(workload.name, workload.revision),
        "Tags": [tag for tag in _tags(workload) if tag["Key"] != REVISION_TAG],
        **_deployment(workload),
    }
    return Call("sagemaker", "create_endpoint", parameters)


def _update_endpoint(workload: Workload) -> Call:
    parameters = {
        "EndpointName": workload.name,
        "EndpointConfigName": native_name(workload.name, workload.revision),
        **_deployment(workload),
    }
    return Call("sagemaker", "update_endpoint", parameters)


def _deployment(workload: Workload) -> Mapping[str, Any]:
    """Build the blue/green policy: a canary when asked for and possible, and a rollback on any alarm."""
    bake = int(workload.options.get("bake_seconds", "300"))
    percent = int(workload.options.get("canary_percent", "0"))
    routing: dict[str, Any] = {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": bake}
    if percent and workload.instance_count > 1:
        routing["Type"] = "CANARY"
        routing["CanarySize"] = {"Type": "CAPACITY_PERCENT", "Value": percent}
    policy: dict[str, Any] = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": routing,
            "TerminationWaitInSeconds": 120,
            # An hour for the new instances to come up, besides the waiting asked for.
            "MaximumExecutionTimeoutInSeconds": 3600 + bake + 120,
        }
    }
    if workload.rollback_alarms:
        alarms = [{"AlarmName": name} for name in workload.rollback_alarms]
        policy["AutoRollbackConfiguration"] = {"Alarms": alarms}
    return {"DeploymentConfig": policy}


def _alarms(workload: Workload) -> list[Call]:
    """Build an alarm for each name, since a rollback needs alarms that exist.

    A name that ends in `-latency` watches the model's latency, every other one server errors.
    """
    return [_alarm(workload.name, alarm) for alarm in workload.rollback_alarms]


def _alarm(name: str, alarm: str) -> Call:
    watched = _SLOW if alarm.endswith("-latency") else _BROKEN
    parameters = {
        "AlarmName": alarm,
        "AlarmDescription": alarm_mark(name),
        "Namespace": _NAMESPACE,
        "Dimensions": _dimensions(name),
        "Period": 60,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        **watched,
    }
    return Call("cloudwatch", "put_metric_alarm", parameters)
