"""Whom budgets and limits are for: what kinds of things there are, which of them exist, and what they are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from remit.controls.metering import queries
from remit.controls.tenancy import KEY, MEMBER, ORGANIZATION, TEAM, Team, teams_like, teams_of
from remit.kit.database import Session
from remit.kit.errors import NotFound
from remit.kit.ids import Kind

Scope = Literal["organization", "team", "member", "key", "agent", "deployment"]
Subjects = Mapping[Scope, str]
"""Whom a call belongs to, as refs: `{"organization": "organization:org_…", "member": "member:mem_…", …}`.

Somebody may be in several teams: their refs stand there with spaces between them, and all of them count.
"""


@dataclass(frozen=True)
class Subject:
    """One of them: its ref, what it is called, and whether calls can still be made with it."""

    ref: str
    name: str
    live: bool = True


class Directory(Protocol):
    """Knows the things of one scope in the session's organisation."""

    @property
    def kind(self) -> Kind:
        """How their ids look."""
        ...

    async def find(self, session: Session, words: str, limit: int) -> Sequence[Subject]:
        """List live ones whose name holds a text, all for an empty one; the newest first."""
        ...

    async def named(self, session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Subject]:
        """Look up some, also those that are gone; unknown ones are left out."""
        ...


class Members:
    """The members; whoever was removed is gone."""

    kind = MEMBER

    async def find(self, session: Session, words: str, limit: int) -> Sequence[Subject]:
        """List members whose name or address holds a text."""
        rows = await queries.members(session, words, limit)
        return [Subject(MEMBER.ref(row.id), f"{row.name} ({row.email})") for row in rows]

    async def named(self, session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Subject]:
        """Look up members."""
        rows = await queries.members_of(session, ids)
        return {
            row.id: Subject(MEMBER.ref(row.id), f"{row.name} ({row.email})", row.removed_at is None)
            for row in rows
        }


class Keys:
    """The API keys, also those of deployments; one that was revoked is gone."""

    kind = KEY

    async def find(self, session: Session, words: str, limit: int) -> Sequence[Subject]:
        """List live keys whose name holds a text."""
        rows = await queries.keys(session, words, limit)
        return [Subject(KEY.ref(row.id), f"{row.name} (remit_{row.key_id}…)") for row in rows]

    async def named(self, session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Subject]:
        """Look up keys."""
        rows = await queries.keys_of(session, ids)
        return {
            row.id: Subject(KEY.ref(row.id), f"{row.name} (remit_{row.key_id}…)", row.revoked_at is None)
            for row in rows
        }


class Teams:
    """The teams; one that was removed is gone."""

    kind = TEAM

    async def find(self, session: Session, words: str, limit: int) -> Sequence[Subject]:
        """List teams whose name or slug holds a text."""
        return [Subject(row.ref, _team(row)) for row in await teams_like(session, words, limit)]

    async def named(self, session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Subject]:
        """Look up teams."""
        rows = await teams_of(session, ids)
        return {row.id: Subject(row.ref, _team(row), row.removed_at is None) for row in rows}


def _team(row: Team) -> str:
    return row.slug if row.name == row.slug else f"{row.slug} ({row.name})"


Directories = Mapping[Scope, Directory]
WHOLE = "The whole organisation"


async def subjects_of(session: Session, directories: Directories, refs: Sequence[str]) -> dict[str, Subject]:
    """Look up subjects by their refs, whatever their kinds; those that are not there are left out."""
    found: dict[str, Subject] = {}
    for scope, directory in directories.items():
        ids = [id for ref in refs if (id := _id(directory.kind, scope, ref)) is not None]
        if ids:
            named = await directory.named(session, ids)
            found |= {directory.kind.ref(id): subject for id, subject in named.items()}
    for ref in refs:
        if ref.startswith("organization:"):
            found[ref] = Subject(ref, WHOLE)
    return found


def _id(kind: Kind, scope: Scope, ref: str) -> UUID | None:
    noun, _, shown = ref.partition(":")
    if noun != scope:
        return None
    try:
        return kind.parse(shown)
    except NotFound:
        return None


async def subject(
    session: Session, directories: Directories, org_id: UUID, scope: Scope, shown: str | None
) -> str:
    """Return the ref of a subject that is there, by its id; `NotFound` for what is not, or is gone."""
    if scope == "organization":
        return ORGANIZATION.ref(org_id)
    directory = directories[scope]
    id = directory.kind.parse(shown or "")
    found = (await directory.named(session, [id])).get(id)
    if found is None or not found.live:
        raise NotFound(f"There is no {directory.kind.noun} {shown!r} any more, or never was.")
    return found.ref
