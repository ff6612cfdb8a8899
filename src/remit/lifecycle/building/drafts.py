"""Agents on their way: one document, changed by a person or an interview, and never over somebody else's words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.governance import Resource, require
from remit.controls.tenancy import Actor
from remit.kit.clock import iso, now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.lifecycle import agents
from remit.lifecycle.agents import LARGEST, Applied, BadSpec, Saving, as_text, patched, read
from remit.lifecycle.building import queries
from remit.lifecycle.building.errors import DraftChanged, DraftUnfit, UnknownDraft
from remit.lifecycle.building.tables import DRAFT, AgentDraft
from remit.lifecycle.building.workshop import Workshop

UNTITLED = "New agent"
_LONGEST_TITLE = 100
CHANGED = "draft.changed"


@dataclass(frozen=True)
class Change:
    """What becomes of a draft; what is none stays. `revision` is the one that was changed, none for the newest."""

    source: str | None = None
    step: int | None = None
    revision: int | None = None


async def begin(
    session: Session, actor: Actor, kind: str, source: str, conversation_id: UUID | None = None
) -> AgentDraft:
    """Begin a draft."""
    moment, facts = now(), actor.facts()
    made = AgentDraft(
        org_id=actor.org_id, id=new_id(), kind=kind, owner=actor.id, title=_title(source), source=_fits(source),
        revision=1, step=0, conversation_id=conversation_id, slug=None, version=None, created_by=facts,
        changed_by=facts, created_at=moment, updated_at=moment,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    await audit.record(session, actor, "draft.begun", DRAFT.ref(made.id), {"kind": kind})
    return made


async def find(session: Session, id: UUID, *, lock: bool = False) -> AgentDraft:
    """Find a draft; `UnknownDraft`."""
    found = await queries.draft(session, id, lock=lock)
    if found is None:
        raise UnknownDraft(f"There is no draft {DRAFT.show(id)}.")
    return found


async def change(session: Session, actor: Actor, draft: AgentDraft, wanted: Change) -> AgentDraft:
    """Change a draft that is held; `DraftChanged` with what stands where somebody else changed the text since."""
    if wanted.source is not None and wanted.source != draft.source:
        if wanted.revision is not None:
            require_revision(draft, wanted.revision)
        draft.source, draft.title = _fits(wanted.source), _title(wanted.source)
        draft.revision += 1
        draft.changed_by, draft.updated_at = actor.facts(), now()
        facts = {"revision": draft.revision}
        await emit(session, draft.org_id, CHANGED, DRAFT.show(draft.id), facts)
    if wanted.step is not None:
        draft.step = wanted.step
    await session.flush()
    return draft


def require_revision(draft: AgentDraft, revision: int) -> None:
    """Refuse to go over what its author has not seen: `DraftChanged` holds what stands."""
    if revision != draft.revision:
        raise DraftChanged(
            f"{draft.changed_by['name']} changed the draft since you began: compare, then save again.",
            draft={
                "source": draft.source,
                "revision": draft.revision,
                "changed_by": draft.changed_by,
                "updated_at": iso(draft.updated_at),
            },
        )


async def patch(session: Session, actor: Actor, draft: AgentDraft, changes: dict[str, Any]) -> AgentDraft:
    """Change fields of a draft as a JSON merge patch; `BadSpec` while its text cannot be read."""
    fields = read(draft.source).data if draft.source.strip() else {}
    return await change(session, actor, draft, Change(as_text(patched(fields, changes))))


async def remove(session: Session, actor: Actor, id: UUID) -> None:
    """Throw a draft away; the conversation that it came of stays."""
    draft = await find(session, id, lock=True)
    await session.delete(draft)
    await audit.record(session, actor, "draft.removed", DRAFT.ref(id), {})


async def save(
    session: Session, actor: Actor, workshop: Workshop, draft: AgentDraft, over: int | None = None
) -> Applied:
    """Make an agent of a draft, or its next version: a draft, which a person promotes. Raises what saving a file does.

    Saved again, it follows the version that it was saved as last, or `over`, which the person has seen.
    """
    known, trying = await workshop.known_models(actor.org_id), await workshop.trying(actor.org_id)
    base = over if over is not None else draft.version or 0
    saving = Saving(promote=False, base_version=base)
    applied = await agents.save(session, actor, draft.source, saving, known.check, trying)
    draft.slug, draft.version = applied.agent.slug, applied.version.number
    await session.flush()
    await emit(session, draft.org_id, CHANGED, DRAFT.show(draft.id), {"revision": draft.revision})
    return applied


def may_write(actor: Actor, slug: str = "") -> None:
    """Refuse those who may not write agents."""
    require(actor, "agent.write", Resource("agent", slug))


def _fits(source: str) -> str:
    if len(source.encode("utf-8", "surrogatepass")) > LARGEST:
        raise DraftUnfit(f"An agent file has at most {LARGEST // 1024} kB: shorten it.")
    if "\0" in source or any("\ud800" <= letter <= "\udfff" for letter in source):
        raise DraftUnfit("The text holds characters that cannot be kept, such as NUL: remove them.")
    return source


def _title(source: str) -> str:
    try:
        name = read(source).data.get("name") if source.strip() else None
    except BadSpec:
        return UNTITLED
    return name.strip()[:_LONGEST_TITLE] if isinstance(name, str) and name.strip() else UNTITLED
