"""Speak to AWS: boto3 in threads, its exceptions turned into host errors."""

import asyncio
import importlib
import threading
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
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

_THROTTLED = frozenset(
    {"Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException"}
    | {"RequestLimitExceeded", "RequestThrottled", "LimitExceededException", "ServiceUnavailable"}
)
_UNAUTHORISED = frozenset(
    {"UnrecognizedClientException", "InvalidClientTokenId", "ExpiredToken", "ExpiredTokenException"}
    | {"AccessDenied", "AccessDeniedException", "InvalidSignatureException", "SignatureDoesNotMatch"}
    | {"MissingAuthenticationToken", "MissingAuthenticationTokenException", "AuthFailure", "OptInRequired"}
)
_CONFLICTS = frozenset(
    {"ResourceInUse", "ConflictException", "ResourceConflictException", "PreconditionFailedException"}
)
_IN_PROGRESS = ("in-progress", "in progress", "cannot delete endpoint in", "is being deleted")


class Throttled(Retryable):
    """AWS takes no more of this now: nothing was done."""


class AlreadyExists(Conflict):
    """The named thing is there already; names are deterministic, so callers take it as done."""

    type = "host-already-exists"
    title = "Already on the host"


@dataclass(frozen=True)
class AwsSettings:
    """How to reach AWS; credentials come from boto3's own chain (environment, profile, instance role).

    attempts: tries per request, the first included. Timeouts are in seconds.
    """

    region: str = "us-east-1"
    endpoint_url: str | None = None
    profile: str | None = None
    attempts: int = 3
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    connections: int = 10


class Aws:
    """One boto3 session, one client for each service and region, usable from any task."""

    def __init__(self, settings: AwsSettings) -> None:
        self.settings = settings
        self._clients: dict[tuple[str, str], Any] = {}
        self._session: Any = None
        self._lock = threading.Lock()

    async def read(self, service: str, operation: str, parameters: Mapping[str, Any], region: str) -> Any:
        """Call something without effect; repeating it is always safe."""
        return await asyncio.to_thread(self._call, service, operation, parameters, region, writes=False)

    async def write(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        region: str,
        threads: Executor | None = None,
    ) -> Any:
        """Call something with effect, on `threads` where they are given; a lost answer is `OutcomeUnknown`."""
        call = partial(self._call, service, operation, parameters, region, writes=True)
        return await asyncio.get_running_loop().run_in_executor(threads, call)

    def _call(
        self, service: str, operation: str, parameters: Mapping[str, Any], region: str, *, writes: bool
    ) -> Any:
        exceptions = load("botocore.exceptions")
        try:
            client = self._client(service, region)
            return getattr(client, operation)(**parameters)
        except exceptions.ClientError as error:
            raise _answered(operation, error.response) from error
        except exceptions.BotoCoreError as error:
            raise _unanswered(operation, error, writes=writes) from error

    def _client(self, service: str, region: str) -> Any:
        with self._lock:
            if self._session is None:
                self._session = load("boto3").session.Session(profile_name=self.settings.profile)
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._session.client(
                    service,
                    region_name=region,
                    endpoint_url=self.settings.endpoint_url,
                    config=load("botocore.config").Config(
                        retries={"total_max_attempts": self.settings.attempts, "mode": "standard"},
                        connect_timeout=self.settings.connect_timeout,
                        read_timeout=self.settings.read_timeout,
                        max_pool_connections=self.settings.connections,
                    ),
                )
            return self._clients[key]


def load(module: str) -> Any:
    """Import part of boto3 on first use: it costs 36 MB, which a Remit without AWS should not pay."""
    return importlib.import_module(module)


def _answered(operation: str, response: Mapping[str, Any]) -> HostError:
    """Turn an error answer of AWS into the class that says what to do.

    SageMaker models only ResourceLimitExceeded; the rest are ValidationExceptions told apart by message.
    """
    code = str(response.get("Error", {}).get("Code", ""))
    said = str(response.get("Error", {}).get("Message", "")) or "no message"
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    detail = f"AWS answered {operation} with {code}: {said}"
    lowered = said.lower()
    if code in _UNAUTHORISED or status in {401, 403}:
        return AuthFailed(f"{detail} Check the AWS credentials and their permissions.")
    if code in _THROTTLED or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(detail)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Retryable(detail)
    if "already existing" in lowered or (code == "ResourceConflictException" and "already exist" in lowered):
        return AlreadyExists(detail)
    if "could not find" in lowered or code in {"ResourceNotFound", "ResourceNotFoundException"}:
        return NotFound(detail)
    if code in _CONFLICTS or any(words in lowered for words in _IN_PROGRESS):
        return Conflict(detail)
    return Rejected(detail)


def _unanswered(operation: str, error: Exception, *, writes: bool) -> HostError:
    """Turn a failure on our side of the wire into the class that says what to do."""
    exceptions = load("botocore.exceptions")
    detail = f"{operation} did not get through to AWS: {error}"
    if isinstance(
        error,
        exceptions.NoCredentialsError
        | exceptions.PartialCredentialsError
        | exceptions.CredentialRetrievalError
        | exceptions.ProfileNotFound
        | exceptions.TokenRetrievalError
        | exceptions.SSOError,
    ):
        return AuthFailed(f"{detail}. Set AWS credentials for this process.")
    if isinstance(error, exceptions.EndpointConnectionError | exceptions.ConnectTimeoutError):
        return Retryable(detail)
    if isinstance(error, exceptions.HTTPClientError):
        return OutcomeUnknown(f"{detail}. It may have taken effect.") if writes else Retryable(detail)
    return Rejected(detail)
