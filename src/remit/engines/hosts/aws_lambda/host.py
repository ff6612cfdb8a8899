"""Run function agents on AWS Lambda: one function for each workload, a version and an alias for each revision.

Revisions stand beside each other: each is called by its own alias (`r3`), so a new one takes nothing from the one that
serves. The alias `live` names what serves, with the weights that `route` is told.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from remit.engines.hosts.aws import Aws
from remit.engines.hosts.aws_lambda import calls
from remit.engines.hosts.aws_lambda.calls import LIVE, LambdaSettings
from remit.engines.hosts.aws_lambda.invoking import LambdaFunctions
from remit.engines.hosts.errors import AuthFailed, Conflict, NotFound, Rejected
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
)
from remit.kit import clock

_ALL = 100
_BEHIND = "its settings are being changed, and the code follows"
_STOPPED = "It takes no calls: its reserved concurrency is 0."
Found = Mapping[str, Any]


class Lambda:
    """The host for function agents on AWS Lambda; a function that Remit did not make for the workload is left alone.

    `functions` calls what runs there.
    """

    name = "lambda"
    capabilities = Capabilities(
        kinds=frozenset({"agent"}), canary=frozenset({"agent"}), pause=True, max_name=calls.MAX_NAME
    )

    def __init__(self, settings: LambdaSettings) -> None:
        self._settings = settings
        self.functions = LambdaFunctions(settings)
        self._aws = Aws(settings)
        # What was sent before a revision had to wait for the function: it is told with the rest.
        self._before: dict[tuple[str, str], list[Call]] = {}

    async def validate(self, workload: Workload) -> list[Problem]:
        return await asyncio.to_thread(calls.check, self._settings, workload)

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        return calls.build(act, workload, serving)

    async def apply(self, workload: Workload) -> list[Call]:
        found, key = await self._function(workload), (workload.name, workload.revision)
        made = self._before.setdefault(key, [])
        if found is None:
            await self._send(workload, made, calls.create(workload))
            version = "1"
        else:
            if _stopped(found):
                run = calls.build("run", workload, None)
                await self._send(workload, made, *run)
            if await self._in_place(workload):
                return self._before.pop(key)
            version = await self._publish(workload, found["Configuration"], made)
        exists = await self._alias(workload, workload.revision) is not None
        await self._send(workload, made, calls.point(workload, workload.revision, version, exists=exists))
        return self._before.pop(key)

    async def observe(self, workload: Workload) -> Observed:
        found = await self._function(workload)
        if found is None:
            return Observed(Phase.ABSENT, clock.now())
        if _stopped(found):
            return Observed(Phase.ABSENT, clock.now(), _STOPPED, native={"function": workload.name})
        alias = await self._alias(workload, workload.revision)
        version = await self._version(workload, alias["FunctionVersion"]) if alias else None
        if alias is None or version is None:
            return Observed(Phase.ABSENT, clock.now(), f"Its alias {workload.revision} is gone.")
        return _observed(workload, alias, version)

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        shares = [(weight, revision) for revision, weight in weights.items() if weight]
        if len(shares) not in (1, 2) or sum(weight for weight, _ in shares) != _ALL:
            raise Rejected(f"{workload.name} splits its calls between one or two revisions, {_ALL} % in all.")
        versions = [await self._names(workload, revision) for _, revision in shares]
        others = {} if versions[-1] == versions[0] else {versions[-1]: shares[-1][0] / _ALL}
        live = await self._alias(workload, LIVE)
        if live is not None and (live["FunctionVersion"], _weights(live)) == (versions[0], others):
            return []
        made: list[Call] = []
        exists = live["RevisionId"] if live is not None else None
        await self._send(workload, made, calls.lead(workload.name, versions[0], others, exists))
        return made

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        found, made = await self._function(workload), list[Call]()
        if found is None and power == "run":
            raise NotFound(f"There is no function {workload.name}: apply it anew.")
        if found is not None and _stopped(found) == (power == "run"):
            await self._send(workload, made, *calls.build(power, workload, None))
        return made

    async def retire(self, workload: Workload) -> list[Call]:
        made: list[Call] = []
        if await self._function(workload) is not None:
            try:
                await self._send(workload, made, calls.remove(workload.name))
            except NotFound:  # somebody was faster
                return []
        return made

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        until = clock.now()
        asked = calls.metrics(workload.name, since, until)
        answer = await self._aws.read("cloudwatch", "get_metric_data", asked, workload.region)
        seen = await self.observe(workload)
        instances = (Instance(workload.name, seen.phase),) if seen.replicas else ()
        return Telemetry(since, until, calls.figures(answer["MetricDataResults"]), instances)

    async def _publish(self, workload: Workload, found: Found, made: list[Call]) -> str:
        """Make a version of the wanted code and settings; while the function is busy, `Conflict` says to come again."""
        if found.get("State") == "Failed":
            await self._replace(workload, found)
        if found.get("State") == "Pending" or found.get("LastUpdateStatus") == "InProgress":
            raise Conflict(f"{workload.name} is being changed. Wait until it settles, then apply again.")
        if calls.differs(workload, found):
            await self._send(workload, made, calls.update_settings(workload))
            raise Conflict(f"{workload.name}: {_BEHIND}.")
        same = calls.ships(workload, found)
        answer = await self._send(
            workload, made, calls.publish(workload) if same else calls.update_code(workload)
        )
        return str(answer["Version"])

    async def _replace(self, workload: Workload, found: Found) -> None:
        """Remove a function that could not even be made, where nothing of it serves."""
        if await self._alias(workload, LIVE) is not None:
            raise Rejected(f"AWS says of {workload.name}: {_why(found)}")
        await self._send(workload, [], calls.remove(workload.name))
        raise Conflict(f"{workload.name} could not be made ({_why(found)}), and is removed first.")

    async def _in_place(self, workload: Workload) -> bool:
        """Say whether the revision's alias names a version with exactly its code and settings, and that alone."""
        alias = await self._alias(workload, workload.revision)
        version = await self._version(workload, alias["FunctionVersion"]) if alias else None
        if alias is None or version is None or _weights(alias) or version.get("State") == "Failed":
            return False
        return calls.ships(workload, version) and not calls.differs(workload, version)

    async def _send(self, workload: Workload, made: list[Call], *planned: Call) -> Found:
        """Send calls in order, with the code where they only show its digest; each that took effect is in `made`."""
        answer: Found = {}
        for call in planned:
            parameters = calls.with_code(call, workload)
            answer = await self._aws.write(call.service, call.operation, parameters, workload.region) or {}
            made.append(call)
        return answer

    async def _function(self, workload: Workload) -> Found | None:
        """Find the workload's function; `Rejected` for one that is somebody else's."""
        found = await self._read(workload, "get_function", {})
        if found is not None and found.get("TagsError"):
            raise AuthFailed(f"The tags of {workload.name} cannot be read: allow Remit lambda:ListTags.")
        owner = workload.options["owner"]
        if found is not None and (found.get("Tags") or {}).get(calls.OWNER_TAG) != owner:
            raise Rejected(
                f"The function {workload.name} in {workload.region} was not made for this deployment: it is left alone."
                " Rename or remove it in AWS, then deploy again."
            )
        return found

    async def _names(self, workload: Workload, revision: str) -> str:
        """Say which version a revision's alias names."""
        if (alias := await self._alias(workload, revision)) is None:
            raise Conflict(f"{workload.name} has no {revision} yet: apply it first.")
        return str(alias["FunctionVersion"])

    async def _alias(self, workload: Workload, name: str) -> Found | None:
        return await self._read(workload, "get_alias", {"Name": name})

    async def _version(self, workload: Workload, version: str) -> Found | None:
        return await self._read(workload, "get_function_configuration", {"Qualifier": version})

    async def _read(self, workload: Workload, operation: str, named: Mapping[str, str]) -> Found | None:
        try:
            found = await self._aws.read(
                "lambda", operation, {"FunctionName": workload.name, **named}, workload.region
            )
        except NotFound:
            return None
        return dict(found)


