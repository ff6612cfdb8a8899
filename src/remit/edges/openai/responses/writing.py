"""A response as clients of the Responses API expect it, whole or as the events of a stream."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from remit.edges.openai.http import encode
from remit.edges.openai.responses.reading import Asked
from remit.edges.openai.responses.tables import RESPONSE
from remit.edges.openai.telling import facts
from remit.engines.models import Completion, ToolCall, Turn, decode
from remit.kit.errors import RemitError
from remit.lifecycle.runtime import Call, Delta, Finished

# Why a model stopped before it had ended, and what this API calls that.
_CUT = {"length": "max_output_tokens", "content_filter": "content_filter"}


@dataclass
class Writing:
    """A response on its way; `id` is the call's."""

    asked: Asked
    id: UUID
    model: str
    store: bool
    created: int = field(default_factory=lambda: int(time.time()))
    text: str = ""
    calls: dict[int, dict[str, Any]] = field(default_factory=dict)
    cut: str = ""
    remit: dict[str, Any] = field(default_factory=dict)
    _number: int = -1
    _open: bool = False

    @property
    def outcome(self) -> str:
        """The status of the response when it has ended."""
        return "incomplete" if self.cut else "completed"

    @property
    def shown_id(self) -> str:
        """The id as clients see it."""
        return RESPONSE.show(self.id)

    def begin(self) -> bytes:
        """Tell that it has begun."""
        body = self.body("in_progress")
        return self._event("response.created", response=body) + self._event(
            "response.in_progress", response=body
        )

    def piece(self, delta: Delta) -> bytes:
        """Tell a piece of text, or of the call of a tool."""
        for raw in delta.events:
            self._take(decode(raw))
        if not delta.text:
            return b""
        told = b"" if self._open else self._opened()
        self.text += delta.text
        return told + self._event(
            "response.output_text.delta",
            item_id=self._message_id,
            output_index=0,
            content_index=0,
            delta=delta.text,
            logprobs=[],
        )

    def end(self, call: Call, finished: Finished) -> bytes:
        """Tell that it is complete."""
        told = b""
        self.remit = facts(call, finished)
        if self._open:
            place = {"item_id": self._message_id, "output_index": 0, "content_index": 0}
            told += self._event("response.output_text.done", **place, text=self.text, logprobs=[])
            told += self._event("response.content_part.done", **place, part=self._part())
            told += self._event("response.output_item.done", output_index=0, item=self._message("completed"))
        first = 1 if self._open else 0
        for place_of, used in enumerate(self.calls.values()):
            told += self._told_call(used, first + place_of)
        return told + self._event(f"response.{self.outcome}", response=self.body(self.outcome, finished))

    def fail(self, error: RemitError) -> bytes:
        """Tell that it broke off."""
        said = {"code": error.type.replace("-", "_"), "message": error.detail}
        return self._event("response.failed", response={**self.body("failed"), "error": said})

    def whole(self, call: Call, finished: Finished) -> dict[str, Any]:
        """Return the response of a call that was not streamed."""
        self.text, self.remit = finished.text, facts(call, finished)
        if finished.completion:
            self._take(decode(finished.completion))
        return self.body(self.outcome, finished)

    def turn(self) -> Turn:
        """Return what was answered, as a message that can be said again."""
        calls = [
            {
                "id": each["call_id"],
                "type": "function",
                "function": {k: each[k] for k in ("name", "arguments")},
            }
            for each in self.calls.values()
        ]
        return Turn("assistant", self.text or None, tool_calls=calls or None)

    def body(self, status: str, finished: Finished | None = None) -> dict[str, Any]:
        """Write the response as it stands."""
        asked = self.asked
        output: list[dict[str, Any]] = []
        if finished is not None:
            output = [self._message("completed")] if self.text else []
            output += [_item(call) for call in self.calls.values()]
        return {
            "id": self.shown_id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "model": self.model,
            "output": output,
            "previous_response_id": asked.previous_response_id,
            "instructions": asked.instructions,
            "max_output_tokens": asked.max_output_tokens,
            "temperature": asked.temperature,
            "top_p": asked.top_p,
            "tools": asked.tools or [],
            "tool_choice": asked.tool_choice or "auto",
            "parallel_tool_calls": asked.parallel_tool_calls is not False,
            "text": {"format": (asked.text.format if asked.text else None) or {"type": "text"}},
            "metadata": asked.metadata or {},
            "store": self.store,
            "error": None,
            "incomplete_details": {"reason": self.cut} if self.cut and finished else None,
            "usage": _usage(finished) if finished else None,
            **({"remit": self.remit} if self.remit else {}),
        }

    @property
    def _message_id(self) -> str:
        return f"msg_{self.shown_id.removeprefix('resp_')}"

    def _opened(self) -> bytes:
        self._open = True
        added = self._event("response.output_item.added", output_index=0, item=self._message("in_progress"))
        place = {"item_id": self._message_id, "output_index": 0, "content_index": 0}
        return added + self._event("response.content_part.added", **place, part=self._part())

    def _part(self) -> dict[str, Any]:
        return {"type": "output_text", "text": self.text, "annotations": [], "logprobs": []}

    def _message(self, status: str) -> dict[str, Any]:
        content = [] if status == "in_progress" else [self._part()]
        return {
            "id": self._message_id, "type": "message", "role": "assistant", "status": status, "content": content,
        }  # fmt: skip

    def _take(self, read: Completion) -> None:
        """Take from an answer, or a piece of one, what is not its text."""
        for choice in read.choices:
            if choice.index == 0:
                self.cut = _CUT.get(choice.finish_reason or "", self.cut)
                if (told := choice.message or choice.delta) is not None:
                    self._take_calls(told.tool_calls or ())

    def _take_calls(self, calls: Sequence[ToolCall]) -> None:
        """Put the calls of tools together, of which each event of a stream holds a piece."""
        for place, call in enumerate(calls):
            given = call.get("index")
            index = place if given is None else given
            function = call.get("function") or {}
            kept = self.calls.setdefault(index, {"call_id": "", "name": "", "arguments": ""})
            kept["call_id"] = kept["call_id"] or str(call.get("id") or "")
            kept["name"] = kept["name"] or str(function.get("name") or "")
            kept["arguments"] += str(function.get("arguments") or "")

    def _told_call(self, call: dict[str, Any], place: int) -> bytes:
        item = _item(call)
        begun = {**item, "status": "in_progress", "arguments": ""}
        named = {"item_id": item["id"], "output_index": place}
        return (
            self._event("response.output_item.added", output_index=place, item=begun)
            + self._event("response.function_call_arguments.delta", **named, delta=call["arguments"])
            + self._event(
                "response.function_call_arguments.done",
                **named,
                name=call["name"],
                arguments=call["arguments"],
            )
            + self._event("response.output_item.done", output_index=place, item=item)
        )

    def _event(self, type: str, **members: Any) -> bytes:
        self._number += 1
        body = encode({"type": type, "sequence_number": self._number, **members})
        return b"event: %b\ndata: %b\n\n" % (type.encode(), body)


def _item(call: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"fc_{call['call_id']}", "type": "function_call", "status": "completed", **call}


def _usage(finished: Finished) -> dict[str, Any]:
    taken, given = finished.input_tokens, finished.output_tokens
    return {
        "input_tokens": taken,
        "input_tokens_details": {"cached_tokens": finished.cached_tokens},
        "output_tokens": given,
        "output_tokens_details": {"reasoning_tokens": finished.reasoning_tokens},
        "total_tokens": taken + given,
    }
