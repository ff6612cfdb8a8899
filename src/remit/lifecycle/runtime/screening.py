"""What may pass of what is said: annotators say what is in a text, the policies what follows from it.

A text that the policies redact goes on with the findings taken out that ask for it; one they forbid ends the call.
Whatever was not simply allowed stands in `breaches`, which are written with the call's record.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec

from remit.controls import annotators, governance
from remit.controls.tenancy import Actor
from remit.engines.guardrails import FAMILIES, Direction, Label, Watch, look, look_again, redact
from remit.engines.models import Answered, Completion, Inputs, Said, decode, reworded, texts_of
from remit.kit.errors import Forbidden

_WHAT: dict[Direction, str] = {
    "input": "What was said",
    "output": "What the agent answered",
    "tool_arguments": "What a tool was to be given",
    "tool_result": "What a tool gave back",
}
Key = tuple[str, int]
Path = tuple[str | int, ...]
_TEXTS = ("content", "refusal", "reasoning_content", "reasoning")
_CALLS = "tool_calls"
_CONTENT = ("content", 0)
_UNREAD = Label("unread", 1.0, 0, 0, "tokens, which no annotator can read")


class TextRefused(Forbidden):
    """A policy does not let a text pass; `policies` in `extra` names those that decided."""

    type = "text-refused"
    title = "A policy stops this text"


@dataclass
class Screen:
    """The screen of one call; `panel` are the annotators elsewhere, `canaries` what must not come out of the agent.

    What they say counts as what Remit finds itself, once it was asked for (`hear`); `unlabelled` counts the texts that
    each of them let pass without having seen them.
    """

    actor: Actor
    resource: governance.Resource
    call_id: UUID
    request_id: str
    subject: str
    model: str
    provider: str
    canaries: tuple[str, ...] = ()
    found: dict[tuple[str, Direction], governance.Breach] = field(default_factory=dict)
    decisions: dict[Direction, governance.Decision] = field(default_factory=dict)
    panel: annotators.Panel = annotators.NOBODY
    heard: dict[tuple[Direction, str], tuple[Label, ...]] = field(default_factory=dict)
    unlabelled: dict[str, int] = field(default_factory=dict)

    @property
    def breaches(self) -> list[governance.Breach]:
        """What was not simply allowed, each rule once for each direction."""
        return list(self.found.values())

    async def hear(self, texts: Iterable[str], direction: Direction) -> None:
        """Ask the annotators elsewhere about texts, all at the same time."""
        if not self.panel.hears(direction):
            return
        heard, silent = await self.panel.ask(list(texts), direction)
        self.heard |= {(direction, text): labels for text, labels in heard.items()}
        for name in silent:
            self.unlabelled[name] = self.unlabelled.get(name, 0) + 1

    def look(self, text: str, direction: Direction) -> list[Label]:
        """Say what is in a text, with what was heard of it."""
        if direction == "output":  # an answer gives no orders, so that Remit looks for none in it
            found = look(text, FAMILIES, canaries=self.canaries)
        elif direction == "tool_arguments":
            found = look(text, canaries=self.canaries)
        else:
            found = look_again(text)
        own = list(found)
        return own + list(self.heard.get((direction, text), ())) if self.heard else own

    def input(self, said: Said) -> Said:
        """Let a request pass, changed where the policies redact; raises `TextRefused`."""
        labels = [label for text in texts_of(said) for label in self.look(text, "input")]
        if isinstance(said, Inputs) and not said.readable:
            labels.append(_UNREAD)
        if not labels:
            self.judge((), "input")
            return said
        decision = self.judge(labels, "input", "\n".join(texts_of(said)))
        if decision.verdict != "redact":
            return said
        return reworded(said, lambda text: self.without(text, self.look(text, "input"), "input"))

    async def answer(self, text: str) -> str:
        """Let a whole answer pass, as `output` does, once everybody was heard of it."""
        await self.hear((text,), "output")
        return self.output(text)

    def output(self, text: str) -> str:
        """Let a whole answer pass, changed where the policies redact; raises `TextRefused`."""
        labels = self.look(text, "output")
        decision = self.judge(labels, "output", text)
        return self.without(text, labels, "output") if decision.verdict == "redact" else text

    async def whole(self, raw: bytes, read: Completion) -> tuple[str, bytes]:
        """Let a provider's answer pass, as `completion` does, once everybody was heard of it."""
        if self.panel.seats:
            said = [text for choice in read.choices for _, _, text in said_in(choice.message)]
            await self.hear(said, "output")
        return self.completion(raw, read)

    def completion(self, raw: bytes, read: Completion) -> tuple[str, bytes]:
        """Let a provider's answer pass, with all that stands in it as text; return its text and the answer."""
        changes: list[tuple[Path, str]] = []
        for place, choice in enumerate(read.choices):
            for _, where, text in said_in(choice.message):
                if (passed := self.output(text)) != text:
                    changes.append((("choices", place, "message", *where), passed))
        if not changes:
            return read.text(), raw
        whole = msgspec.json.decode(raw)
        for where, text in changes:
            put(whole, where, text)
        raw = msgspec.json.encode(whole)
        return decode(raw).text(), raw

    def stream(self) -> "Stream":
        """Return the screen of an answer that comes in pieces."""
        return Stream(self)

    def judge(self, labels: Sequence[Label], direction: Direction, text: str = "") -> governance.Decision:
        """Ask the policies about a text with these labels; raises `TextRefused` when it may not pass."""
        decision = self._ask(tuple(sorted({label.name for label in labels})), direction)
        if labels or decision.shadow is not None or decision.verdict != "allow":
            self.decisions[direction] = decision  # what is worth asking again of other policies
        if decision.verdict == "allow":
            return decision
        self.breach(decision, labels, direction, digest_of_text(text))
        if decision.allowed or decision.verdict == "redact":
            return decision
        seen = ", ".join(dict.fromkeys(label.name for label in labels)) or "nothing of note"
        rules = ", ".join(decision.policies) or "no policy that allows it"
        raise TextRefused(
            f"{_WHAT[direction]} is stopped by {rules}: it holds {seen}.",
            policies=list(decision.policies),
            labels=[label.name for label in labels[:20]],
        )

    def breach(
        self,
        decision: governance.Decision,
        labels: Sequence[Label],
        direction: Direction,
        text_digest: str,
    ) -> None:
        """Keep what was no plain yes, each rule once for each direction."""
        for breach in governance.breaches(
            decision,
            call_id=self.call_id,
            subject=self.subject,
            labels=labels,
            direction=direction,
            request_id=self.request_id,
            text_digest=text_digest,
        ):
            self.found[breach.rule, direction] = breach

    def redacts(self, label: Label, direction: Direction) -> bool:
        """Whether the policies take out what a label is about."""
        return self._ask((label.name,), direction).verdict == "redact"

    def without(self, text: str, labels: Iterable[Label], direction: Direction) -> str:
        """Take out of a text what the policies take out."""
        found = list(labels)
        named = [label for label in found if self.redacts(label, direction)]
        return redact(text, named or found)

    def _ask(self, names: tuple[str, ...], direction: Direction) -> governance.Decision:
        facts = {"labels": names, "direction": direction, "model": self.model, "provider": self.provider}
        return governance.decide(self.actor, "text.pass", self.resource, facts)


