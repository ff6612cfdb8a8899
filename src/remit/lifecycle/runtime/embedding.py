"""Embeddings as a governed call: an agent has them when its file names a model for them."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.usage import RequestUsage

from remit.engines.models import Inputs, ServedModel, UpstreamError, embed, embedder_of
from remit.kit.addresses import AddressRefused
from remit.kit.errors import Malformed
from remit.lifecycle.runtime.agent_run import failure
from remit.lifecycle.runtime.governed import Meter
from remit.lifecycle.runtime.lean_run import failure_of
from remit.lifecycle.runtime.target import Target

Ask = Callable[[Inputs], Awaitable[tuple[bytes, RequestUsage | None]]]


class NoEmbeddings(Malformed):
    """Embeddings are asked of somebody who has none."""

    status = 400
    type = "no-embeddings"
    title = "There are no embeddings here"


def model_of(target: Target) -> str:
    """Name the model that makes an agent's embeddings; `NoEmbeddings` for one that has none."""
    name = (target.document or {})["remit"].get("embeddings")
    if not name:
        raise NoEmbeddings(
            f"{target.name} has no embeddings: name a model for them in its file, as `embeddings:` under `remit:`.",
            where="model",
        )
    return str(name)


def asking(served: ServedModel) -> Ask:
    """Return how a model is asked; `NoEmbeddings` where its provider has none that Remit can ask for."""
    if served.upstream is not None:
        return partial(embed, served.upstream)
    if (own := embedder_of(served.model)) is None:
        raise NoEmbeddings(
            f"{served.provider}:{served.name} makes no embeddings that Remit can ask for: name a model of a provider"
            " that speaks OpenAI's protocol, or of Bedrock.",
            where="model",
        )
    return own


async def embedded(served: ServedModel, inputs: Inputs, meter: Meter, seconds: float) -> bytes:
    """Ask a model; return its answer. Raises `NoEmbeddings`, `ModelFailed` or `ModelUnavailable`."""
    ask = asking(served)
    meter.begin()
    try:
        async with asyncio.timeout(seconds):
            raw, used = await ask(inputs)
    except AgentRunError as error:
        raise failure(error) from error
    except (UpstreamError, TimeoutError, AddressRefused) as error:
        raise failure_of(error) from error
    if used is not None:
        meter.count(used)
    elif inputs.readable:
        meter.estimate("\n".join(inputs.texts()))
    else:
        meter.estimate_tokens(inputs.most_tokens)
    return raw
