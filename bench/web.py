"""What a browser gets: sizes of the built pages, time to the first paint and to a table that can be used."""

import asyncio
import gzip
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from playwright.async_api import Browser, BrowserContext, async_playwright

from bench.figures import Figure
from bench.fill import fill
from bench.server import Server, serving

_ASSETS = Path(__file__).parent.parent / "src/remit/engines/web/assets"
_NAME = r"""[^"'`/]+?\.js"""
_IMPORTED = re.compile(rf"""(?:from|import)\s*["'`]\./({_NAME})["'`]""")
_LAZY = re.compile(rf"""import\(["'`]\./({_NAME})["'`]\)""")
_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
_ROUNDS = 7


def measure(folder: Path) -> Iterator[Figure]:
    """Weigh what was built, then open it in Chromium before a large database."""
    yield from _sizes()
    with serving(folder / "web") as server:
        key = server.remit("keys", "create", "--name", "bench", "--role", "admin")
        fill(server, key)
        link = server.remit("sign-in-link").split()[-1]
        yield from asyncio.run(_measure(server, key, link))


def _sizes() -> Iterator[Figure]:
    """Weigh the entry with all it imports at once, and the heaviest route without what every page loads anyway."""
    entry = _with_imports(re.findall(rf"""src="/assets/({_NAME})\"""", (_ASSETS / "index.html").read_text()))
    lazy = {name for part in entry for name in _LAZY.findall(_text(part))}
    everywhere = entry | _with_imports([name for name in lazy if name.startswith("menus-")])
    own = {name: _kilobytes(_with_imports([name]) - everywhere) for name in lazy}
    heaviest = max(own, key=lambda name: own[name])
    yield Figure("entry, with what it imports at once", _kilobytes(entry), "kB gz", 150, "", None)
    yield Figure(
        f"heaviest route's own ({heaviest.rsplit('-', 1)[0]})", own[heaviest], "kB gz", 120, "", None
    )


def _with_imports(names: list[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _IMPORTED.findall(_text(name))
    return found


def _text(name: str) -> str:
    return (_ASSETS / "assets" / name).read_text()


def _kilobytes(names: set[str]) -> float:
    return sum(len(gzip.compress((_ASSETS / "assets" / name).read_bytes(), 9)) for name in names) / 1000


async def _measure(server: Server, key: str, link: str) -> list[Figure]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            return await _visit(browser, server, key, link)
        finally:
            await browser.close()


async def _visit(browser: Browser, server: Server, key: str, link: str) -> list[Figure]:
    first = await browser.new_context()
    page = await first.new_page()
    await page.goto(link)
    await page.get_by_role("navigation", name="Main").wait_for()
    state = await first.storage_state()
    paints, tables, bare = [], [], []
    for _ in range(_ROUNDS):  # each time with an empty cache
        context = await browser.new_context(storage_state=state)
        bare.append(await _paint(context, f"{server.url}/health/live"))
        page = await context.new_page()
        await page.goto(f"{server.url}/deployments")
        await page.get_by_role("button", name="Actions for copy-").first.wait_for()
        tables.append(await page.evaluate("() => performance.now()"))
        paints.append(await page.evaluate(_PAINT))
        await context.close()
    seen = await _seen(first, server, key)
    plain = statistics.median(bare)
    crowd = "10,000 deployments, 1,000,000 calls"
    return [
        Figure(
            f"first contentful paint, {crowd}", statistics.median(paints), "ms", 1000, "a bare page", plain
        ),
        Figure(f"table can be used, {crowd}", statistics.median(tables), "ms", 1500, "a bare page", plain),
        Figure(
            "from the answer to a pause until it is on screen", statistics.median(seen), "ms", 300, "", None
        ),
    ]


async def _paint(context: BrowserContext, url: str) -> float:
    page = await context.new_page()
    await page.goto(url)
    await page.wait_for_function(_PAINT)
    painted: float = await page.evaluate(_PAINT)
    await page.close()
    return painted


_WATCH = """
(id) => new Promise((told) => {
  const look = () => {
    const row = document.querySelector(`tr[data-row="${id}"]`)
    if (row?.textContent?.includes('Paused')) { observer.disconnect(); told(Date.now()) }
  }
  const observer = new MutationObserver(look)
  observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  look()
})
"""


async def _seen(context: BrowserContext, server: Server, key: str) -> list[float]:
    """Pause deployments one after the other, and note how long after the answer each row says so."""
    page = await context.new_page()
    await page.goto(f"{server.url}/deployments?status=deployed")
    await page.get_by_role("button", name="Actions for copy-").first.wait_for()
    await page.get_by_role("status").filter(has_text="Live").first.wait_for()
    rows = page.locator("tr[data-row]")
    ids = [await rows.nth(at).get_attribute("data-row") or "" for at in range(10)]
    late = []
    headers = {"authorization": f"Bearer {key}"}
    await page.goto(f"{server.url}/deployments")
    await page.get_by_role("button", name="Actions for copy-").first.wait_for()
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=30) as client:
        for id in ids:
            watching = asyncio.create_task(page.evaluate(_WATCH, id))
            await asyncio.sleep(0.2)
            (await client.post(f"/api/deployments/{id}/pause")).raise_for_status()
            answered = time.time() * 1000
            late.append(max(0.0, await asyncio.wait_for(watching, 10) - answered))
            await asyncio.sleep(0.5)
    return late
