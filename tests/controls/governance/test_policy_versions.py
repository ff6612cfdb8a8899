"""Policies of an organisation over HTTP: applied, kept, refused, and deciding from the next request on."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.journey import command, problem
from tests.fixtures.people import Acting, Found
from tests.fixtures.server import Api

from remit.controls import governance
from remit.controls.governance import Resource
from remit.controls.governance.examples import EXAMPLES
from remit.controls.governance.sets import SETS
from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database

CLOSED = '@id("closed") forbid (principal, action == Action::"deployment.deploy", resource);\n'
PAUSED = '@id("no-pause") forbid (principal, action == Action::"deployment.pause", resource);\n'


async def version(client: httpx.AsyncClient) -> int:
    return int((await client.get("/api/policies")).json()["version"])


async def apply(client: httpx.AsyncClient, text: str, **more: Any) -> httpx.Response:
    body = {"text": text, "version": await version(client), **more}
    return await client.post("/api/policies/apply", json=body)


async def applied(client: httpx.AsyncClient, text: str, **more: Any) -> dict[str, Any]:
    answer = await apply(client, text, **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_new_organisation_has_the_built_in_policies(api: Api) -> None:
    page = (await (await api(Role.VIEWER)).get("/api/policies", params={"limit": 200})).json()
    assert (page["version"], page["own"], page["broken"]) == (0, 0, None)
    assert {each["origin"] for each in page["items"]} == {"built-in"}
    assert page["built_in"] == len(page["items"])
    shown = {each["id"]: each for each in page["items"]}
    assert shown["nobody-decides-their-own"]["effect"] == "forbid"
    assert shown["prod-needs-another-person"]["verdict"] == "escalate"
    assert shown["injections-are-marked"]["text"].startswith('@id("injections-are-marked")')


async def test_an_applied_policy_decides_the_next_request(api: Api) -> None:
    admin, operator = await api(Role.ADMIN), await api(Role.OPERATOR)
    assert (await command(operator, "before")).status_code == 200
    made = await applied(admin, CLOSED, note="Change freeze")
    assert (made["number"], made["current"], made["note"], made["policies"]) == (1, True, "Change freeze", 1)
    assert made["difference"] == {"added": ["closed"], "removed": [], "changed": []}
    refused = problem(await command(operator, "after"), 403)
    assert refused["policies"] == ["closed"]
    assert refused["policy_digest"] == made["set_digest"]
    await applied(admin, "")
    assert (await command(operator, "again")).status_code == 200


async def test_another_process_sees_it_by_the_news(api: Api, database: Database, actor: Acting) -> None:
    """The test's own database has a memory of its own, as another process would."""
    admin, operator = await api(Role.ADMIN), await actor(Role.OPERATOR)
    resource = Resource("deployment", "x", "dev")
    assert governance.decide(operator, "deployment.pause", resource).verdict == "allow"
    await applied(admin, PAUSED)
    database.caches.changed(operator.org_id, "policy.applied")
    await governance.ready(database, operator.org_id)
    assert governance.decide(operator, "deployment.pause", resource).policies == ("no-pause",)


async def test_a_call_under_way_sees_it_without_asking_for_it(api: Api, actor: Acting) -> None:
    admin, operator = await api(Role.ADMIN), await actor(Role.OPERATOR)
    assert await version(admin) == 0
    resource = Resource("deployment", "x", "dev")
    await applied(admin, PAUSED)
    for _ in range(250):
        if not governance.decide(operator, "deployment.pause", resource).allowed:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the change was not heard of")


async def test_an_organisation_whose_policies_are_not_read_is_not_decided(
    found: Found, actor: Acting
) -> None:
    operator = await actor(Role.OPERATOR, await found())
    SETS._holding.pop(operator.org_id.int)
    with pytest.raises(governance.PoliciesUnread):
        governance.decide(operator, "agent.read", Resource("organization", "x"))


async def test_four_eyes_cannot_be_lifted(api: Api, actor: Acting, database: Database) -> None:
    admin, approver = await api(Role.ADMIN), await actor(Role.APPROVER)
    await applied(admin, '@id("all") permit (principal, action, resource);')
    database.caches.changed(approver.org_id, "policy.applied")
    await governance.ready(database, approver.org_id)
    own = {"requester": approver.person.hex}
    decision = governance.decide(approver, "proposal.decide", Resource("deployment", "x", "prod"), own)
    assert (decision.verdict, decision.policies) == ("deny", ("nobody-decides-their-own",))


@pytest.mark.parametrize("role", [Role.BUILDER, Role.OPERATOR, Role.APPROVER, Role.VIEWER, Role.CALLER])
async def test_only_owners_and_admins_apply(api: Api, role: Role) -> None:
    client = await api(role)
    body = {"text": CLOSED, "version": 0}
    problem(await client.post("/api/policies/apply", json=body), 403)
    if role is not Role.CALLER:
        assert (await client.post("/api/policies/validate", json={"text": CLOSED})).status_code == 200


