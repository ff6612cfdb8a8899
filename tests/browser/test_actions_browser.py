"""What can be done to a row, from its menu."""

from playwright.async_api import Route, expect
from tests.browser.desk import Window


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
