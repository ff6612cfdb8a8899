"""The built-in demo model: it quotes what it was given, is always the same, and says what it is.

It lets the whole journey work on a machine without any model provider. It never invents a fact: every sentence of
an answer is fixed wording, or stands in the agent's instructions, in a tool's result or in the conversation.
"""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from pydantic_ai import RunContext
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextContent,
    TextPart,
    ToolReturnPart,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage
from typing_extensions import override

from remit.engines.models.extract import relevant, sentences
from remit.engines.models.streamed import TextStream, tokens
from remit.kit.samples import NoSample, sample

NAME = "demo"
LABEL = "— demo model"
MATERIAL = "Passages from documents"
"""What a message begins with that holds what was looked up."""

_GREETING = re.compile(r"^\W*(hi|hello|hey|good (morning|afternoon|evening)|greetings)\b[\W\w]{0,24}$", re.I)
_WHO = re.compile(r"\b(who|what) are you\b|\bintroduce yourself\b|\bwhat can you do\b", re.I)
_QUOTED_LETTERS = 280


def _said(content: str | Sequence[UserContent]) -> str:
    if isinstance(content, str):
        return content
    texts = (part.content if isinstance(part, TextContent) else part for part in content)
    return " ".join(text for text in texts if isinstance(text, str))


def _texts(messages: Sequence[ModelMessage]) -> tuple[list[str], list[str]]:
    """Return what the user said, oldest first, and what tools found."""
    parts = [part for message in messages if isinstance(message, ModelRequest) for part in message.parts]
    said = [_said(part.content) for part in parts if isinstance(part, UserPromptPart)]
    found = [part.model_response_str() for part in parts if isinstance(part, ToolReturnPart)]
    quoted = [sentence for text in said if text.startswith(MATERIAL) for sentence in _passages(text)]
    return [text for text in said if not text.startswith(MATERIAL)], [*found, *quoted]


def _passages(material: str) -> Iterator[str]:
    """Yield each sentence of what was looked up, with the number of its passage behind it."""
    for number, text in re.findall(r"^\[(\d+)\].*\n((?:^>.*\n?)+)", material, re.MULTILINE):
        for sentence in sentences(re.sub(r"^> ?", "", text, flags=re.MULTILINE)):
            yield f"{sentence.rstrip('.')} [{number}]."


def reply(instructions: str, messages: Sequence[ModelMessage]) -> str:
    """Answer the last thing the user said; the same input always gives the same text."""
    said, found = _texts(messages)
    question = said[-1] if said else ""
    earlier = "\n".join(said[:-1])
    return f"{_answer(question, instructions, earlier, found)}\n\n{LABEL}"


def _answer(question: str, instructions: str, earlier: str, found: Sequence[str]) -> str:
    own = "Hello. I am the demo model of Remit: I quote the words I was given and know nothing else."
    if _GREETING.match(question) or _WHO.search(question):
        first = sentences(instructions)[:1]
        return f"{own} My instructions begin: “{first[0]}”" if first else own
    sources = (("What was found says", "\n".join(found)), ("My instructions say", instructions))
    for name, text in (*sources, ("You said before", earlier)):
        if quoted := relevant(question, text):
            return f"{name}: “{' '.join(quoted)}”"
    asked = " ".join(question.split())
    short = asked if len(asked) <= _QUOTED_LETTERS else f"{asked[:_QUOTED_LETTERS].rstrip()}…"
    return f"You wrote: “{short}” Nothing in my instructions is about that."


async def _word_by_word(text: str) -> AsyncIterator[str]:
    for piece in re.findall(r"\S+\s*", text):
        yield piece


class DemoModel(Model[None]):
    """Pydantic AI's view of the demo model; usage is counted at four letters a token, and costs nothing."""

    @override
    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Answer in one piece."""
        _, parameters = self.prepare_request(model_settings, model_request_parameters)
        instructions = instructions_of(parameters)
        text = _made(parameters) or reply(instructions, messages)
        usage = RequestUsage(input_tokens=_read(instructions, messages), output_tokens=tokens(text))
        return ModelResponse([TextPart(text)], usage=usage, model_name=NAME, provider_name=NAME)

    @override
    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[object] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        """Answer word by word."""
        _, parameters = self.prepare_request(model_settings, model_request_parameters)
        instructions = instructions_of(parameters)
        pieces = _word_by_word(_made(parameters) or reply(instructions, messages))
        yield TextStream(parameters, pieces, NAME, NAME, _read(instructions, messages))

    @property
    def model_name(self) -> str:
        """Name the model."""
        return NAME

    @property
    def system(self) -> str:
        """Name the provider."""
        return NAME


def _made(parameters: ModelRequestParameters) -> str:
    """Make an answer that fits the schema that is asked for, always the same; nothing where text is."""
    if parameters.output_object is None:
        return ""
    try:
        return json.dumps(sample(parameters.output_object.json_schema), ensure_ascii=False)
    except NoSample:
        return ""


def instructions_of(parameters: ModelRequestParameters) -> str:
    """Return the agent's instructions as one text."""
    return "\n\n".join(part.content for part in parameters.instruction_parts or [])


def _read(instructions: str, messages: Sequence[ModelMessage]) -> int:
    said, found = _texts(messages)
    return tokens("\n".join([instructions, *said, *found]))