async def test_nobody_sees_or_changes_those_of_another_organisation(api: Api, found: Found) -> None:
    mine, theirs = await api(Role.OWNER), await api(Role.OWNER, await found())
    await applied(mine, CLOSED)
    assert await version(theirs) == 0
    problem(await theirs.get("/api/policies/versions/1"), 404)
    assert (await theirs.get("/api/policies/versions")).json() == {"items": [], "next": None}
    assert (await command(theirs, "nextdoor")).status_code == 200


async def test_of_two_who_apply_at_once_one_is_told(api: Api) -> None:
    first, second = await api(Role.ADMIN), await api(Role.OWNER)
    answers = await asyncio.gather(
        *(
            client.post("/api/policies/apply", json={"text": text, "version": 0})
            for client, text in [(first, CLOSED), (second, PAUSED)] * 3
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    told = problem(await first.post("/api/policies/apply", json={"text": "", "version": 0}), 409)
    assert (told["type"], told["version"]) == ("/problems/applied-meanwhile", 1)


async def test_the_history_is_kept_and_an_old_text_comes_back(api: Api) -> None:
    admin = await api(Role.ADMIN)
    await applied(admin, CLOSED, note="first")
    await applied(admin, CLOSED + PAUSED)
    await applied(
        admin, CLOSED.replace("principal", "principal, ".strip(", ")) + PAUSED.replace("pause", "scale")
    )
    back = await applied(admin, CLOSED, restores=1)
    assert (back["number"], back["restores"]) == (4, 1)
    assert back["difference"]["removed"] == ["no-scale"]
    page = (await admin.get("/api/policies/versions", params={"limit": 3})).json()
    assert [each["number"] for each in page["items"]] == [4, 3, 2]
    assert [each["current"] for each in page["items"]] == [True, False, False]
    rest = (await admin.get("/api/policies/versions", params={"cursor": page["next"]})).json()
    assert [(each["number"], each["note"]) for each in rest["items"]] == [(1, "first")]
    second = (await admin.get("/api/policies/versions/2")).json()
    assert (second["text"], second["before"]) == (CLOSED + PAUSED, CLOSED)
    problem(await apply(admin, CLOSED), 409)


async def test_applying_stands_in_the_log_with_the_difference(api: Api) -> None:
    admin = await api(Role.ADMIN)
    made = await applied(admin, CLOSED, note="Freeze")
    found = (await admin.get("/api/audit/entries", params={"type": "policy.applied", "limit": 5})).json()
    payload = found["items"][0]["payload"]
    assert (payload["version"], payload["reason"], payload["added"]) == (1, "Freeze", ["closed"])
    assert (payload["digest"], payload["set_digest"]) == (made["digest"], made["set_digest"])
    assert "+@id(" in payload["difference"]


async def test_versions_cannot_be_rewritten(api: Api, organization: Organization, database: Database) -> None:
    await applied(await api(Role.ADMIN), CLOSED)
    async with database.transaction(organization.id) as session:
        connection = await session.connection()
        with pytest.raises(Exception, match="permission denied"):
            await connection.exec_driver_sql("update policy_versions set text = ''")


LOCKING = '@id("no-writing") forbid (principal, action == Action::"policy.write", resource);'


async def test_nobody_shuts_themselves_out_by_mistake(api: Api) -> None:
    admin, owner = await api(Role.ADMIN), await api(Role.OWNER)
    told = problem(await apply(admin, LOCKING), 409)
    assert (told["type"], told["policies"]) == ("/problems/locked-out", ["no-writing"])
    problem(await apply(admin, LOCKING, force=True), 403)
    escalating = '@verdict("escalate") ' + LOCKING
    assert problem(await apply(admin, escalating), 409)["type"] == "/problems/locked-out"
    assert (await apply(admin, '@mode("shadow") ' + LOCKING)).status_code == 201
    assert (await apply(owner, LOCKING, force=True)).status_code == 201
    problem(await apply(owner, ""), 403)


async def test_an_escalation_that_nobody_can_answer_is_a_no(api: Api) -> None:
    admin = await api(Role.ADMIN)
    text = '@id("ask") @verdict("escalate") forbid (principal, action == Action::"key.write", resource);'
    checked = (await admin.post("/api/policies/validate", json={"text": text})).json()
    assert (checked["valid"], checked["findings"][0]["severity"]) == (True, "warning")
    await applied(admin, text)
    told = problem(await admin.post("/api/keys", json={"name": "mine", "role": "viewer"}), 403)
    assert told["policies"] == ["ask"]


async def test_a_warning_does_not_stop(api: Api) -> None:
    admin, operator = await api(Role.ADMIN), await api(Role.OPERATOR)
    await applied(admin, CLOSED.replace("forbid", '@verdict("warn") forbid'))
    assert (await command(operator, "marked")).json()["status"] != "pending_approval"


async def test_a_version_that_does_not_fit_any_more_denies_all_but_its_mending(
    api: Api, as_owner: psycopg.Connection, organization: Organization
) -> None:
    """As after an upgrade of Remit whose schema has changed."""
    admin, operator = await api(Role.ADMIN), await api(Role.OPERATOR)
    as_owner.execute(
        "insert into policy_versions (org_id, number, text, digest, set_digest, policies, author, note, created_at)"
        " values (%s, 1, %s, '', '', 1, '{}', '', now())",
        [organization.id, '@id("old") forbid (principal, action == Action::"gone.action", resource);'],
    )
    as_owner.execute(
        "insert into events (org_id, kind, ref, data, created_at) values (%s, 'policy.applied', '', '{}', now())",
        [organization.id],
    )
    for _ in range(200):
        answer = await operator.get("/api/deployments")
        if answer.status_code == 403:
            break
        await asyncio.sleep(0.02)
    assert "apply one that does" in problem(answer, 403)["detail"]
    page = (await admin.get("/api/policies")).json()
    assert (page["version"], page["own"]) == (1, 0)
    assert page["broken"]
    problem(await apply(operator, ""), 403)
    await applied(admin, CLOSED)
    assert (await operator.get("/api/deployments")).status_code == 200


async def test_the_list_is_searched_and_paged(api: Api) -> None:
    admin = await api(Role.ADMIN)
    await applied(admin, CLOSED + '@mode("shadow") ' + PAUSED)

    async def ids(**asked: Any) -> list[str]:
        return [each["id"] for each in (await admin.get("/api/policies", params=asked)).json()["items"]]

    assert await ids(origin="own") == ["closed", "no-pause"]
    assert await ids(mode="shadow") == ["no-pause"]
    assert await ids(q="CLOSED", origin="own") == ["closed"]
    assert await ids(q="\x00' or") == []
    first = (await admin.get("/api/policies", params={"limit": 15})).json()
    rest = (await admin.get("/api/policies", params={"limit": 200, "cursor": first["next"]})).json()
    assert len(first["items"]) + len(rest["items"]) == first["built_in"] + 2
    for cursor in ("x", "WyJwb2xpY2llcyIsICItMSJd", "é"):
        problem(await admin.get("/api/policies", params={"cursor": cursor}), 422)


async def test_the_schema_says_what_policies_may_name(api: Api) -> None:
    shown = (await (await api(Role.VIEWER)).get("/api/policies/schema")).json()
    actions = {each["name"]: each for each in shown["actions"]}
    assert actions["deployment.deploy"]["escalates"]
    assert actions["agent.call"]["resources"] == ["Deployment"]
    assert {each["name"] for each in shown["context"]} >= {"labels", "direction", "taint", "tool", "egress"}
    assert all(each["description"] for each in [*shown["context"], *shown["principal"]])
    assert "caller" in shown["roles"]


@pytest.mark.parametrize(("title", "text"), EXAMPLES)
async def test_every_example_can_be_applied_as_it_is(api: Api, title: str, text: str) -> None:
    assert title
    client = await api(Role.ADMIN)
    checked = (await client.post("/api/policies/validate", json={"text": text})).json()
    assert checked["findings"] == []
    await applied(client, text)


async def test_what_was_read_earlier_never_replaces_what_was_read_later(
    api: Api, database: Database, actor: Acting
) -> None:
    """A memory that has not heard of the change yet, as for a moment after a commit."""
    admin, operator = await api(Role.ADMIN), await actor(Role.OPERATOR)
    resource = Resource("deployment", "x", "dev")
    for text, verdict in ((PAUSED, "deny"), ("", "allow"), (PAUSED, "deny")):
        await applied(admin, text)
        assert (await admin.get("/api/policies")).status_code == 200
        await governance.ready(database, operator.org_id)
        assert governance.decide(operator, "deployment.pause", resource).verdict == verdict


async def test_many_who_ask_while_policies_are_applied_are_all_answered(api: Api) -> None:
    admin, operator = await api(Role.ADMIN), await api(Role.OPERATOR)

    async def ask() -> set[int]:
        return {(await operator.get("/api/deployments")).status_code for _ in range(15)}

    async def change() -> None:
        for at in range(6):
            await applied(admin, PAUSED if at % 2 == 0 else "")

    *seen, _ = await asyncio.gather(*(ask() for _ in range(6)), change())
    assert set().union(*(each for each in seen if each)) == {200}
