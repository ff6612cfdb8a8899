"""Run models on Kubernetes: one Service for each workload, one Deployment for each revision.

Nothing that is not labelled as this workload's is ever changed or removed.
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from datetime import datetime

from remit.engines.hosts.errors import Conflict, NotFound, Rejected
from remit.engines.hosts.host import (
    Act,
    Address,
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
from remit.engines.hosts.kubernetes import manifests
from remit.engines.hosts.kubernetes.cluster import Cluster, Found
from remit.engines.hosts.kubernetes.manifests import INSTANCE, Manifest
from remit.engines.hosts.kubernetes.settings import KubernetesSettings
from remit.engines.hosts.kubernetes.standing import Standing, selected, standing
from remit.engines.hosts.native import MAX_NAME
from remit.engines.hosts.news import Told
from remit.kit import clock

_SILENT_SECONDS = 330.0  # longer than a watch of which nothing is heard
_FOREIGN = (
    "The name {name} is taken by a {kind} that Remit did not make, which was left as it is."
    " Deploy under another name."
)
_OTHERS = "The {kind} {name} belongs to another deployment, which is not gone yet."


class Kubernetes:
    """The host for models on a Kubernetes cluster.

    A new revision is made beside the old one; its owner routes to it when `observe` says that it is ready.
    """

    name = "kubernetes"
    capabilities = Capabilities(
        kinds=frozenset({"model"}), pause=True, gpu=True, native_rollout=True, max_name=MAX_NAME
    )

    def __init__(self, settings: KubernetesSettings) -> None:
        self._settings = settings
        self._cluster = Cluster(settings)

    async def close(self) -> None:
        """Close the connections to the cluster."""
        await self._cluster.close()

    async def validate(self, workload: Workload) -> list[Problem]:
        return manifests.check(self._settings, workload)

    def rehearse(self, act: Act, workload: Workload, serving: str | None) -> list[Call]:
        return manifests.build(self._settings, act, workload, serving)

    def address(self, name: str) -> Address:
        """Say where the Service of a workload of that name answers."""
        return Address(self._settings.url(manifests.service_name(name)), name, self._settings.key)

    async def apply(self, workload: Workload) -> list[Call]:
        service = await self._cluster.get("Service", manifests.service_name(workload.name))
        self._require_free(workload, "Service", service)
        wanted = manifests.of_revision(self._settings, workload)
        # What serves goes on serving: the Service is moved by `route`.
        if selected(service) is None or await self._gone(workload, selected(service)):
            wanted.append(manifests.service(workload))
        made = []
        for manifest in wanted:
            if await self._applied(workload, manifest):
                made.append(manifests.apply(manifest))
        return made

    async def observe(self, workload: Workload) -> Observed:
        service = await self._cluster.get("Service", manifests.service_name(workload.name))
        fleets = await self._standings(workload)
        active = fleets.get(selected(service) or "") if self._is_ours(workload, service) else None
        return _observed(workload, active, fleets.get(manifests.fleet_name(workload)))

    async def route(self, workload: Workload, weights: Mapping[str, int]) -> list[Call]:
        """Lead the Service to a revision, and then remove all others."""
        require_one_route(workload, weights)
        name = manifests.fleet_name(workload)
        if name not in await self._standings(workload):
            raise Conflict(f"{name} is not on the cluster, so no call can be led to it.")
        manifest, made = manifests.service(workload), []
        if await self._applied(workload, manifest):
            made.append(manifests.apply(manifest))
        for kind in reversed(self._kinds()):
            others = [each for each in await self._names(workload, kind) if each != name]
            made += [call for each in others for call in await self._deleted(kind, each)]
        return made

    async def power(self, workload: Workload, power: Power) -> list[Call]:
        if power == "run":
            return await self.apply(workload)
        kind, made = manifests.fleet_kind(self._settings), []
        for each in await self._cluster.find(kind, manifests.labels(workload)):
            if _replicas(each) and not _leaves(each):
                call = manifests.scale(self._settings, each["metadata"]["name"], 0)
                await self._cluster.merge(kind, call.parameters["name"], self._stopped())
                made.append(call)
        return made

    async def retire(self, workload: Workload) -> list[Call]:
        made: list[Call] = []
        for kind in ("Service", *self._kinds()):
            for each in await self._names(workload, kind):
                made += await self._deleted(kind, each)
        return made

    async def telemetry(self, workload: Workload, since: datetime) -> Telemetry:
        pods = await self._cluster.find("Pod", manifests.labels(workload))
        return Telemetry(since, clock.now(), instances=tuple(_instance(each) for each in pods))

    async def follow(self, told: Told) -> None:
        """Watch what is Remit's on the cluster: all there is to begin with, then each change."""
        kinds = ("Service", manifests.fleet_kind(self._settings), "Pod")
        watching = [asyncio.create_task(self._follow(kind, told)) for kind in kinds]
        try:
            await asyncio.gather(*watching)
        finally:
            for each in watching:
                each.cancel()
            await asyncio.gather(*watching, return_exceptions=True)

    async def _follow(self, kind: str, told: Told) -> None:
        async with aclosing(self._cluster.watch(kind, {manifests.MANAGED: manifests.MANAGER})) as news:
            while True:
                try:
                    # A line that is cut without a word is not waited on for ever.
                    async with asyncio.timeout(_SILENT_SECONDS):
                        found = await anext(news)
                except (StopAsyncIteration, TimeoutError):
                    return
                if owner := (found["metadata"].get("labels") or {}).get(manifests.OWNER):
                    told(str(owner))

    def _kinds(self) -> tuple[str, ...]:
        return (manifests.KSERVE,) if self._settings.kserve else manifests.OF_REVISION

    def _stopped(self) -> Mapping[str, object]:
        if self._settings.kserve:
            return {"spec": {"predictor": {"minReplicas": 0, "maxReplicas": 0}}}
        return {"spec": {"replicas": 0}}

    def _is_ours(self, workload: Workload, found: Found | None) -> bool:
        return found is not None and manifests.ours(workload, found) and not _leaves(found)

    def _require_free(self, workload: Workload, kind: str, found: Found | None) -> None:
        """Raise for a name that is not this workload's to use: `Rejected` for good, `Conflict` for now."""
        if found is None:
            return
        name = found["metadata"]["name"]
        if not manifests.made_by_remit(found):
            raise Rejected(_FOREIGN.format(name=name, kind=kind))
        if not manifests.ours(workload, found):
            raise Conflict(_OTHERS.format(name=name, kind=kind))
        if _leaves(found):
            raise Conflict(f"The {kind} {name} is being removed. It is made again when it is gone.")

    async def _applied(self, workload: Workload, manifest: Manifest) -> bool:
        """Apply a manifest; false when nothing was different."""
        kind, name = manifest["kind"], manifest["metadata"]["name"]
        before = await self._cluster.get(kind, name)
        self._require_free(workload, kind, before)
        # Of what is there already and ours, every field that is sent is ours too, whoever set it meanwhile.
        after = await self._cluster.apply(manifest, force=before is not None)
        return before is None or _said(before) != _said(after)

    async def _gone(self, workload: Workload, name: str | None) -> bool:
        """Whether what a Service leads to is not there any more, or has nothing that runs."""
        found = (await self._standings(workload)).get(name or "")
        return found is None or found.paused or name == manifests.fleet_name(workload)

    async def _standings(self, workload: Workload) -> dict[str, Standing]:
        """Look at every revision of the workload, by the name of the object that runs it."""
        marks = manifests.labels(workload)
        fleets = await self._cluster.find(manifests.fleet_kind(self._settings), marks)
        fleets = [each for each in fleets if not _leaves(each)]
        pods = await self._cluster.find("Pod", marks) if fleets else []
        return {
            each["metadata"]["name"]: standing(
                {**each, "kind": manifests.fleet_kind(self._settings)},
                [pod for pod in pods if pod["metadata"]["labels"].get(INSTANCE) == each["metadata"]["name"]],
            )
            for each in fleets
        }

    async def _names(self, workload: Workload, kind: str) -> list[str]:
        found = await self._cluster.find(kind, manifests.labels(workload))
        return [str(each["metadata"]["name"]) for each in found if not _leaves(each)]

    async def _deleted(self, kind: str, name: str) -> list[Call]:
        try:
            await self._cluster.delete(kind, name)
        except NotFound:
            return []
        return [manifests.delete(kind, name)]


