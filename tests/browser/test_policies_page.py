"""Policies at a browser: read, written with help, tried on the past, applied, compared and brought back."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Locator, Page, StorageState, expect
from tests.browser.conftest import at_a_desk
from tests.browser.desk import PHONE, SENTENCE, Desk, Window
from tests.server import RunningServer, running_server

PAGE = "/policies"
CLOSED = '@id("closed") forbid (principal, action == Action::"deployment.deploy", resource);'
WRONG = '\n@id("x") permit (principal, action, resource) when { principal.rol == "😀" };'


@pytest.fixture(scope="module")
def governed(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server for this file: policies hold for everybody in an organisation."""
    with running_server(tmp_path_factory.mktemp("governed")) as server:
        added = server.remit("members", "add", "viewer@example.com", "--role", "viewer")
        assert added.returncode == 0, added.stderr
        yield server


@pytest.fixture
async def desk(
    chromium: Browser, governed: RunningServer, sessions: dict[tuple[str, str], StorageState]
) -> AsyncIterator[Desk]:
    async with at_a_desk(chromium, governed, sessions) as desk:
        yield desk


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your policies")


async def write(page: Page, text: str) -> None:
    """Put a text in the editor's place, as a person who pastes it does."""
    await editor(page).click()
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text(text)


async def apply(page: Page, note: str) -> None:
    await page.get_by_role("button", name="Apply…").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Note").fill(note)
    await dialog.get_by_role("button", name="Apply", exact=True).click()
    await expect(dialog).to_be_hidden()


async def test_what_holds_is_read_and_searched(desk: Desk) -> None:
    window = await desk.open("owner", PAGE)
    page = window.page
    await expect(page.get_by_role("heading", level=1)).to_have_text("Policies")
    table = page.get_by_role("table", name="Policies")
    await expect(table).to_contain_text("Nobody approves or rejects what they asked for themselves.")
    await window.judged("policies")
    await page.get_by_label("Search policies").fill("own")
    await page.get_by_role("link", name="nobody-decides-their-own").click()
    await expect(page.get_by_role("dialog", name="nobody-decides-their-own")).to_contain_text("and stays")
    await window.judged("policies-one")
    await page.keyboard.press("Escape")
    await page.get_by_label("Search policies").fill("")
    await page.get_by_label("Which policies").select_option("own")
    await expect(page.get_by_text("No policies of your own yet")).to_be_visible()
    await window.judged("policies-none")
    await page.get_by_role("button", name="Write one").click()
    await page.get_by_role("button", name="Insert: Nobody deletes what is protected").click()
    await expect(page.get_by_text("Every check passed, 1 policy")).to_be_visible()
    await page.get_by_role("button", name="Discard").click()


async def test_what_is_wrong_is_marked_where_it_stands(desk: Desk) -> None:
    window = await desk.open("owner", f"{PAGE}?tab=edit")
    page = window.page
    await write(page, CLOSED + WRONG)
    findings = page.get_by_role("list", name="What the checks found")
    await expect(findings).to_contain_text("Line 2: Principal has no attribute rol. Did you mean role?")
    await expect(page.locator(".cm-lintRange-error")).to_have_text("rol")
    await expect(page.get_by_role("button", name="Apply…")).to_be_disabled()
    await window.judged("policies-wrong")
    await findings.get_by_role("button", name="Line 2").click()
    await expect(editor(page)).to_be_focused()
    await page.get_by_role("button", name="Discard").click()


async def test_from_a_text_to_a_version_and_back(fresh_desk: Desk) -> None:
    server = fresh_desk.server
    assert server.remit("command", SENTENCE.format(name="before"), key=server.key("operator")).returncode == 0
    window = await fresh_desk.open("owner", f"{PAGE}?tab=edit")
    page = window.page
    await tried_and_applied(window)
    stopped = server.remit("command", SENTENCE.format(name="after"), key=server.key("operator"))
    assert "closed" in stopped.stderr
    await write(page, "// nothing")
    await apply(page, "Over")
    await page.get_by_role("tab", name="History").click()
    await expect(page.get_by_role("table", name="Versions")).to_contain_text("Change freeze")
    await expect(page.get_by_label("What changed from version 1 to 2")).to_contain_text("// nothing")
    await window.judged("policies-history")
    await page.get_by_role("button", name="Bring version 1 back…").click()
    await expect(page.get_by_text("This is the text of version 1")).to_be_visible()
    await apply(page, "")
    await expect(page.get_by_text("Version 3 holds.")).to_be_visible()
    await page.get_by_role("tab", name="What holds").click()
    await page.get_by_label("Search policies").fill("clos")
    await page.get_by_role("link", name="closed").click()
    await expect(page.get_by_role("dialog", name="closed")).to_contain_text("one of your own")


async def tried_and_applied(window: Window) -> None:
    """See what it would have decided otherwise, think again, and then apply it."""
    page = window.page
    await write(page, CLOSED)
    await expect(page.get_by_text("Every check passed, 1 policy")).to_be_visible()
    await page.get_by_role("button", name="Apply…").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Adds closed.")
    await expect(dialog.get_by_role("status")).to_contain_text("would have been decided otherwise")
    changes = dialog.get_by_role("list", name="Decisions that would be others")
    await expect(changes).to_contain_text("deployment.deploy")
    await window.judged("policies-apply")
    await page.keyboard.press("Escape")
    await apply(page, "Change freeze")
    await expect(page.get_by_text("Version 1 holds.")).to_be_visible()


async def test_who_wrote_while_another_applied_is_told_and_loses_nothing(
    desk: Desk, governed: RunningServer
) -> None:
    window = await desk.open("owner", f"{PAGE}?tab=edit")
    page = window.page
    await write(page, "// mine")
    await expect(page.get_by_text("Every check passed")).to_be_visible()
    file = governed.data / "theirs.cedar"
    file.write_text("// theirs\n")
    done = governed.remit("policies", "apply", str(file), "--yes", key=governed.key("admin"))
    assert done.returncode == 0, done.stderr
    await expect(page.get_by_text("was applied while you were writing")).to_be_visible()
    await expect(editor(page)).to_have_text("// mine")
    await expect(page.get_by_role("button", name="Apply…")).to_be_disabled()
    await page.get_by_role("button", name="Go on with my text").click()
    await apply(page, "Mine after all")
    await expect(page.get_by_text("was applied while you were writing")).to_have_count(0)


async def test_a_text_survives_a_lost_server_and_a_reload(desk: Desk) -> None:
    window = await desk.open("owner", f"{PAGE}?tab=edit")
    page = window.page
    await expect(editor(page)).to_be_visible()
    await page.route("**/api/policies/validate", lambda route: route.abort())
    await write(page, "// kept")
    await expect(page.get_by_text("Your text is kept")).to_be_visible()
    await page.unroute("**/api/policies/validate")
    await expect(page.get_by_text("Every check passed")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    await page.reload()
    await expect(editor(page)).to_have_text("// kept")
    await page.get_by_role("button", name="Discard").click()
    await expect(editor(page)).not_to_have_text("// kept")


async def test_a_viewer_reads_and_a_phone_shows_it(desk: Desk) -> None:
    window = await desk.open("viewer", f"{PAGE}?tab=edit", viewport=PHONE)
    page = window.page
    await expect(page.get_by_text("Owners and admins change it.")).to_be_visible()
    await expect(page.get_by_role("button", name="Apply…")).to_have_count(0)
    await expect(editor(page)).to_have_attribute("aria-readonly", "true")
    await window.judged("policies-phone")
