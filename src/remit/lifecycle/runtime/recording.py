"""The group commit: what calls leave behind is written by one transaction for all that wait, and then they go on.

A flush begins as soon as the last one is done, so a single call waits for about one commit and thousands share one. Of
each call everything is written or nothing: usage, settled reservation, violations, audit entry. Where the database
cannot be reached, calls wait a while and are then told so; what they used stays in memory until it can be written.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from remit.controls import audit, governance, metering, tenancy
from remit.controls.tenancy import Actor
from remit.kit.database import Database
from remit.kit.errors import Unavailable
from remit.kit.events import News
from remit.kit.telemetry import logger
from remit.lifecycle.runtime import queries

_log = logger(__name__)
_MOST_AT_ONCE = 500
_MOST_WAITING = 50_000
_PATIENCE_SECONDS = 30.0
_AGAIN_SECONDS = 0.25


class RecordLost(Unavailable):
    """The call's record could not be written, so its answer is not given."""

    type = "record-unavailable"
    title = "The record of the call cannot be written"


class Record(msgspec.Struct, frozen=True):
    """What one call leaves behind; `settlement` is none for one that never reached its model.

    `entries` are those of the audit log for what it did on its way, before its own. A `part` of a call has no usage of
    its own: the whole's has it.
    """

    actor: Actor
    used: metering.Used
    type: str
    payload: dict[str, Any]
    settlement: metering.Settlement | None = None
    breaches: Sequence[governance.Breach] = ()
    part: bool = False
    entries: Sequence[tuple[str, dict[str, Any]]] = ()


@dataclass(eq=False)
class _Waiting:
    record: Record
    told: asyncio.Future[None]
    since: float = field(default_factory=lambda: asyncio.get_running_loop().time())


class Recorder:
    """Writes the records of one process; `patience` is how long, in seconds, a call waits for the database."""

    def __init__(self, database: Database, *, patience: float = _PATIENCE_SECONDS) -> None:
        self._database = database
        self._patience = patience
        self._queue: deque[_Waiting] = deque()
        self._flushing: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many records are not on disk yet."""
        return len(self._queue) + (0 if self._flushing is None or self._flushing.done() else 1)

    def add(self, record: Record) -> asyncio.Future[None]:
        """Have a record written, whatever becomes of the caller; the future is done when it is on disk.

        It raises `RecordLost` when the database could not be reached for too long, and what the database said of a
        record that it does not take.
        """
        waiting = _Waiting(record, asyncio.get_running_loop().create_future())
        waiting.told.add_done_callback(_heard)
        if len(self._queue) >= _MOST_WAITING:
            waiting.told.set_exception(RecordLost("Too many records wait for the database: try again later."))
            return waiting.told
        self._queue.append(waiting)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush(), name="recorder", context=Context())
        return waiting.told

    def require_room(self) -> None:
        """Refuse new calls while the database cannot be reached: `RecordLost`."""
        if self._queue and asyncio.get_running_loop().time() - self._queue[0].since > self._patience:
            raise RecordLost("The database does not answer, so no call is made: try again later.")

    async def drain(self) -> None:
        """Wait until everything is written; for a clean stop."""
        if self._flushing is not None:
            await asyncio.wait({self._flushing}, timeout=self._patience)

    async def _flush(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), _MOST_AT_ONCE))]
            try:
                await self._write([each.record for each in batch])
            except (psycopg.Error, OSError) as error:
                await self._rescue(batch, error)
            except Exception as error:  # noqa: BLE001 - an edge: nobody else hears what went wrong in this task
                await self._one_by_one(batch, error)
            else:
                _tell(batch, None)

    async def _rescue(self, batch: Sequence[_Waiting], error: psycopg.Error | OSError) -> None:
        """Wait for a database that is away; find the record that it does not take."""
        if not is_away(error):
            await self._one_by_one(batch, error)
            return
        self._queue.extendleft(reversed(batch))
        moment = asyncio.get_running_loop().time()
        for each in self._queue:
            if not each.told.done() and moment - each.since > self._patience:
                each.told.set_exception(
                    RecordLost("The database does not answer; what was used is recorded later.")
                )
        _log.warning("records wait for the database", reason=str(error), waiting=len(self._queue))
        await asyncio.sleep(_AGAIN_SECONDS)

    async def _one_by_one(self, batch: Sequence[_Waiting], error: Exception) -> None:
        if len(batch) == 1:
            _tell(batch, error)
            return
        for each in batch:
            try:
                await self._write([each.record])
            except (psycopg.Error, OSError) as found:
                await self._rescue([each], found)
            except Exception as found:  # noqa: BLE001 - as above
                _tell([each], found)
            else:
                _tell([each], None)

    async def _write(self, records: Sequence[Record]) -> None:
        """Write the records of each organisation, in one transaction for all."""
        # Always in this order, so that of two processes neither waits for the other for ever.
        of = {org: list(own) for org, own in groupby(sorted(records, key=_organisation), key=_organisation)}
        async with self._database.driver.transaction() as transaction:
            begun = await queries.record(transaction, [_first(org, own) for org, own in of.items()])
            logged = [_logged(org, of[org], found) for org, found in zip(of, begun, strict=True)]
            await queries.append(transaction, [entries for entries, _ in logged])
        for org, (_, news) in zip(of, logged, strict=True):
            for each in news:
                self._database.caches.changed(org, each.kind)


def _first(org_id: UUID, records: Sequence[Record]) -> tuple[Any, ...]:
    """Return what of an organisation's records can be written at once: usage, violations, settlements."""
    breaches = [breach for each in records for breach in each.breaches]
    return (
        org_id,
        _json(metering.usage_rows([(each.actor, each.used) for each in records if not each.part])),
        _json(governance.violation_rows(breaches)) if breaches else None,
        [each.used.id for each in records if each.part],
        *metering.settled([each.settlement for each in records if each.settlement is not None]),
    )


