"""Build the Lambda calls of a workload: pure, so a dry run shows what would be sent; code is shown by its digest.

Options read here: `file.NAME` (what is shipped; only to apply), `handler`, `timeout_seconds`, `memory_mb`, `role_arn`,
`architecture`, `owner`, `subnets` and `security_groups` (with commas between them).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from remit.engines.hosts.aws import AwsSettings
from remit.engines.hosts.aws_lambda.package import digest, package
from remit.engines.hosts.host import Act, Call, Problem, Workload, name_problems

RUNTIME = "python3.13"
LIVE = "live"
"""The alias that names what serves, with the same weights as the calls through Remit."""
MAX_NAME = 63
OWNER_TAG = "remit:deployment"
_ENVIRONMENT_TAG = "remit:environment"
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,512}")
_NUMBERS = {"memory_mb": (128, 10_240), "timeout_seconds": (1, 900)}
_ARCHITECTURES = ("arm64", "x86_64")
# Sets come in the same order at every run, so that code which is run again asks the same again.
_VARIABLES = {"PYTHONHASHSEED": "0"}
_SERVICE = "lambda"
_FILE = "file."
_METRICS = {
    "calls": ("Invocations", "Sum"),
    "server_errors": ("Errors", "Sum"),
    "throttled": ("Throttles", "Sum"),
    "latency_ms": ("Duration", "Average"),
    "at_once": ("ConcurrentExecutions", "Maximum"),
}


@dataclass(frozen=True)
class LambdaSettings(AwsSettings):
    """How to reach AWS Lambda.

    at_once: how many functions this process calls at the same time. most_bytes: what AWS takes as code in one request.
    """

    at_once: int = 64
    most_bytes: int = 50 * 10**6


def check(settings: LambdaSettings, workload: Workload) -> list[Problem]:
    """List why a workload cannot be applied."""
    found, options = name_problems(workload, MAX_NAME), workload.options
    if workload.kind != "agent":
        found.append(Problem("kind", "AWS Lambda runs function agents. Choose another host for a model."))
    if not _ROLE.fullmatch(options.get("role_arn", "")):
        words = "Name the role that functions run under, as arn:aws:iam::<account>:role/<name>: REMIT_LAMBDA_ROLE_ARN."
        found.append(Problem("role_arn", words))
    for name, (least, most) in _NUMBERS.items():
        given = options.get(name, "")
        if not given.isdecimal() or not least <= int(given) <= most:
            found.append(Problem(name, f"It is a whole number from {least} to {most:,}."))
    if options.get("architecture") not in _ARCHITECTURES:
        found.append(Problem("architecture", f"It is {' or '.join(_ARCHITECTURES)}."))
    if bool(options.get("subnets")) != bool(options.get("security_groups")):
        found.append(Problem("subnets", "Subnets and security groups are named together, or neither."))
    if not any(name.startswith(_FILE) for name in options):
        found.append(Problem("code", "There is no code to ship."))
    elif (size := len(_packed(workload))) > settings.most_bytes:
        words = f"The code is {size:,} bytes as a zip, and AWS takes {settings.most_bytes:,} at once: make it smaller."
        found.append(Problem("code", words))
    return found


def build(act: Act, workload: Workload, serving: str | None) -> list[Call]:
    """Build the calls of an act in order, as they are when nothing went wrong before."""
    name = workload.name
    if act == "apply":
        if serving == workload.revision:
            return []
        first = update_code(workload) if serving else create(workload)
        return [first, point(workload, workload.revision, "1" if not serving else "(the version just made)")]
    if act == "run":
        return [Call(_SERVICE, "delete_function_concurrency", {"FunctionName": name})]
    if act in {"pause", "stop"}:
        return [stop(name)]
    return [remove(name)]


def create(workload: Workload) -> Call:
    """Make the function, with its first version."""
    parameters = {
        "FunctionName": workload.name,
        **settings(workload),
        "Architectures": [workload.options["architecture"]],
        "Code": {"ZipFile": _shown(workload)},
        "Publish": True,
        "Tags": {OWNER_TAG: workload.options["owner"], _ENVIRONMENT_TAG: workload.environment},
    }
    return Call(_SERVICE, "create_function", parameters)


def settings(workload: Workload) -> dict[str, Any]:
    """Return what of a function is not its code."""
    options = workload.options
    return {
        "Runtime": RUNTIME,
        "Handler": options["handler"],
        "Role": options["role_arn"],
        "Timeout": int(options["timeout_seconds"]),
        "MemorySize": int(options["memory_mb"]),
        "Environment": {"Variables": _VARIABLES},
        "VpcConfig": {
            "SubnetIds": _listed(options.get("subnets")),
            "SecurityGroupIds": _listed(options.get("security_groups")),
        },
    }


def differs(workload: Workload, found: Mapping[str, Any]) -> bool:
    """Say whether a function's settings are not the wanted ones."""
    wanted = settings(workload)
    vpc, there = wanted.pop("VpcConfig"), found.get("VpcConfig") or {}
    same_network = all(sorted(there.get(key) or []) == sorted(value) for key, value in vpc.items())
    return not same_network or any(found.get(key) != value for key, value in wanted.items())


