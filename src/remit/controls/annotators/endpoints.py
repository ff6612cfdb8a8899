"""Annotators over HTTP; their secrets go in and never come out."""

from time import perf_counter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from remit.controls import audit
from remit.controls.annotators import changes, queries
from remit.controls.annotators.asking import Annotators
from remit.controls.annotators.kinds import KINDS
from remit.controls.annotators.schemas import (
    AnnotatorAnswer,
    AnnotatorChange,
    AnnotatorHealth,
    AnnotatorKindAnswer,
    AnnotatorKindList,
    AnnotatorOptions,
    AnnotatorPage,
    AnnotatorTested,
    NewAnnotator,
    Sample,
    SampleLabel,
)
from remit.controls.annotators.tables import ANNOTATOR, AnnotatorRow
from remit.controls.tenancy import Actor, ActorDep, DatabaseDep, SessionDep, may
from remit.engines.guardrails import Finding
from remit.engines.vault import SecretUnreadable
from remit.kit import pagination

router = APIRouter(prefix="/api/annotators", tags=["annotators"])


def named(annotator_id: str, _: ActorDep) -> UUID:
    """Read the id in the path, once it is known who asks."""
    return ANNOTATOR.parse(annotator_id)


def annotators_of(request: Request) -> Annotators:
    """Return the annotators of this process."""
    found: Annotators = request.app.state.annotators
    return found


IdDep = Annotated[UUID, Depends(named)]
KnownDep = Annotated[Annotators, Depends(annotators_of)]
Reader = Annotated[Actor, may("annotator.read")]
Writer = Annotated[Actor, may("annotator.write")]


def _answer(row: AnnotatorRow, known: Annotators) -> AnnotatorAnswer:
    facts = {name: getattr(row, name) for name in AnnotatorAnswer.model_fields if hasattr(row, name)}
    return AnnotatorAnswer(
        **facts
        | {
            "id": ANNOTATOR.show(row.id),
            "kind_label": KINDS[facts["kind"]].label,
            "has_secret": row.envelope is not None,
            "options": AnnotatorOptions(**row.options),
            "health": AnnotatorHealth.model_validate(known.health(row.id)),
        }
    )


@router.get("")
async def list_annotators(
    session: SessionDep,
    _: Reader,
    known: KnownDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> AnnotatorPage:
    """List the annotators elsewhere, oldest first; what Remit finds by itself needs none."""
    found = await queries.page(session, after=pagination.decode(cursor), limit=limit + 1)
    page = found[:limit]
    return AnnotatorPage(
        items=[_answer(row, known) for row in page],
        next=pagination.encode((page[-1].created_at, page[-1].id)) if len(found) > limit else None,
    )


@router.get("/kinds")
async def list_annotator_kinds(_: Reader) -> AnnotatorKindList:
    """List the kinds of annotators, and what each needs."""
    items = [
        AnnotatorKindAnswer(
            kind=kind,
            label=known.label,
            help=known.help,
            usual_url=known.usual_url,
            labels=list(known.labels),
            needs_model="model" in known.needs,
            takes_language="language" in known.takes,
        )
        for kind, known in KINDS.items()
    ]
    return AnnotatorKindList(items=items, next=None)


@router.post("", status_code=201)
async def create_annotator(
    body: NewAnnotator, session: SessionDep, actor: Writer, known: KnownDep
) -> AnnotatorAnswer:
    """Add an annotator; it is asked from the next call on, and its secret is sealed and never shown again."""
    row = await changes.add(session, actor, known.vault, known.outbound.reach, body)
    return _answer(row, known)


@router.get("/{annotator_id}")
async def get_annotator(id: IdDep, session: SessionDep, _: Reader, known: KnownDep) -> AnnotatorAnswer:
    """Show an annotator, and how it does in this process."""
    return _answer(await changes.find(session, id), known)


@router.patch("/{annotator_id}")
async def change_annotator(
    body: AnnotatorChange, id: IdDep, session: SessionDep, actor: Writer, known: KnownDep
) -> AnnotatorAnswer:
    """Change what is sent; the secret stays unless it is sent (null removes it). 409 if it was changed meanwhile."""
    row = await changes.change(session, actor, known.vault, known.outbound.reach, id, body)
    return _answer(row, known)


@router.delete("/{annotator_id}", status_code=204)
async def delete_annotator(id: IdDep, session: SessionDep, actor: Writer) -> Response:
    """Remove an annotator with its secret; nobody asks it any more."""
    await changes.remove(session, actor, id)
    return Response(status_code=204)


@router.post("/{annotator_id}/test")
async def test_annotator(
    body: Sample, id: IdDep, database: DatabaseDep, actor: Writer, known: KnownDep
) -> AnnotatorTested:
    """Ask an annotator about a sample now, also one that is switched off; the sample is not kept."""
    async with database.transaction(actor.org_id) as session:
        row = await changes.find(session, id)
    began = perf_counter()
    found = await _tried(known, row, body)
    milliseconds = round((perf_counter() - began) * 1000)
    facts = {
        "slug": row.slug,
        "ok": not found.problem,
        "labels": sorted({each.name for each in found.labels}),
    }
    async with database.transaction(actor.org_id) as session:
        await audit.record(session, actor, "annotator.tested", row.ref, facts)
    return AnnotatorTested(
        ok=not found.problem,
        milliseconds=milliseconds,
        labels=[
            SampleLabel(
                name=label.name,
                score=label.score,
                start=label.start,
                end=label.end,
                text=body.text[label.start : label.end][:200],
            )
            for label in found.labels
        ],
        left_out=list(found.left_out),
        problem=f"{row.slug}: {found.problem}." if found.problem else "",
    )


async def _tried(known: Annotators, row: AnnotatorRow, sample: Sample) -> Finding:
    try:
        asked, http = await known.made(row)
    except SecretUnreadable as error:
        return Finding(problem=error.detail.rstrip("."))
    async with http:
        return await asked.ask(sample.text, sample.direction)
