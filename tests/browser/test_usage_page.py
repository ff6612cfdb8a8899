"""Usage: what calls used is added up, narrowed to those of one thing, and each call is shown whole."""

from pathlib import Path

from playwright.async_api import expect
from tests.browser.desk import PHONE, Desk
from tests.browser.test_violations_page import agent
from tests.server import RunningServer

PAGE = "/usage"


async def test_from_the_sum_to_one_call(fresh_desk: Desk, fresh: RunningServer, tmp_path: Path) -> None:
    name = "hello"
    called = agent(fresh, tmp_path, name)
    await called.hears("How are you?")
    await called.hears("And now?")
    window = await fresh_desk.open("owner", f"{PAGE}?by=subject&window=24h")
    page = window.page
    await expect(page.get_by_role("heading", level=1)).to_have_text("Usage")
    most = page.get_by_role("table", name="Usage by deployment")
    await expect(most.get_by_role("row").filter(has_text=name)).to_contain_text("2")
    await most.get_by_role("link", name=f"{name} in dev").click()
    calls = page.get_by_role("table", name="Calls").locator("tbody tr[data-row]")
    await expect(calls).to_have_count(2)
    await expect(calls.first).to_contain_text("Answered")
    await page.get_by_role("button", name="Tokens", exact=True).click()
    await expect(page.get_by_role("figure", name="Tokens over time")).to_be_visible()
    await window.judged("usage")
    await calls.first.get_by_role("link").click()
    drawer = page.get_by_role("dialog", name="Call")
    await expect(drawer).to_contain_text(f"{name} in dev, revision 1")
    await expect(drawer.get_by_role("link", name="Violations of the call")).to_be_visible()
    await window.judged("usage-call")
    await page.keyboard.press("Escape")
    await page.get_by_label("Outcome").select_option("Failed")
    await expect(page.get_by_text("No call is like this")).to_be_visible()
    await page.get_by_role("button", name="Clear all").click()
    await expect(calls.first).to_be_visible()
    await called.hears("Once more")
    await expect(calls.first).to_contain_text(name)
    phone = await fresh_desk.open("owner", PAGE, viewport=PHONE)
    await expect(phone.page.get_by_role("table", name="Calls")).to_be_visible()
    assert await phone.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
