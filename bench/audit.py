"""How long a search takes in an audit log of a million entries, and a proof that one of them stands in it."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench.figures import Figure, p50
from bench.server import Server, serving
from remit.engines.ledger import Frontier

_ENTRIES = 1_000_000
_LIMIT, _PROOF_LIMIT = 300.0, 500.0
# Half of all are calls, one in ten thousand is a rare thing; 300 actors, 20,000 subjects, half a year.
_FILL = """
insert into audit_entries
select %(org)s, n, uuidv7(), type, subject, actor, time, body, sha256('\\x00'::bytea || convert_to(body, 'utf8'))
from generate_series(%(first)s::bigint, %(last)s::bigint - 1) n,
  lateral (select
    case when n %% 10000 = 0 then 'key.revoked' when n %% 2 = 0 then 'call.answered'
      else 'deployment.' || (array['planned', 'approved', 'deploying', 'deployed', 'paused'])[1 + n %% 5] end as type,
    'deployment:dep_' || lpad((n %% 20000)::text, 26, '0') as subject,
    case when n %% 3 = 0 then 'service_account:key_busy' else 'member:mem_' || n %% 300 end as actor,
    now() - (%(last)s - n) * interval '16 seconds' as time) made,
  lateral (select json_build_object('data', json_build_object('actor', json_build_object(
    'id', split_part(actor, ':', 2), 'kind', split_part(actor, ':', 1), 'name', 'Person ' || n %% 300,
    'role', 'operator'), 'correlation_id', 'req_' || n, 'payload_digest', 'sha256:0'), 'seq', n)::text as body) written
"""
_PAYLOADS = """
insert into audit_payloads select %(org)s, n, jsonb_build_object('reason', 'number ' || n)
from generate_series(%(first)s::bigint, %(last)s::bigint - 1) n
"""
_SEARCHES: dict[str, dict[str, str | int]] = {
    "the newest": {},
    "a frequent kind": {"type": "call.answered"},
    "a rare kind": {"type": "key.revoked"},
    "kinds by prefix": {"type": "deployment."},
    "a busy actor": {"actor": "service_account:key_busy"},
    "an actor": {"actor": "member:mem_7"},
    "an actor who is not there": {"actor": "member:nobody"},
    "a subject": {"subject": f"deployment:dep_{7:026}", "order": "newest"},
    "one day, half a year ago": {"since": "{old}", "until": "{old_end}"},
    "words in a kind": {"q": "revoked"},
    "words in a name": {"q": "Person 7"},
    "the beginning of a ref": {"q": f"dep_{19:026}"},
    "words that are nowhere": {"q": "nowhere"},
    "a rare kind by a rare actor in a month": {
        "type": "key.revoked",
        "actor": "member:mem_100",
        "since": "{month}",
    },
    "a kind that an actor never did": {"type": "call.answered", "actor": "member:mem_7"},
}


def measure(folder: Path) -> Iterator[Figure]:
    """Fill a fresh Remit's log, and search it over HTTP."""
    with serving(folder / "audit") as server:
        key = server.remit("keys", "create", "--name", "bench", "--role", "admin")
        yield from asyncio.run(_measure(server, key))


async def _measure(server: Server, key: str) -> list[Figure]:
    headers = {"authorization": f"Bearer {key}"}
    address = server.database
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=60) as client:
        with psycopg.connect(address, autocommit=True) as database:
            _fill(database)
            bare = await p50(20, _bare(database))
        figures = [await _search(client, what, asked, bare) for what, asked in _SEARCHES.items()]
        return [*figures, *(await _proofs(client))]


def _fill(database: psycopg.Connection[Any]) -> None:
    rows = database.execute("select org_id, size, frontier from audit_heads").fetchall()
    ((org, first, stored),) = rows
    values = {"org": org, "first": first, "last": _ENTRIES}
    database.execute(_FILL, values)
    database.execute(_PAYLOADS, values)
    frontier = Frontier.from_bytes(stored)
    for (leaf,) in database.execute(
        "select leaf_hash from audit_entries where seq >= %s order by seq", (first,)
    ):
        frontier = frontier.append(leaf)
    database.execute("update audit_heads set size = %s, frontier = %s", (frontier.size, frontier.to_bytes()))
    database.execute("vacuum analyze audit_entries, audit_payloads")


def _bare(database: psycopg.Connection[Any]) -> Any:
    async def query() -> None:
        database.execute("select * from audit_entries order by org_id desc, seq desc limit 51").fetchall()

    return query


def _moment(days: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * 86_400))


async def _search(client: httpx.AsyncClient, what: str, asked: dict[str, str | int], bare: float) -> Figure:
    times = {"old": _moment(180), "old_end": _moment(179), "month": _moment(30)}
    params = {name: str(value).format(**times) for name, value in asked.items()} | {"limit": "50"}

    async def search() -> None:
        (await client.get("/api/audit/entries", params=params)).raise_for_status()

    measured = await p50(10, search, warm=2)
    return Figure(
        f"50 of a million audit entries: {what}, p50", measured, "ms", _LIMIT, "the bare query", bare
    )


async def _proofs(client: httpx.AsyncClient) -> list[Figure]:
    async def prove() -> None:
        (await client.get("/api/audit/entries/500000")).raise_for_status()

    async def facets() -> None:
        (await client.get("/api/audit/facets")).raise_for_status()

    began = time.perf_counter()
    await prove()
    first = time.perf_counter() - began
    again, choices = await p50(10, prove), await p50(5, facets, warm=1)
    return [
        Figure("first proof in a log of a million entries", first, "s", None, "", None),
        Figure("every further proof, p50", again, "ms", _PROOF_LIMIT, "", None),
        Figure("kinds and actors of a million entries, p50", choices, "ms", _LIMIT, "", None),
    ]
