"""What a call is made to, and what goes in and comes out."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec

from remit.controls.governance import Resource
from remit.controls.tenancy import Actor
from remit.engines.hosts import Place
from remit.engines.models import Said
from remit.kit.database import Session
from remit.kit.ids import Kind
from remit.lifecycle.agents import AGENT, Recording, tools_of
from remit.lifecycle.knowledge import Passage

DEPLOYMENT = Kind("dep", "deployment")
_MEGABYTES = Decimal(1024)
ANSWERING = frozenset({"deployed", "degraded"})


@dataclass(frozen=True)
class Trial:
    """One stored version of an agent, called without being deployed: the test runtime.

    `function` is where its code runs when that is not here: a revision that is tried before anybody is sent to it.
    """

    agent_id: UUID
    version_id: UUID
    function: "Function | None" = None


@dataclass(frozen=True)
class Function:
    """The machine of its own that a revision's code runs on, and what it costs; no price where none is known.

    `host` has it, and `where` says so in words: "on AWS Lambda".
    """

    host: str
    where: str
    place: Place
    memory_mb: int
    timeout_seconds: int
    usd_per_call: Decimal | None = None
    usd_per_gb_second: Decimal | None = None
    price_as_of: date | None = None

    @property
    def free(self) -> bool:
        """Whether calling it costs nothing, which is known."""
        return self.usd_per_call == self.usd_per_gb_second == 0

    def cost(self, calls: int, seconds: Decimal) -> Decimal | None:
        """Return what so many calls cost that took so many seconds together."""
        if self.usd_per_call is None or self.usd_per_gb_second is None:
            return None
        return self.usd_per_call * calls + self.usd_per_gb_second * seconds * self.memory_mb / _MEGABYTES


Callee = UUID | Trial
"""What is called: a deployment by its id, or a version on trial."""


def ref_of(callee: Callee) -> str:
    """Return the name by which records point at what is called."""
    return AGENT.ref(callee.agent_id) if isinstance(callee, Trial) else DEPLOYMENT.ref(callee)


@dataclass(frozen=True)
class Target:
    """What is called as it stands now; `document` is its version's `{"spec": …, "remit": …}`, none for a model.

    `budget_usd_per_hour` is none where no budget is set; `agent_version` names the version: `hello@3`; `agent` is the
    agent's ref, empty for a model. A trial has `agent_id` and no environment; its `deployment_id` is the agent's
    version, which nothing deployed has. `canaries` are words that stand in its instructions and nowhere else.
    `heartbeat_seconds` is how often one that runs elsewhere says how it is, none for what runs in Remit.
    `function` is where its code runs when that is not in Remit; `silent` says why nothing answers, where that is known.
    While a `newer` revision is rolled out, it answers `share` percent of the sessions, and this one the others.
    """

    org_id: UUID
    deployment_id: UUID
    name: str
    environment: str
    status: str
    budget_usd_per_hour: Decimal | None
    agent_version_id: UUID | None
    agent_version: str
    document: Mapping[str, Any] | None
    agent_id: UUID | None = None
    agent: str = ""
    canaries: tuple[str, ...] = ()
    heartbeat_seconds: int | None = None
    revision: int | None = None
    newer: "Target | None" = None
    share: int = 0
    function: Function | None = None
    silent: str = ""

    def for_session(self, session: str) -> "Target":
        """Choose who answers a session while a newer revision takes `share` percent: the same one each time.

        A session that the newer one answers stays with it when its share grows.
        """
        if self.newer is None:
            return self
        place = hashlib.blake2b(f"{self.shown_id}/{self.newer.revision}/{session}".encode(), digest_size=4)
        return self.newer if int.from_bytes(place.digest()) % 10_000 < self.share * 100 else self

    def of_version(self, version_id: UUID) -> "Target":
        """Return what runs a version: the newer revision where it is that one's."""
        newer = self.newer
        return newer if newer is not None and newer.agent_version_id == version_id else self

    @property
    def trial(self) -> bool:
        """Whether a version is tried, and nothing deployed is called."""
        return self.agent_id is not None

    @property
    def why_silent(self) -> str:
        """Say why there is nobody to talk to, of what has no document."""
        if self.silent:
            return self.silent
        if self.heartbeat_seconds is not None:
            return (
                f"{self.name} runs elsewhere and only reports: register it with the address where it answers."
            )
        return f"{self.name} is a model's deployment: chat is for agents."

    @cached_property
    def shown_id(self) -> str:
        """The id as the API shows it."""
        return AGENT.show(self.agent_id) if self.agent_id else DEPLOYMENT.show(self.deployment_id)

    @cached_property
    def ref(self) -> str:
        """The name by which records point at it."""
        return AGENT.ref(self.agent_id) if self.agent_id else DEPLOYMENT.ref(self.deployment_id)

    @cached_property
    def is_code(self) -> bool:
        """Whether code runs, or a request is sent, where for other agents a model is asked."""
        return self.document is not None and self.document["remit"].get("type") in ("function", "api")

    @cached_property
    def uses_tools(self) -> bool:
        """Whether its version names any tools."""
        return self.document is not None and bool(tools_of(self.document))

    @cached_property
    def asked(self) -> tuple[str, Resource]:
        """The action that a call is, and on what, as the policies are asked."""
        if self.trial:
            return "agent.test", Resource("agent", self.name)
        return "agent.call", Resource("deployment", self.shown_id, self.environment)


