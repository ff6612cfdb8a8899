"""Datasets over HTTP."""

import asyncio
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from remit.controls.tenancy import Actor, SessionDep, may
from remit.kit import pagination
from remit.kit.database import Session
from remit.lifecycle import chat
from remit.lifecycle.evaluations import datasets, queries, sources
from remit.lifecycle.evaluations.answers import case_answer, dataset_answer, dataset_detail
from remit.lifecycle.evaluations.datasets import Edit, Format, Given
from remit.lifecycle.evaluations.schemas import (
    CaseBody,
    CasePage,
    CasesBody,
    CheckedCases,
    DatasetAnswer,
    DatasetDetail,
    DatasetEdit,
    DatasetPage,
    DatasetText,
    EditedDataset,
    NewDataset,
    TurnAnswer,
    TurnPage,
)
from remit.lifecycle.evaluations.tables import CASE, EVALUATION, DatasetCase

router = APIRouter(prefix="/api/datasets", tags=["datasets"])
Reader = Annotated[Actor, may("evaluation.read")]
Writer = Annotated[Actor, may("dataset.write")]
VersionAsked = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="The newest version when left out.")
]
_FIRST = 5
_AT_ONCE = 1_000


async def _given(session: Session, actor: Actor, body: CasesBody) -> list[Given]:
    """Read the cases of a body, from wherever they come; none where it names none."""
    found: list[Given] = []
    if body.content is not None:
        found += await asyncio.to_thread(datasets.read_cases, body.content, body.format)
    if body.cases:
        rows = list(enumerate((each.model_dump() for each in body.cases), 1))
        found += await asyncio.to_thread(datasets.checked, rows, {"kind": "hand"})
    if body.messages:
        ids = [chat.MESSAGE.parse(each) for each in body.messages]
        found += await sources.from_turns(session, actor, ids)
    if body.trial_of is not None:
        found += await sources.from_trial(session, body.trial_of, None)
    return found


