"""Chat in the browser: deployed agents and agents on trial, side by side, stopped, branched, cut off, on a phone."""

import re

from playwright.async_api import Browser, StorageState, expect
from tests.browser.conftest import at_a_desk
from tests.browser.desk import PHONE, Desk
from tests.browser.talking import (
    FILE,
    SAID,
    answers,
    at_chat,
    box,
    client,
    deployed,
    doomed,
    place,
    provider,
    read,
    room,
    say,
    start_again,
)
from tests.server import RunningServer
from tests.stubs.openai_server import WORDS, OpenAIStub
from tests.stubs.waiting import until

__all__ = ["client", "doomed", "place", "provider", "room"]


async def test_a_deployed_agent_answers_and_a_reload_keeps_everything(room: Desk) -> None:
    await deployed(room.server, "desk")
    window = await room.open("owner", "/chat")
    page = window.page
    await page.get_by_role("button", name="Choose agents").click()
    await page.get_by_label("Find an agent").fill("desk")
    await window.judged("chat-picker")
    await page.get_by_role("list", name="Deployed").get_by_role("button", name="desk-dev").click()
    await page.get_by_role("button", name="Done").click()
    await say(page, "Where is parking?")
    await expect(answers(page)).to_contain_text("Parking is behind the building.")
    await expect(answers(page)).to_contain_text(re.compile(r"Deployed.*demo model", re.S))
    await expect(answers(page)).to_contain_text("tokens")
    await expect(box(page)).to_have_value("")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Where is parking?")
    await page.reload()
    await expect(answers(page)).to_contain_text("Parking is behind the building.")
    await window.judged("chat")


async def test_a_deployed_agent_and_one_on_trial_answer_side_by_side(room: Desk) -> None:
    ref = await deployed(room.server, "desk")
    window = await room.open("owner", f"/chat?with={ref}")
    page = window.page
    await page.get_by_role("button", name="Add agent").click()
    await page.get_by_role("list", name="Test").get_by_role("button", name="porter").click()
    await page.get_by_role("button", name="Done").click()
    await say(page, "When is lunch?")
    await expect(answers(page)).to_have_count(2)
    for each, mark in ((0, "Deployed"), (1, "Test")):
        await expect(answers(page).nth(each)).to_contain_text("Lunch is served at noon.")
        await expect(answers(page).nth(each)).to_contain_text(mark)
    first, second = await answers(page).nth(0).bounding_box(), await answers(page).nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert (first["y"], first["x"] < second["x"]) == (second["y"], True)
    await window.judged("chat-side-by-side")
    await box(page).press_sequentially("Thanks @por")
    await expect(page.get_by_role("option", name="@porter")).to_be_visible()
    await box(page).press("Tab")
    await expect(box(page)).to_have_value("Thanks @porter ")
    await box(page).press("Enter")
    await expect(answers(page)).to_have_count(3)
    await expect(answers(page).nth(2)).to_contain_text("porter")


async def test_what_an_agent_asks_for_is_filled_in_before_one_can_send(room: Desk) -> None:
    asked = "{guest: {type: string, description: Who is there}, tone: {type: string, default: warm, enum: [warm, dry]}}"
    source = FILE.format(slug="host", model="demo").replace(
        "You greet people", "You greet {{guest}}, {{tone}},"
    )
    with client(room.server) as beside:
        made = beside.post(
            "/api/agents", json={"source": source.replace("slug: host}", f"slug: host, variables: {asked}}}")}
        )
        assert made.is_success, made.text
    page = await at_chat(room, "host")
    fields = page.get_by_role("group").filter(has_text="What the agent asks for")
    await expect(fields.get_by_label("guest")).to_be_visible()
    await expect(box(page)).to_have_attribute("placeholder", "Fill in guest first")
    await box(page).fill("Where is parking?")
    await expect(page.get_by_label("Send", exact=True)).to_be_disabled()
    await fields.get_by_label("guest").fill("Ada")
    await fields.get_by_label("tone").select_option("dry")
    await say(page, "Where is parking?")
    await expect(answers(page)).to_contain_text("Parking is behind the building.")
    await expect(fields).to_contain_text("guest: Ada, tone: dry")


async def test_a_stopped_answer_keeps_what_was_said(room: Desk, provider: OpenAIStub) -> None:
    provider.fault = "hang_midway"
    page = await at_chat(room, "slow")
    await say(page, "Which capital?")
    await expect(answers(page)).to_contain_text(WORDS[0].strip())
    gone = provider.gone
    await page.get_by_role("button", name="Stop").click()
    await expect(answers(page)).to_contain_text("Stopped")
    await expect(answers(page)).to_contain_text(WORDS[0].strip())
    await until(lambda: provider.gone > gone)
    provider.fault = "none"
    await say(page, "And now?")
    await expect(answers(page).nth(1)).to_contain_text(SAID)
    provider.fault = "hang_midway"
    await say(page, "Again?")
    await expect(answers(page).nth(2)).to_contain_text(WORDS[0].strip())
    await box(page).press("Escape")
    await expect(answers(page).nth(2)).to_contain_text("Stopped")
    await page.reload()
    await expect(answers(page).nth(2)).to_contain_text("Stopped")


