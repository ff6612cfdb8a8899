"""Adding, changing and removing annotators; the next call of every process asks as it was changed."""

from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.annotators import queries
from remit.controls.annotators.errors import (
    BadAnnotator,
    ChangedMeanwhile,
    SecretNeeded,
    SlugTaken,
    TooManyAnnotators,
    UnknownAnnotator,
)
from remit.controls.annotators.kinds import KINDS, Kind
from remit.controls.annotators.schemas import AnnotatorChange, AnnotatorOptions, NewAnnotator
from remit.controls.annotators.tables import ANNOTATOR, AnnotatorRow
from remit.controls.tenancy import Actor
from remit.engines.vault import Place, Vault
from remit.kit.addresses import Reach, base_url
from remit.kit.clock import now
from remit.kit.database import Session
from remit.kit.events import emit
from remit.kit.ids import new_id

MOST = 20
CHANGED = "annotator.changed"
_RECORDED = (
    *("name", "url", "options", "directions", "labels"),
    *("timeout_seconds", "fail_mode", "streams", "enabled"),
)


async def find(session: Session, id: UUID) -> AnnotatorRow:
    """Find an annotator; `UnknownAnnotator` when there is none."""
    found = await queries.one(session, id)
    if found is None:
        raise UnknownAnnotator(f"There is no annotator {ANNOTATOR.show(id)}.")
    return found


async def add(
    session: Session, actor: Actor, vault: Vault, reach: Reach, wanted: NewAnnotator
) -> AnnotatorRow:
    """Add an annotator; raises `BadAnnotator`, `AddressRefused`, `SlugTaken` and `TooManyAnnotators`."""
    await queries.hold(session, actor.org_id)
    if await queries.count(session) >= MOST:
        raise TooManyAnnotators(f"An organisation has at most {MOST} annotators: remove one first.")
    id, moment, kind = new_id(), now(), KINDS[wanted.kind]
    secret = wanted.secret
    values = {
        "org_id": actor.org_id,
        "id": id,
        "slug": wanted.slug,
        "name": wanted.name or wanted.slug,
        "kind": wanted.kind,
        "url": base_url(wanted.url, reach),
        "options": _fitting(wanted.kind, wanted.options or AnnotatorOptions()),
        "directions": list(dict.fromkeys(wanted.directions)),
        "labels": list(dict.fromkeys(kind.labels if wanted.labels is None else wanted.labels)),
        "timeout_seconds": wanted.timeout_seconds,
        "fail_mode": wanted.fail_mode,
        "streams": wanted.streams or ("whole" if wanted.fail_mode == "closed" else "window"),
        "enabled": wanted.enabled,
        "version": 1,
        "envelope": await vault.seal(secret.get_secret_value(), Place(actor.org_id, id, 1))
        if secret
        else None,
        "secret_version": 1,
        "created_by": actor.facts(),
        "created_at": moment,
        "updated_at": moment,
    }
    if not await queries.make(session, values):
        raise SlugTaken(f"There is an annotator {wanted.slug} already: choose another slug.")
    made = await find(session, id)
    facts = {"slug": made.slug, "kind": made.kind, **_shown(made), "secret": "set" if secret else "none"}
    await audit.record(session, actor, "annotator.created", made.ref, facts)
    await _tell(session, made, "created")
    return made


async def change(
    session: Session, actor: Actor, vault: Vault, reach: Reach, id: UUID, wanted: AnnotatorChange
) -> AnnotatorRow:
    """Change what was sent of an annotator; `ChangedMeanwhile` when it is not the version that was read."""
    await queries.hold(session, actor.org_id)
    row = await find(session, id)
    if row.version != wanted.version:
        raise ChangedMeanwhile(
            f"{row.slug} was changed since you read it: look at it as it is now, and change it again.",
            version=row.version,
        )
    before, sent = _shown(row), wanted.model_fields_set
    values: dict[str, Any] = {name: getattr(wanted, name) for name in sent & set(_RECORDED)}
    if wanted.url is not None:
        values["url"] = base_url(wanted.url, reach)
        if values["url"] != row.url and row.envelope is not None and "secret" not in sent:
            raise SecretNeeded(
                "The stored secret is for the old address: enter it again with the new one, or null for none."
            )
    if wanted.options is not None:
        values["options"] = _fitting(_kind(row), wanted.options)
    if "secret" in sent:
        values |= await _sealed(vault, row, wanted)
    await queries.change(session, id, {**values, "version": row.version + 1, "updated_at": now()})
    changed = await find(session, id)
    facts = {"slug": row.slug, "changed": _differences(before, _shown(changed)), "secret": _fate(wanted)}
    await audit.record(session, actor, CHANGED, row.ref, facts)
    await _tell(session, changed, "changed")
    return changed


async def remove(session: Session, actor: Actor, id: UUID) -> None:
    """Remove an annotator with its secret: nobody asks it any more."""
    await queries.hold(session, actor.org_id)
    row = await find(session, id)
    await audit.record(session, actor, "annotator.deleted", row.ref, {"slug": row.slug, "kind": row.kind})
    await _tell(session, row, "deleted")
    await queries.remove(session, id)


async def _sealed(vault: Vault, row: AnnotatorRow, wanted: AnnotatorChange) -> dict[str, Any]:
    if wanted.secret is None:
        return {"envelope": None}
    number = row.secret_version + 1
    plain = wanted.secret.get_secret_value()
    return {
        "envelope": await vault.seal(plain, Place(row.org_id, row.id, number)),
        "secret_version": number,
    }


async def _tell(session: Session, row: AnnotatorRow, what: str) -> None:
    facts = {"id": ANNOTATOR.show(row.id), "slug": row.slug, "change": what}
    await emit(session, row.org_id, CHANGED, ANNOTATOR.show(row.id), facts)


def _kind(row: AnnotatorRow) -> Kind:
    kind: Kind = row.kind  # type: ignore[assignment]  # checked by the database
    return kind


def _fitting(kind: Kind, options: AnnotatorOptions) -> dict[str, Any]:
    """Return the options that were given; `BadAnnotator` for one that is missing, or that the kind has no use for."""
    given = options.model_dump(exclude_none=True)
    known = KINDS[kind]
    for name in known.needs:
        if name not in given:
            raise BadAnnotator(f"options.{name}: {known.label} needs it.")
    for name in given.keys() - set(known.takes):
        raise BadAnnotator(f"options.{name}: {known.label} has no use for it; leave it out.")
    return given


def _shown(row: AnnotatorRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _RECORDED}


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: {"from": was, "to": after[name]} for name, was in before.items() if was != after[name]}


def _fate(wanted: AnnotatorChange) -> str:
    if "secret" not in wanted.model_fields_set:
        return "kept"
    return "removed" if wanted.secret is None else "replaced"
