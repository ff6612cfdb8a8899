"""Settings, model providers: connected, tried out, used by agents, explained when something is wrong, and removed."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Locator, StorageState, expect
from tests.browser.conftest import at_a_desk
from tests.browser.desk import PHONE, Desk, Window
from tests.server import RunningServer, running_server
from tests.stubs.openai_server import MODEL, WORDS, OpenAIStub, openai_stub

PAGE = "/settings/providers"
KEY = "sk-browser-0123456789-wxyz"
AGENT = "name: {slug}\ninstructions: Greet people.\nremit: {{type: context, slug: {slug}}}\n"


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        running.key = KEY
        yield running


@pytest.fixture(scope="module")
def connected(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server for this file: on the one that other tests share, providers would answer their agents."""
    with running_server(tmp_path_factory.mktemp("connected")) as server:
        added = server.remit("members", "add", "viewer@example.com", "--role", "viewer")
        assert added.returncode == 0, added.stderr
        yield server


@pytest.fixture
async def desk(
    chromium: Browser, connected: RunningServer, sessions: dict[tuple[str, str], StorageState]
) -> AsyncIterator[Desk]:
    async with at_a_desk(chromium, connected, sessions) as desk:
        yield desk


def card(window: Window, name: str) -> Locator:
    return window.page.get_by_role("article", name=name, exact=True)


async def add(window: Window, stub: OpenAIStub, name: str, slug: str, key: str = KEY) -> Locator:
    """Fill the dialog in and send it; return the provider's card."""
    await window.page.get_by_role("button", name="Add a provider").click()
    dialog = window.page.get_by_role("dialog", name="Add a model provider")
    await dialog.get_by_label("Provider").select_option("Another OpenAI-compatible API")
    await dialog.get_by_label("Name").fill(name)
    await dialog.get_by_label("Slug").fill(slug)
    await dialog.get_by_label("Base URL").fill(stub.base_url)
    await dialog.get_by_label("Key").fill(key)
    await dialog.get_by_role("button", name="Add and test").click()
    await expect(dialog).to_be_hidden()
    return card(window, name)


async def act(window: Window, name: str, action: str) -> None:
    """Choose an action from a provider's menu."""
    await card(window, name).get_by_role("button", name=f"Actions for {name}").click()
    await window.page.get_by_role("menuitem", name=action, exact=True).click()