def ships(workload: Workload, found: Mapping[str, Any]) -> bool:
    """Say whether a function has the wanted code, for the wanted processor."""
    architecture = workload.options["architecture"]
    return found["CodeSha256"] == code_digest(workload) and found.get("Architectures") == [architecture]


def update_settings(workload: Workload) -> Call:
    """Change what is not code."""
    parameters = {"FunctionName": workload.name, **settings(workload)}
    return Call(_SERVICE, "update_function_configuration", parameters)


def update_code(workload: Workload) -> Call:
    """Replace the code, and make a version of it."""
    parameters = {
        "FunctionName": workload.name,
        "ZipFile": _shown(workload),
        "Architectures": [workload.options["architecture"]],
        "Publish": True,
    }
    return Call(_SERVICE, "update_function_code", parameters)


def publish(workload: Workload) -> Call:
    """Make a version of what is there, if it is still our code."""
    parameters = {"FunctionName": workload.name, "CodeSha256": code_digest(workload)}
    return Call(_SERVICE, "publish_version", parameters)


def point(workload: Workload, alias: str, version: str, *, exists: bool = False) -> Call:
    """Have a revision's alias name its version; it says by which code it may be known."""
    parameters = {
        "FunctionName": workload.name,
        "Name": alias,
        "FunctionVersion": version,
        "Description": code_digest(workload),
        "RoutingConfig": {"AdditionalVersionWeights": {}},
    }
    return Call(_SERVICE, "update_alias" if exists else "create_alias", parameters)


def lead(name: str, version: str, weights: Mapping[str, float], exists: str | None) -> Call:
    """Have the alias of what serves name a version, and others with their shares; `exists` is its revision id."""
    parameters = {
        "FunctionName": name,
        "Name": LIVE,
        "FunctionVersion": version,
        "RoutingConfig": {"AdditionalVersionWeights": dict(weights)},
        **({} if exists is None else {"RevisionId": exists}),
    }
    return Call(_SERVICE, "create_alias" if exists is None else "update_alias", parameters)


def stop(name: str) -> Call:
    """Let nothing of a function run."""
    return Call(
        _SERVICE, "put_function_concurrency", {"FunctionName": name, "ReservedConcurrentExecutions": 0}
    )


def remove(name: str) -> Call:
    """Remove a function with its versions and aliases."""
    return Call(_SERVICE, "delete_function", {"FunctionName": name})


def code_digest(workload: Workload) -> str:
    """Name the code that a workload ships."""
    return digest(_packed(workload))


def with_code(call: Call, workload: Workload) -> dict[str, Any]:
    """Return what a call really sends: the code itself where it is shown by its digest."""
    given = dict(call.parameters)
    if "ZipFile" in given:
        given["ZipFile"] = _packed(workload)
    if "Code" in given:
        given["Code"] = {"ZipFile": _packed(workload)}
    return given


def figures(results: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Turn the answer to `metrics` into counts and milliseconds; a metric without data is left out."""
    found = {}
    for each in results:
        if values := each["Values"]:
            _, statistic = _METRICS[each["Id"]]
            together = {"Sum": sum(values), "Maximum": max(values), "Average": sum(values) / len(values)}
            found[each["Id"]] = float(together[statistic])
    return found


def metrics(name: str, since: datetime, until: datetime) -> dict[str, Any]:
    """Ask CloudWatch for a function's figures, one for the whole time."""
    period = max(60, -(-int((until - since).total_seconds()) // 60) * 60)
    dimensions = [{"Name": "FunctionName", "Value": name}]
    queries = [
        {
            "Id": id,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": dimensions},
                "Period": period,
                "Stat": statistic,
            },
        }
        for id, (metric, statistic) in _METRICS.items()
    ]
    return {"MetricDataQueries": queries, "StartTime": since, "EndTime": until}


def _shown(workload: Workload) -> str:
    packed = _packed(workload)
    return f"<{len(packed)} bytes, SHA-256 {digest(packed)}>"


def _packed(workload: Workload) -> bytes:
    files = [(n.removeprefix(_FILE), text) for n, text in workload.options.items() if n.startswith(_FILE)]
    return package(tuple(files))


def _listed(given: str | None) -> list[str]:
    return [each.strip() for each in (given or "").split(",") if each.strip()]
