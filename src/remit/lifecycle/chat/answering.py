"""The answers of a turn, side by side: each is one governed call, stored as it ends and told as it goes.

Every participant's answer is a run of AG-UI 1.0 of its own in one stream; each event names its `agentId` and
`messageId`:

    CUSTOM turn   RUN_STARTED  TEXT_MESSAGE_START  TEXT_MESSAGE_CONTENT …  TEXT_MESSAGE_END  RUN_FINISHED
                               TOOL_CALL_START  _ARGS  _END  _RESULT                         RUN_ERROR

A client that goes away cancels the calls; what was said until then is stored as `stopped`.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from remit.kit.clock import now
from remit.kit.errors import RemitError
from remit.kit.telemetry import logger
from remit.lifecycle.chat import queries
from remit.lifecycle.chat.conversation_schemas import MessageAnswer, MessageProblem, ToolUse
from remit.lifecycle.chat.runs import taint
from remit.lifecycle.chat.stream import PING, PING_SECONDS, citations, gone, line, stop, waiting
from remit.lifecycle.chat.tables import CONVERSATION, MESSAGE
from remit.lifecycle.chat.turns import Asked, Begun
from remit.lifecycle.runtime import (
    Call,
    Delta,
    Event,
    Finished,
    Runtime,
    Started,
    ToolBegan,
    ToolEnded,
    cited,
    make,
)

log = logger(__name__)

BEAT_SECONDS = 4.0
_ENDS: Mapping[str, str] = {
    "answered": "complete", "refused": "refused", "failed": "failed", "cancelled": "stopped", "waiting": "waiting",
}  # fmt: skip


_FAULT = MessageProblem(
    type=RemitError.type,
    title=RemitError.title,
    detail="This is a fault of Remit: the log holds more under the request id.",
    policies=[],
)


@dataclass
class _Answer:
    """One answer on its way; `shown` is what the turn's first event said of it."""

    asked: Asked
    call: Call
    shown: MessageAnswer
    tools: dict[str, ToolUse] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What was said so far."""
        return _storable(self.call.text)


class Answering:
    """The answers of one turn while they are written."""

    def __init__(self, runtime: Runtime, org_id: UUID, begun: Begun) -> None:
        self._runtime, self._org_id, self._begun = runtime, org_id, begun
        self._thread = CONVERSATION.show(begun.conversation_id)
        self._lines: list[bytes] = []
        self._rang = asyncio.Event()  # there are lines, all have ended, or nobody listens any more
        self._ended = False
        self._answers = [
            _Answer(asked, Call(asked.wanted), shown)
            for asked, shown in zip(begun.asked, begun.shown.answers, strict=True)
        ]

    async def stream(self, request: Request) -> AsyncGenerator[bytes]:
        """Yield the events as they come, with a ping where nothing happens for long, until all have ended."""
        yield line("CUSTOM", name="turn", value=self._begun.shown.model_dump(mode="json"))
        left = asyncio.create_task(gone(request))
        left.add_done_callback(lambda _: self._rang.set())
        work = [asyncio.create_task(self._write_all()), asyncio.create_task(self._beat())]
        try:
            while (told := await self._next(left)) is not None:
                yield told
        finally:
            await stop(left, *work)

    async def _next(self, left: asyncio.Task[None]) -> bytes | None:
        """Wait for what is told next; none when all is told, or nobody listens any more."""
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self._rang.wait()
        except TimeoutError:
            return PING
        if left.done():
            return None
        told = b"".join(self._lines)
        self._lines.clear()
        if not self._ended:
            self._rang.clear()
        return told or None

    async def _write_all(self) -> None:
        try:
            await asyncio.gather(*(self._write(answer) for answer in self._answers))
        finally:
            self._ended = True
            self._rang.set()

    async def _write(self, answer: _Answer) -> None:
        """Make the call and tell what it says; whatever becomes of it is stored before the last event is told."""
        problem: MessageProblem | None = None
        self._tell(answer, "RUN_STARTED", threadId=self._thread)
        try:
            async with aclosing(make(self._runtime, answer.call)) as events:
                async for event in events:
                    self._pass_on(answer, event)
        except RemitError as error:
            problem = _problem(error)
        except Exception:  # the stream has begun: the person can only be told inside it
            log.exception("an answer broke off", request_id=answer.asked.wanted.request_id)
            problem = _FAULT
        finally:
            stored = await self._runtime.finish(self._store(answer, problem))
        self._end(answer, problem, stored)

    def _end(self, answer: _Answer, problem: MessageProblem | None, stored: dict[str, Any]) -> None:
        if problem is None:
            self._tell(answer, "TEXT_MESSAGE_END")
            self._tell(answer, "RUN_FINISHED", threadId=self._thread, result=stored)
        else:
            told = {"message": problem.detail, "code": problem.type, "result": stored}
            self._tell(answer, "RUN_ERROR", threadId=self._thread, **told)

    def _pass_on(self, answer: _Answer, event: Event) -> None:
        if isinstance(event, Started):
            self._tell(answer, "TEXT_MESSAGE_START", role="assistant")
        elif isinstance(event, Delta):
            self._tell(answer, "TEXT_MESSAGE_CONTENT", delta=_storable(event.text))
        elif isinstance(event, ToolBegan):
            use = ToolUse(
                id=event.id,
                name=event.name,
                arguments=event.arguments,
                result=None,
                refused=False,
                approval_id=None,
            )
            answer.tools[event.id] = use
            self._tell(answer, "TOOL_CALL_START", toolCallId=event.id, toolCallName=event.name)
            self._tell(answer, "TOOL_CALL_ARGS", toolCallId=event.id, delta=event.arguments)
            self._tell(answer, "TOOL_CALL_END", toolCallId=event.id)
        elif isinstance(event, ToolEnded):
            ended = {"result": event.result, "refused": event.refused}
            if (began := answer.tools.get(event.id)) is not None:
                answer.tools[event.id] = began.model_copy(update=ended)
            told = {"toolCallId": event.id, "content": event.result, "refused": event.refused}
            self._tell(answer, "TOOL_CALL_RESULT", role="tool", **told)

        elif isinstance(event, Finished) and event.paused is not None:
            for wait in event.paused.waits:
                if (began := answer.tools.get(wait.id)) is not None:
                    answer.tools[wait.id] = began.model_copy(update={"approval_id": wait.approval})
            self._tell(answer, "CUSTOM", name="waiting", value=waiting(event.paused))

    def _tell(self, answer: _Answer, type: str, **members: Any) -> None:
        id = MESSAGE.show(answer.asked.message_id)
        named = {"runId": id, "messageId": id, "agentId": answer.asked.participant.shown_id}
        self._lines.append(line(type, **named, **members))
        self._rang.set()

    async def _store(self, answer: _Answer, problem: MessageProblem | None) -> dict[str, Any]:
        """Store how the answer ended; return it as the API shows it."""
        values = _values(answer, problem)
        async with self._runtime.database.transaction(self._org_id) as session:
            await queries.write_while_streaming(session, answer.asked.message_id, values, now())
            brought = answer.call.gate.taint if answer.call.gate is not None else answer.call.taint
            await taint(session, self._begun.conversation_id, brought)
        return answer.shown.model_copy(
            update={**values, "problem": problem, "tools": list(answer.tools.values())}
        ).model_dump(mode="json")

    async def _beat(self) -> None:
        """Keep what was said so far, and show that somebody still writes it."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                async with self._runtime.database.transaction(self._org_id) as session:
                    for each in self._answers:
                        values = {"content": each.text}
                        await queries.write_while_streaming(session, each.asked.message_id, values, now())
            except SQLAlchemyError as error:
                log.warning("an answer could not be kept meanwhile", reason=str(error))


