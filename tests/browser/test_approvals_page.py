"""The approvals page: what waits is shown in full, decided by another person, and never moves under the pointer."""

from collections.abc import Iterator, Mapping

import httpx
import pytest
from playwright.async_api import Locator, Page, expect
from tests.browser.desk import PHONE, Desk, Window
from tests.server import RunningServer

_ASK = """async command => {
  const body = JSON.stringify({ command, env: 'prod' })
  const headers = { 'content-type': 'application/json' }
  return (await fetch('/api/agent/command', { method: 'POST', headers, body })).status
}"""


@pytest.fixture
def beside(remit: RunningServer, ask: Mapping[str, str]) -> Iterator[httpx.Client]:
    """Another client, which is neither the owner nor the approver."""
    with httpx.Client(base_url=remit.url, headers=dict(ask), trust_env=False, timeout=20) as client:
        yield client


def request(client: httpx.Client, name: str, more: str = "", model: str = "llama-3.1 8B") -> None:
    """Ask for a model in production, which waits."""
    body = {"command": f"deploy {model} for {name} {more}".strip(), "env": "prod"}
    assert client.post("/api/agent/command", json=body).status_code == 200


async def request_as(window: Window, name: str) -> None:
    """Ask as the person who sits before the window."""
    assert await window.page.evaluate(_ASK, f"deploy llama-3.1 8B for {name}") == 200


async def look(window: Window, words: str) -> Page:
    """Open the queue, narrowed to a test's own requests."""
    await window.page.goto(f"{window.url}/approvals?q={words}")
    await expect(window.page.get_by_role("heading", level=1, name="Approvals")).to_be_visible()
    return window.page


def opened(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=f"Deploy {name}-prod to prod")


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name="Proposals that wait").get_by_role("link")


async def test_everything_about_a_request_is_shown(beside: httpx.Client, desk: Desk) -> None:
    request(beside, "seen-whole")
    approver = await desk.open("approver")
    page = await look(approver, "seen-whole")
    detail = opened(page, "seen-whole")
    for words in (
        "Medium risk",
        "Asked by",
        "deploy llama-3.1 8B for seen-whole",
        "It changes production.",
        "An hour",
        "GPUs side by side",
        "Guardrails",
        "Evidence",
        "prod-needs-another-person",
        "sha256:",
    ):
        await expect(detail).to_contain_text(words)
    await expect(detail).not_to_contain_text("artifact.")
    await approver.judged("approvals")


async def test_a_proposal_that_is_not_there_is_said_so(owner: Window, desk: Desk) -> None:
    page = owner.page
    for path in ("/approvals/nope", "/approvals/prop_01m7zh9n6vemytg9gzvpczkax3"):
        await page.goto(f"{owner.url}{path}")
        await expect(page.get_by_text("There is no such proposal")).to_be_visible()
        await expect(page).to_have_title("No such proposal · Remit")
        await expect(page.get_by_role("heading", level=1)).to_have_text("No such proposal")
        await expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    await owner.judged("approval-missing")
    await page.get_by_role("link", name="See what waits for approval").click()
    await expect(page.get_by_role("heading", level=1, name="Approvals")).to_be_visible()
    asked = [each for each in desk.complaints if each.startswith("404 ") and "/api/proposals/" in each]
    assert len(asked) == len(set(asked)) == 2
    desk.complaints[:] = [each for each in desk.complaints if each not in asked]


async def test_a_second_person_approves_with_a_reason(owner: Window, desk: Desk) -> None:
    await request_as(owner, "four-eyes")
    approver = await desk.open("approver")
    page = await look(approver, "four-eyes")
    detail = opened(page, "four-eyes")
    await detail.get_by_role("button", name="Approve").click()
    reason = detail.get_by_role("textbox", name="Why do you approve it?")
    await expect(reason).to_be_focused()
    await detail.get_by_role("button", name="Approve").click()
    await expect(detail.get_by_role("alert")).to_contain_text("Write why")
    await approver.judged("approvals-decide")
    await reason.fill("within the budget of the team")
    await reason.press("Control+Enter")
    await expect(detail).to_contain_text("has approved this")
    await expect(detail.get_by_role("button", name="Approve")).to_have_count(0)
    await expect(rows(page).first).to_contain_text("No longer waits")
    await expect(page.get_by_text("Nothing waits any more")).to_be_visible()
    await expect(detail).to_contain_text("Carried out")
    await owner.page.goto(f"{owner.url}/approvals?tab=history&q=four-eyes")
    row = owner.page.get_by_role("row").filter(has_text="Deploy four-eyes-prod to prod")
    await expect(row).to_contain_text("within the budget of the team")
    await owner.judged("approvals-history")
    await row.get_by_role("link").click()
    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("Deploy four-eyes-prod to prod")


async def test_ones_own_request_is_marked_and_only_taken_back(owner: Window) -> None:
    await request_as(owner, "my-own")
    page = await look(owner, "my-own")
    detail = opened(page, "my-own")
    await expect(detail).to_contain_text("Yours")
    await expect(detail).to_contain_text("another person with the role approver, admin or owner must decide")
    for label in ("Approve", "Reject"):
        await expect(detail.get_by_role("button", name=label)).to_have_count(0)
    await page.keyboard.press("a")
    await expect(detail.get_by_role("textbox")).to_have_count(0)
    await owner.judged("approvals-own")
    await detail.get_by_role("button", name="Withdraw").click()
    await page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    await expect(detail).to_contain_text("This was withdrawn")


