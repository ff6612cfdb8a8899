"""The interview in the browser: a conversation on one side, the draft that grows on the other, an agent at the end."""

import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, StorageState, expect
from tests.browser.conftest import at_a_desk
from tests.browser.desk import Desk, Window
from tests.browser.test_agents_page import opened
from tests.controls.connections.toolboxes import added
from tests.lifecycle.building.making import connect, doubler, fenced
from tests.lifecycle.building.test_interviews import using
from tests.server import RunningServer, running_server
from tests.stubs.openai_server import OpenAIStub, openai_stub


@pytest.fixture(scope="module")
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        yield running


@pytest.fixture(scope="module")
def connected(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of this file's own: its model follows a script."""
    with running_server(tmp_path_factory.mktemp("interview")) as server:
        yield server


@pytest.fixture
def ask(connected: RunningServer) -> Mapping[str, str]:
    return {"authorization": f"Bearer {connected.key('admin', 'beside')}"}


@pytest.fixture
async def desk(
    chromium: Browser,
    connected: RunningServer,
    sessions: dict[tuple[str, str], StorageState],
    stub: OpenAIStub,
    ask: Mapping[str, str],
) -> AsyncIterator[Desk]:
    async with httpx.AsyncClient(base_url=connected.url, headers=dict(ask), trust_env=False) as client:
        if not (await client.get("/api/connections")).json()["items"]:
            await connect(client, stub)
    async with at_a_desk(chromium, connected, sessions) as desk:
        yield desk


async def begin(window: Window) -> Page:
    page = await opened(window, "/agents/new")
    await page.get_by_role("button", name="Begin the interview").click()
    await expect(page).to_have_url(re.compile("/agents/drafts/"))
    return page


async def say(page: Page, stub: OpenAIStub, words: str, *replies: Any) -> None:
    """Answer the interviewer, who then does and says what the script has."""
    stub.replies = list(replies)
    await page.get_by_role("textbox", name="Message").fill(words)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(str(replies[-1]), exact=True)).to_be_visible()


def status(page: Page, words: str) -> Locator:
    return page.get_by_role("status").filter(has_text=words)


async def test_a_function_is_talked_into_being_mended_tried_and_saved(desk: Desk, stub: OpenAIStub) -> None:
    window = await desk.open("owner")
    page = await begin(window)
    await window.judged("interview-empty")
    await say(
        page,
        stub,
        "I want to double numbers",
        using("change_draft", changes={"name": "Doubler"}),
        "What goes in, and what comes out?",
    )
    await expect(page.get_by_role("heading", name="Doubler", level=1)).to_be_visible()
    await window.judged("interview-asked")
    await say(
        page,
        stub,
        "A number n, and twice it",
        using("change_draft", changes=doubler()),
        using("write_code", description="Double n."),
        fenced("return {'twice': 3 * input['n']}"),
        fenced("return {'twice': 2 * input['n']}"),
        using("dry_run_draft"),
        "It doubles. Shall I save it?",
    )
    await expect(status(page, "Every check passed")).to_be_visible()
    await window.judged("interview-tried")
    await page.get_by_role("button", name="Save as an agent").click()
    await page.get_by_role("status").get_by_role("link", name=re.compile("doubler, version 1")).click()
    await expect(page.get_by_role("heading", name="Doubler", level=1)).to_be_visible()
    await window.judged("interview-saved")
    untried(desk, "doubler")


def untried(desk: Desk, slug: str) -> None:
    """What was tried as a draft only has no trial of a version: its page asks for one, and hears that there is none."""
    desk.complaints[:] = [each for each in desk.complaints if f"/api/agents/{slug}/trial?" not in each]


async def fill(page: Page, kind: str, name: str) -> None:
    """Begin the form for an agent of a type, and say what it is called."""
    await page.get_by_role("button", name="Begin the form").click()
    await page.get_by_role("radio", name=re.compile(f"^{kind}")).check()
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Description").fill("Made step by step.")
    if kind == "It talks":
        return
    await go_on(page, "Inputs and outputs")
    for side, field in (("What goes in", "n"), ("What comes out", "tripled")):
        group = page.get_by_role("group", name=side, exact=True)
        await group.get_by_role("button", name="Add a field").click()
        await group.get_by_label("Name", exact=True).fill(field)
        await group.get_by_label("Type", exact=True).select_option("Whole number")


async def go_on(page: Page, *steps: str) -> None:
    """Press Next; each time the next step comes."""
    for step in steps:
        await page.get_by_role("button", name="Next").click()
        await expect(page.get_by_role("heading", name=step, level=2)).to_be_focused()


async def example(page: Page, given: str, expected: str) -> None:
    await page.get_by_role("button", name="Add an example").click()
    await expect(page.get_by_label("Input", exact=True)).to_have_value(re.compile('"n": 0'))
    await page.get_by_label("Input", exact=True).fill(given)
    await page.get_by_label("Output you expect").fill(expected)


async def saved(page: Page, name: str, slug: str) -> None:
    await expect(status(page, "Every check passed")).to_be_visible()
    await page.get_by_role("button", name="Save as an agent").click()
    await page.get_by_role("status").get_by_role("link", name=re.compile(f"{slug}, version 1")).click()
    await expect(page.get_by_role("heading", name=slug, level=1)).to_be_visible()