def _storable(text: str) -> str:
    """Replace what neither the database nor a stream can carry: NUL, and halves of characters."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _values(answer: _Answer, problem: MessageProblem | None) -> dict[str, Any]:
    call = answer.call
    # A call that was cancelled before its first step has no outcome of its own.
    never_began = call.outcome == "refused" and problem is None
    used, target = call.used, call.target
    known: dict[str, Any] = {
        "content": answer.text,
        "status": "stopped" if never_began else _ENDS[call.outcome],
        "problem": problem.model_dump() if problem else None,
        "agent": target.agent_version if target else None,
        "demo": call.served is not None and call.served.demo,
        "call_id": call.shown_id,
        "request_id": answer.asked.wanted.request_id,
        "tools": [tool.model_dump() for tool in answer.tools.values()],
        "run_id": call.paused.id if call.paused else None,
        "citations": [each.model_dump() for each in citations(cited(call))],
    }
    if used is None or call.served is None:
        return known
    taken = ("model", "provider", "input_tokens", "output_tokens", "cost_usd", "price_as_of", "duration_ms")
    return {**known, **{name: getattr(used, name) for name in (*taken, "first_token_ms")}}


def _problem(error: RemitError) -> MessageProblem:
    policies = error.extra.get("policies")
    return MessageProblem(
        type=error.type,
        title=error.title,
        detail=error.detail,
        policies=[str(name) for name in policies] if isinstance(policies, list) else [],
    )