def _observed(workload: Workload, active: Standing | None, wanted: Standing | None) -> Observed:
    """Say how a workload stands by the revision that the Service leads to and the one that is asked about."""
    serves = active if active is not None and active.ready else None
    if wanted is not None and wanted is not active and not wanted.paused:
        return _on_its_way(wanted, serves)
    if active is None or active.paused:
        return Observed(Phase.ABSENT, clock.now(), reason="It is paused." if active else None)
    if active.ready or active.came_up:
        return _seen(Phase.IN_SERVICE, active, None if active.up else active.reason)
    return _seen(Phase.FAILED if active.hopeless else Phase.CREATING, active, active.reason)


def _on_its_way(wanted: Standing, serves: Standing | None) -> Observed:
    """Say how a revision does that no call is led to yet; one that is hopeless leaves what serves in place."""
    if wanted.hopeless:
        return _seen(Phase.IN_SERVICE if serves else Phase.FAILED, serves or wanted, wanted.reason)
    if serves is None and not wanted.up:
        return _seen(Phase.CREATING, wanted, wanted.reason)
    found = _seen(Phase.UPDATING, serves or wanted, wanted.reason)
    return Observed(**{**vars(found), "ready": wanted.revision if wanted.up else None})


def _seen(phase: Phase, shown: Standing, reason: str | None) -> Observed:
    serves = phase in {Phase.IN_SERVICE, Phase.UPDATING} and shown.ready > 0
    return Observed(
        phase,
        clock.now(),
        reason=reason,
        revision=shown.revision if serves or phase is Phase.IN_SERVICE else None,
        replicas=shown.ready,
        native={"object": shown.name, "ready": f"{shown.ready} of {shown.wanted}"},
    )


def _instance(pod: Found) -> Instance:
    status = pod.get("status") or {}
    ready = any(
        each["type"] == "Ready" and each["status"] == "True" for each in status.get("conditions") or []
    )
    began = status.get("startTime")
    return Instance(
        name=pod["metadata"]["name"],
        phase=Phase.IN_SERVICE if ready else Phase.CREATING,
        since=datetime.fromisoformat(began) if began else None,
    )


def _replicas(fleet: Found) -> int:
    spec = fleet["spec"]
    return int(spec["predictor"].get("minReplicas", 1) if "predictor" in spec else spec.get("replicas", 1))


def _leaves(found: Found) -> bool:
    return bool(found["metadata"].get("deletionTimestamp"))


def _said(found: Found) -> object:
    """What was asked for, without what the cluster says of it."""
    return found["spec"], found["metadata"].get("labels")
