"""Speak to one API server: lightkube's client, its exceptions turned into host errors."""

import importlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

from remit.engines.hosts.errors import (
    AuthFailed,
    Conflict,
    HostError,
    NotFound,
    OutcomeUnknown,
    Rejected,
    Retryable,
)
from remit.engines.hosts.kubernetes.manifests import MANAGER
from remit.engines.hosts.kubernetes.settings import IN_CLUSTER, KubernetesSettings

# Group, version and plural of every kind that is read or written.
_KINDS = {
    "Deployment": ("apps", "v1", "deployments"),
    "Service": ("", "v1", "services"),
    "Pod": ("", "v1", "pods"),
    "HorizontalPodAutoscaler": ("autoscaling", "v2", "horizontalpodautoscalers"),
    "PodDisruptionBudget": ("policy", "v1", "poddisruptionbudgets"),
    "InferenceService": ("serving.kserve.io", "v1beta1", "inferenceservices"),
    "PodMetrics": ("metrics.k8s.io", "v1beta1", "pods"),
}
_UNSET = "No cluster is configured: set REMIT_KUBERNETES to a kubeconfig's path, or to in-cluster."
_UNUSABLE = "The kubeconfig that REMIT_KUBERNETES names cannot be used"
_RENEW = "Renew the credentials that REMIT_KUBERNETES names, or what they may do in the namespace."
Found = Mapping[str, Any]
_WATCH_SECONDS = 300  # then the server hangs up, and the same is asked again


class Cluster:
    """One namespace of one API server; nothing else is ever asked, whatever the environment's proxies say."""

    def __init__(self, settings: KubernetesSettings) -> None:
        self._settings = settings
        self._client: Any = None
        self._resources: dict[str, Any] = {}

    async def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def get(self, kind: str, name: str) -> Found | None:
        """Read an object; none where there is none of the name."""
        try:
            return dict(await self._ask(lambda client, res: client.get(res, name), kind, writes=False))
        except NotFound:
            return None

    async def find(self, kind: str, labels: Mapping[str, str]) -> list[Found]:
        """List the objects that have all labels."""

        async def listed(client: Any, res: Any) -> list[Found]:
            return [dict(each) async for each in client.list(res, labels=dict(labels), chunk_size=500)]

        found: list[Found] = await self._ask(listed, kind, writes=False)
        return found

    async def watch(self, kind: str, labels: Mapping[str, str]) -> AsyncGenerator[Found]:
        """Follow the objects that have all labels: those there are, then each that changes; ends when cut off."""
        http = _load("httpx2")
        try:
            res = self._resource(kind)
            news = self._connected().watch(res, labels=dict(labels), server_timeout=_WATCH_SECONDS)
            async with aclosing(news):
                async for _, found in news:
                    yield dict(found)
        except http.HTTPError as error:
            words = f"The cluster's news of its {kind}s broke off ({type(error).__name__})."
            raise Retryable(words) from error
        except _load("lightkube.core.exceptions").ConfigError as error:
            raise AuthFailed(f"{_UNUSABLE}, or its program gave no credentials. {_RENEW}") from error

    async def apply(self, manifest: Mapping[str, Any], *, force: bool) -> Found:
        """Apply on the server's side; without `force` what another manager set is a `Conflict`."""
        name, kind = manifest["metadata"]["name"], manifest["kind"]
        patch_type = _load("lightkube.types").PatchType.APPLY

        def sent(client: Any, res: Any) -> Awaitable[Any]:
            return client.patch(  # type: ignore[no-any-return]  # the client is loaded on first use
                res, name, dict(manifest), patch_type=patch_type, field_manager=MANAGER, force=force
            )

        return dict(await self._ask(sent, kind, writes=True))

    async def merge(self, kind: str, name: str, changes: Mapping[str, Any]) -> Found:
        """Change some fields of an object."""
        patch_type = _load("lightkube.types").PatchType.MERGE

        def sent(client: Any, res: Any) -> Awaitable[Any]:
            return client.patch(  # type: ignore[no-any-return]  # as above
                res, name, dict(changes), patch_type=patch_type, field_manager=MANAGER
            )

        return dict(await self._ask(sent, kind, writes=True))

    async def delete(self, kind: str, name: str) -> None:
        """Remove an object and what it made; raises `NotFound`."""
        background = _load("lightkube.types").CascadeType.BACKGROUND
        await self._ask(lambda client, res: client.delete(res, name, cascade=background), kind, writes=True)

    async def _ask(self, act: Callable[[Any, Any], Awaitable[Any]], kind: str, *, writes: bool) -> Any:
        http = _load("httpx2")
        try:
            return await act(self._connected(), self._resource(kind))
        except http.HTTPStatusError as error:
            raise _answered(kind, error) from error
        except http.TransportError as error:
            raise _unanswered(http, kind, error, writes=writes) from error
        except _load("lightkube.core.exceptions").ConfigError as error:
            raise AuthFailed(f"{_UNUSABLE}, or its program gave no credentials. {_RENEW}") from error

    def _connected(self) -> Any:
        """Connect on first use; a file that cannot be used is read anew the next time."""
        if self._client is not None:
            return self._client
        if not self._settings.config:
            raise Rejected(_UNSET)
        try:
            config = _config(self._settings.config)
            self._client = _load("lightkube").AsyncClient(
                config,
                namespace=self._settings.namespace,
                timeout=_load("httpx2").Timeout(self._settings.timeout),
                trust_env=False,
            )
        except Exception as error:  # noqa: BLE001 - whatever a file holds; its words may be secret
            raise AuthFailed(f"{_UNUSABLE} ({type(error).__name__}).") from None
        return self._client

    def _resource(self, kind: str) -> Any:
        if kind not in self._resources:
            group, version, plural = _KINDS[kind]
            generic = _load("lightkube.generic_resource")
            info = generic.create_api_info(group, version, kind, plural)
            # Not registered with the library: what other code in this process knows by these names stays as it is.
            self._resources[kind] = type(kind, (generic.GenericNamespacedResource,), {"_api_info": info})
        return self._resources[kind]


def _load(module: str) -> Any:
    """Import the client on first use: it costs 25 MB, which a Remit without Kubernetes should not pay."""
    return importlib.import_module(module)


def _config(named: str) -> Any:
    configs = _load("lightkube.config.kubeconfig").KubeConfig
    return configs.from_service_account() if named == IN_CLUSTER else configs.from_file(named)


def _answered(kind: str, error: Any) -> HostError:
    """Turn an error answer into the class that says what to do."""
    status = error.response.status_code
    said = _said(error.response)
    detail = f"Kubernetes answered {status} about a {kind}: {said}"
    if status in {401, 403}:
        return AuthFailed(f"{detail} {_RENEW}")
    if status == 404:
        return NotFound(detail)
    if status == 409:
        return Conflict(detail)
    if status == 429 or status >= 500:
        return Retryable(detail)
    return Rejected(detail)


def _said(response: Any) -> str:
    try:
        said = response.json().get("message")
    except (ValueError, AttributeError):
        said = None
    words = str(said or "no message")[:1000]
    return words if words.endswith(".") else f"{words}."


def _unanswered(http: Any, kind: str, error: Exception, *, writes: bool) -> HostError:
    detail = f"A request about a {kind} did not get through to Kubernetes ({type(error).__name__})."
    if writes and not isinstance(error, http.ConnectError | http.ConnectTimeout):
        return OutcomeUnknown(f"{detail} It may have taken effect.")
    return Retryable(detail)
