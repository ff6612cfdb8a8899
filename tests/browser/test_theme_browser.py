"""The page in the dark, in the light, and on a phone."""

from playwright.async_api import expect
from tests.browser.desk import PHONE, Desk, Window

IS_DARK = "document.documentElement.classList.contains('dark')"


async def is_dark(window: Window) -> None:
    await expect(window.page.locator("html")).to_contain_class("dark")


async def is_light(window: Window) -> None:
    await expect(window.page.locator("html")).not_to_contain_class("dark")


async def test_the_theme_follows_the_system_until_one_is_chosen(desk: Desk) -> None:
    window = await desk.open("owner", color_scheme="dark")
    await is_dark(window)
    await window.page.emulate_media(color_scheme="light")
    await is_light(window)
    await window.page.get_by_role("button", name="Use the dark theme").click()
    await is_dark(window)
    await window.page.reload()
    await window.is_live()
    await is_dark(window)
    await window.page.get_by_role("button", name="Use the light theme").click()
    await window.page.emulate_media(color_scheme="dark")
    await is_light(window)


async def test_nothing_flashes_before_the_application_runs(desk: Desk) -> None:
    window = await desk.blank(color_scheme="dark", java_script_enabled=True)
    await window.page.route("**/assets/*.js", lambda route: route.abort())
    await window.page.goto(window.url, wait_until="domcontentloaded")
    assert await window.page.evaluate(IS_DARK)
    assert await window.page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") != (
        "rgb(251, 252, 253)"
    )


async def test_a_phone_shows_everything_without_scrolling_sideways(desk: Desk) -> None:
    window = await desk.open("owner", "/deployments", viewport=PHONE, has_touch=True)
    row = await window.deploy("on-a-phone")
    await expect(row).to_contain_text("on-a-phone-staging")
    await window.judged("rows")
    await window.page.set_viewport_size(PHONE)
    for name in ("rows", "details"):
        overflow = await window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name}: {overflow} px too wide"
        if name == "rows":
            await window.choose("on-a-phone-staging", "Details")
            await expect(window.page.get_by_role("heading", level=1)).to_have_text("on-a-phone-staging")


async def test_the_page_of_an_unknown_address_leads_back(desk: Desk) -> None:
    window: Window = await desk.open("owner")
    await window.page.goto(f"{window.url}/nowhere")
    await expect(window.page.get_by_role("heading", name="There is no page at this address")).to_be_visible()
    await window.judged("no-page")
    await window.page.get_by_role("link", name="Go home").click()
    await window.is_live()
