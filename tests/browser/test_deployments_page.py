"""The deployments, and the page of one: filtered, sorted, live, changed and called."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, Route, expect
from tests.browser.desk import PHONE, SENTENCE, Desk, Window
from tests.server import RunningServer

AGENT = """
name: {name}
description: Welcomes <script>alert(1)</script> people.
instructions: {words}
remit: {{type: context, slug: {name}}}
"""


class Beside:
    """Another client of the same server."""

    def __init__(self, server: RunningServer, headers: Mapping[str, str]) -> None:
        self._http = httpx.Client(base_url=server.url, headers=headers, timeout=30, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self._http.post(path, json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def get(self, path: str) -> dict[str, Any]:
        return dict(self._http.get(path).json())

    def call(self, plan_id: str, key: str) -> None:
        """Talk to a deployed agent."""
        headers = {"authorization": f"Bearer {key}"}
        answer = self._http.post(
            f"/api/deployed-agents/{plan_id}/chat", json={"message": "Where is parking?"}, headers=headers
        )
        assert answer.is_success, answer.text

    def delete(self, path: str) -> None:
        assert self._http.delete(path).is_success

    async def model(self, name: str, env: str = "staging") -> str:
        """Deploy a model and wait until it stands."""
        made = self.post("/api/agent/command", command=SENTENCE.format(name=name), env=env)
        plan_id = str(made["result"]["plan_id"])
        await self.until(f"/api/deployments/{plan_id}", "status", "deployed", "pending_approval")
        return plan_id

    async def agent(self, name: str, words: str = "Greet people.", version: int = 1) -> None:
        """Make a version of an agent and wait until it is active."""
        self.post("/api/agents", source=AGENT.format(name=name, words=words))
        await self.until(f"/api/agents/{name}", "active_version", version)

    async def deployed_agent(self, name: str) -> tuple[str, str]:
        """Deploy an agent; return its plan's id and its key."""
        await self.agent(name)
        made = self.post("/api/deployments", agent=name, env="staging")
        plan_id = str(made["deployment"]["plan_id"])
        await self.until(f"/api/deployments/{plan_id}", "status", "deployed")
        return plan_id, str(made["key"])

    async def until(self, path: str, member: str, *values: Any) -> None:
        for _ in range(400):
            if self.get(path).get(member) in values:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{member} of {path} is {self.get(path).get(member)}")


@pytest.fixture
def beside(remit: RunningServer, ask: Mapping[str, str]) -> Iterator[Beside]:
    made = Beside(remit, ask)
    yield made
    made.close()


def _expect_gone(desk: Desk) -> None:
    """A page that looks for what was deleted is told 404, and says so."""
    desk.complaints[:] = [each for each in desk.complaints if not each.startswith("404 ")]


def _names(page: Page) -> Locator:
    return page.get_by_role("table", name="Deployments").get_by_role("row").get_by_role("link")


async def _goes_wide(page: Page) -> int:
    """Say by how many pixels the page is too wide."""
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))


async def test_filters_sorting_and_search_stand_in_the_address(owner: Window, beside: Beside) -> None:
    for name in ("filter-b", "filter-a"):
        await beside.model(name)
    await beside.model("filter-c", "prod")
    page = owner.page
    await (
        page.get_by_role("searchbox", name="Search deployments")
        .or_(page.get_by_label("Search deployments"))
        .first.fill("filter-")
    )
    await expect(_names(page)).to_have_text(["filter-c-prod", "filter-a-staging", "filter-b-staging"])
    heading = page.get_by_role("columnheader", name="Deployment")
    await heading.get_by_role("button").click()
    await expect(heading).to_have_attribute("aria-sort", "ascending")
    await heading.get_by_role("button").click()
    await expect(heading).to_have_attribute("aria-sort", "descending")
    await heading.get_by_role("button").click()
    await expect(_names(page)).to_have_text(["filter-a-staging", "filter-b-staging", "filter-c-prod"])
    await page.get_by_label("Environment of the deployments").select_option("staging")
    await expect(_names(page)).to_have_count(2)
    await page.get_by_role("button", name="Status: Any status").click()
    await page.get_by_role("menuitemcheckbox", name="Paused").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("No deployment matches the filters")).to_be_visible()
    assert re.search(r"q=filter-.*sort=name|sort=name.*q=filter-", page.url)
    await page.reload()
    await expect(page.get_by_text("No deployment matches the filters")).to_be_visible()
    await page.get_by_role("button", name="Clear filters").click()
    await expect(owner.row("filter-c-prod")).to_be_visible()


