"""Heartbeats: kept in memory for a moment, then written by one transaction for all that came meanwhile.

A heartbeat that is lost with its process is followed by the next; so nobody waits for the database, and a thousand
agents cost as little as ten. Only what changes how a deployment stands is recorded.
"""

import asyncio
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from remit.kit.clock import now
from remit.kit.database import Database, Session
from remit.kit.telemetry import logger
from remit.lifecycle.deployments.external import queries
from remit.lifecycle.deployments.external.errors import TooManyInstances
from remit.lifecycle.deployments.external.schemas import Heartbeat
from remit.lifecycle.deployments.external.settling import MISSED, settle

_log = logger(__name__)
_GATHERED_SECONDS = 0.5
_AGAIN_SECONDS = 2.0
_MOST_WAITING = 20_000
_MOST_REFUSED = 10_000
Key = tuple[UUID, UUID, str]


@dataclass(frozen=True)
class Beat:
    """One heartbeat as it came."""

    said: Heartbeat
    seen_at: datetime
    due_at: datetime

    def row(self, deployment_id: UUID) -> dict[str, Any]:
        """Write it as the database takes it."""
        said = self.said
        up = said.uptime_seconds
        return {
            "deployment_id": deployment_id,
            "name": said.instance,
            "status": said.status,
            "detail": said.detail,
            "version": said.version,
            "started_at": None if up is None else self.seen_at - timedelta(seconds=up),
            "metrics": said.metrics,
            "seen_at": self.seen_at,
            "due_at": self.due_at,
        }


class Heartbeats:
    """The heartbeats that came to one process and are not written yet, the last one of each instance."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[Key, Beat] = {}
        self._refused: dict[Key, None] = {}
        self._flushing: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def add(self, org_id: UUID, deployment_id: UUID, interval: int, said: Heartbeat) -> None:
        """Take a heartbeat in; `TooManyInstances` for an instance that was one too many when it came before."""
        key, moment = (org_id, deployment_id, said.instance), now()
        if self._refused.pop(key, self) is None:
            raise TooManyInstances(
                f"{queries.MOST_INSTANCES} instances of this deployment are known already: end some, or give their"
                " places the same names again."
            )
        if len(self._waiting) < _MOST_WAITING or key in self._waiting:
            self._waiting[key] = Beat(said, moment, moment + timedelta(seconds=MISSED * interval))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._later(), name="heartbeats", context=Context())

    async def drain(self) -> None:
        """Write what waits; for a clean stop."""
        if self._flushing is not None:
            self._flushing.cancel()
            await asyncio.wait({self._flushing})
        await self._written()

    async def _later(self) -> None:
        while self._waiting:
            await asyncio.sleep(_GATHERED_SECONDS)
            if not await asyncio.shield(asyncio.create_task(self._written())):
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _written(self) -> bool:
        """Write what waits, one after the other: instances are counted before they are written."""
        async with self._writing:
            return await self._write_all()

    async def _write_all(self) -> bool:
        """Write what waits, each organisation's in a transaction of its own; false when the database is away."""
        waiting, self._waiting = self._waiting, {}
        for org_id, own in groupby(sorted(waiting, key=lambda key: key[0]), key=lambda key: key[0]):
            beats = {key: waiting[key] for key in own}
            try:
                async with self._database.transaction(org_id) as session:
                    refused = await _write(session, beats)
            except (SQLAlchemyError, OSError) as error:
                _log.warning(
                    "heartbeats wait for the database", reason=str(error)[:300], waiting=len(waiting)
                )
                self._waiting = waiting | self._waiting
                return False
            self._refuse([(org_id, *each) for each in refused])
        return True

    def _refuse(self, keys: list[Key]) -> None:
        for key in keys:
            if len(self._refused) < _MOST_REFUSED:
                self._refused[key] = None


async def _write(session: Session, beats: dict[Key, Beat]) -> list[tuple[UUID, str]]:
    """Write the heartbeats of one organisation and settle what they change; return the instances that are too many."""
    rows = [beat.row(id) for (_, id, _), beat in sorted(beats.items()) if beat.said.status != "stopping"]
    changed = await queries.write_heartbeats(session, rows) if rows else []
    gone: dict[UUID, list[str]] = {}
    for (_, id, name), beat in beats.items():
        if beat.said.status == "stopping":
            gone.setdefault(id, []).append(name)
    for id in sorted(gone):
        await queries.remove_instances(session, id, gone[id])
    written = sorted((each for each in changed if not each.refused), key=attrgetter("deployment_id"))
    by_id = {id: list(own) for id, own in groupby(written, key=attrgetter("deployment_id"))}
    for id in sorted({*by_id, *gone}):
        await settle(session, id, by_id.get(id, ()), gone.get(id, ()))
    return [(each.deployment_id, each.name) for each in changed if each.refused]