async def test_a_provider_is_added_tested_and_answers_agents(fresh_desk: Desk, stub: OpenAIStub) -> None:
    window = await fresh_desk.open("owner", PAGE)
    page = window.page
    await expect(page.get_by_text("The demo model answers")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Model providers")
    await window.judged("providers-none")
    shown = await add(window, stub, "The stub", "stub")
    await expect(shown).to_contain_text("Works")
    await expect(shown).to_contain_text("It answers and serves 1 model.")
    await expect(shown).to_contain_text("•••• wxyz")
    await expect(shown).to_contain_text("Default")
    await expect(page.get_by_text("The demo model answers")).to_have_count(0)
    await expect(page.get_by_text(f"Agents that name no model are answered by stub:{MODEL}")).to_be_visible()
    await window.judged("providers-one")
    await expect(page.get_by_text(KEY)).to_have_count(0)
    assert said_by_an_agent(fresh_desk.server, "greeter") == "".join(WORDS)
    stub.fault = "429"
    await shown.get_by_role("button", name="Test The stub").click()
    await expect(shown).to_contain_text("Failed")
    await expect(shown).to_contain_text("Wait a minute and test again")


def said_by_an_agent(server: RunningServer, slug: str) -> str:
    """Deploy an agent that names no model, say something to it, and return its answer."""
    key = server.key("admin", "beside")
    file = server.data.parent / f"{slug}.yaml"
    file.write_text(AGENT.format(slug=slug))
    assert server.remit("agents", "apply", str(file), key=key).returncode == 0
    made = server.remit("agents", "deploy", slug, "--env", "dev", key=key)
    assert made.returncode == 0, made.stderr
    own = made.stdout.splitlines()[-1].strip().split(" ", 1)[0].removeprefix("REMIT_KEY=")
    said = server.remit("chat", slug, "Which city?", key=own)
    assert said.returncode == 0, said.stderr
    return said.stdout.splitlines()[0].strip()


async def test_a_wrong_key_is_explained_and_replaced(desk: Desk, stub: OpenAIStub) -> None:
    window = await desk.open("owner", PAGE)
    page = window.page
    shown = await add(window, stub, "Wrong", "wrong", key="sk-mistyped-0123456789")
    await expect(shown).to_contain_text("It refuses the key (status 401).")
    await expect(shown).to_contain_text("Replace the key")
    await window.judged("providers-wrong-key")
    await act(window, "Wrong", "Edit")
    dialog = page.get_by_role("dialog", name="Edit Wrong")
    await expect(dialog.get_by_label("Key")).to_have_value("•••• 6789")
    await expect(dialog.get_by_label("Slug")).not_to_be_editable()
    await window.judged("providers-edit")
    await dialog.get_by_role("button", name="Replace").click()
    await dialog.get_by_label("Key").fill(KEY)
    await dialog.get_by_role("button", name="Save").click()
    await expect(shown).to_contain_text("Works")
    await expect(shown).to_contain_text("•••• wxyz")


async def test_what_cannot_be_is_said_at_its_field(desk: Desk) -> None:
    window = await desk.open("owner", PAGE)
    page = window.page
    await page.get_by_role("button", name="Add a provider").click()
    dialog = page.get_by_role("dialog", name="Add a model provider")
    send = dialog.get_by_role("button", name="Add and test")
    await dialog.get_by_label("Provider").select_option("Ollama")
    await expect(dialog.get_by_label("Base URL")).to_have_value("http://127.0.0.1:11434/v1")
    await dialog.get_by_label("Base URL").fill("http://169.254.169.254/latest")
    await send.click()
    await expect(dialog.get_by_label("Base URL")).to_be_focused()
    await expect(dialog).to_contain_text("Remit never goes to")
    await dialog.get_by_label("Base URL").fill("http://127.0.0.1:9/v1")
    await dialog.get_by_label("Key").fill("two words")
    await send.click()
    await expect(dialog.get_by_label("Key")).to_be_focused()
    await expect(dialog).to_contain_text("without spaces in it")
    await window.judged("providers-field-error")
    await dialog.get_by_label("Key").fill("")
    await dialog.get_by_label("Slug").press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(card(window, "Ollama")).to_contain_text("Nothing answers at http://127.0.0.1:9/v1.")


async def test_turned_off_on_and_made_the_default(desk: Desk, stub: OpenAIStub) -> None:
    window = await desk.open("owner", PAGE)
    await add(window, stub, "First", "first")
    second = await add(window, stub, "Second", "second")
    await act(window, "Second", "Make it the default")
    await expect(second).to_contain_text("Default")
    await expect(card(window, "First").get_by_text("Default", exact=True)).to_have_count(0)
    await act(window, "Second", "Turn off")
    await expect(second.get_by_text("Off", exact=True)).to_be_visible()
    await expect(second.get_by_text("Default", exact=True)).to_have_count(0)
    await second.get_by_role("button", name="Actions for Second").click()
    await expect(window.page.get_by_role("menuitem", name="Make it the default")).to_be_disabled()
    await window.page.get_by_role("menuitem", name="Turn on").click()
    await expect(second.get_by_text("Off", exact=True)).to_have_count(0)


async def test_a_new_address_wants_the_key_again(desk: Desk, stub: OpenAIStub) -> None:
    window = await desk.open("owner", PAGE)
    shown = await add(window, stub, "Moving", "moving")
    await act(window, "Moving", "Edit")
    dialog = window.page.get_by_role("dialog", name="Edit Moving")
    await dialog.get_by_label("Base URL").fill(stub.base_url.replace("127.0.0.1", "localhost"))
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_contain_text("The stored secret is for the old address")
    await dialog.get_by_label("Key").fill(KEY)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await expect(shown).to_contain_text("http://localhost:")
    await expect(shown).to_contain_text("Works")


async def test_somebody_else_was_first(desk: Desk, stub: OpenAIStub) -> None:
    window, other = await desk.open("owner", PAGE), await desk.open("owner", PAGE)
    await add(window, stub, "Raced", "raced")
    await expect(card(other, "Raced")).to_be_visible()  # it came by itself
    await act(window, "Raced", "Edit")
    dialog = window.page.get_by_role("dialog", name="Edit Raced")
    await dialog.get_by_label("Default model").fill("mine")
    await window.page.route("**/api/connections*", lambda route: route.abort())
    await act(other, "Raced", "Turn off")
    await expect(card(other, "Raced").get_by_text("Off", exact=True)).to_be_visible()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("was changed since you read it")
    await window.page.unroute("**/api/connections*")


async def test_deleting_says_what_is_lost(fresh_desk: Desk, stub: OpenAIStub) -> None:
    window = await fresh_desk.open("owner", PAGE)
    page = window.page
    shown = await add(window, stub, "Leaving", "leaving")
    await expect(shown).to_contain_text("Works")
    server = fresh_desk.server
    file = server.data.parent / "user.yaml"
    file.write_text(AGENT.format(slug="user").replace("name: user", "name: user\nmodel: leaving"))
    assert server.remit("agents", "apply", str(file), key=server.key("admin", "beside")).returncode == 0
    await act(window, "Leaving", "Delete")
    dialog = page.get_by_role("dialog", name="Delete Leaving?")
    await expect(dialog).to_contain_text("agent user")
    await expect(dialog.get_by_role("button", name="Delete")).to_have_count(0)
    await window.judged("providers-in-use")
    await page.keyboard.press("Escape")
    file.write_text(AGENT.format(slug="user"))
    assert server.remit("agents", "apply", str(file), key=server.key("admin", "beside")).returncode == 0
    await act(window, "Leaving", "Delete")
    await expect(dialog).to_contain_text("answered by the demo model")
    await window.judged("providers-delete")
    await dialog.get_by_role("button", name="Delete").click()
    await expect(shown).to_have_count(0)
    await expect(page.get_by_text("No model providers yet")).to_be_visible()


async def test_other_roles_look_and_are_told_why(desk: Desk, stub: OpenAIStub) -> None:
    await add(await desk.open("owner", PAGE), stub, "Seen", "seen")
    viewer = await desk.open("viewer", PAGE)
    await expect(card(viewer, "Seen")).to_contain_text("•••• wxyz")
    await expect(viewer.page.get_by_text("needs the role owner or admin")).to_be_visible()
    for name in ("Add a provider", "Test Seen", "Actions for Seen"):
        await expect(viewer.page.get_by_role("button", name=name)).to_have_count(0)
    await viewer.judged("providers-viewer")


async def test_long_names_scripts_and_a_phone(desk: Desk, stub: OpenAIStub) -> None:
    window = await desk.open("owner", PAGE, viewport=PHONE, has_touch=True)
    name = "<img src=x onerror=alert(1)> مزود " + "long" * 15
    stub.models = tuple(f"vendor/{'model' * 20}-{n}" for n in range(40))
    await expect(await add(window, stub, name, "long")).to_contain_text("serves 40 models")
    overflow = await window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    await window.judged("providers-phone")


async def test_a_providers_page_shows_how_it_does_and_changes_what_it_bears(
    desk: Desk, stub: OpenAIStub
) -> None:
    window = await desk.open("owner", PAGE)
    page = window.page
    shown = await add(window, stub, "Watched", "watched")
    await shown.get_by_role("link", name="Watched").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Watched")
    await expect(page.get_by_text("Breaker closed")).to_be_visible()
    await expect(page.get_by_text("Price unknown")).to_be_visible()
    await window.judged("provider-page")
    await page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog", name="What Watched bears")
    await window.judged("provider-bears")
    await dialog.get_by_label("Retries").fill("99")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_contain_text("was not changed")
    await dialog.get_by_label("Retries").fill("4")
    await dialog.get_by_label("Fallbacks").fill("nobody:model")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_contain_text("Nobody serves nobody:model")
    await dialog.get_by_label("Fallbacks").fill("")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await page.get_by_role("button", name=f"Set the price of watched:{MODEL}").click()
    priced = page.get_by_role("dialog", name=f"Price of {MODEL}")
    await priced.get_by_label("Input").fill("0.25")
    await priced.get_by_label("Output").fill("1.5")
    await priced.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("$0.25 in, $1.50 out")).to_be_visible()
    await window.judged("provider-page-priced")


async def test_bedrock_asks_for_its_region(desk: Desk) -> None:
    window = await desk.open("owner", PAGE)
    await window.page.get_by_role("button", name="Add a provider").click()
    dialog = window.page.get_by_role("dialog", name="Add a model provider")
    await dialog.get_by_label("Provider").select_option("Amazon Bedrock")
    await expect(dialog).to_contain_text("bedrock:InvokeModel")
    await dialog.get_by_label("Region").fill("nowhere")
    await dialog.get_by_label("Key").fill("AKIAEXAMPLEEXAMPLE12:abcdefghijklmnopqrstuvwxyz")
    await dialog.get_by_role("button", name="Add and test").click()
    await expect(dialog).to_contain_text("say where Bedrock is asked")
    await window.judged("providers-bedrock")
