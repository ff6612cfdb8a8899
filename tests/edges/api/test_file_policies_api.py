"""An organisation's own policies over agent files: in their authors' words, with what to do, as of now."""

from typing import Any

import httpx
import pytest
from tests.fixtures.journey import problem
from tests.fixtures.server import Api

from remit.controls.tenancy import Role

FILE = """
name: Careful
instructions: Help people. Say that you are an AI when you are asked.
remit:
  type: context
  slug: careful
  budget_usd_per_hour: 2
"""
POLICIES = """
@id("cheap-agents")
@description("An agent may spend at most a dollar an hour")
@fix("Set budget_usd_per_hour to 1 or less.")
forbid (principal, action == Action::"agent.validate", resource)
when { context.file.budget_cents == 0 || context.file.budget_cents > 100 };

@id("says-what-it-is")
@verdict("warn")
forbid (principal, action == Action::"agent.validate", resource)
unless { context.file.instructions like "*you are an AI*" };

@id("never-about-labels")
forbid (principal, action, resource) when { context.labels.contains("nothing") };
"""


async def validated(client: httpx.AsyncClient, text: str) -> dict[str, Any]:
    answer = await client.post("/api/agents/validate", json={"source": text})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def codes(found: dict[str, Any]) -> dict[str, str]:
    return {each["code"]: each["severity"] for each in found["findings"]}


async def test_the_organisations_own_policies_decide_on_files_in_their_authors_words(api: Api) -> None:
    client = await api(Role.OWNER)
    assert (await validated(client, FILE))["valid"]
    checked = (await client.post("/api/policies/validate", json={"text": POLICIES})).json()
    assert checked["valid"], checked
    applied = await client.post("/api/policies/apply", json={"text": POLICIES, "version": 0})
    assert applied.status_code in (200, 201), applied.text
    found = await validated(client, FILE)
    assert not found["valid"]
    (dear,) = [each for each in found["findings"] if each["code"] == "policy:cheap-agents"]
    assert dear["message"] == "An agent may spend at most a dollar an hour."
    assert dear["hint"] == "Set budget_usd_per_hour to 1 or less."
    assert (dear["path"], dear["line"], dear["severity"]) == ("remit.budget_usd_per_hour", 7, "error")
    refused = problem(await client.post("/api/agents", json={"source": FILE}), 422)
    assert "at most a dollar" in refused["detail"]
    quiet = FILE.replace("per_hour: 2", "per_hour: 1").replace(
        " Say that you are an AI when you are asked.", ""
    )
    marked = await validated(client, quiet)
    assert (marked["valid"], codes(marked)["policy:says-what-it-is"]) == (True, "warning")
    # The same file under other policies is asked anew, also in the memory of this process.
    assert (await client.post("/api/policies/apply", json={"text": "", "version": 1})).is_success
    assert (await validated(client, FILE))["valid"]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (
            'forbid (principal, action == Action::"agent.validate", resource) when { context.file.modle == "x" };',
            False,
        ),
        (
            'forbid (principal, action == Action::"agent.promote", resource) when { context.file.model == "x" };',
            False,
        ),
        (
            'forbid (principal, action == Action::"agent.validate", resource) when { context.file.tier == "full" };',
            True,
        ),
    ],
)
async def test_validating_policies_knows_what_a_file_says(api: Api, text: str, *, fits: bool) -> None:
    client = await api(Role.ADMIN)
    answer = await client.post("/api/policies/validate", json={"text": f'@id("mine")\n{text}'})
    assert answer.json().get("valid") is fits, answer.text


BUILDERS = """
@id("builders-ask")
@description("Builders do not write agents without a budget")
forbid (principal, action == Action::"agent.validate", resource)
when { principal.role == "builder" && context.file.budget_cents == 0 };
"""


async def test_files_are_judged_as_the_person_who_acts_also_in_plans_and_drafts(api: Api) -> None:
    owner, builder = await api(Role.OWNER), await api(Role.BUILDER)
    applied = await owner.post("/api/policies/apply", json={"text": BUILDERS, "version": 0})
    assert applied.is_success, applied.text
    text = FILE.replace("  budget_usd_per_hour: 2\n", "")
    for who, refused in ((owner, False), (builder, True)):
        plan = await who.post("/api/agents/plan", json={"files": {"careful.yaml": text}})
        (item,) = plan.json()["items"]
        assert ("policy:builders-ask" in codes(item)) is refused
        assert item["action"] == ("invalid" if refused else "create")
        assert ("policy:builders-ask" in codes(await validated(who, text))) is refused
