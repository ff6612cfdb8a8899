"""Getting in, and being shown the way when one is out."""

import httpx
from playwright.async_api import expect
from tests.browser.desk import Desk
from tests.server import RunningServer


def end_session(server: RunningServer, cookies: dict[str, str]) -> None:
    """End a session from outside its browser."""
    headers = {"origin": server.url}
    ended = httpx.delete(f"{server.url}/api/session", cookies=cookies, headers=headers, trust_env=False)
    assert ended.status_code == 204, ended.text


async def test_a_link_opens_the_page_once_and_says_so_the_second_time(desk: Desk) -> None:
    link = desk.sign_in_link("owner")
    first = await desk.blank()
    await first.page.goto(link)
    await expect(first.page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    assert "token" not in first.page.url
    await first.is_live()
    second = await desk.blank()
    await second.page.goto(link)
    await expect(second.page.get_by_role("alert")).to_contain_text("Links work once")
    await expect(second.page.get_by_text("./run sign-in-link", exact=True)).to_be_visible()


async def test_who_is_signed_out_is_told_how_to_get_in(desk: Desk) -> None:
    window = await desk.blank()
    await window.page.goto(window.url)
    await expect(window.page.get_by_role("heading", name="Sign in to Remit")).to_be_visible()
    await expect(window.page.get_by_text("./run sign-in-link", exact=True)).to_be_visible()
    await window.judged("signed-out")


async def test_signing_out_leads_to_the_same_page(desk: Desk) -> None:
    window = await desk.blank()
    await window.page.goto(desk.sign_in_link("viewer"))
    await window.is_live()
    await window.page.get_by_role("button", name="Account of").click()
    await window.page.get_by_role("menuitem", name="Sign out").click()
    await expect(window.page.get_by_role("heading", name="Sign in to Remit")).to_be_visible()


async def test_a_session_ended_elsewhere_is_noticed(desk: Desk, remit: RunningServer) -> None:
    window = await desk.blank()
    await window.page.goto(desk.sign_in_link("viewer"))
    await window.is_live()
    cookies = {str(each.get("name")): str(each.get("value")) for each in await window.page.context.cookies()}
    end_session(remit, cookies)
    await expect(window.page.get_by_role("heading", name="Sign in to Remit")).to_be_visible()
    await expect(window.page.get_by_text("Your session has ended")).to_be_visible()
    await window.judged("session-ended")
