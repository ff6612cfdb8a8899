"""Every read of the tables of evaluations, and the statements that must happen once."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import defer

from remit.kit.database import Session
from remit.kit.pagination import Position
from remit.lifecycle.evaluations.tables import (
    Dataset,
    DatasetCase,
    DatasetVersion,
    EvaluationResult,
    EvaluationRule,
    EvaluationRun,
)

_WITHOUT_CASES = (defer(DatasetVersion.case_ids, raiseload=True),)

# Datasets -------------------------------------------------------------------------------------------


async def make_dataset(session: Session, values: dict[str, Any]) -> bool:
    """Make a dataset; false when its slug is taken, also by somebody who was faster just now."""
    made = insert(Dataset).values(**values).on_conflict_do_nothing(constraint="uq_datasets_slug")
    return (await session.execute(made.returning(Dataset.id))).one_or_none() is not None


async def dataset(session: Session, slug: str, *, lock: bool = False) -> Dataset | None:
    """Find a dataset by its slug."""
    wanted = select(Dataset).where(Dataset.slug == slug).execution_options(populate_existing=True)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def dataset_slugs(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Read the slugs of datasets."""
    rows = await session.execute(select(Dataset.id, Dataset.slug).where(Dataset.id.in_(list(ids))))
    return {row.id: row.slug for row in rows}


async def datasets(
    session: Session, *, q: str, archived: bool, after: Position | None, limit: int
) -> Sequence[Dataset]:
    """List datasets, newest first."""
    wanted = select(Dataset).where(
        Dataset.archived_at.is_not(None) if archived else Dataset.archived_at.is_(None)
    )
    if q:
        texts = (Dataset.slug, Dataset.description)
        wanted = wanted.where(or_(*(text.icontains(q, autoescape=True) for text in texts)))
    if after is not None:
        wanted = wanted.where(tuple_(Dataset.created_at, Dataset.id) < after)
    ordered = wanted.order_by(Dataset.created_at.desc(), Dataset.id.desc())
    return (await session.scalars(ordered.limit(limit))).all()


async def add_cases(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep cases; those that the dataset has already are left as they are."""
    for begin in range(0, len(rows), _AT_ONCE):
        made = insert(DatasetCase).on_conflict_do_nothing(constraint="uq_dataset_cases_digest")
        await session.execute(made, list(rows[begin : begin + _AT_ONCE]))


_AT_ONCE = 500


async def case_ids(session: Session, dataset_id: UUID, digests: Sequence[str]) -> dict[str, UUID]:
    """Find the ids of cases by their digests."""
    wanted = select(DatasetCase.digest, DatasetCase.id).where(
        DatasetCase.dataset_id == dataset_id, DatasetCase.digest.in_(digests)
    )
    return {row.digest: row.id for row in await session.execute(wanted)}


async def cases(session: Session, ids: Sequence[UUID]) -> dict[UUID, DatasetCase]:
    """Read cases by id."""
    found = await session.scalars(select(DatasetCase).where(DatasetCase.id.in_(ids)))
    return {each.id: each for each in found}


async def bytes_of(session: Session, ids: Sequence[UUID]) -> int:
    """Add up the bytes of cases."""
    wanted = select(func.coalesce(func.sum(DatasetCase.bytes), 0)).where(DatasetCase.id.in_(ids))
    return int((await session.execute(wanted)).scalar_one())


async def digests(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Read the digests of cases."""
    wanted = select(DatasetCase.id, DatasetCase.digest).where(DatasetCase.id.in_(ids))
    return {row.id: row.digest for row in await session.execute(wanted)}


async def matching_cases(session: Session, dataset_id: UUID, *, q: str, tag: str | None) -> Sequence[UUID]:
    """Find the cases of a dataset, of all its versions, that hold a text or have a tag."""
    wanted = select(DatasetCase.id).where(DatasetCase.dataset_id == dataset_id)
    if tag is not None:
        wanted = wanted.where(DatasetCase.tags.contains([tag]))
    if q:
        texts: tuple[ColumnElement[str], ...] = (
            cast(DatasetCase.name, Text),
            cast(DatasetCase.input, Text),
            cast(DatasetCase.expected, Text),
        )
        wanted = wanted.where(or_(*(text.icontains(q, autoescape=True) for text in texts)))
    return (await session.scalars(wanted)).all()


async def newest_version(session: Session, dataset_id: UUID, *, whole: bool = True) -> DatasetVersion | None:
    """Find the newest version of a dataset; without the list of its cases unless `whole`."""
    wanted = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset_id)
    wanted = wanted if whole else wanted.options(*_WITHOUT_CASES)
    ordered = wanted.order_by(DatasetVersion.number.desc()).limit(1)
    return (await session.scalars(ordered.execution_options(populate_existing=True))).one_or_none()