def _observed(workload: Workload, alias: Found, version: Found) -> Observed:
    """Say how a revision stands by its alias and the version that this names."""
    native = {
        "function": workload.name,
        "arn": version.get("FunctionArn", ""),
        "alias": workload.revision,
        "version": alias["FunctionVersion"],
        "state": version.get("State", ""),
    }
    # A function that was not called for long sleeps, and wakes by a call.
    serves = version.get("State") in {"Active", "Inactive"}
    failed = version.get("State") == "Failed"
    phase = Phase.FAILED if failed else Phase.IN_SERVICE if serves else Phase.CREATING
    ours = alias.get("Description") == version.get("CodeSha256") and not _weights(alias)
    return Observed(
        phase,
        clock.now(),
        reason=_why(version) if failed else None,
        revision=None if not serves else workload.revision if ours else f"version {alias['FunctionVersion']}",
        replicas=1 if serves else 0,
        native=native,
    )


def _why(found: Found) -> str:
    return str(
        found.get("StateReason") or found.get("StateReasonCode") or "it failed, and AWS gives no reason"
    )


def _stopped(found: Found) -> bool:
    return (found.get("Concurrency") or {}).get("ReservedConcurrentExecutions") == 0


def _weights(alias: Found) -> dict[str, float]:
    return dict((alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {})