class Stream:
    """An answer in pieces: nothing of it leaves before it is known what it belongs to."""

    def __init__(self, screen: Screen) -> None:
        self.screen = self._screen = screen
        self._outside: list[Label] = []
        self._watches: dict[tuple[int, Key], Watch] = {}
        self._judged = -1
        # To look in each piece for what no policy asks about would cost more than everything else together.
        asked = governance.watched(screen.actor.org_id)
        self._families = FAMILIES if asked is None else FAMILIES & asked

    def _redacts(self, label: Label) -> bool:
        return self._screen.redacts(label, "output")

    def feed(self, text: str) -> str:
        """Take a piece of text; return what may pass now. Raises `TextRefused`."""
        passed = self._watch(0, _CONTENT).feed(text)
        self._judge()
        return passed

    def end(self) -> str:
        """Say that the text is over; return what was held."""
        passed = self._watch(0, _CONTENT).end()
        self._judge()
        return passed

    def events(self, came: Sequence[tuple[bytes, Completion]]) -> tuple[list[bytes], str]:
        """Take events of a provider's stream that came together; return what may pass of them, and its text.

        Most often they pass as they came. Those that hold nothing but text are looked at as one text.
        """
        if not any(map(_holds_more, came)):
            return self._said(came)
        passed: list[bytes] = []
        text = ""
        for alone, group in groupby(came, _holds_more):
            if not alone:
                through, fed = self._said(list(group))
                text += fed
                passed += through
                continue
            for data, read in group:
                event = self._event(data, read)
                passed.append(event)
                text += read.text() if event is data else decode(event).text()
        return passed, text

    def _said(self, run: Sequence[tuple[bytes, Completion]]) -> tuple[list[bytes], str]:
        """Take events that hold nothing but text."""
        said = "".join([read.text() for _, read in run])
        fed = self.feed(said)
        if fed == said:
            return [data for data, _ in run], fed
        through = _begun(run, fed) if said.startswith(fed) else [_saying(*run[0], fed)]
        return through, fed

    def _event(self, data: bytes, read: Completion) -> bytes:
        changes: list[tuple[Path, str]] = []
        rests: list[tuple[int, Key, str]] = []
        for place, choice in enumerate(read.choices):
            for key, where, text in said_in(choice.delta):
                passed = self._watch(choice.index, key).feed(text)
                if passed != text:
                    changes.append((("choices", place, "delta", *where), passed))
            if choice.finish_reason is not None:
                rests += [(place, key, rest) for key, rest in self._end(choice.index)]
        self._judge()
        if not changes and not rests:
            return data
        whole = msgspec.json.decode(data)
        for path, passed in changes:
            put(whole, path, passed)
        for place, key, rest in rests:
            _add(whole["choices"][place], key, rest)
        return msgspec.json.encode(whole)

    def _end(self, index: int) -> list[tuple[Key, str]]:
        """End the texts of one answer; return what was held of each."""
        own = [(key, watch.end()) for (choice, key), watch in self._watches.items() if choice == index]
        return [(key, rest) for key, rest in own if rest]

    def _watch(self, index: int, key: Key) -> Watch:
        found = self._watches.get((index, key))
        if found is None:
            found = self._watches[index, key] = Watch(
                self._redacts, families=self._families, canaries=self._screen.canaries
            )
        return found

    def add(self, labels: Iterable[Label]) -> None:
        """Take in what annotators elsewhere say of what came so far. Raises `TextRefused`."""
        self._outside += labels
        self._judge()

    def _judge(self) -> None:
        """Ask the policies at the beginning, and again when something new was found."""
        found = len(self._outside) + sum(len(watch.labels) for watch in self._watches.values())
        if found != self._judged:
            self._judged = found
            own = [label for watch in self._watches.values() for label in watch.labels]
            self._screen.judge(own + self._outside, "output")


