"""What nobody decides in time ends by itself, once, and frees what waited for it."""

import asyncio

import psycopg
from tests.fixtures.journey import deploy, entries, problem, until
from tests.fixtures.server import Api, Served

from remit.controls.approvals import Changes, expire_due
from remit.controls.tenancy import Organization, Role
from remit.kit.database import Database


async def test_what_is_due_ends_and_its_name_is_free(
    api: Api, served: Served, database: Database, as_owner: psycopg.Connection, organization: Organization
) -> None:
    asking, approving = await api(Role.OPERATOR), await api(Role.APPROVER)
    plan_id = await deploy(asking, "late", env="prod")
    kept = await deploy(asking, "in-time", env="prod")
    as_owner.execute("select set_config('remit.org', %s, false)", (str(organization.id),))
    as_owner.execute(
        "update proposals set expires_at = now() - interval '1 minute' where org_id = %s and title like '%%late%%'",
        (organization.id,),
    )
    (shown,) = [
        p for p in (await asking.get("/api/proposals?status=all")).json()["items"] if "late" in p["title"]
    ]
    assert (shown["status"], shown["may_decide"]["allowed"]) == ("expired", False)
    assert len((await asking.get("/api/proposals")).json()["items"]) == 1
    changes: Changes = served.app.state.changes
    await asyncio.gather(*(expire_due(database, changes) for _ in range(3)))
    ended = await until(asking, plan_id, "rejected")
    assert ended["status_reason"] == "Expired: Nobody decided in time."
    types = [entry["type"] for entry in await entries(asking, plan_id)]
    assert types.count("change.expired") == 1
    (past,) = (await asking.get("/api/proposals?status=decided")).json()["items"]
    assert (past["status"], past["ended"]) == ("expired", "This has expired: nobody decided in time.")
    body = {"decision": "approved", "reason": "late", "digest": "x"}
    assert (
        "expired"
        in problem(await approving.post(f"/api/proposals/{past['id']}/decision", json=body), 409)["detail"]
    )
    assert await deploy(asking, "late", env="prod") != plan_id
    assert (await asking.get(f"/api/deployments/{kept}")).json()["status"] == "pending_approval"
