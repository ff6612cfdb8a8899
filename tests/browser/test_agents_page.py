"""Agents in the browser: made, broken and mended, saved, promoted, deployed, edited by two, and archived."""

import re
from collections.abc import Mapping

import httpx
from playwright.async_api import Locator, Page, expect
from tests.browser.desk import Desk, Window
from tests.server import RunningServer

from remit.lifecycle.agents.library import library

Ask = Mapping[str, str]
NOTHING: Mapping[str, str] = {}
TEXT = """\
# Kept: a comment.
name: {slug}
instructions: Greet people.   # kindly
remit:
  type: context
  slug: {slug}
  description: Welcomes people.
  budget_usd_per_hour: 1
retries: 2
"""


async def apply(
    remit: RunningServer, ask: Ask, slug: str, change: Mapping[str, str] = NOTHING, *, promote: bool = False
) -> None:
    """Save a version beside the browser, with some of its words changed."""
    source = TEXT.format(slug=slug)
    for old, new in change.items():
        source = source.replace(old, new)
    async with httpx.AsyncClient(base_url=remit.url, headers=dict(ask), trust_env=False) as client:
        made = await client.post("/api/agents", json={"source": source, "promote": promote})
    assert made.is_success, made.text


async def opened(window: Window, path: str) -> Page:
    await window.page.goto(f"{window.url}{path}")
    await window.is_live()
    return window.page


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("^Agent file"))


async def rewrite(page: Page, old: str, new: str) -> None:
    """Select a text in the editor and type another in its place."""
    lines = editor(page)
    text = await lines.inner_text()
    assert old in text, text
    await lines.click()
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text(text.replace(old, new, 1))


def verdict(page: Page, words: str) -> Locator:
    return page.get_by_role("status").filter(has_text=words)


async def test_an_agent_is_made_from_a_template_broken_mended_and_saved(owner: Window) -> None:
    page = await opened(owner, "/agents")
    await page.get_by_role("link", name="New agent").first.click()
    await expect(page.get_by_text("Agents of type context, function and api run today")).to_be_visible()
    await owner.judged("agent-new")
    await page.get_by_role("button", name=re.compile("^SQL explainer")).click()
    await expect(verdict(page, "Every check passed")).to_be_visible()
    await page.get_by_label("Temperature").fill("3")
    await expect(page.get_by_text("Temperature must be less than or equal to 2.").first).to_be_visible()
    found = page.get_by_role("list", name="What the checks found")
    await expect(found).not_to_contain_text("model_settings")
    await found.get_by_role("button", name="Temperature").click()
    await expect(page.get_by_label("Temperature")).to_be_focused()
    await page.get_by_role("button", name="Save draft").click()
    await expect(page.get_by_role("alert").filter(has_text="It was not saved")).to_be_visible()
    await expect(page.get_by_label("Temperature")).to_be_focused()
    await page.get_by_role("button", name="YAML", exact=True).click()
    await expect(page.locator(".cm-lintRange-error")).to_have_text("temperature")
    await owner.judged("agent-broken")
    await rewrite(page, "temperature: 3", "temperature: 0.1")
    await expect(verdict(page, "Every check passed")).to_be_visible()
    await expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    await page.get_by_role("button", name="Form", exact=True).click()
    await expect(page.get_by_label("Temperature")).to_have_value("0.1")
    await page.keyboard.press("Control+s")
    await expect(page.get_by_role("heading", level=1, name="sql-explainer")).to_be_visible()
    await expect(page.get_by_text("No version is active")).to_be_visible()


