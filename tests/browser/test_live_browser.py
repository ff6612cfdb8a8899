"""What happens elsewhere shows here, in every tab, also after the server was away."""

import subprocess
from collections.abc import Mapping

import httpx
from playwright.async_api import expect
from tests.browser.desk import SENTENCE, Desk, Window
from tests.server import ROOT, RunningServer, stop, wait_until_ready

TABS = 8


def send(server: RunningServer, headers: Mapping[str, str], name: str) -> None:
    """Send a command as another client does."""
    body = {"command": SENTENCE.format(name=name), "env": "staging"}
    answer = httpx.post(
        f"{server.url}/api/agent/command", json=body, headers=headers, timeout=20, trust_env=False
    )
    assert answer.is_success, answer.text


def start_again(server: RunningServer) -> None:
    """Start a stopped server on the same data and port."""
    with server.log.open("ab") as log:
        server.process = subprocess.Popen(
            server.command("up"), env=server.environment, cwd=ROOT, stdout=log, stderr=log
        )
    wait_until_ready(server)


async def test_a_command_of_another_client_appears_in_both_tabs(
    owner: Window, desk: Desk, remit: RunningServer, ask: Mapping[str, str]
) -> None:
    other = await desk.tab(owner.page.context)
    await other.page.goto(f"{other.url}/deployments")
    await other.is_live()
    send(remit, ask, "elsewhere")
    for window in (owner, other):
        # What others do moves no row under the pointer: it is told, and shown when it is asked for.
        await window.page.get_by_role("button", name="1 new").click()
        await expect(window.row("elsewhere-staging")).to_contain_text("Deployed")


async def test_eight_tabs_of_one_browser_are_all_live(
    owner: Window, desk: Desk, remit: RunningServer, ask: Mapping[str, str]
) -> None:
    tabs = [owner, *[await desk.tab(owner.page.context) for _ in range(TABS - 1)]]
    for tab in tabs[1:]:
        await tab.page.goto(f"{tab.url}/deployments")
        await tab.is_live()
    send(remit, ask, "eight-tabs")
    for tab in tabs:
        await tab.page.get_by_role("button", name="1 new").click()
        await expect(tab.row("eight-tabs-staging")).to_contain_text("Deployed")


async def test_the_page_outlives_the_server(fresh_desk: Desk, fresh: RunningServer) -> None:
    headers = {"authorization": f"Bearer {fresh.key('admin', 'beside')}"}
    window = await fresh_desk.open("owner", "/deployments")
    await expect(window.page.get_by_text("Nothing is deployed yet")).to_be_visible()
    await window.judged("empty")
    await window.deploy("before")
    await window.bar.press_sequentially(SENTENCE.format(name="interrupted"))
    stop(fresh)
    await expect(window.page.get_by_role("status").filter(has_text="Reconnecting")).to_be_visible()
    await window.bar.press("Enter")
    await expect(window.answer.get_by_role("alert")).to_contain_text("Remit does not answer")
    await window.judged("no-answer")
    start_again(fresh)
    send(fresh, headers, "meanwhile")
    await window.is_live()
    await window.answer.get_by_role("button", name="Retry").click()
    await window.page.get_by_role("button", name="1 new").click()
    for name in ("before", "meanwhile", "interrupted"):
        await expect(window.row(f"{name}-staging")).to_contain_text("Deployed")
    await expect(window.page.get_by_role("button", name="Actions for")).to_have_count(3)
    await expect(window.page.get_by_role("alert")).to_have_count(0)
