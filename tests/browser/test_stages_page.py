"""A change that two people have to approve, before two browsers."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.async_api import expect
from tests.browser.desk import Desk
from tests.server import RunningServer
from tests.stubs.waiting import until

ADDS = """\
name: Adds
remit:
  type: function
  slug: adds
  description: Adds one.
  code: |
    async def run(input, ctx):
        return {"n": input["n"] + 1}
  input_schema:
    type: object
    additionalProperties: false
    required: [n]
    properties: {n: {type: integer}}
  output_schema:
    type: object
    additionalProperties: false
    required: [n]
    properties: {n: {type: integer}}
  examples:
    - {name: Two, input: {n: 2}}
"""


@pytest.fixture
def two_people(remit: RunningServer) -> Iterator[None]:
    """Have two people approve, and something wait for them."""
    admin = {"authorization": f"Bearer {remit.key('admin', 'stages-admin')}"}
    asking = {"authorization": f"Bearer {remit.key('operator', 'stages-operator')}"}
    stages = [{"people": 2, "whom": {"roles": ["approver", "owner"]}}]
    rule = {"kind": "deployment.deploy", "environment": "prod", "stages": stages}
    third = remit.remit("members", "add", "third@example.com", "--role", "approver")
    assert third.returncode == 0, third.stderr
    with httpx.Client(base_url=remit.url, trust_env=False, timeout=20) as client:
        made = client.put("/api/approval-rules/two-people", json=rule, headers=admin)
        assert made.status_code == 200, made.text
        body = {"command": "deploy llama-3.1 8B for two-yeses", "env": "prod"}
        assert client.post("/api/agent/command", json=body, headers=asking).status_code == 200
        yield
        client.delete("/api/approval-rules/two-people", headers=admin)


@pytest.mark.usefixtures("two_people")
async def test_two_people_approve_in_their_browsers(desk: Desk) -> None:
    first, second = await desk.open("approver"), await desk.open("owner")
    for window in (first, second):
        await window.page.goto(f"{window.url}/approvals?q=two-yeses")
    detail = first.page.get_by_role("article", name="Deploy two-yeses-prod to prod")
    theirs = second.page.get_by_role("article", name="Deploy two-yeses-prod to prod")
    await expect(detail).to_contain_text("0 of 2 approved; still needed: 2 of role approver or role owner")
    await first.judged("approvals-stages")
    await detail.get_by_role("button", name="Approve").click()
    await detail.get_by_role("textbox").fill("within the budget")
    await first.page.keyboard.press("Control+Enter")
    await expect(detail).to_contain_text("You have decided on this already")
    await expect(detail.get_by_role("button", name="Approve")).to_have_count(0)
    # The other one hears of it without a reload.
    await expect(theirs).to_contain_text("1 of 2 approved:")
    await expect(theirs.get_by_role("button", name="This cannot wait")).to_be_visible()
    await theirs.get_by_role("button", name="Approve").click()
    await theirs.get_by_role("textbox").fill("fine with me too")
    await second.page.keyboard.press("Control+Enter")
    await expect(theirs).to_contain_text("has approved this")
    await expect(detail).to_contain_text("Carried out")
    await second.page.goto(f"{second.url}/approvals?tab=rules")
    await expect(second.page.get_by_role("list", name="Approval rules")).to_contain_text("two-people")
    await second.judged("approvals-rules")


async def test_an_approver_sees_what_recorded_inputs_come_to_before_and_now(
    remit: RunningServer, desk: Desk
) -> None:
    admin = {"authorization": f"Bearer {remit.key('admin', 'stages-admin')}"}
    rule = {"kind": "agent.promote", "stages": [{"people": 1, "whom": {"roles": ["owner"]}}]}
    async with httpx.AsyncClient(base_url=remit.url, headers=admin, trust_env=False, timeout=20) as client:

        async def apply(source: str) -> None:
            made = await client.post("/api/agents", json={"source": source})
            assert made.status_code == 201, made.text

        async def active() -> bool:
            return (await client.get("/api/agents/adds")).json()["active_version"] is not None

        await apply(ADDS)
        await until(active)
        assert (await client.put("/api/approval-rules/looked-at", json=rule)).status_code == 200
        await apply(ADDS.replace("+ 1", "+ 2"))
        await client.delete("/api/approval-rules/looked-at")
    owner = await desk.open("owner")
    await owner.page.goto(f"{owner.url}/approvals?q=adds")
    detail = owner.page.get_by_role("article", name="Promote adds to version 2")
    await expect(detail).to_contain_text("1 of 1 is answered differently.")
    replayed = detail.get_by_role("group").filter(has_text="Trial of version 1: Two")
    await expect(replayed).to_contain_text("Differs")
    for side, said in (("Before: version 1", '{"n":3}'), ("Now: version 2", '{"n":4}')):
        await expect(replayed.get_by_role("figure", name=side)).to_contain_text(said)
    await owner.judged("approvals-replay")
