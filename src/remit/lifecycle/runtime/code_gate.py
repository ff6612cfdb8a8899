"""The gate of code: the same as that of models, for uses that cannot wait and results that are read by a program."""

from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from pydantic_ai.exceptions import CallDeferred, ToolFailed

from remit.controls.connections import GrantedTool
from remit.engines.sandbox import HostError
from remit.lifecycle.runtime.errors import ApprovalNeeded
from remit.lifecycle.runtime.gate import Gate
from remit.lifecycle.runtime.weighing import Passed, Taint

MOST_USES = 100
"""How often one call of code may use tools: as often as it may call services."""

_LONGEST = 300_000
_MOST_READ = 5_000_000


@dataclass
class CodeGate(Gate):
    """The gate of one call of code. A result is handed on whole or not at all: half of it would be no JSON."""

    longest: int = _LONGEST
    most_read: int = _MOST_READ
    unread: set[str] = field(default_factory=set)
    count: int = 0

    async def answer(self, tool: GrantedTool, arguments: dict[str, Any]) -> str:
        """Use a tool where it may be used, and return what it gave back.

        Raises `HostError` where it may not or could not, and `ApprovalNeeded` where a person is to be asked.
        """
        self.count += 1
        id = f"code-{self.count}"
        began = perf_counter()
        try:
            text = await self.use(tool, arguments, id)
        except CallDeferred:
            raise self._cannot_wait(tool, id, began) from None
        except ToolFailed as error:
            raise HostError(str(error)) from error
        finally:
            self.shown.pop(id, None)  # what code reads is not shown in conversations
        if text in self.unread:
            raise HostError(text)
        return text

    async def passed(self, tool: GrantedTool, text: str) -> Passed:
        """Let a result pass as `Gate` does; what is too long or withheld is noted as nothing to go on with."""
        if len(text) > min(self.longest, self.most_read - self.read):
            said = f"{tool.use} was used, and gave back {len(text):,} characters, which is too much: ask for less."
            self.unread.add(said)
            return await super().passed(tool, said)
        found = await super().passed(tool, text)
        if found.withheld:
            self.unread.add(found.text)
        return found

    def taint_with(self, more: Taint) -> None:
        """Take in the labels of what was read elsewhere: in another call, or kept from one before."""
        for source, labels in more.items():
            self.taint = {**self.taint, source: sorted({*self.taint.get(source, ()), *labels})}

    def _cannot_wait(self, tool: GrantedTool, id: str, began: float) -> ApprovalNeeded:
        asked = next(each for each in self.asked if each.model_call == id)
        self.asked.remove(asked)
        said = f"{tool.use} needs a person's approval, and code cannot wait for one: {asked.why}"
        self._refused(tool, asked.arguments, id, began, said, asked.weighed)
        return ApprovalNeeded(said, tool=tool.use, policies=list(asked.weighed.policies))
