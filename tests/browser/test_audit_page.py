"""Activity and audit: searched by all that is in the address, verified in the browser, printed, handed out."""

import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, Route, expect
from tests.browser.desk import PHONE, Desk, Window
from tests.server import RunningServer


@pytest.fixture
def deployed(remit: RunningServer, ask: Mapping[str, str]) -> str:
    """Ask for a model under a name of the test's own; return the name."""
    name = f"logged-{secrets.token_hex(4)}"
    with httpx.Client(base_url=remit.url, headers=dict(ask), trust_env=False, timeout=20) as client:
        body = {"command": f"deploy llama-3.1 8B for {name}", "env": "prod"}
        assert client.post("/api/agent/command", json=body).status_code == 200
    return name


async def log(window: Window, **asked: str) -> Page:
    """Open the log, narrowed by the address."""
    address = str(httpx.URL(f"{window.url}/audit", params=asked))
    await window.page.goto(address)
    await expect(rows(window.page).first).to_be_visible()
    return window.page


def rows(page: Page) -> Locator:
    return page.get_by_role("table", name="Audit entries").locator("tbody tr[data-row]")


async def open_entry(page: Page, title: str) -> Locator:
    await rows(page).get_by_role("link", name=title).first.click()
    drawer = page.get_by_role("dialog")
    await expect(drawer).to_contain_text("What was hashed")
    return drawer


async def test_entries_are_words_and_every_filter_stands_in_the_address(owner: Window, deployed: str) -> None:
    page = await log(owner)
    await owner.judged("audit")
    await page.get_by_role("textbox", name="Search the log").fill(deployed)
    await expect(page).to_have_url(re.compile(f"q={deployed}"))
    received = rows(page).filter(has_text="Command received")
    await expect(received).to_have_count(1)
    await expect(received).to_contain_text(f"for {deployed}")
    await expect(rows(page).first).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d ?\d\d:\d\d:\d\d"))
    await page.get_by_label("What happened").select_option("change.proposed")
    await expect(rows(page)).to_have_count(1)
    await page.get_by_label("What happened").select_option("deployment.")
    await expect(page).to_have_url(re.compile("type=deployment"))
    await expect(rows(page)).to_have_count(2)
    await page.get_by_label("Who did it").select_option(label="beside")
    await expect(rows(page)).to_have_count(2)
    await rows(page).first.get_by_role("link", name=f"{deployed}-prod in prod").click()
    await expect(page).to_have_url(re.compile(r"subject=deployment"))
    await expect(page.get_by_role("button", name=re.compile("^About deployment:"))).to_be_visible()
    await page.get_by_label("From (UTC)").fill("2100-01-01T00:00")
    await expect(page.get_by_text("Nothing in the log is like this")).to_be_visible()
    await page.get_by_role("button", name="Clear all").click()
    await expect(rows(page).first).to_be_visible()
    await expect(page).to_have_url(re.compile("/audit$"))


async def test_an_entry_is_verified_here_and_not_taken_on_trust(owner: Window, deployed: str) -> None:
    page = await log(owner, q=deployed)
    drawer = await open_entry(page, "Change asked for")
    await expect(drawer).to_contain_text("Not verified yet")
    await drawer.get_by_role("button", name="Verify").click()
    for words in ("Verified", "The entry: proved", "Its details: proved", "Its place in the log: proved",
                  "The signature: proved", "The key: not proved", "Signed root"):  # fmt: skip
        await expect(drawer).to_contain_text(words)
    await expect(drawer).not_to_contain_text("failed")
    await owner.judged("audit-verified")
    await drawer.get_by_role("button", name="Verify again").click()
    await expect(drawer).to_contain_text("The history: proved")
    await page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()


async def _tampered(route: Route, change: Any) -> None:
    answer = await route.fetch()
    body = await answer.json()
    change(body)
    await route.fulfill(response=answer, body=json.dumps(body))


def _body(entry: dict[str, Any]) -> None:
    (proven,) = entry["proof"]["entries"]
    proven["body"] = proven["body"].replace('"role":"admin"', '"role":"owner"')


def _payload(entry: dict[str, Any]) -> None:
    entry["payload"]["title"] = "Something harmless"


def _size(entry: dict[str, Any]) -> None:
    origin, size, *rest = entry["proof"]["note"].split("\n")
    entry["proof"]["note"] = "\n".join([origin, str(int(size) + 1), *rest])


