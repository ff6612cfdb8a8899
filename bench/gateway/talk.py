"""What is asked and answered in the race: 0.8 kB up; 1 kB down, or a stream of fifty pieces."""

import json
from typing import Any

MODEL = "gpt-4o-mini"
PIECES = 50
_ROUND = ("The ", "quick ", "agent ", "reads ", "its ", "policy ", "and ", "returns ", "many ", "tokens ")
WORDS = [_ROUND[n % 10] for n in range(1, PIECES)]
"""The words of an answer; in a stream the first piece stands before them: the moment at which it was sent, in ns."""
TEXT = "".join(WORDS)
_INSTRUCTIONS = (
    "You are the assistant of a company's support desk. Answer in one short paragraph, in the language of the"
    " question, and only from what is said here. Orders are sent within two working days; who has waited longer"
    " gets the name of the carrier and the number of the parcel. Returns are free for thirty days. Never promise"
    " money, and never repeat what another customer has said. If the answer is not here, say that a person will"
    " write back within a day."
)
_QUESTION = (
    "I ordered a lamp and two chairs eleven days ago, and only the chairs have come so far. The page of my order"
    " NUMBERED says that everything is delivered. Could you please tell me where the lamp is, and when I can expect it?"
)
NUMBERED = b"NUMBERED"
"""Where the load writes eight other letters into each request: nobody has answered the same question before."""
_PAUSE = b"pause="
TOLD = "Answer in one short paragraph."
"""What the agents of the race are told."""
ORDERS: dict[str, Any] = {
    "operationId": "findOrder",
    "summary": "Finds an order by its number.",
    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
    "responses": {"200": {"description": "ok"}},
}
"""What the agent with a tool may do: `GET /orders/{id}`."""


def question(model: str, *, stream: bool = False, pause_ms: float = 0) -> bytes:
    """Write a request; the stub waits `pause_ms` before its answer, and between the pieces of a stream."""
    wish = f" pause={pause_ms:g}" if pause_ms else ""
    return json.dumps(
        {
            "model": model,
            "messages": [
                {"role": "system", "content": _INSTRUCTIONS},
                {"role": "user", "content": _QUESTION + wish},
            ],
            "temperature": 0.2,
            "max_tokens": 256,
            **({"stream": True, "stream_options": {"include_usage": True}} if stream else {}),
        },
        separators=(",", ":"),
    ).encode()


def pause_of(body: bytes) -> float:
    """Return the seconds that a request wants the stub to wait."""
    at = body.find(_PAUSE)
    if at < 0:
        return 0.0
    digits = body[at + len(_PAUSE) : at + len(_PAUSE) + 12].split(b'"', 1)[0]
    return float(digits) / 1000
