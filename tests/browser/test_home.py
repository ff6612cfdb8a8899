"""The home page: what an empty organisation is told to do, and how everything stands in one that is at work."""

import re
from collections.abc import Mapping

import httpx
from playwright.async_api import Locator, expect
from tests.browser.desk import PHONE, SENTENCE, Desk, Window
from tests.server import RunningServer

AGENT = "name: Desk\ninstructions: You greet people.\nremit: {{type: context, slug: {slug}}}\n"


def card(window: Window, label: str) -> Locator:
    """Return the card of a key figure."""
    return window.page.get_by_role("region", name="Key figures").get_by_role("link", name=label)


def deploy(
    server: RunningServer, headers: Mapping[str, str], name: str, environment: str = "staging"
) -> None:
    """Ask for a model as another client does."""
    body = {"command": SENTENCE.format(name=name), "env": environment}
    answer = httpx.post(
        f"{server.url}/api/agent/command", json=body, headers=headers, timeout=20, trust_env=False
    )
    assert answer.is_success, answer.text


async def test_an_empty_organisation_is_told_its_first_steps(fresh_desk: Desk, fresh: RunningServer) -> None:
    window = await fresh_desk.open("owner")
    page = window.page
    await expect(page).to_have_title("Home · Remit")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    steps = page.get_by_role("heading", level=3)
    await expect(steps).to_have_text(
        ["Connect a model provider", "Deploy a first model or agent", "Invite somebody"]
    )
    await expect(page.get_by_text("deploy llama-3.1 8B for chatbot-x", exact=True)).to_be_visible()
    await expect(card(window, "Active deployments")).to_contain_text("0")
    await expect(page.get_by_text("Nothing needs you now.")).to_be_visible()
    await expect(page.get_by_text("Nothing was spent in these days.")).to_be_visible()
    await window.judged("home-empty")
    await window.page.set_viewport_size({"width": 1280, "height": 800})
    await window.send(SENTENCE.format(name="first"))
    await expect(page.get_by_role("heading", name="Getting started")).to_have_count(0)
    await expect(card(window, "Active deployments")).to_contain_text("1 since yesterday")


async def test_the_figures_move_by_themselves_and_lead_to_their_lists(
    desk: Desk, remit: RunningServer, ask: Mapping[str, str]
) -> None:
    window = await desk.open("owner")
    await window.page.evaluate("window.stayed = true")
    active = card(window, "Active deployments")
    await expect(active).to_contain_text(re.compile(r"\d"))
    before = int(re.findall(r"\d+", await active.inner_text())[0])
    deploy(remit, ask, "counted-at-home")
    await expect(active).to_contain_text(str(before + 1))
    await expect(window.page.get_by_role("list", name="Recent activity")).to_contain_text("counted-at-home")
    assert await window.page.evaluate("window.stayed"), "the page was loaded anew"
    await active.click()
    await expect(window.page).to_have_url(re.compile(r"/deployments\?status=deployed%2Cdeploying"))
    await expect(window.row("counted-at-home-staging")).to_be_visible()


async def test_pending_approvals_say_who_may_decide(
    desk: Desk, remit: RunningServer, ask: Mapping[str, str]
) -> None:
    deploy(remit, ask, "waits-at-home", "prod")
    approver = await desk.open("approver")
    waiting = card(approver, "Pending approvals")
    await expect(waiting).to_contain_text("for you to decide")
    await expect(waiting).not_to_contain_text("None for you")
    viewer = await desk.open("viewer")
    await expect(card(viewer, "Pending approvals")).to_contain_text("None for you to decide")
    await expect(viewer.page.get_by_text("Your role, viewer, may not deploy")).to_be_visible()
    await waiting.click()
    await expect(approver.page).to_have_url(f"{approver.url}/approvals")


async def test_charts_have_a_table_and_keep_their_window_in_the_address(
    desk: Desk, remit: RunningServer, ask: Mapping[str, str]
) -> None:
    deploy(remit, ask, "charted-at-home")
    window = await desk.open("owner")
    chart = window.page.get_by_role("figure", name="Cost by day")
    await expect(chart.get_by_role("application")).to_be_visible()
    await window.judged("home")
    await window.page.set_viewport_size({"width": 1280, "height": 800})
    await chart.get_by_role("button", name="Table").click()
    await expect(chart.get_by_role("columnheader")).to_have_text(
        ["Time", "Instances", "Model calls", "Dry runs (not spent)"]
    )
    await expect(chart.get_by_role("row")).to_have_count(31)
    await window.page.get_by_role("group", name="Cost of the last").get_by_text("7 days").click()
    await expect(chart.get_by_role("row")).to_have_count(8)
    await expect(window.page).to_have_url(re.compile(r"\?costs=7d"))
    await window.page.reload()
    await window.is_live()
    seven = window.page.get_by_role("group", name="Cost of the last").get_by_role("button", name="7 days")
    await expect(seven).to_have_attribute("aria-pressed", "true")


async def test_what_needs_attention_leads_to_where_it_is_mended(
    desk: Desk, remit: RunningServer, ask: Mapping[str, str]
) -> None:
    async with httpx.AsyncClient(
        base_url=remit.url, headers=dict(ask), trust_env=False, timeout=20
    ) as client:
        source = AGENT.format(slug="attended")
        assert (await client.post("/api/agents", json={"source": source})).is_success
        for _ in range(100):
            answer = await client.post("/api/deployments", json={"agent": "attended"})
            if answer.is_success:
                break
    window = await desk.open("owner")
    attention = window.page.get_by_role("list", name="Needs attention")
    item = attention.get_by_role("listitem").filter(has_text="The demo model answers for your agents")
    await expect(item).to_contain_text("Connect a model provider.")
    await item.get_by_role("link").click()
    await expect(window.page).to_have_url(f"{window.url}/settings/providers")


async def test_a_part_that_cannot_be_loaded_says_so_and_the_others_stand(desk: Desk) -> None:
    window = await desk.open("viewer")
    await window.page.route("**/api/insights/attention", lambda route: route.abort())
    await window.page.reload()
    await window.is_live()
    failure = window.page.get_by_role("alert")
    await expect(failure).to_contain_text("What needs attention could not be loaded")
    await expect(card(window, "Calls today")).to_contain_text(re.compile(r"\d"))
    await window.page.unroute("**/api/insights/attention")
    await failure.get_by_role("button", name="Try again").click()
    await expect(failure).to_have_count(0)


async def test_a_phone_needs_no_scrolling_sideways(desk: Desk) -> None:
    window = await desk.open("owner", viewport=PHONE, has_touch=True)
    await expect(card(window, "GPU spend this month")).to_contain_text("$")
    overflow = await window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, f"{overflow} px too wide"
    await expect(window.page.get_by_role("switch", name="Plan only")).to_be_hidden()
    await window.bar.click()
    await expect(window.page.get_by_role("switch", name="Plan only")).to_be_visible()
