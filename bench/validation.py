"""How long it takes to check a typical agent file: read anew, and again as somebody types elsewhere in it."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.figures import Figure
from remit.controls import governance, tenancy
from remit.controls.connections import OfferedTools
from remit.controls.tenancy import Actor
from remit.edges.cli.migrate import upgrade
from remit.engines.sandbox import LiteSandbox, Sandbox
from remit.kit.database import Database
from remit.kit.embedded import EmbeddedPostgres
from remit.lifecycle.agents.checks import check
from remit.lifecycle.agents.library import library

_TIMES = 200
_LIMIT, _CACHED_LIMIT = 5.0, 1.0
_TYPICAL = {"a context agent": "support-triage", "a function agent": "order-aggregator"}


def measure(folder: Path) -> Iterator[Figure]:
    """Check files that nobody has checked before, and then the same ones again."""
    server = EmbeddedPostgres(folder / "validation")
    server.start()
    try:
        upgrade(server.owner_url)
        yield from asyncio.run(_measure(server.app_url))
    finally:
        server.stop()


async def _measure(url: str) -> list[Figure]:
    database = Database(url)
    sandboxes: Mapping[str, Sandbox] = {"lite": LiteSandbox()}
    try:
        made = await tenancy.found_organization(database, "bench", "Bench", "bench@example.org", "Bench")
        await governance.ready(database, made.id)
        async with database.transaction(made.id) as session:
            actor = tenancy.member_actor(await tenancy.member_by_email(session, "bench@example.org"))
        texts = {each.document.slug: each.source for each in library()}
        return [
            figure
            for what, slug in _TYPICAL.items()
            for figure in await _figures(database, actor, sandboxes, what, texts[slug])
        ]
    finally:
        for sandbox in sandboxes.values():
            await sandbox.close()
        await database.close()


async def _figures(
    database: Database, actor: Actor, sandboxes: Mapping[str, Sandbox], what: str, text: str
) -> list[Figure]:
    changed = [
        text.replace("\nremit:", f"\nmetadata: {{n: {number}}}\nremit:", 1) for number in range(_TIMES)
    ]
    await _seconds(database, actor, sandboxes, text)  # what is loaded at first is no cost of a check
    anew = sorted([await _seconds(database, actor, sandboxes, each) for each in changed])
    again = sorted([await _seconds(database, actor, sandboxes, text) for _ in range(_TIMES)])
    return [
        Figure(f"checking {what}, p50", anew[_TIMES // 2] * 1000, "ms", _LIMIT, "", None),
        Figure(f"checking {what} again, p50", again[_TIMES // 2] * 1000, "ms", _CACHED_LIMIT, "", None),
    ]


async def _seconds(database: Database, actor: Actor, sandboxes: Mapping[str, Sandbox], text: str) -> float:
    async with database.transaction(actor.org_id) as session:
        began = time.perf_counter()
        found = await check(session, text, lambda _: None, sandboxes, OfferedTools([]), actor=actor)
        spent = time.perf_counter() - began
    if found.document is None:
        raise RuntimeError(f"the template is not valid: {found.findings}")
    return spent
