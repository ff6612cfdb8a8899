"""Registering an agent that runs elsewhere, and its page."""

import re

import httpx
from playwright.async_api import expect
from tests.browser.desk import PHONE, Window
from tests.server import NO_TLS


async def test_an_agent_elsewhere_is_registered_connected_and_seen(owner: Window) -> None:
    page = owner.page
    await page.goto(f"{owner.url}/deployments")
    await page.get_by_role("button", name="Register an agent").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Register").click()
    await expect(dialog.get_by_text("Give it a name.")).to_be_visible()
    await dialog.get_by_label("Name").fill("far-away")
    await dialog.get_by_label("Framework (optional)").fill("LangGraph")
    await dialog.get_by_role("button", name="Register").click()
    await expect(page.get_by_role("dialog", name="far-away is registered in staging")).to_be_visible()
    key = re.search(r"remit_[0-9A-Za-z]{36}", await dialog.inner_text())
    assert key is not None
    await dialog.get_by_role("link", name="Open the deployment").click()
    await expect(page.get_by_text("Not heard of yet")).to_be_visible()
    plan_id = page.url.split("/")[-1].partition("?")[0]
    await page.get_by_role("tab", name="Code").click()
    await expect(page.get_by_text(f'ExternalAgent("{plan_id}"')).to_be_visible()
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as agent:
        beat = await agent.post(
            f"{owner.url}/api/deployed-agents/{plan_id}/heartbeat",
            json={"version": "1.4", "instance": "worker-1", "metrics": {"cpu_percent": 12.5}},
            headers={"authorization": f"Bearer {key.group()}"},
        )
    assert beat.is_success, beat.text
    card = page.get_by_role("region", name="Runs elsewhere").or_(
        page.locator("section", has_text="Runs elsewhere")
    )
    await expect(card.first.get_by_text("Heard of", exact=True)).to_be_visible(timeout=20_000)
    await expect(card.first.get_by_text("1.4")).to_be_visible()
    await page.get_by_role("tab", name="Instances").click()
    await expect(page.get_by_role("table", name="Instances").get_by_text("worker-1")).to_be_visible()
    await page.set_viewport_size(PHONE)
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await page.goto(f"{owner.url}/deployments?host=external")
    await expect(page.get_by_role("link", name="far-away-staging")).to_be_visible()
