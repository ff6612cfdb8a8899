"""Between an agent and its tools: each use is counted, looked at, decided and recorded, for itself.

    limit → look at the arguments → permit → use → look at the result → record

A use that needs a person is not made: the run waits (`waiting.py`). Of a tool that changes something a row is
committed before it is used, so that nothing is done twice and nothing unseen (`using.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Protocol
from uuid import UUID

from pydantic_ai.exceptions import CallDeferred, ToolFailed

from remit.controls import metering
from remit.controls.connections import GrantedTool
from remit.controls.governance import Decision
from remit.engines.ledger import NotCanonicalError
from remit.engines.tools import ToolboxError, Used
from remit.kit import telemetry
from remit.kit.errors import RemitError
from remit.kit.ids import new_id
from remit.lifecycle.runtime.screening import Screen
from remit.lifecycle.runtime.tools import ToolKit, digest_of
from remit.lifecycle.runtime.weighing import (
    Passed,
    Taint,
    Weighed,
    joined,
    leaves,
    weigh,
    weigh_result,
    without_secrets,
)

LONGEST_RESULT = 32_000
MOST_RESULTS = 100_000
"""Characters that one call may read from tools: in one use, and in all of them."""

_MOST_DECISIONS = 60


@dataclass(frozen=True)
class Entry:
    """What the audit log keeps of one use: `tool.used` or `tool.refused`."""

    type: str
    payload: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A use that waits for a person, with its real arguments."""

    id: UUID
    model_call: str
    tool: GrantedTool
    arguments: dict[str, Any]
    digest: str
    why: str
    weighed: Weighed
    always: bool


class Uses(Protocol):
    """Really uses tools, and keeps what must not be done twice."""

    async def limit(self) -> None:
        """Count a use; `OverLimit` when there were too many in a minute."""

    async def make(
        self, id: UUID, model_call: str, tool: GrantedTool, arguments: Mapping[str, Any], digest: str
    ) -> Used:
        """Use a tool once, whatever becomes of the caller. Raises `ToolboxError`."""