Locator = Callable[[Session, str, str], Awaitable[UUID]]
"""Finds the deployment that an agent has in an environment; raises `NotFound` when it has none."""

Loader = Callable[[Session, UUID], Awaitable[Target]]
"""Finds a deployment of the transaction's organisation; raises `NotFound` when it has none of that id."""


@dataclass(frozen=True)
class Resume:
    """Where a run that waited goes on: what was said so far, and what came of the uses it waited for, by their ids."""

    run_id: UUID
    turn: int
    history: str
    results: Mapping[str, str]
    uses: int
    version_id: UUID | None = None


@dataclass(frozen=True)
class Rehearsal:
    """A call that reaches nobody but models: tools, stores and other agents are answered from a recording.

    `outputs` are the output schemas of other agents, for answers that are made up.
    """

    recording: Recording
    outputs: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """A call as it is asked for: by a key, or by somebody already identified; `stream` asks for it in pieces.

    `invoke` says that an input of the agent's own form is sent, so that only code can take it.
    `conversation` names the conversation and the message that the answer is for; `taint` is what tools have brought
    into it before, as labels by connection. Calls of one `session` are answered by one revision. `purpose` is what its
    usage is marked with, `evaluation` or nothing.
    """

    caller: str | Actor
    callee: Callee
    prompt: Said
    request_id: str
    stream: bool = False
    invoke: bool = False
    conversation: tuple[UUID, UUID] | None = None
    taint: Mapping[str, list[str]] | None = None
    resume: Resume | None = None
    session: str = ""
    purpose: str = ""
    rehearsal: Rehearsal | None = None


class Started(msgspec.Struct, frozen=True):
    """All that could refuse the call has let it pass."""

    id: str
    target: Target


class Delta(msgspec.Struct, frozen=True):
    """A piece of the text; `events` are those of the provider's stream that it came in, where they are passed on."""

    text: str
    events: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class ToolBegan:
    """The agent uses a tool; `arguments` is JSON as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class ToolEnded:
    """What the tool gave back; `refused` says that it was not permitted and did not run."""

    id: str
    name: str
    result: str
    refused: bool


@dataclass(frozen=True)
class Waits:
    """A use that a person is asked for: `id` is the model's own for it, `approval` is the proposal."""

    id: str
    tool: str
    approval: str
    why: str


@dataclass(frozen=True)
class Paused:
    """A run that waits for a person; it goes on by itself, and its answer is found under `id`."""

    id: str
    waits: tuple[Waits, ...]


@dataclass(frozen=True)
class Found:
    """A passage that the model read; answers cite it by its number."""

    number: int
    passage: Passage


@dataclass(frozen=True)
class Citation:
    """A passage that was looked up for an answer; `cited` says that the answer names it, as `[1]`."""

    number: int
    title: str
    text: str
    url: str | None
    cited: bool


class Finished(msgspec.Struct, frozen=True):
    """The answer, given only after its record is on disk; `cost_usd` is none where the price is not known.

    Where the run waits, `paused` says for what, and `text` says so in words. `completion` is the whole answer of the
    provider as it came, or of a stream the event that counts its tokens; empty where there is none to pass on.
    """

    id: str
    target: Target
    text: str
    model: str
    provider: str
    demo: bool
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    duration_ms: float
    price_as_of: date | None
    first_token_ms: float | None
    completion: bytes = b""
    paused: Paused | None = None
    citations: tuple[Citation, ...] = ()
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    @property
    def structured(self) -> bool:
        """Whether the text is JSON that fits a schema of the agent's own."""
        return "output_schema" in (self.target.document or {"spec": {}})["spec"]


ToolEvent = ToolBegan | ToolEnded
Event = Started | Delta | ToolEvent | Finished
