"""API keys: `remit_`, 30 base62 characters, 6 of checksum; the first ten are the public part."""

import asyncio
import hashlib
import hmac
import math
import secrets
import time
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from remit.controls.tenancy import queries
from remit.controls.tenancy.actor import KEY, MEMBER, Actor, Role
from remit.controls.tenancy.errors import BadKey
from remit.controls.tenancy.roles import covers
from remit.controls.tenancy.tables import ApiKey
from remit.controls.tenancy.teams import joined
from remit.kit.clock import iso, now
from remit.kit.database import Database, Session
from remit.kit.errors import NotFound
from remit.kit.events import emit
from remit.kit.ids import new_id
from remit.kit.memory import Kept
from remit.kit.secret_key import SecretKey

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PREFIX = "remit_"
_PUBLIC = 10
_BODY = 30
_CHECK = 6
_SEEN_EVERY = timedelta(minutes=1)
_NOTED_AFTER_SECONDS = 0.5
_ENDING = "key.ending"


def _checksum(body: str) -> str:
    """Write the CRC-32 of the body in six base62 characters: typing mistakes need no database."""
    number, letters = zlib.crc32(body.encode()), ""
    for _ in range(_CHECK):
        number, rest = divmod(number, 62)
        letters = _LETTERS[rest] + letters
    return letters


def _hash(secret_key: SecretKey, token: str) -> bytes:
    return hmac.new(secret_key.derive("api-keys"), token.encode(), hashlib.sha256).digest()


def public_part(token: str) -> str:
    """Return the part of a key that may be stored and shown; `BadKey` when it is none of ours."""
    body, check = token[len(_PREFIX) : -_CHECK], token[-_CHECK:]
    if not token.startswith(_PREFIX) or len(body) != _BODY or not token.isascii() or _checksum(body) != check:
        raise BadKey("This is not an API key of Remit: it may be cut short. A key begins with `remit_`.")
    return body[:_PUBLIC]


@dataclass(frozen=True)
class NewKey:
    """A key just made; `token` is never to be had again."""

    row: ApiKey
    token: str


async def create(
    session: Session,
    secret_key: SecretKey,
    *,
    org_id: UUID,
    name: str,
    role: Role,
    created_by: str,
    member_id: UUID | None = None,
    deployment_id: UUID | None = None,
    person: UUID | None = None,
) -> NewKey:
    """Make a key; only its HMAC is stored. Four eyes count a service account as `person`, or as itself."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_BODY))
    token = f"{_PREFIX}{body}{_checksum(body)}"
    row = ApiKey(
        org_id=org_id,
        id=new_id(),
        key_id=public_part(token),
        secret_hash=_hash(secret_key, token),
        name=name,
        role=role.value,
        member_id=member_id,
        deployment_id=deployment_id,
        created_by=created_by,
        created_at=now(),
        person=person,
    )
    session.add(row)
    await session.flush()
    return NewKey(row, token)


async def revoke(
    session: Session, id: UUID, *, deployment_id: UUID | None = None, at: datetime | None = None
) -> ApiKey:
    """End a key at once, or at a moment to come; with a deployment, only one of its own.

    Its open event streams end, and every process looks it up anew. `NotFound` when there is none, or it has ended.
    """
    ended = await queries.revoke_key(session, id, at or now(), deployment_id=deployment_id)
    if ended is None:
        raise NotFound("There is no such live key.")
    if at is None or at <= now():
        await announce_end(session, ended)
    else:
        await emit(session, ended.org_id, _ENDING, KEY.show(ended.id), {"at": iso(at)})
    return ended


async def announce_end(session: Session, ended: ApiKey) -> None:
    """Tell the open event streams of a key's holder that it has ended."""
    shown = KEY.show(ended.id)
    holder = f"service_account:{shown}" if ended.member_id is None else MEMBER.ref(ended.member_id)
    await emit(session, ended.org_id, "key.revoked", shown, {"holder": holder})


