"""A model that Pydantic AI asks, with the patience of its connection round each request."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib import import_module

from pydantic_ai import RunContext
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelHTTPError,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage
from typing_extensions import override

from remit.engines.models.embedding import Inputs
from remit.kit.addresses import AddressRefused
from remit.kit.resilience import Guard, Trouble, of_status


class GuardedModel(WrapperModel):
    """Retries what may be retried, until a stream has begun; counts, queues and refuses as its guard says."""

    def __init__(self, wrapped: Model, guard: Guard) -> None:
        super().__init__(wrapped)
        self.guard = guard

    @override
    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Ask for a whole answer."""
        attempt = 0
        while True:
            async with self.guard.passing() as passing:
                try:
                    found = await self.wrapped.request(messages, model_settings, model_request_parameters)
                except (ModelAPIError, UnexpectedModelBehavior) as error:
                    trouble = trouble_of(error)
                    passing.failed(trouble)
                    if (pause := self.guard.pause(trouble, attempt)) is None:
                        raise
                else:
                    passing.answered()
                    return found
            attempt += 1
            await asyncio.sleep(pause)

    @override
    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[object] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        """Ask for a stream."""
        attempt = 0
        while True:
            async with self.guard.passing() as passing, AsyncExitStack() as opened:
                opening = self.wrapped.request_stream(
                    messages, model_settings, model_request_parameters, run_context
                )
                try:
                    stream = await opened.enter_async_context(opening)
                except (ModelAPIError, UnexpectedModelBehavior) as error:
                    trouble = trouble_of(error)
                    passing.failed(trouble)
                    if (pause := self.guard.pause(trouble, attempt)) is None:
                        raise
                else:
                    try:
                        yield stream
                    except (ModelAPIError, UnexpectedModelBehavior) as error:
                        passing.failed(trouble_of(error))
                        raise
                    passing.answered()
                    return
            attempt += 1
            await asyncio.sleep(pause)


def embedder_of(model: Model) -> Callable[[Inputs], Awaitable[tuple[bytes, RequestUsage]]] | None:
    """Return how a model's provider is asked for embeddings, where it does not speak OpenAI's protocol and has them."""
    if not isinstance(model, GuardedModel) or model.system != "bedrock":
        return None
    return partial(import_module("remit.engines.models.bedrock_embeddings").embed, model)


def trouble_of(error: ModelAPIError | UnexpectedModelBehavior) -> Trouble:
    """Read an error of Pydantic AI, without repeating what the provider sent."""
    if isinstance(error, ModelHTTPError):
        after = "" if error.retry_after is None else str(error.retry_after)
        return of_status(error.status_code, after)
    if _never_left(error):
        return Trouble("Its address is not one that Remit goes to.", bad=False)
    if isinstance(error, ModelConnectionError):
        return Trouble("It does not take connections.", again=not _timed_out(error))
    if isinstance(error, UnexpectedModelBehavior):
        return Trouble("It answered with something that is no answer of a model.")
    return Trouble("It kept silent for too long, or broke off.")


def _never_left(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, AddressRefused):
        error = error.__cause__
    return error is not None


def _timed_out(error: BaseException | None) -> bool:
    """Say whether silence ended it: then nobody knows how far the request came."""
    while error is not None:
        if "ReadTimeout" in type(error).__name__:
            return True
        error = error.__cause__
    return False
