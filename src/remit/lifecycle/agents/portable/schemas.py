"""Bodies of the endpoints about files of agents."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from remit.kit.schemas import Answer, Body
from remit.lifecycle.agents.portable.bundle import MOST_FILES
from remit.lifecycle.agents.portable.foreign import Format
from remit.lifecycle.agents.portable.planning import Action
from remit.lifecycle.agents.schemas import AgentStatus, Finding
from remit.lifecycle.agents.source import LARGEST
from remit.lifecycle.agents.values import AgentType

FilePath = Annotated[str, Field(min_length=1, max_length=300)]
FileText = Annotated[str, StringConstraints(strip_whitespace=False), Field(max_length=4 * LARGEST)]
_HELLO = "name: Hello\ninstructions: Greet people.\nremit: {type: context}\n"


class AgentFiles(Body):
    """Files of agents, with what belongs to them: texts by path, or a zip archive in base64."""

    files: Annotated[
        dict[FilePath, FileText], Field(max_length=MOST_FILES, examples=[{"hello.yaml": _HELLO}])
    ] = {}
    archive: Annotated[str | None, Field(max_length=2 * 2**20, description="A zip archive in base64.")] = None
    promote: Annotated[bool, Field(description="Whether drafts that say the same are to be promoted.")] = True
    convert: Annotated[
        bool, Field(description="Read Pydantic AI's `AgentSpec` and Open Agent Spec too, as files of ours.")
    ] = False


class PlannedFile(Answer):
    """What would become of one file; `source` is what to apply, with everything that it takes from other files.

    `notes` are what a foreign file could not bring. `version` is the agent's newest, null where there is none; `after`
    names agents that are to be applied before it. `waits` says that the newest version says the same, and waits for
    approval already.
    """

    path: str
    format: Format
    action: Action
    slug: str | None
    name: str | None
    type: AgentType | None
    version: int | None
    source: str
    diff: str
    findings: list[Finding]
    notes: list[Finding]
    after: list[str]
    waits: bool


class StandingAgent(Answer):
    """An agent that none of the files is about; it stays as it is."""

    slug: str
    type: AgentType
    status: AgentStatus


class FilesPlan(Answer):
    """What applying files would change, in the order in which they are to be applied; nothing was changed."""

    items: list[PlannedFile]
    others: list[StandingAgent]


class ExportedAgent(Answer):
    """An agent's files by path: `SLUG/agent.yaml`, and its code and documents beside it. No secrets are in them."""

    slug: str
    version: int
    files: dict[str, str]


ExportForm = Literal["json", "yaml", "zip"]
