"""Whoever chats in the browser: a server with agents, a provider that can be held up, and the person at the desk."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.async_api import Browser, Locator, Page, StorageState
from tests.browser.conftest import PACE, at_a_desk
from tests.browser.desk import Desk, Person
from tests.server import RunningServer, running_server, start, wait_until_ready
from tests.stubs.openai_server import WORDS, OpenAIStub, openai_stub
from tests.stubs.waiting import until

FILE = """
name: {slug}
instructions: You greet people at the front desk. Parking is behind the building. Lunch is served at noon.
model: {model}
remit: {{type: context, slug: {slug}}}
"""
SAID = "".join(WORDS)


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenAIStub]:
    with openai_stub() as stub:
        yield stub


def models(provider: OpenAIStub) -> dict[str, str]:
    """What lets a server know the demo model, and a provider whose answers the test can hold up."""
    found = {"REMIT_MODEL_BASE_URL": provider.base_url, "REMIT_MODEL_NAME": "stub-1"}
    return {**PACE, "REMIT_MODEL_PROVIDER": "auto", **found}


@pytest.fixture(scope="module")
def place(
    built: None, provider: OpenAIStub, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("chat"), models(provider)) as server:
        added = server.remit("members", "add", "viewer@example.com", "--role", "viewer")
        assert added.returncode == 0, added.stderr
        for slug, chosen in (("desk", "demo"), ("porter", "demo"), ("slow", "local:stub-1")):
            agent(server, slug, chosen)
        yield server


def client(server: RunningServer) -> httpx.Client:
    headers = {"authorization": f"Bearer {server.key('admin', 'beside')}"}
    return httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=20)


def agent(server: RunningServer, slug: str, model: str) -> None:
    with client(server) as beside:
        made = beside.post("/api/agents", json={"source": FILE.format(slug=slug, model=model)})
        assert made.is_success, made.text


async def deployed(server: RunningServer, slug: str) -> str:
    """Deploy an agent, unless it is, and wait until it answers; return the deployment's id."""
    with client(server) as beside:

        def found() -> dict[str, Any] | None:
            listed = beside.get("/api/chat/participants", params={"q": f"{slug}-dev"}).json()["deployed"]
            return listed[0] if listed else None

        def active() -> bool:
            return beside.get(f"/api/agents/{slug}").json()["active_version"] is not None

        if found() is None:
            await until(active)
            made = beside.post("/api/deployments", json={"agent": slug, "env": "dev"})
            assert made.is_success, made.text
        await until(lambda: (found() or {}).get("answers"))
        return str((found() or {})["ref"])


@pytest.fixture
def doomed(
    built: None, provider: OpenAIStub, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """A server that is killed; its database outlives that, and is ended last."""
    server = start(tmp_path_factory.mktemp("doomed"), models(provider))
    agent(server, "slow", "local:stub-1")
    yield server
    database = psutil.Process(server.database_pid)
    server.process.send_signal(signal.SIGINT)
    server.process.wait(20)
    if database.is_running():
        database.send_signal(signal.SIGINT)
        psutil.wait_procs([database], timeout=20)


@pytest.fixture
async def room(
    chromium: Browser,
    place: RunningServer,
    provider: OpenAIStub,
    sessions: dict[tuple[str, str], StorageState],
) -> AsyncIterator[Desk]:
    provider.fault = "none"
    async with at_a_desk(chromium, place, sessions) as desk:
        yield desk


async def at_chat(desk: Desk, *slugs: str, person: Person = "owner", **options: Any) -> Page:
    """Open a new conversation with agents on trial."""
    window = await desk.open(person, "/chat", **options)
    page = window.page
    if slugs:
        await page.get_by_role("button", name="Choose agents").click()
        for slug in slugs:
            await page.get_by_role("list", name="Test").get_by_role("button", name=slug, exact=False).click()
        await page.get_by_role("button", name="Done").click()
    return page


def read(path: Path) -> str:
    return path.read_text()


def start_again(server: RunningServer) -> None:
    """Start a server that was killed, on its own port and data."""
    with server.log.open("ab") as log:
        command = [sys.executable, "-m", "remit", "up"]
        server.process = subprocess.Popen(command, env=server.environment, stdout=log, stderr=log)
    wait_until_ready(server)


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


async def say(page: Page, text: str) -> None:
    await box(page).fill(text)
    await box(page).press("Enter")


def answers(page: Page) -> Locator:
    return page.get_by_role("region", name="Messages").get_by_role("article")