async def test_a_function_by_the_form_is_written_by_a_model_and_promoted(
    desk: Desk, stub: OpenAIStub
) -> None:
    window = await desk.open("owner")
    page = await opened(window, "/agents/new")
    await fill(page, "It computes", "Tripler")
    await go_on(page, "Data and services", "Limits", "Tests")
    await example(page, '{"n": 2}', '{"tripled": 6}')
    await window.judged("form-example")
    await go_on(page, "Code and review")
    stub.replies = [
        fenced("return {'tripled': 2 * input['n']}"),
        fenced("return {'tripled': 3 * input['n']}"),
    ]
    await page.get_by_role("button", name="Write with a model").click()
    drawer = page.get_by_role("dialog", name="Write the code with a model")
    await drawer.get_by_label("What the function is to do").fill("Three times n.")
    await drawer.get_by_role("button", name="Write", exact=True).click()
    await expect(drawer.get_by_role("button", name="Use this code")).to_be_visible()
    await window.judged("form-written")
    await drawer.get_by_role("button", name="Use this code").click()
    await window.judged("form-review")
    await saved(page, "Tripler", "tripler")
    await page.get_by_role("button", name="Promote").click()
    dialog = page.get_by_role("dialog", name="Promote version 1 of tripler")
    await expect(dialog.get_by_role("button", name="Promote", exact=True)).to_be_disabled()
    await window.judged("form-promote")
    await dialog.get_by_role("button", name="Try its examples now").click()
    await dialog.get_by_role("button", name="Promote", exact=True).click()
    await expect(page.get_by_text("Active", exact=True).first).to_be_visible()
    untried(desk, "tripler")


async def test_steps_over_other_agents_by_the_form(desk: Desk, ask: Mapping[str, str]) -> None:
    window = await desk.open("owner")
    async with httpx.AsyncClient(base_url=window.url, headers=dict(ask), trust_env=False) as client:
        file = json.dumps(
            doubler(slug="tripling", code="async def run(input, ctx):\n    return {'twice': 2 * input['n']}")
        )
        made = await client.post("/api/agents", json={"source": file})
        assert made.status_code == 201, made.text
    page = await opened(window, "/agents/new")
    await fill(page, "It leads others", "Chain")
    await go_on(page, "Steps")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("alert").filter(has_text="Mend this before you go on")).to_be_visible()
    await page.get_by_role("button", name="Add a step").click()
    await page.get_by_label("Agent", exact=True).fill("tripling")
    given = page.get_by_role("group", name="What step_1 is given")
    await given.get_by_label("Name of a new field").fill("n")
    await given.get_by_role("button", name="Add a field").click()
    await given.get_by_label("Where n comes from").fill("input.n")
    comes = page.get_by_role("group", name="What comes out")
    await comes.get_by_label("Name of a new field").fill("tripled")
    await comes.get_by_role("button", name="Add a field").click()
    await comes.get_by_label("Value of tripled", exact=True).fill("step_1.twice")
    await window.judged("form-steps")
    await go_on(page, "Limits", "Tests", "Review")
    await saved(page, "Chain", "chain")


async def test_one_that_talks_by_the_form(desk: Desk) -> None:
    window = await desk.open("owner")
    page = await opened(window, "/agents/new")
    await fill(page, "It talks", "Greeter")
    await go_on(page, "Instructions")
    await page.get_by_role("button", name="Next").click()
    told = page.get_by_role("alert").filter(has_text="Mend this before you go on")
    await expect(told).to_contain_text("Write what the agent is told.")
    await page.get_by_label("Instructions", exact=True).fill("Greet people by their name.")
    await go_on(page, "Data and tools", "Limits")
    await page.get_by_label("Budget", exact=True).fill("1")
    await go_on(page, "Tests", "Review")
    await window.judged("form-talks")
    await saved(page, "Greeter", "greeter")


async def test_one_that_asks_an_api_by_the_form(desk: Desk, ask: Mapping[str, str]) -> None:
    window = await desk.open("owner")
    async with httpx.AsyncClient(base_url=window.url, headers=dict(ask), trust_env=False) as client:
        await added(client, {"base_url": "http://127.0.0.1:9/v1", "requests": "read"}, "places")
    page = await opened(window, "/agents/new")
    await fill(page, "It asks an API", "Now")
    await go_on(page, "Request")
    await page.get_by_label("Connection", exact=True).fill("places")
    await page.get_by_label("Path", exact=True).fill("/now")
    await page.get_by_label("Response", exact=True).fill("{'tripled': int(body.n) * 3}")
    await window.judged("form-request")
    await go_on(page, "Limits", "Tests")
    await page.get_by_label(re.compile("answer of the API", re.I)).fill('{"n": 4}')
    await example(page, '{"n": 1}', '{"tripled": 12}')
    await window.judged("form-sample")
    await go_on(page, "Review")
    await expect(page.get_by_text("would GET http://127.0.0.1:9/v1/now")).to_be_visible()
    await saved(page, "Now", "now")
    untried(desk, "now")
