"""Embeddings in the words of OpenAI's API: what is asked, and what a provider answers."""

import base64
from array import array
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

import msgspec
from pydantic_ai.usage import RequestUsage

from remit.engines.models.completion import Completion
from remit.engines.models.prompt import PromptRefused, refused
from remit.engines.models.upstream import Upstream, UpstreamBroken

_MOST_INPUTS = 2048
_LARGEST_TOKEN = 10**7
_LARGEST_DIMENSIONS = 65_536


class Inputs(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What is to be embedded: texts, or texts that the caller has cut into tokens, which nobody here can read."""

    model: str = ""
    input: str | list[Any]
    dimensions: int | None = None
    encoding_format: Literal["float", "base64"] | None = None

    @property
    def each(self) -> list[Any]:
        """The inputs one by one."""
        whole = isinstance(self.input, str) or (self.input and isinstance(self.input[0], int))
        return [self.input] if whole else list(self.input)

    @property
    def readable(self) -> bool:
        """Whether it is text."""
        return isinstance(self.each[0], str)

    @property
    def most_tokens(self) -> int:
        """How many tokens it has at most: a token has at least one byte."""
        return sum(
            len(each.encode("utf-8", "surrogatepass")) if isinstance(each, str) else len(each)
            for each in self.each
        )

    def texts(self) -> Iterator[str]:
        """Yield everything in it that is text."""
        return (each for each in self.each if isinstance(each, str))

    def last(self) -> str:
        """Return what stands in it as one text, for digests."""
        return "\n".join(self.texts()) or msgspec.json.encode(self.input).decode()


_read = msgspec.json.Decoder(Inputs).decode


def read_inputs(body: bytes) -> Inputs:
    """Read a request; `PromptRefused` says which member is wrong."""
    try:
        inputs = _read(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refused(error) from error
    if not inputs.input:
        raise PromptRefused("input: give a text, texts, or tokens.", where="input")
    if not 1 <= (inputs.dimensions or 1) <= _LARGEST_DIMENSIONS or inputs.dimensions == 0:
        raise PromptRefused(f"dimensions: 1 to {_LARGEST_DIMENSIONS}.", where="dimensions")
    each = inputs.each
    if len(each) > _MOST_INPUTS:
        raise PromptRefused(f"input: at most {_MOST_INPUTS} at a time.", where="input")
    kinds = {type(one) for one in each}
    if kinds == {str}:
        if any(not text or "\x00" in text for text in each):
            raise PromptRefused(
                "input: a text may not be empty nor contain the character NUL.", where="input"
            )
    elif kinds != {list} or not all(map(_are_tokens, each)):
        raise PromptRefused("input: give a text, a list of texts, or lists of tokens.", where="input")
    return inputs


def _are_tokens(given: list[Any]) -> bool:
    return bool(given) and all(type(token) is int and 0 <= token <= _LARGEST_TOKEN for token in given)


class _Embedding(msgspec.Struct):
    embedding: str | list[float]
    index: int = 0
    object: str = "embedding"


class _Embeddings(msgspec.Struct, kw_only=True):
    object: str = "list"
    data: list[_Embedding]
    model: str = ""
    usage: Any = None


_decode = msgspec.json.Decoder(_Embeddings).decode


async def embed(upstream: Upstream, inputs: Inputs) -> tuple[bytes, RequestUsage | None]:
    """Ask a provider; return its answer in the encoding that was asked for, and what it counted where it did.

    Raises as `Upstream.complete` does.
    """
    front, _, query = upstream.url.partition("?")
    url = f"{front.removesuffix('/chat/completions')}/embeddings{'?' if query else ''}{query}"
    body = msgspec.json.encode(msgspec.structs.replace(inputs, model=upstream.model))
    raw = await replace(upstream, url=url).fetch(body)
    try:
        found = _decode(raw)
    except (ValueError, RecursionError) as error:
        raise UpstreamBroken("no JSON of embeddings") from error
    if sorted(each.index for each in found.data) != list(range(len(inputs.each))):
        raise UpstreamBroken("other embeddings than were asked for")
    counted = found.usage if isinstance(found.usage, dict) else {}
    used = Completion(usage={"prompt_tokens": counted.get("prompt_tokens")} if counted else None).used()
    return _encoded(raw, found, as_text=inputs.encoding_format == "base64"), used


def _encoded(raw: bytes, found: _Embeddings, *, as_text: bool) -> bytes:
    """Write numbers as text or text as numbers, where the provider took no notice of what was asked."""
    wrong = [each for each in found.data if isinstance(each.embedding, str) != as_text]
    if not wrong:
        return raw
    try:
        for each in wrong:
            each.embedding = _turned(each.embedding)
    except (ValueError, OverflowError) as error:
        raise UpstreamBroken("an embedding that is none") from error
    return msgspec.json.encode(found)


def written(vectors: list[list[float]], model: str, tokens: int, inputs: Inputs) -> bytes:
    """Write vectors as OpenAI's API has them, in the encoding that was asked for."""
    as_text = inputs.encoding_format == "base64"
    data = [_Embedding(_turned(each) if as_text else each, place) for place, each in enumerate(vectors)]
    counted = {"prompt_tokens": tokens, "total_tokens": tokens}
    return msgspec.json.encode(_Embeddings(data=data, model=model, usage=counted))


def _turned(embedding: str | list[float]) -> str | list[float]:
    if isinstance(embedding, str):
        numbers = array("f")
        numbers.frombytes(base64.b64decode(embedding, validate=True))
        return numbers.tolist()
    return base64.b64encode(array("f", embedding).tobytes()).decode()