@pytest.mark.parametrize(
    ("change", "words"),
    [(_body, "The entry: failed"), (_payload, "Its details: failed"), (_size, "The signature: failed")],
)
async def test_what_was_tampered_with_fails(owner: Window, deployed: str, change: Any, words: str) -> None:
    page = await log(owner, q=deployed)
    await page.route(re.compile(r"/api/audit/entries/\d+"), lambda route: _tampered(route, change))
    drawer = await open_entry(page, "Change asked for")
    await drawer.get_by_role("button", name="Verify").click()
    await expect(drawer).to_contain_text(words)


async def test_a_rewritten_history_is_noticed(owner: Window, deployed: str) -> None:
    page = await log(owner, q=deployed)
    drawer = await open_entry(page, "Change asked for")
    await drawer.get_by_role("button", name="Verify").click()
    await expect(drawer).to_contain_text("The signature: proved")
    await page.evaluate(
        """() => {
          const [key] = Object.keys(localStorage).filter((each) => each.startsWith('remit.audit.seen.'))
          const seen = JSON.parse(localStorage[key])
          const [origin, size, , ...rest] = seen.note.split('\\n')
          seen.note = [origin, Number(size) - 1, btoa('x'.repeat(32)), ...rest].join('\\n')
          localStorage[key] = JSON.stringify(seen)
        }"""
    )
    await drawer.get_by_role("button", name="Verify again").click()
    await expect(drawer).to_contain_text("The history: failed")
    await expect(drawer.get_by_role("heading", name="Proof")).to_contain_text("Failed")
    await owner.judged("audit-failed")


async def test_a_whole_page_is_verified_at_once(owner: Window, deployed: str) -> None:
    page = await log(owner, q=deployed)
    count = await rows(page).count()
    await page.get_by_role("button", name="Verify this page").click()
    await expect(page.get_by_role("status").filter(has_text="were verified")).to_contain_text(
        f"{count} entries"
    )
    await expect(rows(page).first).to_contain_text("Verified")
    await owner.judged("audit-page-verified")


async def test_the_export_is_verified_without_the_server(
    owner: Window, deployed: str, remit: RunningServer, tmp_path: Path
) -> None:
    page = await log(owner, q=deployed)
    await page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("remit audit verify FILE --key")
    await owner.judged("audit-export")
    async with page.expect_download() as started:
        await dialog.get_by_role("button", name="Download").click()
    file = tmp_path / "audit.jsonl"
    await (await started.value).save_as(file)
    done = remit.remit("audit", "verify", str(file))
    assert done.returncode == 0, done.stderr
    assert "OK" in done.stdout


async def test_the_keyboard_is_enough_and_the_focus_comes_back(owner: Window, deployed: str) -> None:
    page = await log(owner, q=deployed)
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    link = rows(page).nth(1).get_by_role("link").first
    await expect(link).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(link).to_be_focused()


async def test_a_phone_shows_it_all(desk: Desk, deployed: str) -> None:
    viewer = await desk.open("viewer", viewport=PHONE)
    page = await log(viewer, q=deployed)
    assert await page.evaluate("document.querySelector('main').scrollWidth <= innerWidth")
    await viewer.judged("audit-phone")
    await page.set_viewport_size(PHONE)
    drawer = await open_entry(page, "Change asked for")
    await drawer.get_by_role("button", name="Verify").click()
    await expect(drawer).to_contain_text("The signature: proved")
    assert await drawer.evaluate("each => each.scrollWidth <= innerWidth")


async def test_on_paper_there_are_only_the_entries(owner: Window, deployed: str) -> None:
    page = await log(owner, q=deployed)
    await page.emulate_media(media="print", color_scheme="dark")
    for hidden in (page.get_by_role("navigation", name="Main"), page.get_by_role("button", name="Export"),
                   page.get_by_role("textbox", name="Search the log")):  # fmt: skip
        await expect(hidden).to_be_hidden()
    await expect(page.get_by_text(re.compile("^Printed .* UTC"))).to_be_visible()
    await expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    cell = rows(page).first.get_by_role("cell").nth(1)
    await expect(cell).to_have_css("color", "rgb(0, 0, 0)")


async def test_a_deployment_has_its_own_trail(owner: Window, deployed: str) -> None:
    page = owner.page
    found = await page.evaluate(
        "async q => (await (await fetch(`/api/audit/entries?q=${q}`)).json()).items", deployed
    )
    await page.goto(f"{owner.url}/deployments/{found[0]['subject'].partition(':')[2]}?tab=audit")
    trail = page.get_by_role("region", name="Audit trail")
    await expect(trail.get_by_role("listitem")).to_have_count(len(found))
    await trail.get_by_role("button", name="Verify all").click()
    await expect(trail).to_contain_text(f"{len(found)} entries were verified in this browser")
    await trail.get_by_role("link", name="Change asked for").click()
    await expect(page.get_by_role("dialog")).to_contain_text("What was hashed")
