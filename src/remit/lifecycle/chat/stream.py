"""Sending the events of a call: as one JSON body, or as server-sent events with the names of AG-UI 1.0.

    RUN_STARTED  TEXT_MESSAGE_START  TEXT_MESSAGE_CONTENT …  TEXT_MESSAGE_END  RUN_FINISHED
                                                                               RUN_ERROR

RUN_FINISHED is sent only after the record of the call is on disk. A client that goes away cancels the call.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import Request

from remit.kit.errors import RemitError
from remit.kit.telemetry import logger
from remit.lifecycle.chat.schemas import (
    ChatAnswer,
    CitationAnswer,
    InvocationAnswer,
    RunWaits,
    TokenUsage,
    UseWaits,
)
from remit.lifecycle.runtime import Citation, Delta, Event, Finished, Paused, Started

T = TypeVar("T")
log = logger(__name__)

PING_SECONDS = 15.0
PING = b": ping\n\n"


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


def waiting(paused: Paused) -> dict[str, Any]:
    """Say what a run waits for, as events and answers have it."""
    return RunWaits(
        run_id=paused.id,
        waits=[UseWaits(tool=each.tool, approval_id=each.approval, why=each.why) for each in paused.waits],
    ).model_dump(mode="json")


def citations(found: Sequence[Citation]) -> list[CitationAnswer]:
    """Show what was looked up for an answer."""
    return [CitationAnswer.model_validate(each) for each in found]


def body(finished: Finished, request_id: str) -> ChatAnswer:
    """Write the answer as the API shows it; one that waits says so, and for what."""
    paused = finished.paused
    return ChatAnswer(
        status="waiting" if paused else "answered",
        waiting=RunWaits.model_validate(waiting(paused)) if paused else None,
        id=finished.id,
        deployment_id=finished.target.shown_id,
        reply=finished.text,
        output=json.loads(finished.text) if finished.structured and not paused else None,
        citations=citations(finished.citations),
        model=finished.model,
        provider=finished.provider,
        demo=finished.demo,
        usage=TokenUsage(input_tokens=finished.input_tokens, output_tokens=finished.output_tokens),
        cost_usd=finished.cost_usd,
        request_id=request_id,
        duration_ms=round(finished.duration_ms, 3),
    )


def invoked(finished: Finished, request_id: str) -> InvocationAnswer:
    """Write what a function gave back as the API shows it."""
    return InvocationAnswer(
        id=finished.id,
        deployment_id=finished.target.shown_id,
        output=json.loads(finished.text),
        citations=citations(finished.citations),
        usage=TokenUsage(input_tokens=finished.input_tokens, output_tokens=finished.output_tokens),
        cost_usd=finished.cost_usd,
        request_id=request_id,
        duration_ms=round(finished.duration_ms, 3),
    )


async def gone(request: Request) -> None:
    """Wait until the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def stop(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks, and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def whole(request: Request, call: Coroutine[Any, Any, Finished]) -> Finished:
    """Wait for the end of a call; `ClientGone` when the client did not."""
    work = asyncio.create_task(call)
    left = asyncio.create_task(gone(request))
    try:
        await asyncio.wait({work, left}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ClientGone
        return work.result()
    finally:
        await stop(work, left)


def line(type: str, **members: Any) -> bytes:
    """Write one event as it goes over the wire."""
    return f"data: {json.dumps({'type': type, **members}, ensure_ascii=False)}\n\n".encode()


async def _next(events: AsyncGenerator[T]) -> T | None:
    return await anext(events, None)


async def in_pieces(
    request: Request, started: Started, events: AsyncGenerator[Event], request_id: str
) -> AsyncGenerator[bytes]:
    """Write a call that has started as server-sent events, with a ping where nothing happens for long."""
    run = {"threadId": started.id, "runId": started.id}
    yield line("RUN_STARTED", **run)
    yield line("TEXT_MESSAGE_START", messageId=started.id, role="assistant")
    try:
        async with aclosing(with_pings(request, events)) as pinged:
            async for event in pinged:
                if event is None:
                    yield PING
                elif isinstance(event, Delta):
                    yield line("TEXT_MESSAGE_CONTENT", messageId=started.id, delta=event.text)
                elif isinstance(event, Finished):
                    if event.paused is not None:
                        yield line("CUSTOM", name="waiting", value=waiting(event.paused))
                    yield line("TEXT_MESSAGE_END", messageId=started.id)
                    yield line("RUN_FINISHED", **run, result=body(event, request_id).model_dump(mode="json"))
    except RemitError as error:
        yield line("RUN_ERROR", message=error.detail, code=error.type)
    except ClientGone:
        return
    except Exception:  # the answer has begun: the client can only be told inside the stream
        log.exception("a stream broke off", request_id=request_id)
        yield line("RUN_ERROR", message=RemitError.title, code=RemitError.type)


async def with_pings(request: Request, events: AsyncGenerator[T]) -> AsyncGenerator[T | None]:
    """Yield the events, none where a ping is due; `ClientGone` as soon as the client is."""
    left = asyncio.create_task(gone(request))
    step = _begin(_next(events))
    try:
        while True:
            done, _ = await asyncio.wait(
                {step, left}, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                yield None
            elif step not in done:
                raise ClientGone
            elif (event := step.result()) is None:
                return
            else:
                yield event
                step = _begin(_next(events))
    finally:
        await stop(step, left)
        await events.aclose()


def _begin(work: Coroutine[Any, Any, T | None]) -> asyncio.Task[T | None]:
    return asyncio.create_task(work)