def _logged(
    org_id: UUID, records: Sequence[Record], found: queries.Recorded
) -> tuple[tuple[Any, ...], Sequence[News]]:
    """Return the audit entries of the records, in their places, and what is news.

    One that is there already, since its commit was not heard of, is left.
    """
    crossings = metering.crossings_of(found.crossed)
    written, breached = set(found.written), set(found.breached or ())
    drafts = [
        audit.draft(tenancy.system(org_id), metering.THRESHOLD, each.ref, each.facts()) for each in crossings
    ]
    breaches = [b for each in records for b in each.breaches if b.id in breached]
    news = [
        *[each.news() for each in crossings],
        *([governance.violation_news(breaches)] if breaches else []),
    ]
    for each in records:
        if each.part or each.used.id in written:
            drafts += _drafts(each)
    return (org_id, *audit.placed(org_id, found.stands, drafts), _json(news) if news else None), news


def _drafts(record: Record) -> list[audit.Draft]:
    """Write the entries of a record: those for what it did on its way, then its own."""
    return [
        audit.draft(record.actor, type, record.used.subject, payload, record.used.request_id)
        for type, payload in (*record.entries, (record.type, record.payload))
    ]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _organisation(record: Record) -> UUID:
    return record.actor.org_id


def is_away(error: Exception) -> bool:
    """Whether an error says that the database cannot be reached now."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or type(error).__name__ in ("OperationalError", "InterfaceError")
    return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, OSError))


def _tell(batch: Sequence[_Waiting], error: Exception | None) -> None:
    for each in batch:
        if each.told.done():
            continue
        if error is None:
            each.told.set_result(None)
        else:
            each.told.set_exception(error)


def _heard(told: asyncio.Future[None]) -> None:
    """Take note of an error that nobody waits for any more: the caller may be gone."""
    if not told.cancelled() and (error := told.exception()) is not None:
        _log.error("a call was not recorded", reason=type(error).__name__)
