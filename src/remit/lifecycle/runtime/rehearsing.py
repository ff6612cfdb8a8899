"""Tools in a rehearsal: nothing leaves, everything is answered from a recording or made up, and all of it is noted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from remit.controls.connections import GrantedTool
from remit.engines.tools import Used
from remit.lifecycle.agents import MADE_UP
from remit.lifecycle.runtime.target import Rehearsal

_MOST_SHOWN = 4_000


@dataclass(frozen=True)
class RehearsedUses:
    """The uses of one call that reaches no tool."""

    rehearsal: Rehearsal

    async def limit(self) -> None:
        """Count nothing: nothing is used."""

    async def make(
        self, id: UUID, model_call: str, tool: GrantedTool, arguments: Mapping[str, Any], digest: str
    ) -> Used:
        """Answer in the tool's place."""
        recording = self.rehearsal.recording
        answer, found = recording.take("tools", tool.use, MADE_UP)
        written = json.dumps(dict(arguments), ensure_ascii=False)
        shown = written if len(written) <= _MOST_SHOWN else f"{written[:_MOST_SHOWN]}…"
        said = f"would use {tool.use} with {shown}"
        recording.note(
            "tools", tool.use, said, dict(arguments), answer, made_up=not found, changes=not tool.reads_only
        )
        return Used(answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False))
