"""Testing a connection: it is really called, and what came of it is kept."""

from typing import Any
from uuid import UUID

from remit.controls import audit
from remit.controls.connections import queries
from remit.controls.connections.errors import ChangedMeanwhile
from remit.controls.connections.models import Models, opened
from remit.controls.connections.offer import Provider
from remit.controls.connections.reaching import client, spoken_to
from remit.controls.connections.snapshot import provider
from remit.controls.connections.stored import find, tell
from remit.controls.connections.tables import Connection
from remit.controls.connections.words import Tried, not_tried, tried
from remit.controls.tenancy import Actor
from remit.engines.models import LARGEST_PROBED, PROBE_SECONDS, probe
from remit.engines.vault import SecretUnreadable
from remit.kit.addresses import AddressRefused
from remit.kit.clock import iso, now
from remit.kit.database import Database, Session


async def test(database: Database, models: Models, actor: Actor, id: UUID) -> None:
    """Call the provider and keep the result.

    Raises `UnknownConnection`, and `ChangedMeanwhile` when it is another by the time of the answer. No transaction is
    open while the provider is waited for.
    """
    async with database.transaction(actor.org_id) as session:
        row = await find(session, id)
        asked = provider(row, await queries.secret(session, id))
    result, found = await _try(models, actor.org_id, asked)
    async with database.transaction(actor.org_id) as session:
        row = await find(session, id)
        if provider(row, await queries.secret(session, id)).reached_as != asked.reached_as:
            raise ChangedMeanwhile(
                f"{row.slug} was changed while it was tested: test it again.", version=row.version
            )
        await _keep(session, actor, row, result, found)


async def _try(models: Models, org_id: UUID, asked: Provider) -> tuple[Tried, tuple[str, ...]]:
    try:
        secret = await opened(models.vault, org_id, asked)
        async with client(models.outbound, asked, timeout=PROBE_SECONDS, largest=LARGEST_PROBED) as http:
            finding = await probe(spoken_to(asked, secret), http)
    except AddressRefused as error:
        return not_tried("address_refused", error), ()
    except SecretUnreadable as error:
        return not_tried("secret_unreadable", error), ()
    return tried(asked, finding), finding.models


async def _keep(
    session: Session, actor: Actor, row: Connection, result: Tried, found: tuple[str, ...]
) -> None:
    values: dict[str, Any] = {"last_test": {**result.facts(), "at": iso(now())}}
    if found:
        values["found_models"] = list(found)
    await queries.change(session, row.id, values)
    await audit.record(session, actor, "connection.tested", row.ref, {"slug": row.slug, **result.facts()})
    await tell(session, row, "tested")
