"""The user flows of the founding document (M2, M9, M10), step by step."""

import re

from playwright.async_api import expect
from tests.browser.desk import SENTENCE, Desk, Window


async def test_flow_1_a_staging_deployment_needs_no_approval(owner: Window) -> None:
    await expect(owner.environment).to_have_value("staging")
    await owner.bar.click()
    await owner.bar.press_sequentially("deploy llama-3.1 8B for chat")
    await expect(owner.suggestions.first).to_be_visible()
    await owner.bar.fill(SENTENCE.format(name="flow-one"))
    await owner.page.get_by_role("button", name="Send").click()
    answer = owner.answer
    await expect(answer.get_by_role("link", name="flow-one-staging")).to_be_visible()
    row = owner.row("flow-one-staging")
    await expect(row).to_be_visible()
    await expect(row).to_contain_text("Deployed")
    await expect(answer).to_contain_text("Deployed")


async def test_while_it_is_processed_the_bar_says_so(owner: Window) -> None:
    release = []
    await owner.page.route("**/api/agent/command", lambda route: release.append(route))
    await owner.bar.fill(SENTENCE.format(name="flow-busy"))
    await owner.bar.press("Enter")
    button = owner.page.get_by_role("button", name="Processing…")
    await expect(button).to_be_disabled()
    await expect(owner.bar).not_to_be_editable()
    await expect(owner.page.get_by_role("row").filter(has_text="Planning…")).to_contain_text("flow-busy")
    await release[0].continue_()
    await expect(owner.row("flow-busy-staging")).to_be_visible()
    await expect(owner.page.get_by_role("row").filter(has_text="Planning…")).to_have_count(0)


async def test_flow_2_production_waits_for_an_approval(owner: Window, desk: Desk) -> None:
    home = await desk.open("owner")
    pending = home.page.get_by_role("region", name="Key figures").get_by_role(
        "link", name="Pending approvals"
    )
    await expect(pending).to_contain_text(re.compile(r"\d"))
    before = int((await pending.inner_text()).split()[2])
    await owner.send(SENTENCE.format(name="flow-two"), "prod")
    await expect(owner.answer).to_contain_text("It waits for an approval by another person.")
    await expect(owner.row("flow-two-prod")).to_contain_text("Pending approval")
    await expect(pending).to_contain_text(str(before + 1))


async def test_flows_3_to_5_details_pause_and_restart(owner: Window) -> None:
    await owner.deploy("flow-three")
    row = owner.row("flow-three-staging")
    await owner.choose("flow-three-staging", "Details")
    await expect(owner.page.get_by_role("heading", level=1)).to_contain_text("flow-three-staging")
    await owner.page.go_back()
    await owner.choose("flow-three-staging", "Pause")
    await expect(row).to_contain_text("Paused")
    await owner.choose("flow-three-staging", "Restart")
    await expect(row).to_contain_text("Deployed")


async def test_flow_6_delete_asks_first_and_keeps_the_dialog_on_an_error(owner: Window) -> None:
    await owner.deploy("flow-six")
    await owner.choose("flow-six-staging", "Delete")
    dialog = owner.page.get_by_role("alertdialog")
    await expect(dialog).to_contain_text("flow-six-staging")
    await owner.page.route("**/api/deployments/dep_*", lambda route: route.abort())
    await dialog.get_by_role("button", name="Delete").click()
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await owner.page.unroute("**/api/deployments/dep_*")
    await dialog.get_by_role("button", name="Delete").click()
    await expect(dialog).to_be_hidden()
    await expect(owner.row("flow-six-staging")).to_have_count(0)


async def test_flow_7_suggestions_fill_the_field_and_sent_ones_are_remembered(owner: Window) -> None:
    await owner.bar.click()
    await expect(owner.suggestions).to_have_count(12)
    await owner.bar.press_sequentially("deploy")
    assert 1 <= await owner.suggestions.count() <= 12
    await owner.bar.press("ArrowDown")
    await owner.bar.press("ArrowDown")
    await expect(owner.suggestions.nth(1)).to_have_attribute("aria-selected", "true")
    chosen = await owner.suggestions.nth(2).locator("span").first.inner_text()
    await owner.suggestions.nth(2).click()
    await expect(owner.bar).to_have_value(chosen)
    await expect(owner.bar).to_be_focused()
    await expect(owner.suggestions).to_have_count(0)
    await owner.bar.fill(SENTENCE.format(name="flow-seven"))
    await owner.bar.press("Enter")
    await expect(owner.row("flow-seven-staging")).to_be_visible()
    await owner.answer.get_by_role("button", name="Close the answer").click()
    await owner.bar.click()
    await expect(owner.suggestions.first).to_contain_text("flow-seven")
    await expect(owner.suggestions.first).to_contain_text("Recent")
