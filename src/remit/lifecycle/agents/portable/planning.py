"""What applying files would change: of each which agent it makes or changes, and what is wrong with it."""

import difflib
import posixpath
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from remit.controls.tenancy import Actor
from remit.kit.database import Session
from remit.lifecycle.agents import queries, versions
from remit.lifecycle.agents.checks import check
from remit.lifecycle.agents.errors import BadSpec, Fault
from remit.lifecycle.agents.portable.agent_spec import from_agent_spec
from remit.lifecycle.agents.portable.bundle import Bundle
from remit.lifecycle.agents.portable.foreign import Converted, Format, format_of
from remit.lifecycle.agents.portable.open_agent_spec import from_open_agent_spec
from remit.lifecycle.agents.promotion import under_way
from remit.lifecycle.agents.requests import Trying
from remit.lifecycle.agents.spec import Document, parse
from remit.lifecycle.agents.tables import Agent, AgentVersion
from remit.lifecycle.agents.writing import as_file

Action = Literal["create", "update", "promote", "unchanged", "invalid"]
_MOST_LINES = 2_000


@dataclass
class Planned:
    """What would become of one file; `notes` are what a foreign one could not bring, `after` slugs that come first.

    `number` is the agent's newest version, none where there is no agent; `waits` that it waits for approval already.
    """

    path: str
    format: Format
    text: str
    findings: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    document: Document | None = None
    action: Action = "invalid"
    number: int | None = None
    diff: str = ""
    after: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True)
class Standing:
    """An agent that no file is about."""

    slug: str
    type: str
    status: str


@dataclass(frozen=True)
class Plan:
    """What would become of files, in the order in which they are to be applied."""

    items: Sequence[Planned] = field(default_factory=list)
    others: Sequence[Standing] = field(default_factory=list)


async def plan(
    session: Session,
    actor: Actor,
    bundle: Bundle,
    known_models: versions.Known,
    trying: Trying,
    *,
    promote: bool,
    convert: bool,
) -> Plan:
    """Say what would change if somebody applied files; nothing is changed. `convert` reads other formats too."""
    items = [item for path in bundle.agents() for item in _read(bundle, path, convert=convert)]
    slugs = {document.slug for item in items if (document := _parsed(item)) is not None}
    seen: dict[str, str] = {}
    for item in items:
        if not item.findings:
            await _check(session, actor, item, known_models, trying, slugs, seen)
        if item.document is not None:
            await _compare(session, item, item.document, promote=promote)
    named = {item.document.slug for item in items if item.document is not None}
    others = [
        Standing(each.slug, each.type, each.status)
        for each in await queries.all_agents(session)
        if each.slug not in named and each.status != "archived"
    ]
    return Plan(_ordered(items), others)


def _read(bundle: Bundle, path: str, *, convert: bool) -> Iterator[Planned]:
    """Read one file; of a foreign one there may be several agents."""
    try:
        text = bundle.whole(path)
        found = format_of(text) if convert else None
    except BadSpec as error:
        yield Planned(path, "remit", bundle.files[path], error.faults)
        return
    if found is None or found[0] == "remit":
        yield Planned(path, "remit", text)
        return
    format, source = found
    stem = posixpath.basename(path).rpartition(".")[0] or "agent"
    made: list[Converted] = (
        [from_agent_spec(source, stem)] if format == "pydantic-ai" else from_open_agent_spec(source, stem)
    )
    for each in made:
        faults = () if each.text else each.notes
        yield Planned(path, format, each.text, faults, each.notes if each.text else ())


def _parsed(item: Planned) -> Document | None:
    try:
        return parse(item.text) if item.text else None
    except BadSpec:
        return None


async def _check(
    session: Session,
    actor: Actor,
    item: Planned,
    known_models: versions.Known,
    trying: Trying,
    slugs: Collection[str],
    seen: dict[str, str],
) -> None:
    """Check a file; agents that other files make count as there."""
    checked = await check(
        session,
        item.text,
        known_models,
        trying.sandboxes,
        trying.tools,
        among=slugs,
        actor=actor,
    )
    item.findings, item.document = checked.findings, checked.document
    if item.document is None:
        return
    slug = item.document.slug
    if slug in seen:
        said = f"{seen[slug]} is about the agent {slug} too."
        hint = "Give one of them another slug."
        item.findings = (Fault("remit.slug", None, None, "slug-twice", said, hint), *item.findings)
        item.document = None
        return
    seen[slug] = item.path
    named = item.document.kind.refers(item.document.data).agents
    item.after = tuple(sorted(set(named) & set(slugs) - {slug}))


async def _compare(session: Session, item: Planned, document: Document, *, promote: bool) -> None:
    agent = await queries.agent(session, document.slug)
    newest = None if agent is None else await queries.newest_version(session, agent.id)
    if agent is None or newest is None:
        item.action = "create"
        return
    item.number = newest.number
    if (fault := _unfit(agent, document)) is not None:
        item.findings, item.document = (fault, *item.findings), None
    elif newest.digest != document.digest:
        item.action, item.diff = "update", _difference(newest, item)
    else:
        asked = await under_way(session, agent)
        going = asked is not None and asked.shown["number"] == newest.number
        wanted = promote and newest.status == "draft" and document.kind.runs
        item.waits = going and newest.status == "draft"
        item.action = "promote" if wanted and not going else "unchanged"


def _unfit(agent: Agent, document: Document) -> Fault | None:
    if agent.status == "archived":
        said = f"The agent {agent.slug} is archived."
        return Fault(
            "remit.slug", None, None, "agent-archived", said, "Reactivate it, or choose another slug."
        )
    if agent.type != document.type:
        said = f"{agent.slug} is a {agent.type} agent, and an agent keeps its type."
        return Fault("remit.type", None, None, "other-type", said, "Give the file another slug.")
    return None


def _difference(newest: AgentVersion, item: Planned) -> str:
    before = newest.source or as_file(newest.document, newest.number)
    lines = difflib.unified_diff(
        before.splitlines(), item.text.splitlines(), f"version {newest.number}", item.path, lineterm=""
    )
    return "\n".join(line for _, line in zip(range(_MOST_LINES), lines, strict=False))


def _ordered(items: Sequence[Planned]) -> list[Planned]:
    """Put those that others call first; files of the same place in their own order."""
    done: set[str] = set()
    left, ordered = list(items), []
    while left:
        ready = [item for item in left if done.issuperset(item.after)] or left
        ordered += ready
        done |= {item.document.slug for item in ready if item.document is not None}
        left = [item for item in left if item not in ready]
    return ordered
