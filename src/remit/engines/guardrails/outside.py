"""Annotators elsewhere, asked over HTTP; see docs/guardrails.md for the contract."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

import httpx2

from remit.engines.guardrails.label import Annotator, Direction, Label, characters
from remit.engines.guardrails.look import look
from remit.engines.guardrails.speeches import OURS, Said, Speech
from remit.kit.addresses import AddressRefused
from remit.kit.outbound import AnswerTooLarge
from remit.kit.resilience import CircuitOpen, Guard, Health, TooManyWaiting, Trouble, of_status

FailMode = Literal["open", "closed"]
FAILED = "annotator.failed"
LARGEST_LABELS = 2**20  # bytes of an answer


class Finding(NamedTuple):
    """What an annotator said: labels in the order of the text, names that it may not say, or why it said nothing."""

    labels: tuple[Label, ...] = ()
    left_out: tuple[str, ...] = ()
    problem: str = ""


class _Failed(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.said)
        self.trouble = trouble


class Outside:
    """One annotator elsewhere; `http` is a guarded client for its address, which the caller closes.

    It is waited for `seconds` and no longer, and left alone for a while when it fails too often (`guard`). When it does
    not answer as agreed, `open` says nothing, and `closed` says `annotator.failed`, so that a policy can refuse what
    nobody has looked at. Of what it says, only `labels` and what is under them counts, everything where none are named.
    """

    version = "1"

    def __init__(
        self,
        name: str,
        url: str,
        http: httpx2.AsyncClient,
        *,
        seconds: float = 2.0,
        fail: FailMode = "closed",
        speech: Speech = OURS,
        labels: Collection[str] = (),
        guard: Guard | None = None,
    ) -> None:
        self.name = name
        self.fail = fail
        self._url = url
        self._http = http
        self._seconds = seconds
        self._speech = speech
        self._labels = frozenset(labels)
        self._guard = guard or Guard(name)

    async def annotate(self, text: str, direction: Direction) -> Sequence[Label]:
        """Ask; whatever it answers is checked before it counts."""
        return self.judged(await self.ask(text, direction))

    def judged(self, found: Finding) -> Sequence[Label]:
        """Return the labels of a finding, by the fail mode where there is none."""
        if not found.problem or self.fail == "open":
            return found.labels
        return (Label(FAILED, 1.0, 0, 0, f"{self.name}: {found.problem}"),)

    def health(self) -> Health:
        """Say how it does in this process."""
        return self._guard.health()

    async def ask(self, text: str, direction: Direction) -> Finding:
        """Ask, and say also why there is no answer."""
        try:
            async with self._guard.passing() as passing:
                try:
                    found = await self._asked(text, direction)
                except _Failed as error:
                    passing.failed(error.trouble)
                    raise
                passing.answered()
                return found
        except _Failed as error:
            return Finding(problem=error.trouble.said)
        except CircuitOpen:
            return Finding(problem="it failed too often just now and is left alone for a moment")
        except TooManyWaiting:
            return Finding(problem="it is busy with other texts")

    async def _asked(self, text: str, direction: Direction) -> Finding:
        try:
            async with asyncio.timeout(self._seconds):
                content = await self._answer(text, direction)
            return self._read(content, text)
        except TimeoutError as error:
            raise _failed(f"no answer within {self._seconds:g} s") from error
        except AddressRefused as error:
            raise _failed("its address is one that Remit does not go to") from error
        except httpx2.HTTPError as error:
            raise _failed(_why(error)) from error

    async def _answer(self, text: str, direction: Direction) -> bytes:
        # What is no Unicode text cannot be sent as JSON.
        sent = self._speech.write(text.encode("utf-8", "replace").decode(), direction)
        response = await self._http.post(self._url, json=sent)
        if response.status_code != 200:
            bad = of_status(response.status_code).bad
            raise _Failed(Trouble(f"it answered {response.status_code}", bad=bad))
        return response.content

    def _read(self, content: bytes, text: str) -> Finding:
        """Take over what was said; places that are not in the text make the whole answer worthless."""
        try:
            said = self._speech.read(content)
        except (ValueError, RecursionError) as error:
            raise _failed("its answer is not as agreed") from error
        labels, left_out = [], []
        for each in said:
            start, end = each.start or 0, len(text) if each.end is None else each.end
            if start > end or end > len(text):
                raise _failed("it names places that are not in the text")
            if self._may_say(each):
                seen = f"{self.name}: {characters(end - start)}"
                labels.append(Label(each.name, each.score, start, end, seen))
            else:
                left_out.append(each.name)
        labels.sort(key=lambda label: (label.start, label.end))
        return Finding(tuple(labels), tuple(dict.fromkeys(left_out)))

    def _may_say(self, said: Said) -> bool:
        parts = said.name.split(".")
        under = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
        return not self._labels or not self._labels.isdisjoint(under)


def _why(error: httpx2.HTTPError) -> str:
    if isinstance(error, AnswerTooLarge):
        return "its answer is too large, or packed"
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return "it cannot be reached"
    return "the connection to it broke"


def _failed(why: str) -> _Failed:
    return _Failed(Trouble(why))


class ScriptedAnnotator:
    """Says of every text that holds a word what the script says; for tests of what asks annotators."""

    version = "1"

    def __init__(self, name: str, script: dict[str, str]) -> None:
        self.name = name
        self._script = script
        self.asked: list[tuple[str, Direction]] = []

    async def annotate(self, text: str, direction: Direction) -> Sequence[Label]:
        """Return one label for each word of the script that stands in the text."""
        self.asked.append((text, direction))
        places = [(text.find(word), word, label) for word, label in self._script.items()]
        return [
            Label(label, 1.0, place, place + len(word), f"{self.name}: {characters(len(word))}")
            for place, word, label in sorted(places)
            if place >= 0
        ]


async def annotate(
    text: str,
    direction: Direction,
    annotators: Sequence[Annotator] = (),
    *,
    canaries: Sequence[str] = (),
    trusted: Sequence[str] = (),
) -> tuple[Label, ...]:
    """Say what Remit and these annotators find, in the order of the text; the others are asked at the same time."""
    asked = [asyncio.ensure_future(each.annotate(text, direction)) for each in annotators]
    found = list(look(text, canaries=canaries, trusted=trusted))
    for labels in await asyncio.gather(*asked):
        found += labels
    return tuple(sorted(found, key=lambda label: (label.start, label.end)))
