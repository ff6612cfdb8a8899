"""A deployment chosen step by step: refused in words, mended, confirmed, and nothing left behind when it is dropped."""

import re

import httpx
from playwright.async_api import expect
from tests.browser.desk import PHONE, Desk, Window


async def test_from_what_to_review_by_keyboard_and_pointer(owner: Window) -> None:
    page = owner.page
    await page.goto(f"{owner.url}/deployments")
    await page.get_by_role("link", name="New deployment").click()
    following = page.get_by_role("button", name="Next")
    await following.click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose an agent.")
    await page.get_by_role("radio", name=re.compile("^A model Of")).check()
    await page.get_by_label("Search models").fill("llama 3.1 8b")
    await page.get_by_role("radio", name=re.compile("^Llama 3.1 8B Instruct")).check()
    await owner.judged("wizard-what")
    await following.press("Enter")
    await expect(page.get_by_role("heading", name="Where")).to_be_focused()
    await page.get_by_role("radio", name=re.compile("^dev")).check()
    await owner.judged("wizard-where")
    await following.click()
    await page.get_by_label("What it is for").fill("step-by-step")
    await page.get_by_label("Budget in dollars per hour").fill("none")
    await page.get_by_label("Budget in dollars per hour").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("an amount of dollars above zero")
    await page.get_by_label("Budget in dollars per hour").fill("0.05")
    await owner.judged("wizard-size")
    await following.click()
    await expect(page.get_by_role("alert")).to_contain_text("estimated cost exceeds budget")
    await expect(following).to_be_disabled()
    await owner.judged("wizard-refused")
    # What was chosen stands in the address: it is there again after a reload, the plan is not.
    await page.reload()
    await expect(page.get_by_role("heading", name="How much")).to_be_visible()
    await page.get_by_label("Budget in dollars per hour").fill("5")
    await following.click()
    await expect(page.get_by_text("$5.00 of at most $10.00 per hour in dev")).to_be_visible()
    await following.click()
    await expect(page.get_by_text("deploy llama-3.1-8b-instruct for step-by-step")).to_be_visible()
    await page.set_viewport_size(PHONE)
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await owner.judged("wizard-review")
    await page.get_by_role("button", name="Deploy", exact=True).click()
    await expect(page.get_by_role("heading", name="step-by-step-dev")).to_be_visible()
    await expect(page.get_by_role("main")).to_contain_text("Deployed")


async def test_a_plan_that_was_dropped_or_chosen_anew_is_gone(owner: Window, ask: dict[str, str]) -> None:
    page = owner.page
    chosen = "?step=size&kind=model&name=llama-3.1-8b-instruct&env=prod&application=dropped"
    await page.goto(f"{owner.url}/deployments/new{chosen}")
    for _ in range(2):
        await page.get_by_role("button", name="Next").click()
        await expect(page.get_by_text("Model fits")).to_be_visible()
        async with page.expect_response(lambda each: each.request.method == "DELETE"):
            await page.get_by_role("button", name="Back").click()
    await page.get_by_role("button", name="Next").click()
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("button", name="Ask for approval")).to_be_visible()
    async with page.expect_response(lambda each: each.request.method == "DELETE"):
        await page.get_by_role("button", name="Drop the plan").click()
    await expect(page.get_by_role("heading", name="Deployments")).to_be_visible()
    async with httpx.AsyncClient(base_url=owner.url, headers=ask, trust_env=False, timeout=20) as client:
        left = (await client.get("/api/deployments", params={"q": "dropped"})).json()["deployments"]
    assert [each for each in left if each["status"] == "planned"] == []


async def test_who_may_not_deploy_is_told_so(desk: Desk) -> None:
    viewer = await desk.open("viewer", "/deployments")
    await expect(viewer.page.get_by_role("heading", name="Deployments")).to_be_visible()
    await expect(viewer.page.get_by_role("link", name="New deployment")).to_have_count(0)
    await viewer.page.goto(f"{viewer.url}/deployments/new?step=where&kind=model&name=llama-3.1-8b-instruct")
    await expect(viewer.page.get_by_role("radio", name=re.compile("^staging"))).to_be_disabled()
    await expect(viewer.page.get_by_text("does not allow").first).to_be_visible()