async def test_a_renamed_template_has_the_slug_of_its_name_until_one_is_chosen(owner: Window) -> None:
    page = await opened(owner, "/agents/new")
    await page.get_by_role("button", name=re.compile("^SQL explainer")).click()
    slug = page.get_by_label("Slug")
    await expect(slug).to_have_value("sql-explainer")
    await page.get_by_label("Name", exact=True).fill("Query reader")
    await expect(slug).to_have_value("query-reader")
    await slug.fill("my-reader")
    await page.get_by_label("Name", exact=True).fill("Query reader of mine")
    await expect(verdict(page, "Every check passed")).to_be_visible()
    await expect(slug).to_have_value("my-reader")
    await page.get_by_role("button", name="YAML", exact=True).click()
    await expect(editor(page)).to_contain_text("slug: my-reader")
    await page.get_by_role("button", name="Save draft").click()
    await expect(page.get_by_role("heading", level=1, name="my-reader")).to_be_visible()
    await expect(editor(page)).to_contain_text("name: Query reader of mine")
    await expect(page.get_by_role("button", name="YAML", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_a_draft_is_promoted_and_deployed_and_its_key_is_shown_once(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    await apply(remit, ask, "first-steps")
    await opened(owner, "/agents/first-steps")
    await promoted(owner, 1)
    await deployed(owner)


async def promoted(window: Window, number: int) -> None:
    """Promote the newest version from the header, and wait until it is active."""
    page = window.page
    await page.get_by_role("button", name="Promote…", exact=True).click()
    dialog = page.get_by_role("dialog", name=re.compile(f"^Promote version {number}"))
    await expect(dialog.get_by_text("Everything that is required is met")).to_be_visible()
    await window.judged("agent-promote")
    await dialog.get_by_role("button", name="Promote", exact=True).click()
    await expect(page.get_by_text(f"Version {number} is active")).to_be_visible()


async def deployed(window: Window) -> None:
    """Deploy from the header, and see the key once."""
    page = window.page
    await page.get_by_role("button", name="Deploy…").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Environment").select_option("prod")
    await dialog.get_by_role("button", name="Deploy", exact=True).click()
    await expect(dialog.get_by_text("Another person must approve this")).to_be_visible()
    await expect(dialog.get_by_label("key", exact=True)).to_have_text(re.compile("^remit_"))
    await window.judged("agent-deployed")
    await dialog.get_by_role("button", name="Done").click()
    await page.get_by_role("tab", name="Deployments").click()
    await expect(page.get_by_role("row").filter(has=page.get_by_role("link", name="prod"))).to_be_visible()
    await page.get_by_role("button", name=re.compile("^More for")).click()
    await expect(page.get_by_role("menuitem", name="Archive…")).to_be_disabled()
    await expect(page.get_by_text("It is deployed in prod: delete that first.")).to_be_visible()


async def test_a_function_that_no_container_takes_says_why_and_runs_here(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    source = next(each.source for each in library() if each.document.slug == "order-aggregator")
    async with httpx.AsyncClient(base_url=remit.url, headers=dict(ask), trust_env=False) as client:
        assert (await client.post("/api/agents", json={"source": source})).is_success
    page = await opened(owner, "/agents/order-aggregator")
    await expect(page.get_by_text("Version 1 is active")).to_be_visible()
    await page.get_by_role("button", name="Deploy…").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Host").select_option("A container")
    await dialog.get_by_role("button", name="Deploy", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("It was not deployed")
    await expect(dialog.get_by_text("No image is set for agents")).to_have_count(1)
    await owner.judged("agent-not-in-a-container")
    await dialog.get_by_label("Host").select_option("In this Remit")
    await dialog.get_by_role("button", name="Deploy", exact=True).click()
    await expect(
        page.get_by_role("dialog", name="order-aggregator is being deployed in staging")
    ).to_be_visible()


async def test_both_views_are_one_document_and_keep_its_comments(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    await apply(remit, ask, "one-document")
    page = await opened(owner, "/agents/one-document")
    await page.get_by_label("Instructions", exact=True).fill("Greet people.\nSay goodbye.")
    await page.get_by_label("Name of a new variable").fill("who")
    await page.get_by_role("button", name="Add a variable").click()
    await expect(page.get_by_text("The instructions do not use the variable").first).to_be_visible()
    await page.get_by_role("button", name="Remove who").click()
    await expect(page.get_by_text("Also in this file, and kept: retries")).to_be_visible()
    await page.get_by_role("button", name="YAML", exact=True).click()
    text = await editor(page).inner_text()
    assert "# Kept: a comment." in text
    assert "instructions: |   # kindly\n  Greet people.\n  Say goodbye." in text
    assert "retries: 2" in text
    await editor(page).click()
    await page.keyboard.press("Control+z")
    await page.keyboard.press("Control+Home")
    await page.keyboard.press("Control+f")
    await expect(page.get_by_placeholder("Find")).to_be_focused()
    await page.keyboard.press("Escape")
    await owner.judged("agent-yaml")


async def test_who_leaves_with_unsaved_changes_is_asked(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    await apply(remit, ask, "half-written")
    page = await opened(owner, "/agents/half-written")
    await page.get_by_label("Description", exact=True).fill("Half a sen")
    await page.get_by_role("tab", name=re.compile("^Versions")).click()
    await page.get_by_role("link", name="Home").click()
    dialog = page.get_by_role("dialog", name="Leave without saving?")
    await dialog.get_by_role("button", name="Cancel").click()
    await page.get_by_role("tab", name="Configuration").click()
    await expect(page.get_by_label("Description", exact=True)).to_have_value("Half a sen")
    await page.get_by_role("link", name="Home").click()
    await dialog.get_by_role("button", name="Leave").click()
    await expect(page.get_by_role("heading", level=1, name="half-written")).to_have_count(0)


async def test_of_two_who_edit_one_agent_the_second_sees_both_and_chooses(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    await apply(remit, ask, "contested")
    page = await opened(owner, "/agents/contested")
    await page.get_by_label("Description", exact=True).fill("Mine.")
    await apply(remit, ask, "contested", {"Welcomes people.": "Theirs."})
    await expect(page.get_by_role("alert").filter(has_text="saved version 2 meanwhile")).to_be_visible()
    await page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name=re.compile("saved version 2 meanwhile"))
    changes = dialog.get_by_role("region", name="From their version to yours")
    await expect(changes).to_contain_text("Removed:   description: Theirs.")
    await expect(changes).to_contain_text("Added:   description: Mine.")
    await owner.judged("agent-conflict")
    await dialog.get_by_role("button", name="Keep mine").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_text("the newest is 3")).to_be_visible()
    await page.get_by_label("Description", exact=True).fill("Mine again.")
    await apply(remit, ask, "contested", {"Welcomes people.": "Theirs again."})
    await page.get_by_role("button", name="Save draft").click()
    await page.get_by_role("button", name="Take theirs").click()
    await expect(page.get_by_label("Description", exact=True)).to_have_value("Theirs again.")


async def test_an_older_version_is_compared_restored_and_promoted(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    await apply(remit, ask, "storied", promote=True)
    await apply(remit, ask, "storied", {"Greet people.": "Greet everybody."}, promote=True)
    page = await opened(owner, "/agents/storied?tab=versions")
    await expect(page.get_by_text("Version 2 is active")).to_be_visible()
    compared = page.get_by_role("region", name="Difference")
    await expect(compared).to_contain_text("Greet everybody.")
    await owner.judged("agent-versions")
    await page.get_by_role("button", name="Promote version 1").click()
    await page.get_by_role("dialog").get_by_role("button", name="Promote", exact=True).click()
    await expect(page.get_by_text("Version 1 is active")).to_be_visible()
    await page.get_by_role("button", name="Restore version 1 as draft").click()
    await expect(page.get_by_text("Unsaved changes")).to_be_visible()
    await expect(page.get_by_label("Instructions", exact=True)).to_have_value("Greet people.")


async def test_an_agent_is_found_archived_and_brought_back(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    await apply(remit, ask, "resting")
    page = await opened(owner, "/agents")
    await page.get_by_label("Search agents").fill("resti")
    await expect(page.get_by_role("row")).to_have_count(2)
    await owner.judged("agents-list")
    await page.get_by_role("link", name="resting").click()
    await page.get_by_role("button", name="More for resting").click()
    await page.get_by_role("menuitem", name="Archive…").click()
    dialog = page.get_by_role("dialog", name="Archive resting?")
    await dialog.get_by_role("button", name="Archive", exact=True).click()
    await expect(page.get_by_text("Read only: resting is archived")).to_be_visible()
    await opened(owner, "/agents?status=archived&q=resting")
    await expect(page.get_by_role("tab", name="Archived")).to_contain_text("1")
    await page.get_by_role("link", name="resting").click()
    await page.get_by_role("button", name="Reactivate").click()
    await expect(page.get_by_role("button", name="Save draft")).to_be_visible()


async def test_a_viewer_reads_and_finds_no_button_that_would_be_refused(
    desk: Desk, remit: RunningServer, ask: Ask
) -> None:
    await apply(remit, ask, "looked-at")
    viewer = await desk.open("viewer")
    page = await opened(viewer, "/agents/looked-at?view=yaml")
    await expect(
        page.get_by_text("Read only: The role viewer does not allow changing agents.")
    ).to_be_visible()
    await expect(editor(page)).to_have_attribute("aria-readonly", "true")
    await editor(page).click()
    await page.keyboard.type("x")
    await expect(editor(page)).not_to_contain_text("x# Kept")
    for name in ("Save draft", "Promote…", "Deploy…"):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)
    await viewer.judged("agent-viewer")
    await opened(viewer, "/agents")
    await expect(page.get_by_role("link", name="New agent")).to_have_count(0)


async def test_by_keyboard_alone_an_agent_is_opened_edited_and_saved(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    await apply(remit, ask, "by-keyboard")
    page = await opened(owner, "/agents?q=by-keyboard")
    await expect(page.get_by_role("link", name="by-keyboard")).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="by-keyboard")).to_be_visible()
    await page.get_by_label("Description", exact=True).focus()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("Typed.")
    await page.keyboard.press("Control+s")
    await expect(page.get_by_text("the newest is 2")).to_be_visible()
    await expect(page.get_by_text("Unsaved changes")).to_have_count(0)


async def test_hostile_text_in_every_field_is_shown_as_text(
    owner: Window, remit: RunningServer, ask: Ask
) -> None:
    nasty = "<img src=x onerror=alert(1)> مرحبا 👋"
    await apply(remit, ask, "hostile", {"Welcomes people.": nasty, "Greet people.": "x" * 200_000})
    page = await opened(owner, "/agents?q=hostile")
    await expect(page.get_by_text(nasty)).to_be_visible()
    await opened(owner, "/agents/hostile?view=yaml")
    await expect(verdict(page, "Every check passed")).to_be_visible()
    await page.set_viewport_size({"width": 390, "height": 780})
    overflow = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not overflow
