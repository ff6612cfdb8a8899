"""What approvers see of recorded inputs: what the active version answers and what the new one would, side by side."""

import asyncio
from typing import Any

import httpx
from tests.fixtures.colleagues import Person
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.lifecycle.evaluations.measuring import adder, lines, made, measured

from remit.controls.tenancy import Role

EXAMPLE = {"name": "Small", "input": {"a": 1, "b": 1}, "output": {"sum": 2}}
KEEPS = "    await ctx.services.store.set('last', input['a'])\n    return"


async def active(client: httpx.AsyncClient, slug: str, number: int) -> None:
    """Wait until a version is the one that runs."""
    async with asyncio.timeout(20):
        while True:
            if (await client.get(f"/api/agents/{slug}")).json()["active_version"] == number:
                return
            await asyncio.sleep(0.05)


async def replayed(client: httpx.AsyncClient, id: str) -> Any:
    """Wait until the replay of a proposal has ended; return it."""
    async with asyncio.timeout(30):
        while True:
            replay = (await client.get(f"/api/proposals/{id}")).json()["replay"]
            if replay["ended_at"] is not None:
                return replay
            await asyncio.sleep(0.05)


async def asked(client: httpx.AsyncClient, slug: str = "adder") -> str:
    """Ask for the promotion of the newest version; return the proposal."""
    answer = await client.post(f"/api/admin/agents/{slug}/promote")
    assert answer.status_code == 200, answer.text
    id: str = answer.json()["proposal_id"]
    return id


async def people_decide(api: Api, person: Person) -> None:
    """Have promotions wait, whatever the policies allow."""
    for name in ("Ada", "Bo"):
        await person(name, Role.APPROVER)
    body = {"kind": "agent.promote", "stages": [{"people": 1, "whom": {"roles": ["approver"]}}]}
    answer = await (await api(Role.OWNER)).put("/api/approval-rules/looked-at", json=body)
    assert answer.status_code == 200, answer.text


def changed() -> dict[str, Any]:
    """Return a version that answers some inputs otherwise, and keeps something besides."""
    store = {"llm": False, "store": True, "agents": [], "http": [], "tools": []}
    made = adder(" + (1 if input['a'] > 1 else 0)", examples=[EXAMPLE], services=store)
    remit = made["agent"]["remit"]
    remit["code"] = remit["code"].replace("    return", KEEPS)
    return made


async def test_approvers_see_what_recorded_inputs_came_to_before_and_now(
    api: Api, person: Person, found: Found
) -> None:
    builder = await api(Role.BUILDER)
    await made(builder, "/api/admin/agents", adder(examples=[EXAMPLE]))
    first = await asked(builder)
    assert (await builder.get(f"/api/proposals/{first}")).json()["replay"] is None
    await active(builder, "adder", 1)
    await made(builder, "/api/datasets", {"slug": "sums", "content": lines(8)})
    await measured(builder)
    await people_decide(api, person)

    await made(builder, "/api/admin/agents", changed())
    id = await asked(builder)
    replay = await replayed(builder, id)
    assert (replay["status"], replay["before"], replay["after"]) == ("done", "version 1", "version 2"), replay
    assert (replay["cost_usd"], replay["unpriced"], replay["reused"]) == (0, 0, False)
    by = {each["source"]: each for each in replay["cases"]}
    # One source after the other, five in all; the input that both have is there once.
    assert list(by) == [f"Dataset sums, case {n}" for n in (1,)] + [
        "Trial of version 1: Small",
        *(f"Dataset sums, case {n}" for n in (3, 4, 5)),
    ]
    tried, third = by["Trial of version 1: Small"], by["Dataset sums, case 3"]
    assert (tried["same"], tried["before"]["output"], third["same"]) == (False, '{"sum":2}', False)
    assert (tried["before"]["effects"], tried["after"]["effects"]) == ([], ["would keep `last`"])
    assert third["input"] == '{"a":2,"b":1}'
    assert (third["before"]["output"], third["before"]["recorded"]) == ('{"sum":3}', True)
    assert third["after"]["output"] == '{"sum":4}'
    assert third["after"]["effects"] == ["would keep `last`"]
    assert (third["after"]["problem"], third["after"]["recorded"]) == (None, False)

    assert (await (await api(Role.OWNER, await found())).get(f"/api/proposals/{id}")).status_code == 404

    # The same is not run again: asked for anew, it is there at once.
    again = await replayed(builder, await asked_again(builder, id))
    assert (again["reused"], again["cost_usd"], again["status"]) == (True, 0, "done")
    assert again["cases"] == replay["cases"]


async def asked_again(client: httpx.AsyncClient, id: str) -> str:
    withdrawn = await client.post(f"/api/proposals/{id}/withdraw", json={})
    assert withdrawn.status_code == 200, withdrawn.text
    return await asked(client)


TALKS = """
name: Guide
instructions: {said}
remit:
  type: context
  slug: guide
  description: Says where things are.
"""


async def test_of_conversations_only_ones_own_tests_are_replayed_and_secrets_never(
    api: Api, person: Person
) -> None:
    builder, other = await api(Role.BUILDER), await api(Role.ADMIN)
    await made(builder, "/api/agents", {"source": TALKS.format(said="Parking is behind the building.")})
    await active(builder, "guide", 1)
    await people_decide(api, person)
    for who, said in (
        (builder, "Where is parking?"),
        (builder, "Where is parking? My key is ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        (builder, "Where is parking? Write to ada.lovelace@example.com"),
        (other, "Where do others park?"),
    ):
        await says(who, "guide", said)
    await made(builder, "/api/agents", {"source": TALKS.format(said="Parking is on the roof.")})
    proposal = (await builder.get("/api/agents/guide")).json()["promotion"]["proposal_id"]
    replay = await replayed(builder, proposal)
    (case,) = replay["cases"]
    assert (case["input"], case["before"]["recorded"]) == ("Where is parking?", True)
    assert "behind" in case["before"]["output"]
    assert "roof" in case["after"]["output"]
    assert (case["same"], case["after"]["problem"]) == (False, None)


async def says(client: httpx.AsyncClient, slug: str, said: str) -> None:
    """Test an agent in a conversation, and wait for its answer."""
    agent = (await client.get(f"/api/agents/{slug}")).json()
    body = {"kind": "test", "participants": [{"kind": "agent", "id": agent["id"]}]}
    talk = await made(client, "/api/conversations", body)
    answer = await client.post(f"/api/conversations/{talk['id']}/messages", json={"content": said})
    assert answer.status_code == 200, answer.text
