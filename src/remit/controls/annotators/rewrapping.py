"""Putting the secrets of annotators under the vault's key of today."""

from remit.controls import audit
from remit.controls.annotators import queries
from remit.controls.connections import Rewrapped
from remit.controls.tenancy import system
from remit.engines.vault import Place, SecretUnreadable, Vault
from remit.kit.database import Database, Session


async def rewrap(database: Database, vault: Vault, done: Rewrapped) -> None:
    """Rewrap the secrets of all annotators, those of an organisation in one transaction; counted in `done`.

    Raises `VaultUnavailable`; it may be cut short anywhere and begun anew.
    """
    async with database.transaction(None, relay=True) as session:
        organizations = await queries.organizations(session)
    for org_id in organizations:
        some = Rewrapped()
        async with database.transaction(org_id) as session:
            await queries.hold(session, org_id)
            await _some(session, vault, some)
        done.turned += some.turned
        done.already += some.already
        done.unreadable += some.unreadable


async def _some(session: Session, vault: Vault, some: Rewrapped) -> None:
    for row in await queries.every(session):
        if row.envelope is None:
            continue
        try:
            envelope = await vault.rewrap(row.envelope, Place(row.org_id, row.id, row.secret_version))
        except SecretUnreadable:
            some.unreadable.append(f"annotator {row.slug}")
            continue
        if envelope == row.envelope:
            some.already += 1
            continue
        some.turned += 1
        await queries.change(session, row.id, {"envelope": envelope})
        await audit.record(session, system(row.org_id), "annotator.rewrapped", row.ref, {"slug": row.slug})