@asynccontextmanager
async def identified(
    database: Database, secret_key: SecretKey, token: str
) -> AsyncIterator[tuple[Session, Actor]]:
    """Open a transaction of the organisation of whoever presents a key, together with who that is.

    Raises `BadKey` when the key is wrong or revoked, without saying which part.
    """
    public = public_part(token)
    async with database.transaction(None, lookup=public) as session:
        row = await queries.key(session, public)
        if row is None or not hmac.compare_digest(row.secret_hash, _hash(secret_key, token)):
            raise BadKey("No such key. Make one with `remit keys create`.")
        _check_end(row.revoked_at)
        await database.enter(session, row.org_id)
        moment = now()
        if row.last_used_at is None or moment - row.last_used_at > _SEEN_EVERY:
            await queries.touch_keys(session, [row.id], moment)
        yield session, await joined(session, await actor_of(session, row))


def _check_end(revoked_at: datetime | None) -> None:
    if revoked_at is not None and revoked_at <= now():
        raise BadKey("This key has been revoked. Make another with `remit keys create`.")


async def actor_of(session: Session, row: ApiKey) -> Actor:
    """Return who acts by a key; `BadKey` where it has ended, or its member has left."""
    _check_end(row.revoked_at)
    if row.member_id is not None:
        member = await queries.member(session, row.member_id)
        if member is None:
            raise BadKey("The member whose key this was has left the organisation.")
        # The person's own new role may reach further than the key ever did, so it is not what the key falls back to.
        role = Role(row.role) if covers(Role(member.role), Role(row.role)) else Role.VIEWER
        return Actor(row.org_id, "member", member.id, member.name, role, member.id, row.deployment_id, row.id)
    person, role = row.person or row.id, Role(row.role)
    return Actor(row.org_id, "service_account", row.id, row.name, role, person, row.deployment_id, row.id)


@dataclass(frozen=True)
class _Known:
    actor: Actor
    revoked_at: datetime | None


class Callers:
    """Finds out who presents a key from memory, which news of keys and members keeps fresh."""

    def __init__(
        self, database: Database, secret_key: SecretKey, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._database = database
        self._secret_key = secret_key
        self._pepper = secret_key.derive("callers")
        self._kept: Kept[bytes, _Known] = Kept(database.caches, "key.", "member.", "team.")
        self._seen: dict[UUID, float] = {}
        self._unnoted: defaultdict[UUID, list[UUID]] = defaultdict(list)
        self._noting: asyncio.Task[None] | None = None

    async def identify(self, token: str) -> Actor:
        """Return who presents a key; raises as `identified` does."""
        digest = hashlib.blake2b(token.encode("utf-8", "surrogatepass"), key=self._pepper).digest()
        known = self._kept.get(digest)
        if known is None:
            known = await self._kept.read(digest, partial(self._load, token))
        else:
            self._note(known)
        _check_end(known.revoked_at)
        return known.actor

    async def _load(self, token: str) -> tuple[UUID, _Known]:
        async with identified(self._database, self._secret_key, token) as (session, actor):
            row = await queries.key(session, public_part(token))
            if row is None:
                raise BadKey("This key has been removed.")
            if actor.key_id is not None:
                self._seen[actor.key_id] = self._clock()
            return actor.org_id, _Known(actor, row.revoked_at)

    def _note(self, known: _Known) -> None:
        """Have it written down once a minute that a key is in use, without anybody waiting for it."""
        moment, key_id = self._clock(), known.actor.key_id
        if key_id is None or moment - self._seen.get(key_id, -math.inf) < _SEEN_EVERY.total_seconds():
            return
        self._seen[key_id] = moment
        self._unnoted[known.actor.org_id].append(key_id)
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._write_down())

    async def _write_down(self) -> None:
        """Write down those that are in use together: with thousands of keys, one by one would cost as much as calls."""
        while self._unnoted:
            await asyncio.sleep(_NOTED_AFTER_SECONDS)
            unnoted, self._unnoted = self._unnoted, defaultdict(list)
            for org_id, key_ids in unnoted.items():
                with suppress(SQLAlchemyError):  # the next minute tries again, and no call depends on it
                    async with self._database.transaction(org_id) as session:
                        await queries.touch_keys(session, key_ids, now())


async def person_behind(session: Session, facts: Mapping[str, str]) -> UUID | None:
    """Find the person whom four eyes count somebody as, from what records keep of them; none for Remit itself."""
    if facts["kind"] == "member":
        return MEMBER.parse(facts["id"])
    if facts["kind"] != "service_account":
        return None
    row = await queries.any_key(session, KEY.parse(facts["id"]))
    return None if row is None else row.person or row.id
