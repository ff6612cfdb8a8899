"""The live stream: news of one organisation as server-sent events, resumable by `Last-Event-ID`.

Each event is read and encoded once, whoever many browsers watch. A subscriber that cannot keep up is dropped: it
connects again and is told what it missed. So does every one after some minutes: who may listen is asked anew then.
"""

import asyncio
import json
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.exc import SQLAlchemyError

from remit.controls.tenancy import SESSION, Actor, may, presence_or_none
from remit.edges.worker import News
from remit.kit import events
from remit.kit.database import Database
from remit.kit.errors import LimitExceeded
from remit.kit.events import Event
from remit.kit.telemetry import logger

router = APIRouter(tags=["live"])
_log = logger(__name__)
_ROOM = 256
_PING_SECONDS = 15.0
_REPLAYED = 500
_LIFE_SECONDS = (480, 600)  # not all alike, so that those who came together do not come back together
_MOST = 50  # open streams of one key or session
_REVOKED = "key.revoked"
_SHOWN = (
    "deployment.",
    "rollout.",
    "environment.",
    "proposal.",
    "approval_rule.",
    "agent.",
    "draft.",
    "connection.",
    "session.",
    "member.",
    "organization.",
    "policy.",
    "violation.",
    "budget.",
    "limit.",
    "alias.",
    "annotator.",
    "team.",
    "run.",
    "dataset.",
    "evaluation.",
)
_LARGEST = 2**63 - 1
_PING = (
    0,
    b"event: ping\ndata: {}\n\n",
)  # no event has the number 0; a page hears by it that somebody is there


class Watcher(asyncio.Queue[tuple[int, bytes] | None]):
    """News on its way to one browser; `session` is what signs the browser in, none for a key of `holder`."""

    def __init__(self, holder: str = "", session: str | None = None) -> None:
        super().__init__()
        self.holder = holder
        self.session = session
        shortest, longest = _LIFE_SECONDS
        self.ends = time.monotonic() + shortest + secrets.randbelow(longest - shortest)


def encode(event: Event) -> bytes:
    """Write an event as it goes over the wire."""
    return f"id: {event.seq}\nevent: {event.kind}\ndata: {json.dumps(event.data)}\n\n".encode()


