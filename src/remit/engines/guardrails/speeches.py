"""How annotators elsewhere are spoken to: our own small contract, Presidio's analyzer, and Llama Guard.

Ours:  POST <url>  {"text": …, "direction": "input"}  →  200 {"labels": [{"name": …, "score": …, "start": …, "end": …}]}

Offsets count characters; without them a label is about the whole text.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, Field, TypeAdapter

from remit.engines.guardrails.label import Direction

_MOST = 1000
_UNUSUAL = re.compile(r"[^a-z0-9]+")
_HAZARD = re.compile(r"[Ss]?(\d{1,2})")
# What Presidio calls otherwise than Remit does.
_PRESIDIO = {
    "email_address": "email",
    "phone_number": "phone",
    "credit_card": "card",
    "iban_code": "iban",
    "us_ssn": "ssn",
}


class Said(BaseModel):
    """One label as an annotator writes it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}(\.[a-z0-9_-]{1,40}){0,2}$")]
    score: Annotated[float, Field(ge=0, le=1)] = 1.0
    start: Annotated[int, Field(ge=0, strict=True)] | None = None
    end: Annotated[int, Field(ge=0, strict=True)] | None = None


class Speech(NamedTuple):
    """What is sent of a text as JSON, and what an answer says; `read` raises `ValueError` for what is not as agreed."""

    write: Callable[[str, Direction], dict[str, Any]]
    read: Callable[[bytes], list[Said]]


class _Answer(BaseModel):
    labels: Annotated[list[Said], Field(max_length=_MOST)]


def _ours(text: str, direction: Direction) -> dict[str, Any]:
    return {"text": text, "direction": direction}


def _read_ours(content: bytes) -> list[Said]:
    return _Answer.model_validate_json(content).labels


OURS = Speech(_ours, _read_ours)


class _Entity(BaseModel):
    entity_type: Annotated[str, Field(min_length=1, max_length=100)]
    start: Annotated[int, Field(ge=0, strict=True)]
    end: Annotated[int, Field(ge=0, strict=True)]
    score: Annotated[float, Field(ge=0, le=1)]


_ENTITIES = TypeAdapter(Annotated[list[_Entity], Field(max_length=_MOST)])


def presidio(language: str = "en", least_score: float = 0.5) -> Speech:
    """Speak to Presidio's analyzer (`POST /analyze`): what it finds is `pii.` and its name for it."""

    def write(text: str, _: Direction) -> dict[str, Any]:
        return {"text": text, "language": language, "score_threshold": least_score}

    def read(content: bytes) -> list[Said]:
        return [
            Said(name=_pii(each.entity_type), score=each.score, start=each.start, end=each.end)
            for each in _ENTITIES.validate_json(content)
            if each.score >= least_score
        ]

    return Speech(write, read)


def _pii(entity: str) -> str:
    plain = _UNUSUAL.sub("_", entity.lower()).strip("_")[:40]
    return f"pii.{_PRESIDIO.get(plain, plain or 'other')}"


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1, max_length=10)]


def llama_guard(model: str) -> Speech:
    """Speak to Llama Guard behind an OpenAI-compatible endpoint: `safety.s1` to `safety.s14`, as it numbers hazards."""

    def write(text: str, direction: Direction) -> dict[str, Any]:
        # It judges the last of the conversation, in which people and the agent take turns.
        said = {"role": "user", "content": text}
        if direction == "output":
            said = {"role": "assistant", "content": text}
            turns = [{"role": "user", "content": "-"}, said]
        else:
            turns = [said]
        return {"model": model, "messages": turns, "temperature": 0, "max_tokens": 100}

    return Speech(write, _verdict)


def _verdict(content: bytes) -> list[Said]:
    said = _Completion.model_validate_json(content).choices[0].message.content.strip()
    verdict, _, hazards = said.partition("\n")
    if verdict.strip().lower() == "safe":
        return []
    if verdict.strip().lower() != "unsafe":
        raise ValueError("neither safe nor unsafe")
    numbers = _HAZARD.findall(hazards)
    return [Said(name=f"safety.s{int(number)}") for number in dict.fromkeys(numbers)] or [Said(name="safety")]
