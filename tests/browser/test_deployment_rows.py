"""Rows of the deployments from the command palette, and dialogs that close while the server is silent."""

import asyncio
import re

from playwright.async_api import Locator, Page, Route, expect
from tests.browser.desk import PHONE, Desk, Window


async def _palette(page: Page, words: str = "") -> Locator:
    await page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and commands")
    await palette.get_by_role("combobox").fill(words)
    return palette


async def test_the_row_one_is_at_is_acted_on_from_the_palette(owner: Window) -> None:
    await owner.deploy("called-up")
    page = owner.page
    await page.goto(f"{owner.url}/deployments?q=called-up")
    await page.get_by_role("link", name="called-up-staging").focus()
    palette = await _palette(page)
    options = palette.get_by_role("option")
    first = options.filter(has_text="called-up-staging")
    await expect(first).to_have_text(
        [
            re.compile(f"^{verb} called-up-staging")
            for verb in ("Open", "Pause", "Restart", "Scale", "Roll back", "Delete")
        ]
    )
    await owner.judged("palette-row")
    await first.filter(has_text="Scale").click()
    dialog = page.get_by_role("dialog", name="Scale called-up-staging")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="called-up-staging")).to_be_focused()

    palette = await _palette(page)
    await palette.get_by_role("option", name=re.compile("^Pause called-up")).click()
    await expect(owner.row("called-up-staging")).to_contain_text("Paused")
    palette = await _palette(page)
    pause = palette.get_by_role("option", name=re.compile("^Pause called-up-staging – It is paused"))
    await expect(pause).to_be_disabled()


async def test_any_row_of_the_page_is_found_by_its_name_with_the_keyboard_alone(owner: Window) -> None:
    await owner.deploy("named-one")
    await owner.deploy("named-two")
    page = owner.page
    await page.goto(f"{owner.url}/deployments?q=named-")
    await expect(owner.row("named-two-staging")).to_be_visible()
    palette = await _palette(page)
    await expect(palette.get_by_role("option", name=re.compile("named-"))).to_have_count(0)
    await palette.get_by_role("combobox").fill("two delete")
    await expect(palette.get_by_role("option", name="Delete named-two-staging")).to_be_visible()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("alertdialog", name="Delete named-two-staging?")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Delete").press("Enter")
    await expect(page.get_by_role("link", name="named-two-staging")).to_have_count(0)
    await expect(page.get_by_role("link", name="named-one-staging")).to_be_visible()


async def test_selected_rows_are_acted_on_together_from_the_palette(owner: Window) -> None:
    for name in ("group-one", "group-two"):
        await owner.deploy(name)
    page = owner.page
    await page.goto(f"{owner.url}/deployments?q=group-")
    for name in ("group-one-staging", "group-two-staging"):
        await page.get_by_role("checkbox", name=f"Select {name}").check()
    palette = await _palette(page)
    await palette.get_by_role("option", name="Pause 2 selected deployments").click()
    await page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    for name in ("group-one-staging", "group-two-staging"):
        await expect(owner.row(name)).to_contain_text("Paused")


async def test_a_dialog_closes_at_once_while_the_server_is_silent(owner: Window) -> None:
    await owner.deploy("silent")
    page, held = owner.page, asyncio.Event()

    async def hold(route: Route) -> None:
        if route.request.method == "DELETE":
            await held.wait()
        await route.fallback()

    await page.route("**/api/deployments/dep_*", hold)
    for close in ("Cancel", "Escape"):
        await owner.choose("silent-staging", "Delete…")
        dialog = page.get_by_role("alertdialog")
        await dialog.get_by_role("button", name="Delete").click()
        await expect(dialog.get_by_role("button", name="Processing…")).to_be_disabled()
        if close == "Cancel":
            await dialog.get_by_role("button", name="Cancel").click()
        else:
            await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
    told = page.get_by_role("region", name=re.compile("^Notifications"))
    await expect(told).to_contain_text("Closed before Remit answered")
    await expect(told).to_contain_text("may have been done all the same")
    await owner.judged("closed-early")
    held.set()


async def test_a_bulk_action_is_stopped_and_says_how_far_it_came(owner: Window) -> None:
    names = [f"stopped-{number}" for number in range(6)]
    for name in names:
        await owner.deploy(name)
    page, held = owner.page, asyncio.Event()
    await page.goto(f"{owner.url}/deployments?q=stopped-")
    await expect(owner.row("stopped-5-staging")).to_be_visible()
    await page.get_by_role("checkbox", name="Select all rows of this page").check()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.abort()

    await page.route("**/api/deployments/*/pause", hold)
    bar = page.get_by_role("region", name="Selected deployments")
    await bar.get_by_role("button", name="Pause").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Pause").click()
    await dialog.get_by_role("button", name="Stop").click()
    await expect(dialog).to_be_hidden()
    told = page.get_by_role("region", name=re.compile("^Notifications"))
    await expect(told).to_contain_text("Stopped: 0 of 6 are paused")
    await expect(told).to_contain_text("4 more may be: they were not answered yet. 2 were not asked for.")
    held.set()
    await expect(bar).to_contain_text("6 selected")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_command_that_means_nothing_is_answered_with_what_would(owner: Window) -> None:
    await owner.deploy("helpful")
    await owner.send("puase helpful")
    await expect(owner.answer).to_contain_text("Not understood: puase")
    await expect(owner.answer.get_by_role("link", name="helpful-staging in staging")).to_be_visible()
    await owner.send("delpoy lama 3.1 8b for helper-two")
    mended = owner.answer.get_by_role("region", name="Did you mean").get_by_role("button").first
    await expect(mended).to_have_text("deploy llama-3.1-8b-instruct for helper-two")
    await expect(owner.answer.get_by_role("region", name="For example").get_by_role("button")).to_have_count(
        3
    )
    await owner.judged("not-understood")
    await mended.press("Enter")
    await expect(owner.bar).to_have_value("deploy llama-3.1-8b-instruct for helper-two")
    await expect(owner.bar).to_be_focused()
    await expect(owner.answer).to_have_count(0)
    await owner.bar.press("Enter")
    await expect(owner.row("helper-two-staging")).to_contain_text("Deployed")


async def test_help_with_a_command_fits_a_phone(desk: Desk) -> None:
    window = await desk.open("owner", "/", viewport=PHONE, has_touch=True)
    await window.send("<script>alert(1)</script> موقع 😀 " + "x" * 300)
    await expect(window.answer).to_contain_text("Not understood")
    await window.photographed("not-understood-odd")
    await window.page.set_viewport_size(PHONE)
    assert await window.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