@router.get("")
async def list_datasets(
    session: SessionDep,
    _: Reader,
    q: Annotated[str, Query(max_length=200)] = "",
    archived: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> DatasetPage:
    """List datasets, newest first."""
    after = pagination.decode(cursor)
    found = await queries.datasets(session, q=q, archived=archived, after=after, limit=limit + 1)
    shown = found[:limit]
    newest = await queries.newest_versions(session, [each.id for each in shown])
    following = pagination.encode((shown[-1].created_at, shown[-1].id)) if len(found) > limit else None
    return DatasetPage(items=[dataset_answer(each, newest[each.id]) for each in shown], next=following)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_dataset(body: NewDataset, session: SessionDep, actor: Writer) -> DatasetAnswer:
    """Make a dataset: from a file (JSONL, CSV, YAML), from cases, conversations or a smoke run.

    422 names each wrong line in `errors`; nothing is stored then.
    """
    given = await _given(session, actor, body) or datasets.checked(())
    return dataset_answer(*await datasets.create(session, actor, body.slug, body.description, given))


@router.post("/check")
async def check_cases(body: CasesBody, session: SessionDep, actor: Writer) -> CheckedCases:
    """Read cases without storing them: how many there are, and the first few."""
    given = await _given(session, actor, body)
    first = [CaseBody.model_validate(each.content()) for each in given[:_FIRST]]
    return CheckedCases(cases=len(given), first=first)


@router.get("/turns")
async def list_turns(
    session: SessionDep,
    actor: Writer,
    q: Annotated[str, Query(max_length=200)] = "",
    agent: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> TurnPage:
    """List the answers in your own conversations, newest first: those that hold a text, or are an agent's."""
    after = pagination.decode(cursor)
    found = await chat.answered_turns(session, actor, q=q, agent=agent, after=after, limit=limit + 1)
    shown = found[:limit]
    following = pagination.encode(shown[-1][1]) if len(found) > limit else None
    items = [TurnAnswer(**{**asdict(turn), "before": len(turn.before)}) for turn, _ in shown]
    return TurnPage(items=items, next=following)


@router.get("/{slug}")
async def get_dataset(slug: str, session: SessionDep, actor: Reader) -> DatasetDetail:
    """Show a dataset with its versions."""
    return await dataset_detail(session, actor, await datasets.find(session, slug))


@router.patch("/{slug}")
async def describe_dataset(slug: str, body: DatasetText, session: SessionDep, actor: Writer) -> DatasetAnswer:
    """Change what is said of a dataset."""
    dataset = await datasets.describe(session, actor, slug, body.description)
    return dataset_answer(dataset, await datasets.numbered(session, dataset, None))


@router.post("/{slug}/versions")
async def edit_dataset(slug: str, body: DatasetEdit, session: SessionDep, actor: Writer) -> EditedDataset:
    """Make the next version of a dataset; 409 when somebody else made one since `base_version`."""
    replaced = [(CASE.parse(each.id), (await _checked(each.case))) for each in body.replace]
    if body.expect is not None:
        id = EVALUATION.parse(body.expect.evaluation)
        replaced += await sources.from_evaluation(session, id, body.expect.places)
    change = Edit(
        add=await _given(session, actor, body),
        replace=replaced,
        remove=[CASE.parse(each) for each in body.remove],
        whole=body.whole,
        base=body.base_version,
        note=body.note,
    )
    dataset, version, changed = await datasets.edit(session, actor, slug, change)
    answer = dataset_answer(dataset, version)
    return EditedDataset(**answer.model_dump(), unchanged=not changed)


async def _checked(case: CaseBody) -> Given:
    (given,) = datasets.checked([(1, case.model_dump())], {"kind": "hand"})
    return given


@router.get("/{slug}/cases")
async def list_cases(
    slug: str,
    session: SessionDep,
    _: Reader,
    version: VersionAsked = None,
    q: Annotated[str, Query(max_length=200)] = "",
    tag: Annotated[str | None, Query(max_length=32)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> CasePage:
    """List the cases of a version in their order: those that hold a text, or have a tag."""
    dataset = await datasets.find(session, slug)
    asked = await datasets.numbered(session, dataset, version)
    begin = datasets.place_of(cursor)
    shown, following, matching = await datasets.page(session, dataset, asked, begin, limit, q, tag)
    return CasePage(
        version=asked.number,
        items=[case_answer(place, case) for place, case in shown],
        matching=matching,
        next=None if following is None else str(following),
    )


@router.get("/{slug}/export", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def export_dataset(
    slug: str, session: SessionDep, _: Reader, format: Format = "jsonl", version: VersionAsked = None
) -> Response:
    """Write a version as a file that `create` and `versions` read again."""
    dataset = await datasets.find(session, slug)
    asked = await datasets.numbered(session, dataset, version)
    cases: list[DatasetCase] = []
    for begin in range(0, asked.cases, _AT_ONCE):
        ids = asked.case_ids[begin : begin + _AT_ONCE]
        found = await queries.cases(session, ids)
        cases += [found[id] for id in ids]
    text = await asyncio.to_thread(datasets.export, cases, format)
    name = f'attachment; filename="{slug}-{asked.number}.{format}"'
    return Response(text, media_type=datasets.MEDIA[format], headers={"content-disposition": name})


@router.post("/{slug}/archive")
async def archive_dataset(slug: str, session: SessionDep, actor: Writer) -> DatasetAnswer:
    """Take a dataset out of use; what was measured on it stays."""
    dataset = await datasets.archive(session, actor, slug)
    return dataset_answer(dataset, await datasets.numbered(session, dataset, None))


@router.post("/{slug}/restore")
async def restore_dataset(slug: str, session: SessionDep, actor: Writer) -> DatasetAnswer:
    """Bring an archived dataset back."""
    dataset = await datasets.restore(session, actor, slug)
    return dataset_answer(dataset, await datasets.numbered(session, dataset, None))
