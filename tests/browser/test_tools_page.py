"""Settings, tools: a connection is added, tested, its tools switched and tried, a change accepted; and removed."""

from collections.abc import Iterator

import pytest
from playwright.async_api import expect
from tests.browser.desk import PHONE, Desk, Window
from tests.controls.connections.toolboxes import DOCUMENT, SECRET
from tests.engines.tools.places import Recorder
from tests.stubs.openai_server import serving

PAGE = "/settings/tools"


@pytest.fixture
def url() -> Iterator[str]:
    with serving(Recorder()) as address:
        yield address


async def add(window: Window, url: str) -> None:
    """Fill the dialog in, at first with an address that is refused."""
    page = window.page
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tools")
    await page.get_by_role("button", name="Add a connection").click()
    dialog = page.get_by_role("dialog", name="Add a connection")
    await dialog.get_by_label("Kind").select_option("HTTP API")
    await dialog.get_by_label("Name").fill("The CRM")
    await dialog.get_by_label("Slug").fill("crm")
    await dialog.get_by_label("Base URL").fill("http://169.254.169.254/x")
    await dialog.get_by_label("OpenAPI document").fill(DOCUMENT)
    await dialog.get_by_label("Key or password").fill(SECRET)
    await window.judged("tools-add")
    await dialog.get_by_role("button", name="Add and test").click()
    await expect(dialog.get_by_label("Base URL")).to_be_focused()
    await dialog.get_by_label("Base URL").fill(url)
    await dialog.get_by_role("button", name="Add and test").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("The CRM")
    await expect(page.get_by_text("Works")).to_be_visible()
    await expect(page.get_by_role("heading", name="delete_customer")).to_be_visible()
    await expect(page.get_by_text("Breaker closed")).to_be_visible()
    await window.judged("toolbox-page")


async def switch_and_try(window: Window) -> None:
    """Have each use of a tool approved, and use it."""
    page = window.page
    held = page.get_by_role("group", name="What holds for delete_customer")
    await held.get_by_role("switch", name="A person approves each use").click()
    await expect(page.get_by_text("Always asks")).to_be_visible()
    await page.get_by_role("button", name="Try delete_customer").click()
    tried = page.get_by_role("dialog", name="Try delete_customer")
    await tried.get_by_label("Arguments").fill('{"id": 7}')
    await tried.get_by_role("button", name="Use it").click()
    await expect(tried).to_contain_text("Say first that it may change something")
    await tried.get_by_role("switch", name="It may change something").click()
    await tried.get_by_role("button", name="Use it").click()
    await expect(tried).to_contain_text("It did what it was asked")
    await window.judged("tool-tried")
    await page.keyboard.press("Escape")


async def test_from_a_document_to_a_tool_and_back(fresh_desk: Desk, url: str) -> None:
    window = await fresh_desk.open("owner", PAGE)
    page = window.page
    await add(window, url)
    await switch_and_try(window)
    await page.get_by_role("button", name="Edit").click()
    edit = page.get_by_role("dialog", name="Edit The CRM")
    await edit.get_by_label("OpenAPI document").fill(DOCUMENT.replace("Finds a", "Finds one"))
    await edit.get_by_role("button", name="Save and test").click()
    await expect(page.get_by_role("table", name="What changed of get_customer")).to_contain_text("Finds one")
    await window.judged("tools-differ")
    await page.get_by_role("button", name="Accept").click()
    await expect(page.get_by_text("It offers something else than was taken over")).to_have_count(0)
    await expect(page.get_by_text("Finds one customer")).to_be_visible()
    await expect(page.get_by_text(SECRET)).to_have_count(0)
    await page.get_by_role("button", name="Delete", exact=True).click()
    gone = page.get_by_role("dialog", name="Delete The CRM?")
    await gone.get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("No tools yet")).to_be_visible()
    await window.judged("tools-none")
    phone = await fresh_desk.open("owner", PAGE, viewport=PHONE, has_touch=True)
    assert await phone.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
