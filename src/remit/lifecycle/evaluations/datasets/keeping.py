"""Datasets: made, given new versions, archived. What is in them never changes: each change is a version of its own."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from remit.controls import audit
from remit.controls.tenancy import Actor
from remit.engines.ledger import digest
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.errors import Malformed
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.lifecycle.evaluations import queries
from remit.lifecycle.evaluations.datasets.reading import LARGEST_FILE, MOST_CASES, Given
from remit.lifecycle.evaluations.errors import (
    BadCases,
    DatasetArchived,
    DatasetChanged,
    DatasetExists,
    DatasetInUse,
    UnknownDataset,
    UnknownDatasetVersion,
)
from remit.lifecycle.evaluations.tables import CASE, DATASET, Dataset, DatasetCase, DatasetVersion

SLUG = r"^[a-z0-9](-?[a-z0-9])*$"
LONGEST_SLUG = 64
_RESERVED = {"check", "new", "turns"}
_LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Edit:
    """A change to a dataset: cases added, some put in the place of others, some taken out.

    `base` is the version that was seen; the change is refused when there is a newer one. None: whatever is newest.
    """

    add: Sequence[Given] = ()
    replace: Sequence[tuple[UUID, Given]] = ()
    remove: Sequence[UUID] = ()
    whole: bool = False
    """What is added takes the place of everything."""
    base: int | None = None
    note: str = ""


async def find(session: Session, slug: str, *, lock: bool = False) -> Dataset:
    """Find a dataset by its slug; `UnknownDataset` when there is none."""
    fits = len(slug) <= LONGEST_SLUG and re.fullmatch(SLUG, slug)
    found = await queries.dataset(session, slug, lock=lock) if fits else None
    if found is None:
        raise UnknownDataset(
            f"There is no dataset {slug[:80]!r}: make one with `remit datasets create`, or see `remit datasets list`."
        )
    return found


async def numbered(session: Session, dataset: Dataset, number: int | None) -> DatasetVersion:
    """Return a version of a dataset by its number, the newest without one; `UnknownDatasetVersion`."""
    if number is None:
        found = await queries.newest_version(session, dataset.id)
    else:
        within = 0 < number <= _LARGEST_NUMBER
        found = await queries.version(session, dataset.id, number) if within else None
    if found is None:
        raise UnknownDatasetVersion(f"The dataset {dataset.slug} has no version {number}.")
    return found


async def create(
    session: Session, actor: Actor, slug: str, description: str, given: Sequence[Given], note: str = ""
) -> tuple[Dataset, DatasetVersion]:
    """Make a dataset with its first version; `DatasetExists` when the slug is taken."""
    if slug in _RESERVED:
        raise Malformed(f"`{slug}` is an address of Remit's own: choose another name.")
    moment = now()
    values = {
        "org_id": actor.org_id,
        "id": new_id(),
        "slug": slug,
        "description": description,
        "created_by": actor.facts(),
        "created_at": moment,
        "updated_at": moment,
        "archived_at": None,
    }
    if not await queries.make_dataset(session, values):
        raise DatasetExists(f"There is a dataset {slug} already: choose another name, or add to that one.")
    dataset = await find(session, slug, lock=True)
    await audit.record(session, actor, "dataset.created", dataset.ref, {"slug": slug})
    return dataset, await _add(session, actor, dataset, None, await _kept(session, dataset, given), note)


async def edit(
    session: Session, actor: Actor, slug: str, change: Edit
) -> tuple[Dataset, DatasetVersion, bool]:
    """Make the next version of a dataset; false when it would hold the same as the newest one.

    Raises `DatasetChanged` when somebody else made a version meanwhile, and `BadCases`.
    """
    dataset = await find(session, slug, lock=True)
    if dataset.archived_at is not None:
        raise DatasetArchived(f"The dataset {slug} is archived: restore it first.")
    newest = await numbered(session, dataset, None)
    if change.base is not None and change.base != newest.number:
        who = newest.created_by["name"]
        raise DatasetChanged(
            f"{who} made version {newest.number} of {slug} since you began with version {change.base}: look at it, then"
            " change it again.",
            newest=newest.number,
        )
    ids = await _edited(session, dataset, newest, change)
    if not ids:
        raise BadCases("A dataset has at least one case: archive it instead.")
    if len(ids) > MOST_CASES:
        raise BadCases(f"A dataset has at most {MOST_CASES:,} cases, and this would have {len(ids):,}.")
    if ids == newest.case_ids:
        return dataset, newest, False
    return dataset, await _add(session, actor, dataset, newest, ids, change.note), True


async def _edited(session: Session, dataset: Dataset, newest: DatasetVersion, change: Edit) -> list[UUID]:
    before = [] if change.whole else list(newest.case_ids)
    named = {id for id, _ in change.replace} | set(change.remove)
    if unknown := named - set(before):
        raise BadCases(f"The dataset has no case {CASE.show(min(unknown))}: look at it as it is now.")
    replaced = await _kept(session, dataset, [given for _, given in change.replace])
    instead = dict(zip([id for id, _ in change.replace], replaced, strict=True))
    gone = set(change.remove)
    ids = [instead.get(id, id) for id in before if id not in gone]
    return list(dict.fromkeys([*ids, *await _kept(session, dataset, change.add)]))


async def _kept(session: Session, dataset: Dataset, given: Sequence[Given]) -> list[UUID]:
    """Keep cases; return their ids in the same order."""
    if not given:
        return []
    rows = await asyncio.to_thread(_rows, dataset, given)
    await queries.add_cases(session, rows)
    ids = await queries.case_ids(session, dataset.id, [row["digest"] for row in rows])
    return [ids[row["digest"]] for row in rows]


def _rows(dataset: Dataset, given: Sequence[Given]) -> list[dict[str, Any]]:
    moment = now()
    return [
        {
            "org_id": dataset.org_id,
            "id": new_id(),
            "dataset_id": dataset.id,
            "digest": digest(each.content()),
            "input_digest": digest({"input": each.input}),
            "name": each.name,
            "input": each.input,
            "expected": each.expected,
            "metadata_": each.metadata,
            "tags": list(each.tags),
            "answers": list(each.answers),
            "source": each.source,
            "bytes": len(msgspec.json.encode(each.content())),
            "created_at": moment,
        }
        for each in given
    ]


async def _add(
    session: Session,
    actor: Actor,
    dataset: Dataset,
    newest: DatasetVersion | None,
    ids: list[UUID],
    note: str,
) -> DatasetVersion:
    size = await queries.bytes_of(session, ids)
    if size > LARGEST_FILE:
        most = LARGEST_FILE // 2**20
        raise BadCases(f"A dataset has at most {most} MiB, and this would have {size / 2**20:.1f}.")
    digests, moment = await queries.digests(session, ids), now()
    version = DatasetVersion(
        org_id=actor.org_id,
        id=new_id(),
        dataset_id=dataset.id,
        number=newest.number + 1 if newest else 1,
        digest=digest({"cases": [digests[id] for id in ids]}),
        case_ids=ids,
        cases=len(ids),
        bytes=size,
        note=note,
        created_by=actor.facts(),
        created_at=moment,
    )
    session.add(version)
    dataset.updated_at = moment
    await session.flush()
    facts = {
        "slug": dataset.slug,
        "number": version.number,
        "digest": version.digest,
        "cases": version.cases,
        "bytes": size,
    }
    await audit.record(session, actor, "dataset.version_created", dataset.ref, facts)
    await emit(session, actor.org_id, "dataset.changed", DATASET.show(dataset.id), facts)
    return version


async def describe(session: Session, actor: Actor, slug: str, description: str) -> Dataset:
    """Change what is said of a dataset."""
    dataset = await find(session, slug, lock=True)
    if dataset.description != description:
        dataset.description, dataset.updated_at = description, now()
        await session.flush()
        await _tell(session, actor, dataset, "dataset.described", {"description": description})
    return dataset


async def archive(session: Session, actor: Actor, slug: str) -> Dataset:
    """Take a dataset out of use; what was measured on it stays. `DatasetInUse` while rules ask for it."""
    dataset = await find(session, slug, lock=True)
    if dataset.archived_at is not None:
        raise DatasetArchived(f"The dataset {slug} is archived already.")
    if any(rule.dataset_id == dataset.id for rule in await queries.rules(session)):
        raise DatasetInUse(f"A rule asks for evaluations on {slug}: remove the rule first.")
    dataset.archived_at = dataset.updated_at = now()
    await session.flush()
    await _tell(session, actor, dataset, "dataset.archived", {})
    return dataset


async def restore(session: Session, actor: Actor, slug: str) -> Dataset:
    """Bring an archived dataset back as it was."""
    dataset = await find(session, slug, lock=True)
    if dataset.archived_at is None:
        raise DatasetArchived(f"The dataset {slug} is not archived.")
    dataset.archived_at, dataset.updated_at = None, now()
    await session.flush()
    await _tell(session, actor, dataset, "dataset.restored", {})
    return dataset


async def _tell(session: Session, actor: Actor, dataset: Dataset, kind: str, facts: dict[str, Any]) -> None:
    told = {"slug": dataset.slug, **facts}
    await audit.record(session, actor, kind, dataset.ref, told)
    await emit(session, actor.org_id, "dataset.changed", DATASET.show(dataset.id), told)


async def page(
    session: Session,
    dataset: Dataset,
    version: DatasetVersion,
    begin: int,
    limit: int,
    q: str,
    tag: str | None,
) -> tuple[list[tuple[int, DatasetCase]], int | None, int]:
    """Read some cases of a version from a place on; return them with their places, the next place, and how many fit."""
    places = list(enumerate(version.case_ids))
    if q or tag is not None:
        wanted = set(await queries.matching_cases(session, dataset.id, q=q, tag=tag))
        places = [(place, id) for place, id in places if id in wanted]
    left = [each for each in places if each[0] >= begin]
    shown = left[:limit]
    found = await queries.cases(session, [id for _, id in shown])
    following = left[limit][0] if len(left) > limit else None
    return [(place, found[id]) for place, id in shown], following, len(places)


def place_of(cursor: str | None) -> int:
    """Read where a page begins; `Malformed` for what is no cursor of ours."""
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdecimal() or len(cursor) > 6:
        raise Malformed("The cursor is not one of ours: leave it out to begin at the first page.")
    return int(cursor)
