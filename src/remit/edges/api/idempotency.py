"""`Idempotency-Key` on POST: the same request sent twice is carried out once.

A key belongs to the one who sent it and is kept for a day with the answer; an answer that holds a secret is not kept.
Whoever has no key of their own and no session yet is answered anew each time.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from remit.controls.tenancy import acting
from remit.edges.api import queries
from remit.edges.api.problems import answer
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.errors import Conflict, Forbidden, Malformed, RemitError, Unauthenticated

_HEADER = "idempotency-key"
_USABLE = re.compile(r"[\x21-\x7e]{1,200}")
_KEPT = timedelta(days=1)
_SECRETS = {"key", "link"}  # the members of an answer that hold one


class KeyReused(Malformed):
    """The key was sent before with another request."""

    type = "idempotency-key-reused"
    title = "The idempotency key belongs to another request"


class UnderWay(Conflict):
    """The first request with this key has not ended, or its outcome is not known."""

    type = "request-under-way"
    title = "This request is under way"


class AnswerNotKept(Conflict):
    """The first request was carried out; its answer held a secret that is shown once."""

    type = "answer-not-kept"
    title = "This was done already"


@dataclass(frozen=True)
class _Claim:
    org_id: UUID
    actor: str
    key: str
    fingerprint: str


class Idempotency:
    """Middleware that answers a repeated POST with the first one's answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        key = request.headers.get(_HEADER)
        if key is None or "text/event-stream" in request.headers.get("accept", ""):
            await self._app(scope, receive, send)
            return
        try:
            await self._once(request, key, send)
        except RemitError as error:
            await answer(error)(scope, receive, send)

    async def _once(self, request: Request, key: str, send: Send) -> None:
        if not _USABLE.fullmatch(key):
            raise Malformed("An Idempotency-Key has 1 to 200 visible ASCII characters.")
        try:
            actor = await acting(request)
        except (Unauthenticated, Forbidden):
            # Signing in, accepting an invitation, calling a deployment: the endpoint knows who may, nothing is kept.
            await self._app(request.scope, request.receive, send)
            return
        body = await request.body()
        path = f"{request.url.path}?{request.url.query}".encode()
        claim = _Claim(actor.org_id, actor.ref, key, hashlib.sha256(path + b"\n" + body).hexdigest())
        database: Database = request.app.state.database
        if earlier := await _take(database, claim):
            await earlier(request.scope, request.receive, send)
            return
        seen = _Answer(send)
        done = False
        try:
            await self._app(request.scope, _again(body, request.receive), seen.send)
            done = True
        finally:
            await _close(database, claim, seen, done)
        await seen.finish()


async def _take(database: Database, claim: _Claim) -> Response | None:
    """Claim the key; return the answer of an earlier request with it, or raise why there is none."""
    moment = now()
    values: dict[str, Any] = {
        "org_id": claim.org_id,
        "actor": claim.actor,
        "key": claim.key,
        "fingerprint": claim.fingerprint,
        "status": 0,
        "content_type": "",
        "body": None,
        "created_at": moment,
    }
    async with database.transaction(claim.org_id) as session:
        await queries.forget(session, moment - _KEPT)
        if await queries.claim(session, values):
            return None
        found = await queries.find(session, claim.actor, claim.key)
    if found is None or found.fingerprint != claim.fingerprint:
        raise KeyReused("Send a new Idempotency-Key with each new request.")
    if found.status == 0:
        raise UnderWay("The first request with this key has not answered yet: look at what it made, or wait.")
    if found.body is None:
        raise AnswerNotKept(
            "The first request with this key was carried out; its answer held a secret, shown once."
        )
    replay = Response(found.body, found.status, media_type=found.content_type)
    replay.headers["idempotency-replayed"] = "true"
    return replay


async def _close(database: Database, claim: _Claim, seen: "_Answer", done: bool) -> None:
    async with database.transaction(claim.org_id) as session:
        if not done or seen.status >= 500 or seen.status == 429:
            await queries.release(session, claim.actor, claim.key)
        else:
            kept = None if seen.holds_secret else seen.body.decode("utf-8", "replace")
            await queries.keep(session, claim.actor, claim.key, seen.status, seen.content_type, kept)


class _Answer:
    """Passes an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._last: Message | None = None
        self.status = 0
        self.content_type = ""
        self.body = b""

    async def send(self, message: Message) -> None:
        """Pass one message on; the last waits for `finish`, so that a repeat finds the answer kept."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.content_type = MutableHeaders(scope=message).get("content-type", "")
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                self._last = message
                return
        await self._send(message)

    async def finish(self) -> None:
        """Send what was held back."""
        if self._last is not None:
            await self._send(self._last)

    @property
    def holds_secret(self) -> bool:
        """Whether the answer shows a key or a link, which is shown once."""
        try:
            parsed = json.loads(self.body)
        except ValueError:
            return False
        return isinstance(parsed, dict) and not _SECRETS.isdisjoint(parsed)


def _again(body: bytes, rest: Receive) -> Receive:
    """Give the body that was read to the application, and after it what comes: that the client goes away."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return await rest()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