async def test_a_change_elsewhere_shows_in_place_and_new_rows_wait(owner: Window, beside: Beside) -> None:
    plan_id = await beside.model("steady-first")
    await owner.page.reload()
    row = owner.row("steady-first-staging")
    await expect(row).to_contain_text("Deployed")
    beside.post(f"/api/deployments/{plan_id}/pause")
    await expect(row).to_contain_text("Paused")
    await row.get_by_role("button", name="Actions for").click()
    await expect(owner.page.get_by_role("menuitem", name="Pause", exact=True)).to_be_disabled()
    await owner.page.keyboard.press("Escape")
    await beside.model("steady-second")
    await expect(owner.row("steady-second-staging")).to_have_count(0)
    await owner.page.get_by_role("button", name="1 new").click()
    await expect(owner.row("steady-second-staging")).to_be_visible()


async def test_a_row_deleted_by_another_while_a_dialog_is_open_is_told(
    owner: Window, beside: Beside, desk: Desk
) -> None:
    plan_id = await beside.model("taken-away")
    await owner.page.reload()
    await owner.choose("taken-away-staging", "Scale")
    dialog = owner.page.get_by_role("dialog", name="Scale taken-away-staging")
    await expect(dialog.get_by_label("Instances")).to_be_visible()
    beside.delete(f"/api/deployments/{plan_id}")
    await expect(dialog.get_by_role("alert")).to_contain_text("taken-away-staging was deleted meanwhile")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_be_hidden()
    await owner.page.goto("about:blank")
    _expect_gone(desk)


async def test_several_are_paused_and_deleted_together_and_failures_are_told(
    owner: Window, beside: Beside
) -> None:
    await beside.model("bulk-one")
    two = await beside.model("bulk-two")
    page = owner.page
    await page.goto(f"{owner.url}/deployments?q=bulk-")
    for name in ("bulk-one-staging", "bulk-two-staging"):
        await page.get_by_role("checkbox", name=f"Select {name}").check()
    bar = page.get_by_role("region", name="Selected deployments")
    await expect(bar).to_contain_text("2 selected")
    await bar.get_by_role("button", name="Pause").click()
    await page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    for name in ("bulk-one-staging", "bulk-two-staging"):
        await expect(owner.row(name)).to_contain_text("Paused")
    for name in ("bulk-one-staging", "bulk-two-staging"):
        await page.get_by_role("checkbox", name=f"Select {name}").check()

    async def lose(route: Route) -> None:
        await route.abort()

    await page.route(f"**/api/deployments/{two}", lose)
    await bar.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("alertdialog")
    await owner.judged("bulk-delete")
    await dialog.get_by_role("button", name="Delete").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("1 of 2 are deleted, 1 are not")
    await expect(dialog.get_by_role("alert")).to_contain_text("bulk-two-staging")
    await page.unroute(f"**/api/deployments/{two}")
    await dialog.get_by_role("button", name="Try those again").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_text("No deployment matches the filters")).to_be_visible()


