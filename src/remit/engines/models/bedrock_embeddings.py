"""Embeddings of Amazon Bedrock (Titan, Cohere, Nova), asked for and answered in the words of OpenAI's API."""

import asyncio
from typing import cast

import msgspec
from botocore.exceptions import BotoCoreError
from pydantic_ai.embeddings import EmbeddingResult
from pydantic_ai.embeddings.bedrock import BedrockEmbeddingModel
from pydantic_ai.embeddings.settings import EmbeddingSettings
from pydantic_ai.exceptions import ModelAPIError, UnexpectedModelBehavior, UserError
from pydantic_ai.models.bedrock import BedrockConverseModel
from pydantic_ai.providers.bedrock import BedrockProvider
from pydantic_ai.usage import RequestUsage

from remit.engines.models.embedding import Inputs, written
from remit.engines.models.guarded import GuardedModel, trouble_of
from remit.engines.models.prompt import PromptRefused


async def embed(model: GuardedModel, inputs: Inputs) -> tuple[bytes, RequestUsage]:
    """Ask by the client of a model, with its patience; return the answer, and what was counted.

    Raises what the model raises, and `PromptRefused` for what it cannot embed.
    """
    if not inputs.readable:
        raise PromptRefused("input: Bedrock takes text, not tokens: send the text itself.", where="input")
    found = await _patiently(model, inputs)
    vectors = [list(vector) for vector in found.embeddings]
    if inputs.dimensions is not None and any(len(vector) != inputs.dimensions for vector in vectors):
        raise PromptRefused(
            f"dimensions: {model.model_name} has {len(vectors[0])} and no others: leave it out.",
            where="dimensions",
        )
    if len(vectors) != len(inputs.each):
        raise UnexpectedModelBehavior("other embeddings than were asked for")
    return written(vectors, model.model_name, found.usage.input_tokens, inputs), found.usage


async def _patiently(model: GuardedModel, inputs: Inputs) -> EmbeddingResult:
    attempt, guard = 0, model.guard
    asked = _embedder(model)
    settings = EmbeddingSettings(**({} if inputs.dimensions is None else {"dimensions": inputs.dimensions}))
    while True:
        async with guard.passing() as passing:
            try:
                found = await _asked(asked, list(inputs.texts()), settings)
            except (ModelAPIError, UnexpectedModelBehavior) as error:
                trouble = trouble_of(error)
                passing.failed(trouble)
                if (pause := guard.pause(trouble, attempt)) is None:
                    raise
            else:
                passing.answered()
                return found
        attempt += 1
        await asyncio.sleep(pause)


def _embedder(model: GuardedModel) -> BedrockEmbeddingModel:
    client = cast(BedrockConverseModel, model.wrapped).client
    try:
        return BedrockEmbeddingModel(model.model_name, provider=BedrockProvider(bedrock_client=client))
    except UserError as error:
        raise PromptRefused(
            f"model: {model.model_name} makes no embeddings: name one of Titan, Cohere or Nova.",
            where="model",
        ) from error


async def _asked(
    asked: BedrockEmbeddingModel, texts: list[str], settings: EmbeddingSettings
) -> EmbeddingResult:
    """Ask once; whatever is no answer is one of the errors that models raise."""
    try:
        return await asked.embed(texts, input_type="document", settings=settings)
    except BotoCoreError as error:
        raise ModelAPIError(asked.model_name, type(error).__name__) from error
    except (KeyError, TypeError, ValueError, AttributeError, msgspec.DecodeError) as error:
        raise UnexpectedModelBehavior("no embeddings") from error
