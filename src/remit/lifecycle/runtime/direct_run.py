"""The short way to a model that does not speak OpenAI's protocol: one request through Pydantic AI, without a loop.

What is answered is written in OpenAI's words, so that from here on nobody needs to know who answered.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.exceptions import AgentRunError, UserError
from pydantic_ai.messages import ModelMessage, ModelRequest
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from remit.engines.models import Completion, Prompt, PromptRefused, ServedModel, Wording, decode, ignored_by
from remit.kit.addresses import AddressRefused
from remit.lifecycle.runtime import caller_tools
from remit.lifecycle.runtime.agent_run import Document, failure
from remit.lifecycle.runtime.errors import ModelFailed, ModelUnavailable
from remit.lifecycle.runtime.governed import Meter
from remit.lifecycle.runtime.lean_run import Screened, instructions
from remit.lifecycle.runtime.messages import as_messages, settings
from remit.lifecycle.runtime.target import Delta, ToolEvent

_EMPTY = "The model gave no usable answer: try again."


@dataclass(frozen=True)
class _Asked:
    """A request as Pydantic AI makes it, and the wording of its answer."""

    messages: list[ModelMessage]
    settings: ModelSettings
    parameters: ModelRequestParameters
    wording: Wording


def _asked(served: ServedModel, document: Document, prompt: Prompt, id: str) -> _Asked:
    caller_tools.check(served, prompt)
    said = as_messages(prompt.messages)
    if not isinstance(said[-1], ModelRequest):
        said.append(ModelRequest([]))
    cast(ModelRequest, said[-1]).instructions = instructions(document) or None
    asked = {
        **settings(prompt, document["spec"].get("model_settings")),
        **caller_tools.chosen(prompt),
        **caller_tools.effort(served, prompt),
    }
    ignored = ignored_by(served.model)
    own: dict[str, Any] = {name: value for name, value in asked.items() if name not in ignored}
    wanted, form = caller_tools.parameters(served.model, prompt)
    wording = Wording(f"chatcmpl-{id}", prompt.model or served.name, form)
    return _Asked(said, cast(ModelSettings, own), wanted, wording)


async def ask_once(
    served: ServedModel, document: Document, prompt: Prompt, meter: Meter, seconds: float, id: str
) -> tuple[bytes, Completion]:
    """Ask a model; return its whole answer, written and read.

    Raises `ModelFailed`, `ModelUnavailable`, or `PromptRefused` for what the model cannot do.
    """
    with _in_our_words(served):
        asked = _asked(served, document, prompt, id)
        meter.begin()
        async with asyncio.timeout(seconds):
            response = await model_request(
                served.model,
                asked.messages,
                model_settings=asked.settings,
                model_request_parameters=asked.parameters,
            )
    meter.count(response.usage)
    raw = asked.wording.whole(response)
    read = decode(raw)
    if not _says(read):
        raise ModelFailed(_EMPTY)
    return raw, read


async def ask_in_pieces(
    served: ServedModel,
    document: Document,
    prompt: Prompt,
    meter: Meter,
    seconds: float,
    id: str,
    screened: Screened,
) -> AsyncGenerator[Delta | ToolEvent]:
    """Ask a model for a stream; yield what comes, written and `screened`. Raises as `ask_once` does."""
    said = False
    with _in_our_words(served):
        asked = _asked(served, document, prompt, id)
        meter.begin()
        async with (
            asyncio.timeout(seconds),
            model_request_stream(
                served.model,
                asked.messages,
                model_settings=asked.settings,
                model_request_parameters=asked.parameters,
            ) as stream,
        ):
            async for event in stream:
                if (raw := asked.wording.piece(event)) is not None:
                    said = True
                    yield _passed(raw, meter, screened)
            response = stream.get()
    meter.count(response.usage)
    meter.last_event = asked.wording.counted(response.usage)
    *rest, last = asked.wording.ending(response)
    if not said and not rest:
        raise ModelFailed(_EMPTY)
    for raw in (*rest, last):
        yield _passed(raw, meter, screened)


def _passed(raw: bytes, meter: Meter, screened: Screened) -> Delta:
    read = decode(raw)
    if text := read.text():
        meter.write(text)
    passed, said = screened([(raw, read)])
    return Delta(said, tuple(passed))


def _says(read: Completion) -> bool:
    message = read.choices[0].message
    return bool(read.text() or (message and message.tool_calls))


@contextmanager
def _in_our_words(served: ServedModel) -> Iterator[None]:
    """Say in our words what went wrong at the provider, or was asked of it that it cannot do."""
    try:
        yield
    except TimeoutError as error:
        raise ModelUnavailable("The model took too long: try again.") from error
    except UserError as error:
        raise PromptRefused(
            f"{served.provider}:{served.name} cannot do together what is asked with tools, tool_choice and"
            " response_format: leave one of them out.",
            where="response_format",
        ) from error
    except (AgentRunError, AddressRefused) as error:
        raise failure(error) from error
