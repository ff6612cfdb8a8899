"""`POST /v1/chat/completions`: a call to a deployed agent, whole or as a stream."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import msgspec

from remit.edges.openai.calling import Calling, standing
from remit.edges.openai.http import Exchange, encode
from remit.edges.openai.naming import Callees
from remit.edges.openai.telling import facts, rules
from remit.engines.models import Prompt, read
from remit.lifecycle.runtime import Call, Delta, Event, Finished, Runtime, Wanted, complete, make

_DONE = b"data: [DONE]\n\n"


async def completions(runtime: Runtime, callees: Callees, exchange: Exchange) -> None:
    """Make the call; a client that goes away cancels it."""
    key = exchange.key()
    prompt = read(await exchange.body())
    actor = await runtime.callers.identify(key)
    callee = await callees.find(runtime, actor, prompt.model)
    call = Call(Wanted(actor, callee, prompt, exchange.id, bool(prompt.stream)))
    with Calling(exchange, call):
        if prompt.stream:
            async with aclosing(make(runtime, call)) as events:
                await _stream(exchange, prompt, call, events)
        else:
            finished = await complete(runtime, call)
            body = _passed_on(call, finished) or encode(_completion(prompt, call, finished))
            await exchange.answer(body, extra=standing(call))


async def _stream(exchange: Exchange, prompt: Prompt, call: Call, events: AsyncGenerator[Event]) -> None:
    """Pass pieces on as they come; the stream ends when the record of the call is on disk.

    It begins with the first piece: what fails before that has a status, by which clients know whether to try again.
    """
    created, passed_on = int(time.time()), False
    async for event in events:
        if isinstance(event, (Delta, Finished)) and not exchange.begun:
            await exchange.stream(standing(call))
        if isinstance(event, Delta):
            if event.events:
                passed_on = True
                await exchange.piece(b"".join([b"data: %b\n\n" % each for each in event.events]))
            elif event.text:
                await exchange.piece(_event(_chunk(prompt, call, created, {"content": event.text})))
        elif isinstance(event, Finished):
            await exchange.end(_last(prompt, call, created, event, passed_on=passed_on))


def _last(prompt: Prompt, call: Call, created: int, event: Finished, *, passed_on: bool) -> bytes:
    wants_usage = prompt.stream_options is not None and prompt.stream_options.include_usage
    last = (
        b""
        if passed_on
        else _event({**_chunk(prompt, call, created, {}, "stop"), "remit": facts(call, event)})
    )
    if wants_usage and event.completion:
        last += b"data: %b\n\n" % _passed_on(call, event)
    elif wants_usage:
        last += _event({**_chunk(prompt, call, created, {}), "choices": [], "usage": _usage(event)})
    return last + _DONE


def _event(value: dict[str, Any]) -> bytes:
    return b"data: %b\n\n" % encode(value)


def _chunk(
    prompt: Prompt, call: Call, created: int, delta: dict[str, Any], finish: str | None = None
) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{call.shown_id}",
        "object": "chat.completion.chunk",
        "created": created,
        "model": prompt.model,
        "choices": [
            {"index": 0, "delta": {"role": "assistant", **delta} if delta else {}, "finish_reason": finish}
        ],
    }


def _passed_on(call: Call, event: Finished) -> bytes:
    """Return a provider's own answer, which only says more where a rule was gone against or something was looked up."""
    if not event.completion or not (rules(call) or event.citations):
        return event.completion
    return encode({**msgspec.json.decode(event.completion), "remit": facts(call, event)})


def _completion(prompt: Prompt, call: Call, event: Finished) -> dict[str, Any]:
    message = {"role": "assistant", "content": event.text, "refusal": None}
    return {
        "id": f"chatcmpl-{event.id}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": prompt.model or event.target.name,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(event),
        "remit": facts(call, event),
    }


def _usage(event: Finished) -> dict[str, Any]:
    taken, given = event.input_tokens, event.output_tokens
    return {
        "prompt_tokens": taken,
        "completion_tokens": given,
        "total_tokens": taken + given,
        "prompt_tokens_details": {"cached_tokens": event.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": event.reasoning_tokens},
    }
