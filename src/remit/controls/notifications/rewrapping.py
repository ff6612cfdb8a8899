"""Putting the secrets of webhooks under the vault's key of today."""

from remit.controls.connections import Rewrapped
from remit.controls.notifications import queries
from remit.controls.notifications.tables import Subscription
from remit.engines.vault import Place, SecretUnreadable, Vault
from remit.kit.database import Database, Session


async def rewrap(database: Database, vault: Vault, done: Rewrapped) -> None:
    """Rewrap the secrets of all webhooks, those of an organisation in one transaction; counted in `done`.

    Raises `VaultUnavailable`; it may be cut short anywhere and begun anew.
    """
    async with database.transaction(None, relay=True) as session:
        organizations = await queries.organizations(session)
    for org_id in organizations:
        some = Rewrapped()
        async with database.transaction(org_id) as session:
            await queries.hold(session, org_id)
            for row in await queries.every(session):
                await _one(session, vault, row, some)
        done.turned += some.turned
        done.already += some.already
        done.unreadable += some.unreadable


async def _one(session: Session, vault: Vault, row: Subscription, some: Rewrapped) -> None:
    """Rewrap the secret of today, and the one before where it is still there."""
    for name, sealed, version in (
        ("secret", row.secret, row.secret_version),
        ("previous_secret", row.previous_secret, row.previous_version),
    ):
        if sealed is None:
            continue
        try:
            envelope = await vault.rewrap(sealed, Place(row.org_id, row.id, version))
        except SecretUnreadable:
            some.unreadable.append(f"webhook {row.name}")
            continue
        if envelope == sealed:
            some.already += 1
        else:
            some.turned += 1
            await queries.change(session, row.id, {name: envelope})