async def newest_versions(session: Session, dataset_ids: Iterable[UUID]) -> dict[UUID, DatasetVersion]:
    """Find the newest version of each of some datasets, without the lists of their cases."""
    ids = list(dataset_ids)
    newest = (
        select(DatasetVersion.dataset_id, func.max(DatasetVersion.number))
        .where(DatasetVersion.dataset_id.in_(ids))
        .group_by(DatasetVersion.dataset_id)
    )
    place = tuple_(DatasetVersion.dataset_id, DatasetVersion.number)
    wanted = select(DatasetVersion).where(place.in_(newest)).options(*_WITHOUT_CASES)
    return {each.dataset_id: each for each in await session.scalars(wanted)}


async def version(session: Session, dataset_id: UUID, number: int) -> DatasetVersion | None:
    """Find a version of a dataset by its number."""
    wanted = select(DatasetVersion).where(
        DatasetVersion.dataset_id == dataset_id, DatasetVersion.number == number
    )
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def versions(session: Session, dataset_id: UUID, *, limit: int) -> Sequence[DatasetVersion]:
    """List the versions of a dataset, newest first, without their cases."""
    wanted = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset_id).options(*_WITHOUT_CASES)
    return (await session.scalars(wanted.order_by(DatasetVersion.number.desc()).limit(limit))).all()


async def version_numbers(session: Session, ids: Iterable[UUID]) -> dict[UUID, int]:
    """Read the numbers of versions by id."""
    wanted = select(DatasetVersion.id, DatasetVersion.number).where(DatasetVersion.id.in_(list(ids)))
    return {row.id: row.number for row in await session.execute(wanted)}


async def version_by_id(session: Session, id: UUID) -> DatasetVersion:
    """Read a version that is there."""
    wanted = select(DatasetVersion).where(DatasetVersion.id == id)
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one()


# Runs -----------------------------------------------------------------------------------------------


