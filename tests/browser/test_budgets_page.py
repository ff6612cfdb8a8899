"""Budgets and limits: set, watched while others change them, waited for, raised and deleted."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from playwright.async_api import Locator, expect
from sqlalchemy import text
from tests.browser.desk import PHONE, Desk, Window
from tests.server import RunningServer

from remit.controls.metering import BUDGET
from remit.kit.database import Database
from remit.kit.embedded import EmbeddedPostgres
from remit.kit.ids import new_id

PAGE = "/budgets"
NAME = 'Nightly <img src=x onerror="alert(1)"> مرحبا 🙂'


def row(window: Window, name: str) -> Locator:
    return window.page.get_by_role("row").filter(has_text=name)


async def act(window: Window, name: str, action: str) -> None:
    """Choose an action from a row's menu."""
    await row(window, name).get_by_role("button", name="Actions for").click()
    await window.page.get_by_role("menuitem", name=action, exact=True).click()


async def test_a_budget_is_set_seen_by_others_changed_and_deleted(fresh_desk: Desk) -> None:
    window = await fresh_desk.open("owner", PAGE)
    page = window.page
    await expect(page.get_by_role("heading", level=1)).to_have_text("Budgets and limits")
    await expect(page.get_by_text("No budgets yet")).to_be_visible()
    await window.judged("budgets-none")
    fresh_desk.server.remit("keys", "create", "--name", NAME, "--role", "viewer")
    await page.get_by_role("button", name="Set a budget").first.click()
    dialog = page.get_by_role("dialog", name="Set a budget")
    await dialog.get_by_label("For", exact=True).select_option("An API key")
    await dialog.get_by_label("Each", exact=True).select_option("Day")
    await dialog.get_by_label("Dollars").fill("nothing")
    await dialog.get_by_role("button", name="Set budget").click()
    await expect(dialog.get_by_text("Choose whom it is for.")).to_be_visible()
    await expect(dialog.get_by_text("Enter dollars above zero, such as 25 or 0.50.")).to_be_visible()
    await window.judged("budgets-dialog")
    await dialog.get_by_label("Find: API key").fill("nightly")
    await dialog.get_by_role("radio", name="Nightly").check()
    await dialog.get_by_label("Dollars").fill("12.50")
    await dialog.get_by_role("button", name="Set budget").click()
    await expect(dialog).to_be_hidden()
    await expect(row(window, "Nightly")).to_contain_text("$0.00 of $12.50")
    await expect(row(window, "Nightly")).to_contain_text("In budget")
    await window.judged("budgets-one")

    other = await fresh_desk.open("owner", PAGE)
    await act(window, "Nightly", "Change")
    dialog = page.get_by_role("dialog", name="Change the budget of Nightly")
    await dialog.get_by_label("Dollars").fill("20")
    await dialog.get_by_role("switch").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(row(other, "Nightly")).to_contain_text("of $20.00")  # without a reload
    await expect(row(other, "Nightly")).to_contain_text("Calls wait")

    await act(other, "Nightly", "Delete")
    await other.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("No budgets yet")).to_be_visible()


async def test_who_waits_is_shown_and_a_raise_lets_them_go_on(fresh_desk: Desk) -> None:
    key = fresh_desk.server.key("admin", "beside")
    made = fresh_desk.server.remit("budgets", "set", "10", "--each", "month", "--at-limit", "ask", key=key)
    id = made.stdout.partition(": ")[2].split(".")[0]
    await fill(fresh_desk.server, BUDGET.parse(id), "9.75", calls=3)
    home = await fresh_desk.open("owner", "/")
    await expect(
        home.page.get_by_text("3 calls wait for the budget of the whole organisation")
    ).to_be_visible()
    await home.page.get_by_role("link", name="3 calls wait for the budget").click()
    page = home.page
    await expect(page.get_by_role("alert")).to_contain_text("$9.75 of $10.00 each month are spent.")
    await expect(page.get_by_role("alert")).to_contain_text("Raise it to $11.25 and they go on.")
    await expect(row(home, "The whole organisation")).to_contain_text("97 %")
    await home.judged("budgets-waiting")
    await page.get_by_role("button", name="Raise it").click()
    dialog = page.get_by_role("dialog", name="Change the budget of The whole organisation")
    await expect(dialog.get_by_label("Dollars")).to_have_value("11.25")
    await dialog.get_by_label("Dollars").press("Enter")
    await expect(row(home, "The whole organisation")).to_contain_text("$9.75 of $11.25")