class Live:
    """Hands committed news to the browsers of its organisation."""

    def __init__(self, database: Database, news: News) -> None:
        self._database = database
        self._watchers: dict[UUID, set[Watcher]] = defaultdict(set)
        self._heard: asyncio.Queue[tuple[UUID, int]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self.closing = False
        news.subscribe(self._hear, self.drop_all)

    def _hear(self, org_id: UUID, seq: int, kind: str) -> None:
        if org_id in self._watchers and (kind.startswith(_SHOWN) or kind == _REVOKED):
            self._heard.put_nowait((org_id, seq))

    def drop_all(self) -> None:
        """Let every browser connect again: after a gap, and when the server stops."""
        for watchers in self._watchers.values():
            for watcher in watchers:
                _end(watcher)

    async def start(self) -> None:
        """Begin to hand out."""
        self._tasks = [
            asyncio.create_task(self._run(), name="live"),
            asyncio.create_task(self._ping(), name="live pings"),
        ]

    async def stop(self) -> None:
        """End every stream."""
        self.closing = True
        self.drop_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _ping(self) -> None:
        """Keep quiet streams open through proxies; one clock for all is cheaper than one each."""
        while True:
            await asyncio.sleep(_PING_SECONDS)
            self._tick(time.monotonic())

    def _tick(self, moment: float) -> None:
        for org_id in list(self._watchers):
            self._finish(org_id, lambda watcher: watcher.ends <= moment)
            self._hand_out(org_id, _PING)

    async def _run(self) -> None:
        while True:
            org_id, seq = await self._heard.get()
            try:
                async with self._database.transaction(org_id) as session:
                    event = await events.one(session, seq)
            except SQLAlchemyError as error:
                _log.warning("news could not be read, browsers connect again", reason=str(error))
                self.drop_all()
                continue
            if event is None:
                continue
            self._tell(org_id, event)

    def _tell(self, org_id: UUID, event: Event) -> None:
        """Hand out an event; whoever lost their way in by it is told so, and then hears nothing more."""
        if event.kind == _REVOKED:
            # Which of a member's keys a stream was opened with is not known: those with a key that works come back.
            holder = event.data["holder"]
            self._finish(org_id, lambda watcher: watcher.session is None and watcher.holder == holder)
            return
        self._hand_out(org_id, (event.seq, encode(event)))
        if event.kind == "session.ended":
            self._finish(org_id, lambda watcher: watcher.session == event.ref)

    def _finish(self, org_id: UUID, which: Callable[[Watcher], bool]) -> None:
        """End streams once they have told what waits in them."""
        for watcher in [each for each in self._watchers.get(org_id, ()) if which(each)]:
            self._watchers[org_id].discard(watcher)
            watcher.put_nowait(None)

    def require_room(self, org_id: UUID, holder: str, session: str | None) -> None:
        """Raise `LimitExceeded` when a key's holder, or a session, has as many streams open as it may."""
        mine = (holder, session)
        if sum((each.holder, each.session) == mine for each in self._watchers.get(org_id, ())) >= _MOST:
            raise LimitExceeded(f"{_MOST} event streams are open already: close one first.", retry_after=10)

    def _hand_out(self, org_id: UUID, item: tuple[int, bytes]) -> None:
        for watcher in list(self._watchers.get(org_id, ())):
            if watcher.qsize() >= _ROOM:
                self._watchers[org_id].discard(watcher)
                _end(watcher)
            else:
                watcher.put_nowait(item)

    async def stream(
        self, org_id: UUID, after: int | None, holder: str = "", signed_in: str | None = None
    ) -> AsyncIterator[bytes]:
        """Yield `hello`, what was missed since `after`, and then news as it comes, with pings."""
        watcher = Watcher(holder, signed_in)
        self._watchers[org_id].add(watcher)
        try:
            async with self._database.transaction(org_id) as session:
                newest = await events.newest(session)
                missed = await events.since(session, after, limit=_REPLAYED) if after is not None else []
            complete = after is not None and len(missed) < _REPLAYED
            hello = json.dumps({"seq": newest, "complete": complete})
            # Whoever is cut off while catching up goes on from where they were.
            at = after if complete else newest
            yield f"retry: 1000\nid: {at}\nevent: hello\ndata: {hello}\n\n".encode()
            told = {event.seq for event in missed}
            for event in missed:
                if event.kind.startswith(_SHOWN):
                    yield encode(event)
            async for data in self._news(watcher, told):
                yield data
        finally:
            self._watchers[org_id].discard(watcher)
            if not self._watchers[org_id]:
                del self._watchers[org_id]

    async def _news(self, watcher: Watcher, told: set[int]) -> AsyncIterator[bytes]:
        """Yield what comes in and was not told before, and pings; until the watcher is ended."""
        while not self.closing and (item := await watcher.get()) is not None:
            if item[0] not in told:
                yield item[1]


def _end(watcher: Watcher) -> None:
    while not watcher.empty():
        watcher.get_nowait()
    watcher.put_nowait(None)


def _position(last_event_id: str | None) -> int | None:
    """Read where a browser stopped; whatever is no position of ours begins anew."""
    if not last_event_id or not (last_event_id.isascii() and last_event_id.isdecimal()):
        return None
    return position if (position := int(last_event_id)) <= _LARGEST else None


@router.get("/api/events", response_class=StreamingResponse)
async def stream_events(
    request: Request,
    actor: Annotated[Actor, may("deployment.read")],
    last_event_id: Annotated[str | None, Header(max_length=30)] = None,
) -> StreamingResponse:
    """Stream the organisation's news as server-sent events.

    `hello` comes first; then `deployment.updated` (a whole deployment), `proposal.…`, `agent.…` and `session.ended`.
    """
    live: Live = request.app.state.live
    after = _position(last_event_id)
    presence = presence_or_none(request)
    signed_in = SESSION.show(presence.session_id) if presence else None
    live.require_room(actor.org_id, actor.ref, signed_in)
    headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    return StreamingResponse(
        live.stream(actor.org_id, after, actor.ref, signed_in),
        media_type="text/event-stream",
        headers=headers,
    )
