"""A plan that is looked at first: confirmed, dropped, edited; and a sentence that is never lost."""

import re

from playwright.async_api import expect
from tests.browser.desk import SENTENCE, Desk, Window


async def plan(window: Window, name: str, environment: str = "staging") -> None:
    """Send a sentence with the switch on."""
    switch = window.page.get_by_role("switch", name="Plan only")
    if await switch.get_attribute("aria-checked") == "false":
        await switch.click()
    await window.send(SENTENCE.format(name=name), environment)
    await expect(window.answer).to_contain_text("Nothing is carried out until you confirm it")


async def test_a_plan_is_confirmed_and_then_runs(owner: Window) -> None:
    await plan(owner, "confirmed-plan")
    answer = owner.answer
    await expect(answer).to_contain_text("Planned")
    await expect(answer).to_contain_text("$1.13 an hour")
    await expect(owner.row("confirmed-plan-staging")).to_have_count(0)
    await owner.judged("planned")
    await answer.get_by_role("button", name="Confirm").click()
    await expect(answer).to_contain_text("Deployed")
    await expect(answer.get_by_role("button", name="Edit")).to_be_focused()
    await expect(answer.get_by_role("button", name="Confirm")).to_have_count(0)
    await expect(owner.row("confirmed-plan-staging")).to_contain_text("Deployed")
    await answer.get_by_role("link", name="confirmed-plan-staging").click()
    await expect(owner.page).to_have_url(re.compile(r"/deployments/dep_"))


async def test_in_prod_confirming_asks_for_approval(owner: Window) -> None:
    await plan(owner, "asked-plan", "prod")
    await owner.answer.get_by_role("button", name="Confirm and ask for approval").click()
    await expect(owner.answer).to_contain_text("It waits for an approval by another person.")
    await expect(owner.row("asked-plan-prod")).to_contain_text("Pending approval")


async def test_a_plan_is_dropped_or_edited(owner: Window) -> None:
    await plan(owner, "edited-plan")
    await expect(owner.bar).to_have_value("")
    await owner.answer.get_by_role("button", name="Edit").click()
    await expect(owner.bar).to_be_focused()
    await expect(owner.bar).to_have_value(SENTENCE.format(name="edited-plan"))
    await owner.answer.get_by_role("button", name="Drop").click()
    await expect(owner.answer).to_have_count(0)
    await expect(owner.bar).to_be_focused()


async def test_a_plan_dropped_by_somebody_else_is_told(owner: Window) -> None:
    async with owner.page.expect_response("**/api/agent/command") as planned:
        await plan(owner, "dropped-plan")
    plan_id = (await (await planned.value).json())["result"]["plan_id"]
    headers = {"origin": owner.url}
    assert (await owner.page.request.delete(f"{owner.url}/api/deployments/{plan_id}", headers=headers)).ok
    await expect(owner.answer).to_contain_text("Deleted")
    await expect(owner.answer.get_by_role("button", name="Confirm")).to_have_count(0)


async def test_a_plan_that_became_impossible_says_why_and_stays(owner: Window) -> None:
    await plan(owner, "taken-plan")
    sent = SENTENCE.format(name="taken-plan")
    body = {"command": sent, "env": "staging"}
    headers = {"origin": owner.url}
    answer = await owner.page.request.post(f"{owner.url}/api/agent/command", data=body, headers=headers)
    assert answer.ok
    await owner.answer.get_by_role("button", name="Confirm").click()
    await expect(owner.answer.get_by_role("alert")).to_contain_text("taken-plan-staging exists in staging")
    await expect(owner.answer.get_by_role("button", name="Drop")).to_be_visible()


async def test_the_switch_is_remembered(owner: Window) -> None:
    switch = owner.page.get_by_role("switch", name="Plan only")
    await switch.click()
    await expect(owner.page.get_by_role("button", name="Plan", exact=True)).to_be_visible()
    await owner.page.reload()
    await owner.is_live()
    await expect(switch).to_have_attribute("aria-checked", "true")


async def test_what_is_typed_outlives_a_reload_and_a_silent_server(owner: Window) -> None:
    sentence = SENTENCE.format(name="half-typed")
    await owner.bar.fill(sentence)
    await owner.page.reload()
    await owner.is_live()
    await expect(owner.bar).to_have_value(sentence)
    await owner.page.route("**/api/agent/command", lambda route: route.abort())
    await owner.bar.press("Enter")
    await expect(owner.answer.get_by_role("alert")).to_contain_text("Remit does not answer")
    await expect(owner.bar).to_have_value(sentence)
    await owner.page.unroute("**/api/agent/command")
    await owner.answer.get_by_role("button", name="Retry").click()
    await expect(owner.row("half-typed-staging")).to_contain_text("Deployed")
    await expect(owner.bar).to_have_value("")


async def test_escape_closes_the_answer_too(owner: Window) -> None:
    await owner.send("make coffee")
    await expect(owner.answer.get_by_role("alert")).to_be_visible()
    await owner.bar.press("Escape")
    await expect(owner.bar).to_have_value("")
    await owner.bar.press("Escape")
    await expect(owner.answer).to_have_count(0)


async def test_on_every_page_and_never_over_the_content(desk: Desk) -> None:
    window = await desk.open("owner")
    for path in ("/", "/deployments", "/agents", "/approvals", "/audit", "/settings"):
        await window.page.goto(f"{window.url}{path}")
        await expect(window.bar).to_be_visible()
        gap = await window.page.evaluate(
            "document.querySelector('form[aria-label=Command]').getBoundingClientRect().top"
            " - document.getElementById('main').getBoundingClientRect().bottom"
        )
        assert gap >= 0, f"{path}: the bar covers {-gap} px"
    await window.page.keyboard.press("/")
    await expect(window.bar).to_be_focused()


async def test_a_plan_is_confirmed_on_its_own_page_too(owner: Window) -> None:
    await plan(owner, "paged-plan")
    await owner.answer.get_by_role("link", name="paged-plan-staging").click()
    await expect(owner.page.get_by_role("heading", level=1)).to_contain_text("paged-plan-staging")
    await owner.answer.get_by_role("button", name="Close the answer").click()
    await owner.page.get_by_role("button", name="Confirm the plan").click()
    await expect(owner.page.get_by_role("main")).to_contain_text("Deployed")
