"""Amazon Bedrock, Nova and all that it has besides: through Amazon's own library, with no credentials but those given.

A secret is `ACCESS_KEY_ID:SECRET_ACCESS_KEY`, with `:SESSION_TOKEN` after it where there is one, or one of Bedrock's
own API keys. Without a secret the machine's role is asked, which only whoever runs Remit can allow.
"""

import re
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    ParamValidationError,
    ReadTimeoutError,
)
from botocore.tokens import FrozenAuthToken
from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelAPIError, ModelHTTPError
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.models.bedrock import BedrockConverseModel
from pydantic_ai.providers.bedrock import BedrockProvider
from pydantic_ai.settings import ModelSettings
from typing_extensions import override

from remit.engines.models.finding import Finding
from remit.engines.models.providers import Connection
from remit.kit.resilience import Resilience

_PAIR = re.compile(r"([A-Z0-9]{16,128}):([^:]{16,256})(?::(.{16,8000}))?")
_WRONG_KEY = frozenset({401, 403})


def bedrock_model(connection: Connection, model: str, patience: Resilience) -> BedrockConverseModel:
    """Make the model of a region."""
    provider = BedrockProvider(bedrock_client=client(connection, patience))
    return _Model(model, provider=provider)


def client(connection: Connection, patience: Resilience) -> Any:
    """Make Amazon's client; it never tries again by itself, and takes nothing from the environment but a role."""
    pair = _PAIR.fullmatch(connection.api_key)
    bearer = connection.api_key if connection.api_key and pair is None else None
    config = Config(
        connect_timeout=patience.connect_seconds,
        read_timeout=patience.silence_seconds,
        retries={"total_max_attempts": 1, "mode": "standard"},
        signature_version="bearer" if bearer else "v4",
        max_pool_connections=50,
    )
    address = connection.base_url or f"https://bedrock-runtime.{connection.region}.amazonaws.com"
    if bearer:
        session = boto3.Session(botocore_session=_TokenSession(bearer), region_name=connection.region)
        return session.client("bedrock-runtime", config=config, endpoint_url=address)
    key, secret, token = pair.groups() if pair else (None, None, None)
    session = boto3.Session(
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        region_name=connection.region,
    )
    return session.client("bedrock-runtime", config=config, endpoint_url=address)


class _Model(BedrockConverseModel):
    """Says of what Amazon's library does not send, too, that the provider gave no answer."""

    @override
    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        with self._unsent():
            return await super().request(messages, model_settings, model_request_parameters)

    @override
    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        asking = super().request_stream(messages, model_settings, model_request_parameters, run_context)
        with self._unsent():
            async with asking as stream:
                yield stream

    @contextmanager
    def _unsent(self) -> Iterator[None]:
        try:
            yield
        except ParamValidationError as error:
            raise ModelHTTPError(400, self.model_name, None) from error
        except BotoCoreError as error:
            raise ModelAPIError(self.model_name, type(error).__name__) from error


class _TokenSession(botocore.session.Session):
    """Signs with one of Bedrock's own keys and knows no other credentials."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._given = token

    def get_auth_token(self, **_: Any) -> FrozenAuthToken:
        return FrozenAuthToken(self._given)

    def get_credentials(self) -> None:
        return


def ask(connection: Connection, seconds: float) -> Finding:
    """Ask the default model one word, in the thread that this is called in, and say what came of it."""
    patience = Resilience(connect_seconds=min(5.0, seconds), silence_seconds=seconds)
    began = time.perf_counter()
    try:
        client(connection, patience).converse(
            modelId=connection.default,
            messages=[{"role": "user", "content": [{"text": "Say hello."}]}],
            inferenceConfig={"maxTokens": 1},
        )
        found = Finding("answered")
    except ClientError as error:
        found = _refused(error)
    except (ConnectTimeoutError, ReadTimeoutError):
        found = Finding("timeout")
    except BotoCoreError as error:
        found = Finding("wrong_key" if "Credential" in type(error).__name__ else "unreachable")
    return Finding(found.outcome, round((time.perf_counter() - began) * 1000), found.models, found.status)


def _refused(error: ClientError) -> Finding:
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    code = error.response.get("Error", {}).get("Code")
    if code == "AccessDeniedException" or status not in _WRONG_KEY:
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Finding("rate_limited", status=status)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Finding("provider_failed", status=status)
        return Finding("model_not_served", status=status)
    return Finding("wrong_key", status=status)