async def test_a_viewer_looks_and_a_phone_is_wide_enough(desk: Desk) -> None:
    window = await desk.open("viewer", PAGE, viewport=PHONE)
    page = window.page
    await expect(
        page.get_by_text("Setting budgets and limits needs the role owner or admin.")
    ).to_be_visible()
    await expect(page.get_by_role("button", name="Set a budget")).to_have_count(0)
    await page.get_by_role("tab", name="Limits").click()
    await expect(page.get_by_text("600 requests a minute for each API key")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await window.judged("limits-viewer")


async def test_limits_are_set_for_each_and_for_one(fresh_desk: Desk) -> None:
    window = await fresh_desk.open("owner", f"{PAGE}?view=limits")
    page = window.page
    await page.get_by_role("button", name="Set a limit").first.click()
    dialog = page.get_by_role("dialog", name="Set a limit")
    await dialog.get_by_role("button", name="Set limit").click()
    await expect(dialog.get_by_text("Enter at least one limit.")).to_be_visible()
    await dialog.get_by_label("Requests a minute").fill("1200")
    await dialog.get_by_role("button", name="Set limit").click()
    await expect(row(window, "Each key")).to_contain_text("1,200")
    await window.judged("limits-one")
    await act(window, "Each key", "Change")
    dialog = page.get_by_role("dialog", name="Change the limit of Each key")
    await dialog.get_by_label("Requests a minute").fill("")
    await dialog.get_by_label("Calls at once").fill("4")
    await dialog.get_by_role("button", name="Save").click()
    await expect(row(window, "Each key")).not_to_contain_text("1,200")
    await act(window, "Each key", "Delete")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("No limits of your own yet")).to_be_visible()


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(fresh_desk: Desk) -> None:
    key = fresh_desk.server.key("admin", "beside")
    fresh_desk.server.remit("budgets", "set", "10", "--each", "month", key=key)
    window = await fresh_desk.open("owner", PAGE)
    await act(window, "The whole organisation", "Change")
    dialog = window.page.get_by_role("dialog")
    fresh_desk.server.remit("budgets", "set", "50", "--each", "month", key=key)
    await dialog.get_by_label("Dollars").fill("11")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("somebody else changed this meanwhile")).to_be_visible()
    await window.page.keyboard.press("Escape")
    await expect(row(window, "The whole organisation")).to_contain_text("of $50.00")


async def fill(server: RunningServer, budget: UUID, spent: str, *, calls: int) -> None:
    """Let a budget be spent, and calls wait for it."""
    postgres = EmbeddedPostgres(server.data)
    postgres.start()
    database = Database(postgres.app_url)
    try:
        async with database.transaction(await organization(postgres)) as session:
            await session.execute(
                text("update budget_counters set spent_usd = :spent where budget_id = :id"),
                {"spent": Decimal(spent), "id": budget},
            )
            until = datetime.now(UTC) + timedelta(hours=1)
            for _ in range(calls):
                await session.execute(
                    text(
                        "insert into budget_waits select org_id, :call, id, '{\"name\": \"Ada\"}', 'deployment:dep_1',"
                        " 0.5, now(), :until from budgets where id = :id"
                    ),
                    {"call": new_id(), "until": until, "id": budget},
                )
    finally:
        await database.close()
        postgres.stop()


async def organization(postgres: EmbeddedPostgres) -> UUID:
    owner = Database(postgres.owner_url)
    try:
        async with owner.transaction(None) as session:
            return UUID(
                str((await session.execute(text("select id from organizations limit 1"))).scalar_one())
            )
    finally:
        await owner.close()
