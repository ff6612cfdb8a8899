"""Bodies of the audit endpoints."""

from datetime import datetime
from typing import Any

from remit.kit.schemas import Answer


class AuditActor(Answer):
    """Who acted."""

    kind: str
    id: str
    name: str
    role: str


class AuditEntryAnswer(Answer):
    """One entry; `leaf_hash` is hex, `payload` null when it was erased.

    `title` and `detail` say in words what happened, `subject_name` what the subject is called now, where it has a name.
    """

    id: str
    seq: int
    type: str
    title: str
    detail: str | None
    subject: str
    subject_name: str | None
    time: datetime
    actor: AuditActor
    correlation_id: str
    leaf_hash: str
    payload: dict[str, Any] | None


class AuditPage(Answer):
    """Entries, the newest first unless asked otherwise; `next` goes on."""

    items: list[AuditEntryAnswer]
    next: str | None


class AuditTypeFacet(Answer):
    """A kind of entry that occurs, and its words."""

    type: str
    title: str


class AuditActorFacet(Answer):
    """Somebody who occurs, as `actor` of a search and by name."""

    ref: str
    name: str


class AuditFacets(Answer):
    """What a search may choose from; `more` when there are more actors than are listed."""

    types: list[AuditTypeFacet]
    actors: list[AuditActorFacet]
    more: bool


class CheckpointAnswer(Answer):
    """A signed statement of what the log is, with the key that checks it."""

    note: str
    verifier: str


class ProvenEntry(Answer):
    """An entry's body, exactly the text that is hashed, and its audit path, each hash in hex, the lowest first."""

    seq: int
    body: str
    payload: dict[str, Any] | None
    path: list[str]


class ProofsAnswer(Answer):
    """Entries that stand in the tree that `note` (a C2SP signed note) was signed for.

    `verifier` is the public key as this server names it: compare it with the one that you were given by another way.
    """

    size: int
    root: str
    note: str
    verifier: str
    entries: list[ProvenEntry]


class AuditEntryDetail(AuditEntryAnswer):
    """An entry with the proof that it stands in the log."""

    proof: ProofsAnswer


class ConsistencyAnswer(Answer):
    """The proof that the tree of `second` entries only added to that of `first`; every hash is hex."""

    first: int
    second: int
    second_root: str
    proof: list[str]
