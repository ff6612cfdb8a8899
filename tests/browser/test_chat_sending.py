"""Sending in the chat: what is shown before the server has heard, what is kept, announced and begun anew."""

import re

from playwright.async_api import Route, expect
from tests.browser.desk import Desk
from tests.browser.talking import answers, at_chat, box, client, doomed, place, provider, room, say

__all__ = ["client", "doomed", "place", "provider", "room"]


async def test_a_first_message_shows_at_once_and_waits_when_the_server_is_away(room: Desk) -> None:
    window = await room.open("owner", "/chat")
    page = window.page
    await page.get_by_role("button", name="Choose agents").click()
    await page.get_by_role("list", name="Test").get_by_role("button", name="desk", exact=False).click()
    await page.get_by_role("button", name="Done").click()
    held: list[Route] = []
    await page.route("**/api/conversations", lambda route: held.append(route))
    await say(page, "Where is parking?")
    await expect(page.get_by_role("status").filter(has_text="Sending")).to_be_visible()
    await expect(page.get_by_text("Where is parking?")).to_be_visible()
    await box(page).press_sequentially("And lunch?")
    await page.get_by_role("button", name="Stop").click()
    await expect(box(page)).to_have_value("Where is parking?\n\nAnd lunch?")
    await page.unroute("**/api/conversations")
    await page.context.set_offline(True)
    await box(page).press("Enter")
    unsent = page.get_by_role("alert").filter(has_text="Not sent: Remit does not answer")
    await expect(unsent).to_be_visible()
    await expect(box(page)).to_have_value("")
    await window.judged("chat-not-sent")
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.get_by_role("alert").filter(has_text="Not sent: the page was left")).to_be_visible()
    await page.get_by_role("button", name="Edit").click()
    await expect(box(page)).to_have_value("Where is parking?\n\nAnd lunch?")
    await page.reload()
    await expect(box(page)).to_have_value("Where is parking?\n\nAnd lunch?")
    await box(page).press("Enter")
    await expect(answers(page)).to_contain_text("Parking is behind the building.")
    await expect(page.get_by_text("Not sent")).to_have_count(0)


async def test_a_message_that_did_not_arrive_is_retried_in_its_conversation(room: Desk) -> None:
    page = await at_chat(room, "desk")
    await page.route("**/api/conversations/*/messages", lambda route: route.abort(), times=1)
    await say(page, "Where is parking?")
    await expect(page.get_by_role("alert").filter(has_text="Not sent")).to_be_visible()
    await expect(page).to_have_url(re.compile("/chat/conv_"))
    await box(page).fill("Something else")
    await expect(page.get_by_role("button", name="Send", exact=True).first).to_be_disabled()
    await page.get_by_role("button", name="Retry").click()
    await expect(answers(page)).to_contain_text("Parking is behind the building.")
    await expect(answers(page)).to_have_count(1)
    await expect(box(page)).to_have_value("Something else")


async def test_by_keyboard_alone_one_chats_on_and_begins_anew_with_the_same_agents(room: Desk) -> None:
    page = (await room.open("owner", "/chat")).page
    await page.get_by_role("button", name="Choose agents").press("Enter")
    await page.get_by_role("list", name="Test").get_by_role("button", name="desk").press("Space")
    await page.keyboard.press("Escape")
    await expect(box(page)).to_be_focused()
    await page.keyboard.type("Where is parking?")
    await page.keyboard.press("Enter")
    await expect(answers(page)).to_contain_text("Parking is behind the building.")
    await expect(box(page)).to_be_focused()
    await page.keyboard.type("When is lunch?")
    await page.keyboard.press("Enter")
    await expect(answers(page)).to_have_count(2)
    await page.get_by_role("button", name="New conversation", exact=True).press("Enter")
    await expect(box(page)).to_be_focused()
    await expect(page.get_by_role("list", name="Participants")).to_contain_text("Test of version 1: active")


async def test_what_was_stopped_before_it_began_leaves_nothing_behind(room: Desk) -> None:
    page = await at_chat(room, "desk")
    held: list[Route] = []
    await page.route("**/api/conversations", lambda route: held.append(route))
    await say(page, "Never mind")
    await expect(page.get_by_role("status").filter(has_text="Sending")).to_be_visible()
    await box(page).press("Escape")
    await expect(box(page)).to_have_value("Never mind")
    async with page.expect_response(lambda answer: answer.request.method == "DELETE") as deleted:
        await held[0].continue_()
    assert (await deleted.value).status == 204
    assert len(held) == 1
    await expect(page.get_by_role("heading", level=1)).to_have_text("New conversation")


async def test_each_of_those_who_answer_at_once_is_announced(room: Desk) -> None:
    page = await at_chat(room, "desk", "porter")
    await say(page, "When is lunch?")
    told = page.get_by_role("log", name="Answers")
    for name in ("desk", "porter"):
        await expect(told).to_contain_text(f"{name} answered: ")
    await expect(told.locator("p")).to_have_count(2)


async def test_the_test_beside_the_editor_outlives_a_reload_until_it_begins_anew(room: Desk) -> None:
    window = await room.open("owner", "/agents/porter", viewport={"width": 1600, "height": 900})
    page = window.page
    test = page.get_by_role("region", name="Test chat")
    await test.get_by_role("textbox", name="Message").fill("Where is parking?")
    await test.get_by_role("textbox", name="Message").press("Enter")
    await expect(test.get_by_role("article")).to_contain_text("Parking is behind the building.")
    await page.reload()
    await expect(test.get_by_role("article")).to_contain_text("Parking is behind the building.")
    await test.get_by_role("button", name="Start anew").click()
    await expect(test).to_contain_text("Try porter")
    await page.get_by_role("button", name="Undo").click()
    await expect(test.get_by_role("article")).to_contain_text("Parking is behind the building.")
    await test.get_by_role("button", name="Start anew").click()
    await page.reload()
    await expect(test).to_contain_text("Try porter")
    await expect(test.get_by_role("article")).to_have_count(0)
