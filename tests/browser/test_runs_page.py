"""Runs: one that waits is found, read, and cancelled by keyboard; one that is approved ends while one looks."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from playwright.async_api import expect
from tests.browser.desk import PHONE, Desk, Window
from tests.controls.connections import providers
from tests.controls.connections.toolboxes import added, crm
from tests.engines.tools.places import Recorder
from tests.fixtures.journey import activated, until
from tests.lifecycle.runtime.working import call
from tests.server import NO_TLS, RunningServer
from tests.stubs.openai_server import MODEL, OpenAIStub, openai_stub, serving

FILE = f"""
name: Cleaner
description: Tidies up.
instructions: Tidy up.
model: cleaning:{MODEL}
remit: {{type: context, slug: cleaner, tools: [{{use: files.delete_customer, approval: always}}]}}
"""


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as serving_stub:
        serving_stub.words = ["They are gone."]
        serving_stub.scripted = {
            f"Delete {id}.": [call("files__delete_customer", use=f"use-{id}", id=id)] for id in (7, 8)
        }
        yield serving_stub


@pytest.fixture
async def admin(remit: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"authorization": f"Bearer {remit.key('admin')}"}
    async with httpx.AsyncClient(
        base_url=remit.url, headers=headers, trust_env=False, verify=NO_TLS, timeout=20
    ) as client:
        yield client


async def cleaner(client: httpx.AsyncClient, stub: OpenAIStub, place: str) -> str:
    """Deploy an agent that waits before it deletes, and ask it twice; return the deployment."""
    await providers.added(client, stub, "cleaning", default_model=MODEL)
    await added(client, crm(place), "files")
    assert (await client.post("/api/agents", json={"source": FILE})).status_code == 201
    await activated(client, "cleaner")
    made = (await client.post("/api/deployments", json={"agent": "cleaner", "env": "dev"})).json()
    id = str(made["deployment"]["plan_id"])
    await until(client, id, "deployed")
    for number in (7, 8):
        path = f"/api/deployed-agents/{id}/chat"
        asked = await client.post(
            path,
            json={"message": f"Delete {number}."},
            headers={"authorization": f"Bearer {made['key']}"},
        )
        assert asked.json()["status"] == "waiting", asked.text
    return id


async def approved(client: httpx.AsyncClient, key: str, run: str) -> None:
    """Approve what a run waits for as another person."""
    use = (await client.get(f"/api/runs/{run}")).json()["uses"][0]
    other = {"authorization": f"Bearer {key}"}
    path = f"/api/proposals/{use['approval_id']}"
    body = {"decision": "approved", "reason": "Fine.", "digest": (await client.get(path)).json()["digest"]}
    assert (await client.post(f"{path}/decision", json=body, headers=other)).status_code == 200


async def cancelled(window: Window) -> None:
    """Cancel the newest run, by keyboard."""
    page = window.page
    await page.get_by_role("table", name="Runs").get_by_role("link", name="cleaner@1").first.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Run of cleaner@1")
    await expect(page.get_by_role("definition").filter(has_text="8").first).to_be_visible()
    await window.judged("run-waits")
    await page.get_by_role("button", name="Cancel the run…").press("Enter")
    dialog = page.get_by_role("dialog", name="Cancel the run of cleaner@1?")
    await dialog.get_by_label("Reason").fill("Asked by mistake. <script>alert(1)</script>")
    await window.judged("run-cancel")
    await dialog.get_by_role("button", name="Cancel the run").press("Enter")
    await expect(page.get_by_role("status").filter(has_text="Cancelled")).to_be_visible()
    await expect(page.get_by_text("cancelled this: Asked by mistake. <script>")).to_be_visible()
    await expect(page.get_by_role("button", name="Cancel the run…")).to_have_count(0)
    await page.get_by_role("link", name="Runs", exact=True).first.click()


async def test_a_run_is_found_cancelled_and_seen_to_its_end(
    desk: Desk, remit: RunningServer, admin: httpx.AsyncClient, stub: OpenAIStub
) -> None:
    stub.key = providers.KEY
    with serving(Recorder()) as place:
        id = await cleaner(admin, stub, place)
        window = await desk.open("owner", f"/deployments/{id}")
        page = window.page
        await expect(page.get_by_text("2 runs wait for a person")).to_be_visible()
        await page.get_by_role("link", name="Look at them").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Runs")
        rows = page.get_by_role("table", name="Runs").locator("tbody tr[data-row]")
        await expect(rows).to_have_count(2)
        await window.photographed("runs")
        await cancelled(window)
        await page.get_by_label("State").select_option("Waits for a person")
        await rows.filter(has_text="id: 7").get_by_role("link", name="cleaner@1").click()
        await expect(page.get_by_role("link", name="Approve or reject it")).to_be_visible()
        await approved(admin, remit.key("approver", "second"), page.url.rpartition("/")[2])
        await expect(page.get_by_role("status").filter(has_text="Answered")).to_be_visible()
        await expect(page.get_by_text("Approved by second")).to_be_visible()
        await expect(page.get_by_text("The same digest stands in the audit log")).to_be_visible()
        await page.set_viewport_size(PHONE)
        await window.photographed("run-answered")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.evaluate(wide)
        await page.get_by_role("link", name="The approval").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Let cleaner@1 use")