async def test_a_viewer_sees_why_there_is_no_button(beside: httpx.Client, desk: Desk) -> None:
    request(beside, "only-looked-at")
    viewer = await desk.open("viewer")
    page = await look(viewer, "only-looked-at")
    detail = opened(page, "only-looked-at")
    await expect(detail).to_contain_text("The role viewer does not allow")
    await expect(detail.get_by_role("button", name="Approve")).to_have_count(0)


async def test_what_comes_in_moves_nothing_under_the_pointer(beside: httpx.Client, desk: Desk) -> None:
    request(beside, "steady-one")
    approver = await desk.open("approver")
    page = await look(approver, "steady")
    detail = opened(page, "steady-one")
    await detail.get_by_role("button", name="Approve").hover()
    before = await detail.get_by_role("button", name="Approve").bounding_box()
    first = await rows(page).first.bounding_box()
    request(beside, "steady-two", "with 2 instances", "llama-3.1 70B")
    show = page.get_by_role("button", name="1 new: show it")
    await expect(show).to_be_visible()
    assert await detail.get_by_role("button", name="Approve").bounding_box() == before
    assert await rows(page).first.bounding_box() == first
    await expect(rows(page)).to_have_count(1)
    await show.click()
    await expect(rows(page)).to_have_count(2)
    await expect(rows(page).first).to_contain_text("steady-two")
    await expect(detail).to_be_visible()
    request(beside, "steady-three")
    await expect(show).to_be_visible()
    await page.get_by_role("heading", level=1).click()
    await expect(rows(page)).to_have_count(3)


async def test_what_somebody_else_decides_is_said_while_it_is_open(beside: httpx.Client, desk: Desk) -> None:
    request(beside, "raced")
    first, second = await desk.open("approver"), await desk.open("owner")
    for window in (first, second):
        page = await look(window, "raced")
        await opened(page, "raced").get_by_role("button", name="Approve").click()
        await page.get_by_role("textbox", name="Why do you approve it?").fill("seen")
    await first.page.get_by_role("button", name="Cancel").click()
    await first.page.get_by_role("button", name="Reject").click()
    await first.page.get_by_role("textbox", name="Why do you reject it?").fill("not this week")
    await first.page.get_by_role("form").get_by_role("button", name="Reject").click()
    for window in (first, second):
        detail = opened(window.page, "raced")
        await expect(detail).to_contain_text("has rejected this")
        await expect(detail).to_contain_text("not this week")
        await expect(detail.get_by_role("button", name="Approve")).to_have_count(0)


async def test_the_keyboard_is_enough(beside: httpx.Client, desk: Desk) -> None:
    for name in ("keys-one", "keys-two"):
        request(beside, name)
    approver = await desk.open("approver")
    page = await look(approver, "keys-")
    await expect(opened(page, "keys-one")).to_be_visible()
    await page.keyboard.press("j")
    await expect(opened(page, "keys-two")).to_be_visible()
    await expect(rows(page).nth(1)).to_be_focused()
    await page.keyboard.press("k")
    detail = opened(page, "keys-one")
    await expect(detail).to_be_visible()
    await page.keyboard.press("a")
    await expect(detail.get_by_role("textbox", name="Why do you approve it?")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(detail.get_by_role("textbox")).to_have_count(0)
    await page.keyboard.press("d")
    reason = detail.get_by_role("textbox", name="Why do you reject it?")
    await reason.press_sequentially("jkad, said by hand")
    await reason.press("Control+Enter")
    await expect(detail).to_contain_text("jkad, said by hand")


async def test_a_phone_has_a_page_for_each_request(beside: httpx.Client, desk: Desk) -> None:
    request(beside, "in-the-hand")
    approver = await desk.open("approver", viewport=PHONE)
    page = await look(approver, "in-the-hand")
    await approver.judged("approvals-phone")
    await page.set_viewport_size(PHONE)
    await rows(page).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Deploy in-the-hand-prod to prod")
    assert await page.evaluate("document.querySelector('main').scrollWidth <= innerWidth")
    await approver.judged("approval-phone")
    await page.set_viewport_size(PHONE)
    await page.get_by_role("button", name="Reject").click()
    await page.get_by_role("textbox").fill("too small to read")
    await page.get_by_role("form").get_by_role("button", name="Reject").click()
    await expect(page.get_by_role("article")).to_contain_text("has rejected this")
    await page.get_by_role("link", name="Approvals").first.click()
    await expect(page.get_by_role("heading", level=1, name="Approvals")).to_be_visible()
    await expect(rows(page).filter(has_text="in-the-hand")).to_have_count(0)


async def test_what_people_write_is_text(beside: httpx.Client, desk: Desk) -> None:
    request(beside, "harmless", "with <script>document.title='x'</script> \u0645\u0631\u062d\u0628\u0627 😀")
    approver = await desk.open("approver")
    page = await look(approver, "harmless")
    await expect(page.get_by_role("article")).to_contain_text("<script>document.title='x'</script>")
    assert await page.title() != "x"
