"""What can be done to a row, from its menu."""

import psycopg
from playwright.async_api import Route, expect
from tests.browser.desk import Window
from tests.server import RunningServer
from tests.stubs.waiting import until

from remit.lifecycle.deployments import DEPLOYMENT


async def test_pause_and_restart_are_offered_by_state(owner: Window) -> None:
    row = await owner.deploy("powered")
    await owner.choose("powered-staging", "Pause")
    await expect(row).to_contain_text("Paused")
    await row.get_by_role("button", name="Actions for").click()
    pause = owner.page.get_by_role("menuitem", name="Pause", exact=True)
    await expect(pause).to_be_disabled()
    await expect(pause).to_have_accessible_description(
        "It is paused: only what is deployed or deploying can be paused."
    )
    await owner.judged("menu")
    await owner.page.get_by_role("menuitem", name="Restart").click()
    await expect(row).to_contain_text("Deployed")
    await row.get_by_role("button", name="Actions for").click()
    await expect(pause).to_be_enabled()


async def test_delete_asks_and_stays_open_when_it_fails(owner: Window) -> None:
    row = await owner.deploy("removed")
    await owner.choose("removed-staging", "Delete")
    dialog = owner.page.get_by_role("alertdialog", name="Delete removed-staging?")
    await expect(dialog).to_contain_text("Are you sure you want to delete deployment 'removed-staging'?")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(row).to_be_visible()
    await owner.choose("removed-staging", "Delete")

    async def lose(route: Route) -> None:
        await route.abort()

    await owner.page.route("**/api/deployments/dep_*", lose)
    await dialog.get_by_role("button", name="Delete", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Remit does not answer")
    await owner.judged("delete-failed")
    await owner.page.unroute("**/api/deployments/dep_*")
    await dialog.get_by_role("button", name="Delete", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(row).to_have_count(0)


async def test_what_is_still_at_its_host_is_said_and_let_go(owner: Window, remit: RunningServer) -> None:
    row, page = await owner.deploy("kept"), owner.page
    href = await row.get_by_role("link", name="kept-staging").get_attribute("href")
    assert href is not None
    await owner.choose("kept-staging", "Delete")
    await page.get_by_role("alertdialog").get_by_role("button", name="Delete", exact=True).click()
    await expect(row).to_have_count(0)
    address = f"postgresql:///postgres?host={remit.data / 'postgres'}&user=postgres"
    id = DEPLOYMENT.parse(href.rpartition("/")[2])
    with psycopg.connect(address, autocommit=True) as database:

        def told() -> bool:
            sent = "select 1 from transitions where deployment_id = %s and data ->> 'act' = 'retire'"
            return database.execute(sent, (id,)).fetchone() is not None

        await until(told, 20)
        database.execute(
            "update deployments set orphaned = 'The security token is expired.' where id = %s", (id,)
        )
    await page.goto(f"{owner.url}{href}")
    notice = page.get_by_role("alert").filter(has_text="It is still at its host: sagemaker")
    await expect(notice).to_contain_text("The security token is expired.")
    await owner.judged("deleted-orphaned")
    await page.goto(f"{owner.url}/")
    await page.get_by_role("link", name="kept-staging is deleted, and its host still has it").click()
    await notice.get_by_role("button", name="Let go…").click()
    dialog = page.get_by_role("dialog", name="Let go of kept-staging?")
    await owner.judged("deleted-let-go")
    await dialog.get_by_role("button", name="Let go", exact=True).click()
    await expect(notice).to_have_count(0)
    await expect(page.get_by_text("It left its host and the lists")).to_be_visible()