async def run(session: Session, id: UUID, *, lock: bool = False) -> EvaluationRun | None:
    """Find a run as it is now."""
    wanted = select(EvaluationRun).where(EvaluationRun.id == id).execution_options(populate_existing=True)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def runs(
    session: Session,
    *,
    agent: str | None,
    dataset_id: UUID | None,
    status: str | None,
    after: Position | None,
    limit: int,
) -> Sequence[EvaluationRun]:
    """List runs, newest first."""
    wanted = select(EvaluationRun)
    for column, value in (
        (EvaluationRun.agent, agent),
        (EvaluationRun.dataset_id, dataset_id),
        (EvaluationRun.status, status),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if after is not None:
        wanted = wanted.where(tuple_(EvaluationRun.created_at, EvaluationRun.id) < after)
    ordered = wanted.order_by(EvaluationRun.created_at.desc(), EvaluationRun.id.desc())
    return (await session.scalars(ordered.limit(limit))).all()


async def move_run(session: Session, id: UUID, sources: Sequence[str], values: dict[str, Any]) -> bool:
    """Change a run that is in one of some statuses; false when it was in none of them any more."""
    moved = update(EvaluationRun).where(EvaluationRun.id == id, EvaluationRun.status.in_(sources))
    done = await session.execute(
        moved.values(**values).returning(EvaluationRun.id).execution_options(synchronize_session=False)
    )
    return done.one_or_none() is not None


async def under_way(session: Session) -> int:
    """Count the runs that have not ended."""
    wanted = select(func.count()).where(EvaluationRun.status.in_(("queued", "running")))
    return (await session.execute(wanted)).scalar_one()


async def finished_of(
    session: Session, agent_id: UUID, digest: str, dataset_version_id: UUID, scorers_digest: str
) -> EvaluationRun | None:
    """Find the newest run that has ended of exactly this content, dataset and scorers."""
    wanted = select(EvaluationRun).where(
        EvaluationRun.agent_id == agent_id,
        EvaluationRun.digest == digest,
        EvaluationRun.dataset_version_id == dataset_version_id,
        EvaluationRun.scorers_digest == scorers_digest,
        EvaluationRun.status == "finished",
    )
    ordered = wanted.order_by(EvaluationRun.created_at.desc(), EvaluationRun.id.desc())
    return (await session.scalars(ordered.limit(1))).one_or_none()


async def newest_finished(session: Session, agent_id: UUID, digest: str) -> EvaluationRun | None:
    """Find the newest run that has ended of exactly this content, on whatever dataset."""
    wanted = select(EvaluationRun).where(
        EvaluationRun.agent_id == agent_id, EvaluationRun.digest == digest, EvaluationRun.status == "finished"
    )
    ordered = wanted.order_by(EvaluationRun.created_at.desc(), EvaluationRun.id.desc())
    return (await session.scalars(ordered.limit(1))).one_or_none()


async def usual_output(session: Session, agent_id: UUID) -> tuple[float, float] | None:
    """Return how many tokens an answer of an agent had on average in its last runs, and its milliseconds."""
    newest = (
        select(EvaluationResult.output_tokens, EvaluationResult.duration_ms)
        .join(
            EvaluationRun,
            (EvaluationRun.org_id == EvaluationResult.org_id) & (EvaluationRun.id == EvaluationResult.run_id),
        )
        .where(EvaluationRun.agent_id == agent_id, EvaluationResult.error.is_(None))
        .order_by(EvaluationResult.created_at.desc())
        .limit(500)
        .subquery()
    )
    row = (
        await session.execute(select(func.avg(newest.c.output_tokens), func.avg(newest.c.duration_ms)))
    ).one()
    return None if row[0] is None else (float(row[0]), float(row[1]))


# Results --------------------------------------------------------------------------------------------


async def add_result(session: Session, values: dict[str, Any]) -> bool:
    """Write a result down; false when there is one of the case already."""
    made = insert(EvaluationResult).values(**values).on_conflict_do_nothing()
    return (await session.execute(made.returning(EvaluationResult.place))).one_or_none() is not None


async def places_done(session: Session, run_id: UUID) -> set[int]:
    """Return the places of the cases that have a result."""
    return set(await session.scalars(select(EvaluationResult.place).where(EvaluationResult.run_id == run_id)))


async def results(
    session: Session,
    run_id: UUID,
    *,
    after: int = -1,
    limit: int | None = None,
    passed: bool | None = None,
    failed: bool = False,
) -> Sequence[EvaluationResult]:
    """List the results of a run in the order of the cases; `failed` only those without an answer."""
    wanted = select(EvaluationResult).where(EvaluationResult.run_id == run_id, EvaluationResult.place > after)
    if passed is not None:
        wanted = wanted.where(EvaluationResult.passed.is_(passed))
    if failed:
        wanted = wanted.where(EvaluationResult.error.is_not(None))
    return (await session.scalars(wanted.order_by(EvaluationResult.place).limit(limit))).all()


async def scores(session: Session, run_id: UUID) -> Sequence[Any]:
    """Read what is added up of a run: without outputs, in the order of the cases."""
    wanted = (
        select(
            EvaluationResult.place,
            EvaluationResult.case_id,
            EvaluationResult.score,
            EvaluationResult.passed,
            EvaluationResult.scores,
            EvaluationResult.error,
            EvaluationResult.duration_ms,
            EvaluationResult.cost_usd,
            EvaluationResult.input_tokens,
            EvaluationResult.output_tokens,
            DatasetCase.input_digest,
            DatasetCase.tags,
            DatasetCase.name,
        )
        .join(
            DatasetCase,
            (DatasetCase.org_id == EvaluationResult.org_id) & (DatasetCase.id == EvaluationResult.case_id),
        )
        .where(EvaluationResult.run_id == run_id)
    )
    return (await session.execute(wanted.order_by(EvaluationResult.place))).all()


async def results_at(session: Session, run_id: UUID, places: Sequence[int]) -> dict[int, EvaluationResult]:
    """Read the results of some cases of a run."""
    wanted = select(EvaluationResult).where(
        EvaluationResult.run_id == run_id, EvaluationResult.place.in_(places)
    )
    return {each.place: each for each in await session.scalars(wanted)}


# Rules ----------------------------------------------------------------------------------------------


async def rules(session: Session) -> Sequence[EvaluationRule]:
    """List what the organisation asks for, oldest first."""
    ordered = select(EvaluationRule).order_by(EvaluationRule.created_at, EvaluationRule.id)
    return (await session.scalars(ordered)).all()


async def rule(session: Session, id: UUID) -> EvaluationRule | None:
    """Find a rule."""
    return (await session.scalars(select(EvaluationRule).where(EvaluationRule.id == id))).one_or_none()
