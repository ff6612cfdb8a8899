"""The short way for what needs no agent loop: one request to the model, with nothing built round it.

A loop that can only turn once costs some 4 ms of CPU a call; the steps of the governed call are the same. Here bytes
are passed on to a provider that speaks OpenAI's protocol; `direct_run.py` asks the others.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from msgspec.structs import replace
from pydantic_ai.usage import RequestUsage

from remit.engines.models import (
    Completion,
    Prompt,
    StreamOptions,
    Turn,
    Upstream,
    UpstreamError,
    UpstreamSilent,
    write,
)
from remit.kit.addresses import AddressRefused
from remit.kit.errors import RemitError
from remit.lifecycle.runtime.agent_run import Document
from remit.lifecycle.runtime.errors import ModelFailed, ModelUnavailable, ProviderDown
from remit.lifecycle.runtime.governed import Meter
from remit.lifecycle.runtime.messages import most_output
from remit.lifecycle.runtime.target import Delta, ToolEvent

# What needs the agent loop: several requests, or an answer that is checked and asked for again.
_LOOPS = frozenset({"capabilities", "output_schema", "retries"})
Screened = Callable[[Sequence[tuple[bytes, Completion]]], tuple[list[bytes], str]]
_BUSY = 429
_DOWN = 500
_NO_KEY = frozenset({401, 403})
# Settings of an agent that the protocol calls by the same name.
_SAME = ("temperature", "top_p", "seed", "presence_penalty", "frequency_penalty", "parallel_tool_calls")
_EMPTY = "The model gave no usable answer: try again."


def suits(document: Document) -> bool:
    """Say whether one request is all that this agent can ever make of a call."""
    return _LOOPS.isdisjoint(document["spec"]) and not document["remit"].get("tools")


def instructions(document: Document) -> str:
    """Return what the agent is told before anything is said."""
    given = document["spec"].get("instructions")
    return "\n\n".join(given) if isinstance(given, list) else given or ""


async def pass_on(
    upstream: Upstream, document: Document, prompt: Prompt, meter: Meter, seconds: float
) -> tuple[bytes, Completion]:
    """Ask a provider in its own words; return the whole answer as it came, and as far as it was read.

    Raises `ModelFailed` or `ModelUnavailable`.
    """
    meter.begin()
    try:
        async with asyncio.timeout(seconds):
            raw, read = await upstream.complete(outgoing(upstream, document, prompt, stream=False))
    except (UpstreamError, TimeoutError, AddressRefused) as error:
        raise failure_of(error) from error
    _counted(meter, read, prompt)
    text = read.text()
    if not text and not any(choice.message and choice.message.tool_calls for choice in read.choices):
        raise ModelFailed(_EMPTY)
    return raw, read


async def pass_on_in_pieces(
    upstream: Upstream,
    document: Document,
    prompt: Prompt,
    meter: Meter,
    seconds: float,
    screened: Screened,
) -> AsyncGenerator[Delta | ToolEvent]:
    """Ask a provider for a stream; yield what comes, as it comes and `screened`. Raises as `pass_on` does.

    The event that counts the tokens is kept back: it stands in `meter.last_event`, for those who asked for it.
    """
    meter.begin()
    passing = _Passing(meter, screened)
    try:
        async with (
            asyncio.timeout(seconds),
            aclosing(upstream.stream(outgoing(upstream, document, prompt, stream=True))) as stream,
        ):
            async for events in stream:
                if (piece := passing.take(events)) is not None:
                    yield piece
    except (UpstreamError, TimeoutError, AddressRefused) as error:
        raise failure_of(error) from error
    finally:
        if passing.used is not None:
            meter.count(passing.used)
    if meter.open:
        _counted(meter, Completion(), prompt)
    if not passing.said:
        raise ModelFailed(_EMPTY)


class _Passing:
    """A provider's stream on its way through: what it used, and whether it said anything."""

    def __init__(self, meter: Meter, screened: Screened) -> None:
        self.used: RequestUsage | None = None
        self.said = False
        self._meter, self._screened = meter, screened

    def take(self, events: Sequence[tuple[bytes, Completion]]) -> Delta | None:
        """Take the events that came together; return what of them is passed on."""
        kept = []
        for came, read in events:
            if read.usage is not None:
                # Some tell with every event how far they are: the last one counts.
                believed = read.used()
                self.used = believed or self.used
                if not read.choices:
                    self._meter.last_event = came if believed else b""
                    continue
            kept.append((came, read))
        if not kept:
            return None
        if said := "".join([read.text() for _, read in kept]):
            self._meter.write(said)
            self.said = True
        elif not self.said:
            self.said = any(
                choice.delta and choice.delta.tool_calls for _, read in kept for choice in read.choices
            )
        passed, text = self._screened(kept)
        return Delta(text, tuple(passed))


def outgoing(upstream: Upstream, document: Document, prompt: Prompt, *, stream: bool) -> bytes:
    """Write the request as the provider gets it: the agent's instructions first, its settings where none are asked."""
    own: dict[str, Any] = document["spec"].get("model_settings") or {}
    told = instructions(document)
    changes: dict[str, Any] = {name: own[name] for name in _SAME if name in own and _unset(prompt, name)}
    if "stop_sequences" in own and prompt.stop is None:
        changes["stop"] = own["stop_sequences"]
    most = most_output(prompt, own)
    limit = "max_completion_tokens" if upstream.completion_limit else "max_tokens"
    if most is not None:
        changes |= {"max_tokens": None, "max_completion_tokens": None, limit: most}
    return write(
        replace(
            prompt,
            model=upstream.model,
            messages=[Turn("system", told), *prompt.messages] if told else prompt.messages,
            stream=stream,
            stream_options=StreamOptions(include_usage=True) if stream else None,
            user=None,
            variables=None,
            **changes,
        )
    )


def _unset(prompt: Prompt, name: str) -> bool:
    return getattr(prompt, name) is None


def _counted(meter: Meter, read: Completion, prompt: Prompt) -> None:
    """Take the provider's count, or count ourselves where there is none."""
    if (usage := read.used()) is not None:
        meter.count(usage)
    else:
        meter.write_whole(read.text())
        meter.estimate("\n".join(prompt.texts()))


def failure_of(error: UpstreamError | TimeoutError | AddressRefused) -> RemitError:
    """Say in our words what went wrong at the provider, without repeating what it sent."""
    if isinstance(error, AddressRefused):
        return ModelUnavailable(error.detail)
    if isinstance(error, TimeoutError):
        return ModelUnavailable("The model took too long: try again.")
    if isinstance(error, UpstreamSilent):
        return ModelUnavailable("The model's provider does not answer: try again, or check its address.")
    if error.status == _BUSY:
        return ModelUnavailable("The model's provider has too many requests: try again in a minute.")
    if error.status in _NO_KEY:
        return ModelFailed("The model's provider refuses the key that Remit has for it: connect it again.")
    if error.status:
        kind = ProviderDown if error.status >= _DOWN else ModelFailed
        return kind(f"The model's provider answered with status {error.status}: try again.")
    return ModelFailed(_EMPTY)
