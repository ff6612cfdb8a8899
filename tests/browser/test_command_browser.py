"""A sentence in the command bar becomes a deployment before one's eyes, or a list of what is wrong with it."""

import pytest
from playwright.async_api import expect
from tests.browser.desk import SENTENCE, Desk, Window

KEPT = 5


async def test_the_documented_sentence_adds_a_row_that_becomes_deployed(owner: Window) -> None:
    await owner.page.evaluate("window.stayed = true")
    await owner.send(SENTENCE.format(name="documented"))
    row = owner.row("documented-staging")
    await expect(row).to_contain_text("Deployed")
    await expect(row).to_contain_text("Dry run")
    assert await owner.page.evaluate("window.stayed"), "the page was loaded anew"


async def test_the_answer_shows_intent_plan_price_guardrails_and_evidence(owner: Window) -> None:
    await owner.send(SENTENCE.format(name="answered"))
    answer = owner.answer
    await expect(answer).to_contain_text("answered-staging")
    await expect(answer).to_contain_text("Understood as")
    await expect(answer).to_contain_text("ml.g6.xlarge × 1")
    await answer.get_by_role("heading", name="Plan and cost").click()
    await expect(answer.get_by_role("term").filter(has_text="Price date")).to_be_visible()
    await expect(answer).to_contain_text("2026-09-01")
    await expect(answer).to_contain_text("Estimated cost within budget")
    await expect(answer.get_by_role("heading", name="Evidence")).to_be_visible()
    await expect(answer).to_contain_text("Deployed")
    await owner.judged("answer")
    await answer.get_by_role("heading", name="Evidence").click()
    await answer.get_by_role("button", name="Budget and cost policy").click()
    document = owner.page.get_by_role("dialog", name="Budget and cost policy")
    await expect(document).to_contain_text("Every budget is US dollars per hour")
    await owner.judged("document")
    await owner.page.keyboard.press("Escape")
    await expect(document).to_be_hidden()
    await expect(answer).to_be_visible()


@pytest.mark.parametrize(
    ("name", "sentence", "error"),
    [
        ("five", "deploy llama-3.1 8B for five with 5 instances", "instance_count exceeds max allowed (4)"),
        ("cheap", "deploy llama-3.1 8B for cheap with budget $0.5 per hour", "estimated cost exceeds budget"),
    ],
)
async def test_what_breaks_the_rules_is_listed_and_adds_nothing(
    owner: Window, name: str, sentence: str, error: str
) -> None:
    await owner.send(sentence)
    await expect(owner.answer.get_by_role("alert").get_by_role("listitem")).to_contain_text([error])
    await expect(owner.bar).to_have_value(sentence)
    await owner.judged(f"refused-{name}")
    await owner.page.reload()
    await owner.is_live()
    await expect(owner.row(f"{name}-staging")).to_have_count(0)


async def test_the_keys_of_the_bar(owner: Window) -> None:
    await owner.page.keyboard.press("/")
    await expect(owner.bar).to_be_focused()
    await expect(owner.suggestions).to_have_count(12)
    await owner.judged("suggestions")
    await owner.bar.press_sequentially("nemotron")
    count = await owner.suggestions.count()
    assert 1 <= count < 12
    for each in await owner.suggestions.all():
        await expect(each).to_contain_text("nemotron")
    await owner.bar.press("ArrowDown")
    first = owner.suggestions.first
    await expect(first).to_have_attribute("aria-selected", "true")
    chosen = await first.locator("span").first.inner_text()
    await owner.bar.press("Enter")
    await expect(owner.bar).to_have_value(chosen)
    await expect(owner.suggestions).to_have_count(0)
    await owner.page.get_by_role("button", name="Clear").click()
    await expect(owner.bar).to_have_value("")
    await owner.bar.press_sequentially("deploy nem")
    chosen = await first.locator("span").first.inner_text()
    await owner.bar.press("Tab")
    await expect(owner.bar).to_have_value(chosen)
    await owner.bar.press("ArrowUp")
    await owner.bar.press("Escape")
    await expect(owner.suggestions).to_have_count(0)
    await expect(owner.bar).to_have_value(chosen)
    await owner.bar.press("Escape")
    await expect(owner.bar).to_have_value("")


async def test_at_least_thirty_suggestions_are_known(owner: Window) -> None:
    answer = await owner.page.request.get(f"{owner.url}/api/commands/suggestions")
    assert len({each["text"] for each in (await answer.json())["suggestions"]}) >= 30


async def test_the_last_five_commands_and_the_environment_are_remembered(owner: Window) -> None:
    sentences = [f"deploy nothing-{number} for remembered" for number in range(KEPT + 1)]
    for sentence in sentences:
        await owner.send(sentence, "dev")
        await expect(owner.answer.get_by_role("alert")).to_be_visible()
        await owner.answer.get_by_role("button", name="Close the answer").click()
    await owner.page.reload()
    await owner.is_live()
    await expect(owner.environment).to_have_value("dev")
    await expect(owner.bar).to_have_value(sentences[-1])
    await owner.bar.fill("")
    await owner.bar.click()
    recent = owner.suggestions.filter(has_text="Recent")
    await expect(recent).to_contain_text(list(reversed(sentences[1:])))


async def test_a_command_is_shown_as_text(owner: Window) -> None:
    markup = '<script>alert(1)</script><img src=x onerror="x()">'
    sentence = f"deploy llama-3.1 8B for chat 🤖 مرحبا {markup} {'long' * 150}"
    await owner.send(sentence)
    await expect(owner.answer).to_be_visible()
    assert await owner.page.locator("script:not([src]), img[src=x]").count() == 0
    await owner.judged("strange")


async def test_a_strange_but_legal_command_becomes_a_row_of_text(owner: Window) -> None:
    sentence = 'deploy llama-3.1 8B for strange-row please 🤖 <b onclick="x()">مرحبا</b>'
    await owner.send(sentence)
    await expect(owner.answer).to_be_visible()
    await expect(owner.row("strange-row-staging")).to_contain_text("🤖 <b onclick")
    assert await owner.page.locator("b").count() == 0


async def test_a_viewer_is_told_what_it_may_not_do(owner: Window, desk: Desk) -> None:
    await owner.deploy("looked-at")
    viewer = await desk.open("viewer", "/deployments")
    await expect(viewer.row("looked-at-staging")).to_contain_text("Deployed")
    await expect(viewer.bar).to_have_count(0)
    await expect(viewer.page.get_by_text("Your role, viewer, may not deploy")).to_be_visible()
    await viewer.judged("viewer")