async def test_edit_and_answer_again_make_branches_one_can_go_back_to(room: Desk) -> None:
    page = await at_chat(room, "desk")
    await say(page, "Where is parking?")
    await expect(answers(page)).to_contain_text("behind the building")
    await expect(box(page)).to_have_value("")
    await box(page).press("ArrowUp")
    editor = page.get_by_role("textbox", name="Your message")
    await expect(editor).to_have_value("Where is parking?")
    await editor.fill("When is lunch?")
    await editor.press("Enter")
    await expect(answers(page)).to_contain_text("served at noon")
    messages = page.get_by_role("region", name="Messages")
    await expect(messages).not_to_contain_text("Where is parking?")
    await page.get_by_role("button", name="The version before").click()
    await expect(messages).to_contain_text("Where is parking?")
    await expect(messages).to_contain_text("1/2")
    await page.get_by_role("button", name="Answer again").click()
    await expect(answers(page)).to_contain_text("2/2")
    await page.reload()
    await expect(answers(page)).to_contain_text("2/2")
    await expect(answers(page)).to_contain_text("behind the building")


async def test_hostile_words_are_only_words(room: Desk) -> None:
    page = await at_chat(room, "desk")
    wild = "<script>document.title='owned'</script> مرحبا بالعالم 🦉 <img src=x onerror=alert(1)>"
    await say(page, wild)
    await expect(answers(page)).to_contain_text("You wrote")
    await expect(page.get_by_role("region", name="Messages")).to_contain_text(wild)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("مرحبا بالعالم")
    assert await page.title() != "owned"
    await expect(page.get_by_role("region", name="Messages").locator("img")).to_have_count(0)
    await box(page).fill("x" * 200_000)
    await expect(page.get_by_role("alert")).to_contain_text(
        "at most 100,000 characters, this one has 200,000"
    )
    await expect(page.get_by_role("button", name="Send", exact=True).first).to_be_disabled()


async def test_conversations_are_renamed_found_deleted_and_brought_back(room: Desk) -> None:
    page = await at_chat(room, "desk")
    await say(page, "Where is the harbour?")
    await expect(answers(page)).to_have_count(1)
    listed = page.get_by_role("navigation", name="Conversations")

    async def choose(action: str) -> None:
        await listed.get_by_role("button", name="Actions for Where is the harbour?").click()
        await page.get_by_role("menuitem", name=action).click()

    async with page.expect_download() as saving:
        await choose("Export as Markdown")
    saved = await (await saving.value).path()
    assert "## You\n\nWhere is the harbour?" in read(saved)
    await choose("Delete")
    await expect(page.get_by_role("heading", level=1)).to_have_text("New conversation")
    await expect(listed.get_by_text("Where is the harbour?")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(listed.get_by_text("Where is the harbour?")).to_be_visible()
    await choose("Rename")
    await page.get_by_label("Title", exact=True).fill("Ships")
    await page.get_by_label("Title", exact=True).press("Enter")
    await expect(listed.get_by_text("Ships")).to_be_visible()
    await page.get_by_label("Search conversations").fill("HARBOUR")
    await expect(listed.get_by_role("link")).to_have_count(1)
    await expect(page).to_have_url(re.compile("q=HARBOUR"))


async def test_on_a_phone_the_list_is_a_drawer_and_nothing_scrolls_sideways(room: Desk) -> None:
    page = await at_chat(room, "desk", viewport=PHONE)
    await say(page, f"Where is parking? {'w' * 400}")
    await expect(answers(page)).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await page.get_by_role("button", name="Conversations", exact=True).click()
    drawer = page.get_by_role("dialog", name="Conversations")
    await expect(drawer.get_by_role("link").first).to_contain_text("Where is parking?")
    await drawer.get_by_role("link").first.click()
    await expect(drawer).to_be_hidden()


async def test_who_may_not_talk_is_told_why(room: Desk) -> None:
    page = await at_chat(room, person="viewer")
    await expect(page.get_by_text("Your role may not talk to agents")).to_be_visible()
    await expect(page.get_by_text("The role viewer does not allow")).to_be_visible()
    await expect(page.get_by_role("button", name="Send", exact=True).first).to_be_disabled()


async def test_a_server_that_dies_while_answering_leaves_what_was_said(
    chromium: Browser,
    doomed: RunningServer,
    provider: OpenAIStub,
    sessions: dict[tuple[str, str], StorageState],
) -> None:
    provider.fault = "hang_midway"
    async with at_a_desk(chromium, doomed, sessions) as desk:
        page = await at_chat(desk, "slow")
        await say(page, "Which capital?")
        await expect(answers(page)).to_contain_text(WORDS[1].strip())
        doomed.process.kill()
        doomed.process.wait(10)
        await expect(answers(page)).to_contain_text("Answer was cut off")
        await expect(answers(page)).to_contain_text(WORDS[0].strip())
        start_again(doomed)
        provider.fault = "none"
        await page.reload()
        await expect(answers(page)).to_contain_text("Answer was cut off", timeout=30_000)
        await page.get_by_role("button", name="Retry").click()
        await expect(answers(page)).to_contain_text(SAID)
