"""Reading, searching, proving and exporting the audit log."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from remit.controls.audit import naming, proving, queries
from remit.controls.audit.export import export
from remit.controls.audit.log import ENTRY, checkpoint, record, signing_key
from remit.controls.audit.naming import Naming
from remit.controls.audit.queries import Row
from remit.controls.audit.schemas import (
    AuditActor,
    AuditActorFacet,
    AuditEntryAnswer,
    AuditEntryDetail,
    AuditFacets,
    AuditPage,
    AuditTypeFacet,
    CheckpointAnswer,
    ConsistencyAnswer,
    ProofsAnswer,
)
from remit.controls.audit.search import Search, facets, search
from remit.controls.audit.words import detail, title
from remit.controls.tenancy import ORGANIZATION, Actor, SessionDep, may
from remit.kit.database import Session
from remit.kit.errors import Malformed, NotFound

router = APIRouter(tags=["audit"])
_CHUNK = 64 * 1024
_LONGEST_NUMBER = 18
Reader = Annotated[Actor, may("audit.read")]
Size = Annotated[int | None, Query(ge=0, le=10**_LONGEST_NUMBER)]


def _namings(request: Request) -> Sequence[Naming]:
    found: Sequence[Naming] = request.app.state.namings
    return found


NamingsDep = Annotated[Sequence[Naming], Depends(_namings)]


async def _answers(
    session: Session, namings: Sequence[Naming], rows: Sequence[Row]
) -> list[AuditEntryAnswer]:
    called = await naming.names(session, namings, {entry.subject for entry, _ in rows})
    return [_answer(row, called.get(row[0].subject)) for row in rows]


def _answer(row: Row, called: str | None) -> AuditEntryAnswer:
    entry, payload = row
    data = json.loads(entry.body)["data"]
    return AuditEntryAnswer(
        id=ENTRY.show(entry.id),
        seq=entry.seq,
        type=entry.type,
        title=title(entry.type),
        detail=detail(payload),
        subject=entry.subject,
        subject_name=called,
        time=entry.time,
        actor=AuditActor(**data["actor"]),
        correlation_id=data["correlation_id"],
        leaf_hash=entry.leaf_hash.hex(),
        payload=payload,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def _position(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if (number := _number(cursor)) is None:
        raise Malformed("The cursor is not one of ours: leave it out to begin at the first page.")
    return number


def _search(
    q: Annotated[str | None, Query(max_length=200)] = None,
    actor: Annotated[str | None, Query(max_length=120)] = None,
    type: Annotated[str | None, Query(max_length=80)] = None,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Search:
    return Search(q.strip() or None if q else None, actor, type, subject, since, until)


@router.get("/api/audit/entries")
async def list_audit_entries(
    session: SessionDep,
    namings: NamingsDep,
    _: Reader,
    asked: Annotated[Search, Depends(_search)],
    order: Literal["newest", "oldest"] | None = None,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditPage:
    """Search the log: `q` (kind, name of actor or subject, ref), `actor` (`member:mem_…`), `type` (or a prefix such as
    `deployment.`), `subject` (`deployment:dep_…`), `since` and `until` (not included), all of which must hold.

    The newest come first; those of a `subject` and nothing else come oldest first, unless `order` says otherwise.
    """
    position = _position(cursor)
    alone = asked.subject is not None and asked == Search(subject=asked.subject)
    if asked.subject is not None and alone and order != "newest":
        found = await queries.entries(session, asked.subject, position=position, limit=limit + 1)
    elif order == "oldest":
        raise Malformed("Only the entries of a subject alone are listed oldest first: leave `order` out.")
    else:
        found = await search(session, namings, asked, position, limit + 1)
    page = found[:limit]
    return AuditPage(
        items=await _answers(session, namings, page),
        next=str(page[-1][0].seq) if len(found) > limit else None,
    )


@router.get("/api/audit/facets")
async def get_audit_facets(session: SessionDep, _: Reader) -> AuditFacets:
    """List the kinds of entries and the actors that occur, for a search to choose from."""
    found = await facets(session)
    return AuditFacets(
        types=[AuditTypeFacet(type=each, title=title(each)) for each in found.types],
        actors=[AuditActorFacet(ref=each.ref, name=each.name) for each in found.actors],
        more=found.more,
    )


@router.get("/api/audit/entries/{seq}")
async def get_audit_entry(
    seq: str, request: Request, session: SessionDep, namings: NamingsDep, actor: Reader
) -> AuditEntryDetail:
    """Show an entry with its proof: the body as it is hashed, the audit path, and the signed checkpoint it leads to."""
    number = _number(seq)
    rows = [] if number is None else list((await queries.numbered(session, [number])).values())
    if number is None or not rows:
        raise NotFound(f"The log has no entry {seq[:40]}.")
    (shown,) = await _answers(session, namings, rows)
    proof = await proving.prove(session, request.app.state.secret_key, actor.org_id, [number])
    return AuditEntryDetail(**shown.model_dump(), proof=proof)


@router.get("/api/audit/proofs")
async def get_audit_proofs(
    request: Request,
    session: SessionDep,
    actor: Reader,
    seq: Annotated[list[Annotated[int, Query(ge=0, le=10**_LONGEST_NUMBER)]], Query(max_length=100)] = [],  # noqa: B006 - FastAPI copies it
) -> ProofsAnswer:
    """Prove that entries (at most 100) stand in the log, all against one signed checkpoint."""
    return await proving.prove(session, request.app.state.secret_key, actor.org_id, list(dict.fromkeys(seq)))


@router.get("/api/audit/consistency")
async def get_audit_consistency(
    session: SessionDep,
    actor: Reader,
    first: Annotated[Size, Query(alias="from")] = None,
    second: Annotated[Size, Query(alias="to")] = None,
) -> ConsistencyAnswer:
    """Prove that the log with `to` entries (as it is now, when left out) only added to what it was with `from`."""
    return await proving.extends(session, actor.org_id, first or 0, second)


@router.get("/api/audit/checkpoint")
async def get_audit_checkpoint(request: Request, session: SessionDep, actor: Reader) -> CheckpointAnswer:
    """Sign the log as it stands now (C2SP checkpoint); keep it elsewhere to prove later that nothing was rewritten."""
    _, note = await checkpoint(session, request.app.state.secret_key, actor.org_id)
    return CheckpointAnswer(
        note=note, verifier=signing_key(request.app.state.secret_key, actor.org_id).verifier
    )


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


@router.get("/api/audit/export", response_class=StreamingResponse)
async def export_audit(
    request: Request, session: SessionDep, actor: Annotated[Actor, may("audit.export")]
) -> StreamingResponse:
    """Export the whole log as JSON Lines for `remit audit verify`; the export itself is recorded after it."""
    file = await export(session, request.app.state.secret_key, actor.org_id)
    organization = ORGANIZATION.show(actor.org_id)
    await record(session, actor, "audit.exported", ORGANIZATION.ref(actor.org_id), {})
    headers = {"content-disposition": f'attachment; filename="remit-audit-{organization}.jsonl"'}
    return StreamingResponse(_chunks(file), media_type="application/jsonl", headers=headers)
