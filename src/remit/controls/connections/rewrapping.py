"""Putting every stored secret under the vault's key of today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from remit.controls import audit
from remit.controls.connections import queries
from remit.controls.connections.stored import tell
from remit.controls.tenancy import system
from remit.engines.vault import Place, SecretUnreadable, Vault
from remit.kit.database import Database

_AT_ONCE = 20


@dataclass
class Rewrapped:
    """How far it is: secrets put under today's key, those that were, and the connections whose secret does not open."""

    turned: int = 0
    already: int = 0
    unreadable: list[str] = field(default_factory=list)


async def rewrap(database: Database, vault: Vault, told: Callable[[Rewrapped], None]) -> Rewrapped:
    """Rewrap the secrets of all organisations, a few in each transaction; `told` hears of each.

    It may be cut short anywhere and begun anew: what is under today's key stays as it is, and all else still opens
    with the keys before. Raises `VaultUnavailable`.
    """
    async with database.transaction(None, relay=True) as session:
        organizations = await queries.organizations(session)
    done = Rewrapped()
    for org_id in organizations:
        after: UUID | None = None
        while (after := await _some(database, vault, org_id, after, done)) is not None:
            told(done)
    return done


async def _some(
    database: Database, vault: Vault, org_id: UUID, after: UUID | None, done: Rewrapped
) -> UUID | None:
    """Rewrap the next few of an organisation; return the last of them, none when there are no more."""
    some = Rewrapped()
    async with database.transaction(org_id) as session:
        await queries.hold(session, org_id)
        rows = await queries.sealed(session, after=after, limit=_AT_ONCE)
        for connection, secret in rows:
            place = Place(org_id, connection.id, secret.version)
            try:
                envelope = await vault.rewrap(secret.envelope, place)
            except SecretUnreadable:
                some.unreadable.append(connection.slug)
                continue
            if envelope == secret.envelope:
                some.already += 1
                continue
            some.turned += 1
            await queries.put_envelope(session, connection.id, envelope)
            facts = {"slug": connection.slug}
            await audit.record(session, system(org_id), "connection.rewrapped", connection.ref, facts)
            await tell(session, connection, "rewrapped")
    # What was counted is committed now.
    done.turned += some.turned
    done.already += some.already
    done.unreadable += some.unreadable
    return rows[-1][0].id if rows else None
