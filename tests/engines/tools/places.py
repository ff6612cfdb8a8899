"""What the tests of toolboxes share: a laptop that reaches itself, a guard of short pauses, a server that records."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from remit.kit.addresses import Reach
from remit.kit.outbound import Outbound
from remit.kit.resilience import Guard, Resilience

LAPTOP = Outbound(Reach(loopback=True))
SECRET = "sk-very-secret-1234567890"
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, dict[str, str], bytes]


def guard(**settings: Any) -> Guard:
    quick: dict[str, Any] = {
        "silence_seconds": 2,
        "whole_seconds": 5,
        "first_pause_seconds": 0.01,
        "longest_pause_seconds": 0.05,
        "connect_seconds": 2,
    }
    return Guard("the place", Resilience(**{**quick, **settings}))


@dataclass
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Recorder:
    """Answers each request with the next of its answers, the last for ever; `json` of what it was asked unless told."""

    answers: list[Answer | Exception] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        target = scope["raw_path"].decode() + (
            "?" + scope["query_string"].decode() if scope["query_string"] else ""
        )
        self.asked.append(Asked(scope["method"], target, headers, body))
        answer: Answer | Exception = (200, {"content-type": "application/json"}, b'{"ok":true}')
        if self.answers:
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, said, content = answer
        pairs = [(name.encode(), value.encode()) for name, value in said.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": content})


def answered(status: int, body: str | bytes = b"", kind: str = "application/json", **headers: str) -> Answer:
    content = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"content-type": kind, **named}, content