@dataclass
class Gate:
    """The gate of one call; `taint` grows by what tools bring, `entries` are written with the call's record.

    One that is `rehearsed` asks nobody: what it is for reaches no tool.
    """

    screen: Screen
    kit: ToolKit
    uses: Uses
    taint: Taint
    made: int = 0
    rehearsed: bool = False
    read: int = 0
    entries: list[Entry] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    history: bytes = b""
    longest: int = LONGEST_RESULT
    most_read: int = MOST_RESULTS

    async def use(self, tool: GrantedTool, arguments: dict[str, Any], model_call: str) -> str:
        """Use a tool where it may be used; return what the model gets of it.

        Raises `ToolFailed` with the reason where it may not, and `CallDeferred` where a person is to be asked.
        """
        began = perf_counter()
        self._show(tool, arguments, model_call)
        arguments = await self._may(tool, arguments, model_call, began)
        use_digest = digest_of(tool, arguments)
        span = telemetry.genai.execute_tool(tool.use, id=model_call)
        try:
            used = await self.uses.make(new_id(), model_call, tool, arguments, use_digest)
        except (ToolboxError, RemitError) as error:
            telemetry.spans.end(span, None, error)
            said = self._failed(tool, error)
            self._record(tool, arguments, "unknown" if _unknown(tool, error) else "failed", began, use_digest)
            raise self._refusal(model_call, said, refused=False) from error
        passed = (await self.passed(tool, used.text)).text
        telemetry.genai.tool_said(span, arguments=str(arguments), result=passed)
        telemetry.spans.end(span)
        self._record(tool, arguments, "failed" if used.failed else "done", began, use_digest)
        self.shown[model_call]["result"] = passed
        if used.failed:
            raise ToolFailed(passed)
        return passed

    async def _may(
        self, tool: GrantedTool, arguments: dict[str, Any], model_call: str, began: float
    ) -> dict[str, Any]:
        """Let a use pass with the arguments that may go out; raises `ToolFailed` or `CallDeferred`."""
        self.made += 1
        if self.made > self.kit.most:
            said = f"This call has used tools {self.kit.most} times, which is the most: answer with what you have."
            raise self._refused(tool, arguments, model_call, began, said)
        self._check(tool, arguments, model_call, began)
        try:
            await self.uses.limit()
        except metering.OverLimit as error:
            raise self._refused(tool, arguments, model_call, began, error.detail) from error
        await self.screen.hear(leaves(arguments), "tool_arguments")
        weighed = weigh(self.screen, tool, arguments, self.taint)
        self.decisions = [*self.decisions, *weighed.decisions][:_MOST_DECISIONS]
        if weighed.verdict == "deny":
            rules = ", ".join(weighed.policies) or "no policy that allows it"
            said = f"The tool {tool.use} may not be used with this: {rules}."
            raise self._refused(tool, arguments, model_call, began, said, weighed)
        if weighed.arguments is not arguments:
            self._check(tool, weighed.arguments, model_call, began)
        always = self.kit.asks(tool)
        if not self.rehearsed and (weighed.verdict == "escalate" or always):
            self._ask(tool, weighed, model_call, always=always)
            raise CallDeferred
        return weighed.arguments

    def _check(self, tool: GrantedTool, arguments: dict[str, Any], model_call: str, began: float) -> None:
        """Refuse arguments that do not fit, before anybody is asked."""
        try:
            self.kit.checkers[tool.ref].check(tool.use, arguments)
        except ToolboxError as error:
            raise self._refused(tool, {}, model_call, began, error.said) from error
        if (said := _unstorable(tool, arguments)) is not None:
            told = f"{tool.use} was not used: of its arguments, {said}."
            raise self._refused(tool, {}, model_call, began, told)

    def _ask(self, tool: GrantedTool, weighed: Weighed, model_call: str, *, always: bool) -> None:
        why = (
            f"{', '.join(weighed.policies)} asks for a person."
            if weighed.verdict == "escalate"
            else "A person is asked before each use of this tool."
        )
        use = Asked(
            new_id(),
            model_call,
            tool,
            weighed.arguments,
            digest_of(tool, weighed.arguments),
            why,
            weighed,
            always,
        )
        self.asked.append(use)

    async def passed(self, tool: GrantedTool, text: str) -> Passed:
        """Let a result pass, cut to what one call may read; its labels go on with the conversation."""
        most = max(0, min(self.longest, self.most_read - self.read))
        kept = text if len(text) <= most else f"{text[:most]}\n… cut: {most:,} of {len(text):,} characters."
        self.read += min(len(text), most)
        kept = storable(kept)
        await self.screen.hear((kept,), "tool_result")
        found = weigh_result(self.screen, tool, kept)
        self.decisions = [*self.decisions, found.decision][:_MOST_DECISIONS]
        self.taint = joined(self.taint, tool.connection, found.labels)
        return found

    def _failed(self, tool: GrantedTool, error: ToolboxError | RemitError) -> str:
        said = error.detail if isinstance(error, RemitError) else error.said
        if _unknown(tool, error):
            return f"{said} It is not known whether {tool.use} did it: do not use it again for this."
        return f"The tool {tool.use} could not be used: {said}"

    def _show(self, tool: GrantedTool, arguments: dict[str, Any], model_call: str) -> None:
        self.shown[model_call] = {"tool": tool, "arguments": arguments, "result": None}

    def _refused(
        self,
        tool: GrantedTool,
        arguments: dict[str, Any],
        model_call: str,
        began: float,
        said: str,
        weighed: Weighed | None = None,
    ) -> ToolFailed:
        self.entries.append(
            Entry("tool.refused", {**self._facts(tool, arguments, began), "why": said, **_decided(weighed)})
        )
        return self._refusal(model_call, said, refused=True)

    def _refusal(self, model_call: str, said: str, *, refused: bool) -> ToolFailed:
        if refused:
            self.refused.add(model_call)
        self.shown[model_call]["result"] = said
        return ToolFailed(said)

    def _record(
        self, tool: GrantedTool, arguments: dict[str, Any], outcome: str, began: float, use_digest: str
    ) -> None:
        facts = {**self._facts(tool, arguments, began), "digest": use_digest, "outcome": outcome}
        self.entries.append(Entry("tool.rehearsed" if self.rehearsed else "tool.used", facts))

    def _facts(self, tool: GrantedTool, arguments: dict[str, Any], began: float) -> dict[str, Any]:
        return {
            "tool": tool.ref,
            "tool_digest": tool.digest,
            "arguments": without_secrets(arguments),
            "duration_ms": round((perf_counter() - began) * 1000, 3),
        }


def _decided(weighed: Weighed | None) -> dict[str, Any]:
    return {} if weighed is None else {"policies": list(weighed.policies), "labels": list(weighed.labels)}


def _unknown(tool: GrantedTool, error: ToolboxError | RemitError) -> bool:
    """Whether nobody knows if something was changed; what we refuse ourselves has not got there."""
    return isinstance(error, ToolboxError) and error.reached and not tool.reads_only


def _unstorable(tool: GrantedTool, arguments: dict[str, Any]) -> str | None:
    """Say what in arguments no record could hold."""
    try:
        digest_of(tool, arguments)
    except NotCanonicalError as error:
        return str(error)
    return "they hold the character NUL" if any("\0" in text for text in leaves(arguments)) else None


def storable(text: str) -> str:
    """Replace what neither the database nor a model's provider can carry."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