def _holds_more(came: tuple[bytes, Completion]) -> bool:
    """Whether an event holds anything but a piece of the first answer's text."""
    choices = came[1].choices
    if len(choices) != 1:
        return True
    choice = choices[0]
    said = choice.delta
    return (
        said is None
        or choice.index != 0
        or choice.finish_reason is not None
        or said.tool_calls is not None
        or said.refusal is not None
        or said.reasoning_content is not None
        or said.reasoning is not None
    )


def _begun(run: Sequence[tuple[bytes, Completion]], fed: str) -> list[bytes]:
    """Return events that hold only text, as far as it may pass: the last of them may be cut."""
    passed: list[bytes] = []
    left = len(fed)
    for data, read in run:
        text = read.text()
        if len(text) > left:
            return [*passed, _saying(data, read, text[:left])] if left else passed
        passed.append(data)
        left -= len(text)
    return passed


def _saying(data: bytes, read: Completion, text: str) -> bytes:
    """Put another text into an event that holds only text."""
    said = b'"content":%b' % msgspec.json.encode(read.text())
    if (
        data.count(said) == 1 and b'"logprobs"' not in data
    ):  # as most write it: to put it in there is much cheaper
        changed = data.replace(said, b'"content":%b' % msgspec.json.encode(text))
        if decode(changed).text() == text:
            return changed
    whole = msgspec.json.decode(data)
    choice = whole["choices"][0]
    choice["delta"]["content"] = text
    choice.pop("logprobs", None)  # they hold what was said, word by word
    return msgspec.json.encode(whole)


def said_in(said: Answered | None) -> Iterator[tuple[Key, Path, str]]:
    """List what stands in an answer as text: which text it is, or is a piece of, and where it stands."""
    if said is None:
        return
    for name in _TEXTS:
        if text := getattr(said, name):
            yield (name, 0), (name,), text
    for place, call in enumerate(said.tool_calls or ()):
        arguments = (call.get("function") or {}).get("arguments")
        if isinstance(arguments, str) and arguments:
            index = call.get("index", place)
            yield (
                (_CALLS, index if isinstance(index, int) else place),
                (_CALLS, place, "function", "arguments"),
                arguments,
            )


def _add(choice: dict[str, Any], key: Key, rest: str) -> None:
    """Put the end of a text into the event that ends its answer."""
    delta = choice["delta"] = choice.get("delta") or {}
    name, index = key
    if name == _CALLS:
        delta[_CALLS] = [*(delta.get(_CALLS) or []), {"index": index, "function": {"arguments": rest}}]
    else:
        delta[name] = (delta.get(name) or "") + rest


def put(whole: Any, path: Path, text: str) -> None:
    """Write a text where it stands in an answer."""
    for step in path[:-1]:
        whole = whole[step]
    whole[path[-1]] = text


def digest_of_text(text: str) -> str:
    """Return the digest of a text as records keep it, empty for none."""
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}" if text else ""