async def test_the_keyboard_moves_selects_and_opens(owner: Window, beside: Beside) -> None:
    await beside.model("keys-only")
    page = owner.page
    await page.goto(f"{owner.url}/deployments?q=keys-only")
    await expect(owner.row("keys-only-staging")).to_be_visible()
    await page.locator("body").press("j")
    await expect(page.get_by_role("link", name="keys-only-staging")).to_be_focused()
    await page.keyboard.press("x")
    await expect(page.get_by_role("checkbox", name="Select keys-only-staging")).to_be_checked()
    await page.keyboard.press("x")
    await page.keyboard.press("j")
    await page.keyboard.press(".")
    await expect(page.get_by_role("menuitem", name="Details")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(page.get_by_role("button", name="Actions for keys-only-staging")).to_be_focused()
    await page.get_by_role("link", name="keys-only-staging").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("keys-only-staging")


async def test_a_model_is_scaled_and_rolled_back(owner: Window, beside: Beside) -> None:
    plan_id = await beside.model("grown")
    page = owner.page
    await page.goto(f"{owner.url}/deployments/{plan_id}")
    await page.get_by_role("button", name="Scale…").click()
    dialog = page.get_by_role("dialog", name="Scale grown-staging")
    await expect(dialog.get_by_role("button", name="Scale", exact=True)).to_be_disabled()
    await dialog.get_by_label("Instances").select_option("3")
    await expect(dialog).to_contain_text("About $3.38 an hour, $1.13 now")
    await owner.judged("scale")
    await dialog.get_by_role("button", name="Scale", exact=True).click()
    await expect(dialog).to_be_hidden()
    await page.get_by_role("tab", name="Revisions").click()
    revisions = page.get_by_role("list", name="Revisions, newest first").get_by_role("listitem")
    second = revisions.filter(has_text="Revision 2")
    await expect(second).to_contain_text("Serves")
    await expect(page.get_by_role("table", name="What revision 2 changed")).to_contain_text("Instances")
    await owner.judged("revisions")
    await page.get_by_role("button", name="Roll back to this, revision 1").click()
    await page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    third = revisions.filter(has_text="Revision 3")
    await expect(third).to_contain_text("Serves")
    await expect(page.get_by_role("heading", level=1)).to_have_text("grown-staging")


async def test_a_change_in_production_waits_and_what_runs_goes_on(
    owner: Window, beside: Beside, desk: Desk, remit: RunningServer
) -> None:
    plan_id = await beside.model("guarded", "prod")
    approver = Beside(remit, {"authorization": f"Bearer {remit.key('approver', 'second')}"})
    approver.post("/approve", plan_id=plan_id, decision="approved", reason="fine")
    approver.close()
    await beside.until(f"/api/deployments/{plan_id}", "status", "deployed")
    page = owner.page
    await page.goto(f"{owner.url}/deployments/{plan_id}")
    await page.get_by_role("button", name="Scale…").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Instances").select_option("2")
    await expect(dialog).to_contain_text("Another person must approve this")
    await dialog.get_by_role("button", name="Ask for approval").click()
    await expect(page.get_by_text("A change waits for approval")).to_be_visible()
    await expect(page.get_by_role("banner").or_(page.get_by_role("main"))).to_contain_text("Deployed")
    viewer = await desk.open("viewer", f"/deployments/{plan_id}")
    await expect(viewer.page.get_by_role("button", name="Scale…")).to_have_count(0)


async def test_the_page_of_a_deployed_agent(owner: Window, beside: Beside) -> None:
    plan_id, key = await beside.deployed_agent("paged")
    beside.call(plan_id, key)
    page = owner.page
    await page.goto(f"{owner.url}/deployments/{plan_id}")
    card = page.get_by_role("region", name="Scorecard")
    await expect(card).to_contain_text("Healthy")
    await expect(card).to_contain_text("none of 1 calls failed today")
    await expect(page.get_by_role("figure", name="Calls over time", exact=True)).to_be_visible()
    await page.get_by_role("button", name="7 days").click()
    assert "window=7d" in page.url
    await owner.judged("agent-overview")
    for tab, shown in (
        ("Timeline", "Policies allow this at once."),
        ("Plan", "paged-staging"),
        ("Instances", "CPU and memory are of the whole process"),
        ("Log", "Answered"),
        ("Code", f"/api/deployed-agents/{plan_id}/chat"),
    ):
        await page.get_by_role("tab", name=tab).click()
        await expect(page.get_by_role("tabpanel", name=tab)).to_contain_text(shown)
        await owner.judged(f"agent-{tab.lower()}")
    assert "tab=code" in page.url
    for client in ("Python", "JavaScript"):
        await page.get_by_role("button", name=f"{client}, with OpenAI’s client").click()
        panel = page.get_by_role("tabpanel", name="Code")
        await expect(panel).to_contain_text(f"{owner.url}/v1")
        await expect(panel).to_contain_text(plan_id)
    await page.get_by_role("button", name="curl, to OpenAI’s API").click()
    await expect(panel).to_contain_text(f"{owner.url}/v1/chat/completions")
    await owner.judged("agent-code-openai")
    await page.get_by_role("tab", name="Log").click()
    await page.get_by_label("Outcome").select_option("failed")
    await expect(page.get_by_text("No call ended like that")).to_be_visible()


async def test_keys_are_made_shown_once_rotated_and_revoked(owner: Window, beside: Beside) -> None:
    plan_id, _ = await beside.deployed_agent("keyed")
    page = owner.page
    await page.goto(f"{owner.url}/deployments/{plan_id}?tab=keys")
    await page.get_by_role("button", name="Make a key").click()
    await page.get_by_role("dialog").get_by_role("button", name="Make the key").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Give it a name")
    await page.get_by_role("dialog").get_by_label("Name").fill("موقع <b>😀</b>")
    await page.get_by_role("dialog").get_by_role("button", name="Make the key").click()
    secret = page.get_by_role("dialog").get_by_label("the key", exact=True)
    await expect(secret).to_contain_text("remit_")
    await owner.judged("key-made")
    made = await secret.inner_text()
    await page.get_by_role("dialog").get_by_role("button", name="Done").click()
    row = page.get_by_role("row").filter(has_text="موقع <b>😀</b>")
    await expect(row).to_contain_text("never")
    assert made not in await page.content()
    await row.get_by_role("button", name="Rotate").click()
    await page.get_by_role("dialog").get_by_label("The old key ends").select_option("0")
    await page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    await expect(secret).to_contain_text("remit_")
    assert await secret.inner_text() != made
    await page.get_by_role("dialog").get_by_role("button", name="Done").click()
    await expect(row).to_have_count(1)
    await row.get_by_role("button", name="Revoke").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(row).to_have_count(0)
    await owner.judged("keys")


async def test_an_agent_is_updated_to_its_new_version(owner: Window, beside: Beside) -> None:
    plan_id, _ = await beside.deployed_agent("renewed")
    page = owner.page
    await page.goto(f"{owner.url}/deployments/{plan_id}")
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await expect(page.get_by_role("button", name="Update…")).to_have_count(0)
    await beside.agent("renewed", "Greet people twice.", 2)
    await page.reload()
    await page.get_by_role("button", name="Update…").click()
    dialog = page.get_by_role("dialog", name="Update renewed in staging?")
    await expect(dialog).to_contain_text("It runs version 1; version 2 of renewed is active.")
    await dialog.get_by_role("button", name="Update").click()
    await expect(page.get_by_text("renewed, version 2 in staging")).to_be_visible()


async def test_what_is_not_there_or_was_deleted_says_so(owner: Window, beside: Beside, desk: Desk) -> None:
    page = owner.page
    await page.goto(f"{owner.url}/deployments/dep_{'0' * 26}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("There is no such deployment")
    plan_id = await beside.model("short-lived")
    await page.goto(f"{owner.url}/deployments/{plan_id}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("short-lived-staging")
    beside.delete(f"/api/deployments/{plan_id}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("short-lived-staging was deleted")
    await expect(page.get_by_role("main")).to_contain_text("Deleted by beside just now, at revision 1")
    await owner.judged("deleted")
    for tab, shown in (
        ("Plan", "ml.g6.xlarge"),
        ("Revisions", "Revision 1"),
        ("Audit", "Deployment deleted"),
    ):
        await page.get_by_role("tab", name=tab).click()
        await expect(page.get_by_role("tabpanel", name=tab)).to_contain_text(shown)
    await expect(page.get_by_role("tab", name="Instances")).to_have_count(0)
    viewer = await desk.open("viewer", f"/deployments/{plan_id}")
    await expect(viewer.page.get_by_role("heading", level=1)).to_have_text("short-lived-staging was deleted")
    await page.goto("about:blank")
    _expect_gone(desk)


async def test_a_phone_shows_the_pages_without_scrolling_sideways(desk: Desk, beside: Beside) -> None:
    plan_id, _ = await beside.deployed_agent("pocket")
    window = await desk.open("owner", "/deployments", viewport=PHONE, has_touch=True)
    await expect(window.row("pocket")).to_be_visible()
    assert await _goes_wide(window.page) <= 0
    for tab in ("overview", "timeline", "plan", "revisions", "instances", "keys", "log", "code"):
        await window.page.goto(f"{window.url}/deployments/{plan_id}?tab={tab}")
        await expect(window.page.get_by_role("tab", selected=True)).to_have_text(
            re.compile(tab, re.IGNORECASE)
        )
        assert await _goes_wide(window.page) <= 0, tab
