"""People at browsers: signed-in windows, what they see and do there, and what their pages complain about."""

import os
import re
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    StorageState,
    ViewportSize,
    expect,
)
from tests.server import RunningServer

Person = Literal["owner", "approver", "viewer"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
ALL_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # A floating menu stands outside the landmarks, and is labelled by the button that opens it.
    "rules": {"region": {"enabled": False}},
}
# All that differs between the themes.
COLOURS = {"runOnly": ["color-contrast"]}
WIDE: ViewportSize = {"width": 1280, "height": 800}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PHONE: ViewportSize = {"width": 390, "height": 780}
SENTENCE = "deploy llama-3.1 8B for {name} with budget $20 per hour"
# Chromium writes a line for every answer that is no success; the tests watch the answers themselves.
OWN_WORDS = ("Failed to load resource",)
EXPECTED = {401, 403, 409, 410, 422}


def album() -> Path | None:
    """Return the folder for pictures, made if need be; none when nobody asked for any."""
    if not (named := os.environ.get("REMIT_SHOTS")):
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass
class Window:
    """One page, and the person who sits before it."""

    page: Page
    url: str

    @property
    def bar(self) -> Locator:
        return self.page.get_by_role("combobox", name="Command")

    @property
    def environment(self) -> Locator:
        return self.page.get_by_role("form", name="Command").get_by_label("Environment")

    @property
    def answer(self) -> Locator:
        return self.page.get_by_role("region", name="Answer")

    @property
    def suggestions(self) -> Locator:
        return self.page.get_by_role("listbox", name="Suggested commands").get_by_role("option")

    def row(self, name: str) -> Locator:
        """Return the row of a deployment."""
        actions = self.page.get_by_role("button", name=f"Actions for {name}", exact=True)
        return self.page.get_by_role("row").filter(has=actions)

    async def is_live(self) -> None:
        await expect(self.page.get_by_role("status").filter(has_text="Live")).to_be_visible()

    async def send(self, sentence: str, environment: str = "staging") -> None:
        """Type a sentence into the bar and press Enter."""
        await self.environment.select_option(environment)
        await self.bar.fill(sentence)
        await self.bar.press("Enter")

    async def deploy(self, name: str, environment: str = "staging", status: str = "Deployed") -> Locator:
        """Ask for a model under a name, wait for its status and close the answer; return its row."""
        # On a busy machine the news can be here before the answer, which would then open over the rows.
        async with self.page.expect_response("**/api/agent/command"):
            await self.send(SENTENCE.format(name=name), environment)
        row = self.row(f"{name}-{environment}")
        await expect(row).to_contain_text(status)
        await self.answer.get_by_role("button", name="Close the answer").click()
        return row

    async def choose(self, name: str, action: str) -> None:
        """Choose an action from the menu of a row."""
        await self.row(name).get_by_role("button", name=re.compile("^Actions for")).click()
        await self.page.get_by_role("menuitem", name=action).click()

    async def judged(self, state: str) -> None:
        """Judge what is shown by the accessibility rules in both themes; keep pictures where REMIT_SHOTS says."""
        await expect(self.page.locator("h1").first).to_be_attached()  # a page is loaded when it is gone to
        for theme in THEMES:
            await self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            await expect(self.page.locator("html")).to_have_css("color-scheme", theme)
            await self.photographed(f"{state}-{theme}")
            violations = await self._violations(ALL_RULES if theme == "light" else COLOURS)
            assert not violations, f"{state}, {theme}: {violations}"

    async def photographed(self, name: str) -> None:
        """Save a picture in both widths to the folder REMIT_SHOTS names, if it names one."""
        if (folder := album()) is None:
            return
        for size in (PHONE, WIDE):
            await self.page.set_viewport_size(size)
            await self.page.screenshot(path=folder / f"{name}-{size['width']}.png")

    async def _violations(self, rules: dict[str, Any]) -> list[tuple[str, str]]:
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE)
        found: dict[str, Any] = await self.page.evaluate(
            "rules => axe.run(document, {...rules, resultTypes: ['violations']})", rules
        )
        return [(each["id"], node["html"][:200]) for each in found["violations"] for node in each["nodes"]]


@dataclass
class Desk:
    """Where windows are opened; each person has a browser context of their own."""

    chromium: Browser
    server: RunningServer
    sessions: dict[tuple[str, str], StorageState]
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def open(self, person: Person, at: str = "/", **options: Any) -> Window:
        """Open a page signed in as a person, in a browser of their own, and wait until it is live."""
        state = self.sessions.get((self.server.url, person)) or await self._signed_in(person)
        window = await self.blank(storage_state=state, **options)
        await window.page.goto(f"{self.server.url}{at}")
        await window.is_live()
        return window

    async def blank(self, **options: Any) -> Window:
        """Open an empty window in a new browser context."""
        context = await self.chromium.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
        self.contexts.append(context)
        return await self.tab(context)

    async def tab(self, context: BrowserContext) -> Window:
        """Open another tab of a browser."""
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.on("response", self._see)
        return Window(page, self.server.url)

    def sign_in_link(self, person: Person) -> str:
        """Return a fresh link for a person."""
        return self.server.sign_in_link(*([] if person == "owner" else ["--member", f"{person}@example.com"]))

    async def close(self) -> None:
        for context in self.contexts:
            await context.close()

    async def _signed_in(self, person: Person) -> StorageState:
        window = await self.blank()
        await window.page.goto(self.sign_in_link(person))
        await window.is_live()
        state = await window.page.context.storage_state()
        self.sessions[self.server.url, person] = state
        await window.page.close()
        return state

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(OWN_WORDS):
            self.complaints.append(message.text)

    def _see(self, response: Response) -> None:
        if response.status >= 400 and response.status not in EXPECTED:
            self.complaints.append(f"{response.status} {response.url}")
