"""A real Chromium on a real Remit: one server and one browser for all tests, a fresh context for each."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, StorageState, async_playwright, expect
from tests.browser.desk import Desk, Window
from tests.server import RunningServer, running_server

from remit.engines import web

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# No container engine: what a test says of one must not depend on the machine.
PACE = {"REMIT_ROLLOUT_POLL_SECONDS": "0.3", "REMIT_CONTAINER_ENGINE": "unix:///nowhere/engine.sock"}
ROLES = ("approver", "viewer")
HERE = Path(__file__).parent
BUILT = Path(web.__file__).parent / "assets"

expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built() -> None:
    if not (BUILT / "index.html").is_file():
        pytest.fail("The web pages are not built: run ./test, which builds them first.", pytrace=False)


@pytest.fixture(scope="session")
def remit(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The server that most tests share; each test uses names of its own."""
    with running_server(tmp_path_factory.mktemp("remit"), PACE) as server:
        for role in ROLES:
            added = server.remit("members", "add", f"{role}@example.com", "--role", role)
            assert added.returncode == 0, added.stderr
        yield server


@pytest.fixture
def fresh(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of the test's own, with nothing deployed."""
    with running_server(tmp_path_factory.mktemp("fresh"), PACE) as server:
        yield server


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def sessions() -> dict[tuple[str, str], StorageState]:
    """The session of each person on each server, once signed in."""
    return {}


@pytest.fixture
async def desk(
    chromium: Browser, remit: RunningServer, sessions: dict[tuple[str, str], StorageState]
) -> AsyncIterator[Desk]:
    async with at_a_desk(chromium, remit, sessions) as desk:
        yield desk


@pytest.fixture
async def fresh_desk(
    chromium: Browser, fresh: RunningServer, sessions: dict[tuple[str, str], StorageState]
) -> AsyncIterator[Desk]:
    async with at_a_desk(chromium, fresh, sessions) as desk:
        yield desk


@asynccontextmanager
async def at_a_desk(
    chromium: Browser, server: RunningServer, sessions: dict[tuple[str, str], StorageState]
) -> AsyncIterator[Desk]:
    """Close every window at the end, and see that no page complained."""
    desk = Desk(chromium, server, sessions)
    yield desk
    complaints = desk.complaints
    await desk.close()
    assert complaints == []


@pytest.fixture
async def owner(desk: Desk) -> Window:
    """The owner's page of deployments, live."""
    return await desk.open("owner", "/deployments")


@pytest.fixture
def ask(remit: RunningServer) -> Mapping[str, str]:
    """Headers of another client that works beside the browser."""
    return {"authorization": f"Bearer {remit.key('admin', 'beside')}"}
