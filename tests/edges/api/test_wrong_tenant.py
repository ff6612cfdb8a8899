"""Every route of the OpenAPI document, with another organisation's ids, and without a key."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from tests.fixtures.journey import HELLO, activated, deploy, problem, running
from tests.fixtures.people import another, key_of
from tests.fixtures.server import Api, Served
from tests.server import NO_TLS

from remit.controls.tenancy import Organization, Role
from remit.edges.api import routes
from remit.kit.database import Database
from remit.kit.secret_key import SecretKey
from remit.lifecycle.deployments.environments import AT_ONCE

DOCUMENT = routes().openapi()
OPEN = {
    ("post", "/api/sessions"),
    ("get", "/api/sign-in-options"),
    ("get", "/api/oidc/start"),
    ("get", "/api/oidc/callback"),
    ("get", "/api/invitations/{invitation}"),
    ("post", "/api/invitations/{invitation}/accept"),
    ("get", "/api/decision-links/{token}"),
    ("post", "/api/decision-links/{token}/decision"),
    ("get", "/health/live"),
    ("get", "/health/ready"),
    ("get", "/metrics"),
}
BODIES: dict[str, dict[str, Any]] = {
    "/api/deployments/{plan_id}/scaling": {"fewest": 1, "most": 1},
    **{
        f"/api/violations/{{violation_id}}/{verb}": {"version": 1, "note": "Seen"}
        for verb in ("acknowledge", "resolve", "false-positive", "reopen")
    },
    "/api/agent/command": {"command": "deploy llama-3.1 8B for bot"},
    "/api/deployments": {"agent": "theirs", "env": "dev"},
    "/api/agents": {"source": HELLO.format(slug="mine")},
    "/api/members/{member_id}": {"role": "viewer"},
    "/api/invitations/{invitation}/accept": {"name": "Mine", "password": "a long enough one"},
    "/api/deployed-agents/{deployment_id}/chat": {"message": "hello"},
    "/api/deployed-agents/{deployment_id}/heartbeat": {"status": "ok"},
    "/api/deployed-agents/{deployment_id}/decide": {
        "questions": [{"action": "text.pass", "direction": "input", "text": "hello"}]
    },
    "/api/deployed-agents/{deployment_id}/usage": {"calls": [{"id": "mine"}]},
    "/api/deployed-agents/{deployment_id}/violations": {"violations": [{"id": "mine", "rule": "mine"}]},
    "/api/external-agents": {"name": "mine"},
    "/api/deployed-agents/{deployment_id}/invoke": {"input": {}},
    "/api/agents/{slug}/dry-run": {},
    "/api/admin/agents/{id}": {"changes": {"name": "mine"}},
    "/api/deployments/{plan_id}/scale": {"instance_count": 2},
    "/api/deployments/{plan_id}/roll_back": {"revision": 1},
    "/api/deployments/{plan_id}/keys": {"name": "mine"},
    "/api/deployments/{plan_id}/keys/{key_id}/rotate": {},
    "/api/proposals/{proposal_id}/decision": {"decision": "approved", "reason": "mine now", "digest": "x"},
    "/api/decision-links/{token}/decision": {"decision": "approved", "reason": "mine now", "digest": "x"},
    "/api/proposals/{proposal_id}/withdraw": {},
    "/api/proposals/{proposal_id}/break-glass": {"reason": "mine at once", "digest": "x"},
    "/api/proposals/{proposal_id}/review": {"words": "mine was right"},
    "/api/runs/{run_id}/cancel": {"reason": "mine now"},
    "/api/aliases/{name}": {"deployment": "dep_" + "0" * 26},
    "/api/datasets/{slug}": {"description": "mine"},
    "/api/datasets/{slug}/versions": {},
    "/api/connections": {"slug": "mine", "kind": "openai", "secret": "sk-x"},
    "/api/connections/{connection_id}": {"version": 1},
    "/api/environments/{name}": {
        "title": "Mine",
        "strategy": AT_ONCE.model_dump(mode="json"),
        "hosts": [],
        "version": 0,
    },
    "/api/rollouts/{rollout_id}/act": {"action": "abort"},
    "/api/deployments/{plan_id}/promote": {},
}
# A name in the address that is given to something new.
NAMED_ANEW = {("put", "/api/approval-rules/{slug}")}
QUERIES: dict[str, dict[str, Any]] = {
    "/api/deployments/{plan_id}/revisions/diff": {"before": 1, "after": 1},
    "/api/evaluations/{id}/compare": {"before": "x"},
}


class Ids(dict[str, str]):
    """Ids by the name of their parameter; what is not named is an id that nothing has."""

    def __missing__(self, name: str) -> str:
        return "1" if name == "number" else "x"


def operations() -> Iterator[tuple[str, str, list[str]]]:
    """Yield (method, path, names of its path parameters); `/v1` has errors and tests of its own."""
    for path, item in DOCUMENT["paths"].items():
        if path.startswith("/v1/"):
            continue
        for method, operation in item.items():
            names = [p["name"] for p in operation.get("parameters", []) if p["in"] == "path"]
            yield method, path, names


EVERY = list(operations())
WITH_ID = [(method, path) for method, path, names in EVERY if names and (method, path) not in NAMED_ANEW]


async def test_every_route_wants_a_key(api: Api) -> None:
    client = await api(None)
    closed = [(m, p) for m, p, _ in EVERY if (m, p) not in OPEN]
    assert len(closed) > 20
    for method, path in closed:
        url = path.format_map(Ids())
        told = problem(await client.request(method, url, json=BODIES.get(path)), 401)
        assert told["type"] == "/problems/unauthenticated", path


@pytest.fixture(scope="module")
async def theirs(served: Served, database: Database, secret_key: SecretKey) -> AsyncIterator[dict[str, Any]]:
    """Make one of everything in another organisation, which all tests here leave as it is."""
    other = await another(database)
    headers = {"authorization": f"Bearer {await key_of(database, secret_key, other, Role.ADMIN)}"}
    async with httpx.AsyncClient(
        base_url=served.url, headers=headers, timeout=20, trust_env=False, verify=NO_TLS
    ) as admin:
        yield {"organization": other, **await one_of_everything(admin)}


async def one_of_everything(admin: httpx.AsyncClient) -> dict[str, str]:
    """Make a model, one that waits for an approval, and an agent; return their ids."""
    model = await running(admin, "their-bot")
    waiting = await deploy(admin, "their-bot", env="prod")
    assert (await admin.post("/api/agents", json={"source": HELLO.format(slug="theirs")})).status_code == 201
    approval = (await admin.get("/approvals")).json()["approvals"][0]["approval_id"]
    return {
        "model": model,
        "waiting": waiting,
        "approval": approval,
        "agent": "theirs",
        "member": (await admin.get("/api/members")).json()["items"][0]["id"],
    }


@pytest.mark.parametrize(("method", "path"), WITH_ID)
async def test_the_ids_of_others_do_not_exist(
    api: Api, theirs: dict[str, Any], method: str, path: str
) -> None:
    mine, owner_there = await api(Role.OWNER), await api(Role.OWNER, theirs["organization"])
    for id in (theirs["model"], theirs["waiting"]):
        named = {"plan_id": id, "deployment_id": id, "connection_id": id, "member_id": theirs["member"]}
        url = path.format_map(Ids(**named, slug="theirs"))
        body = BODIES.get(path)
        answer = await mine.request(method, url, json=body, params=QUERIES.get(path))
        problem(answer, 404)
        for shown in ("their-bot", "Welcomes"):
            assert shown not in answer.text
    kept = await owner_there.get(f"/api/deployments/{theirs['model']}")
    assert kept.json()["status"] == "deployed"


async def test_ids_in_bodies_and_queries_do_not_exist_either(api: Api, theirs: dict[str, Any]) -> None:
    mine = await api(Role.OWNER)
    for id in (theirs["waiting"], theirs["approval"]):
        body = {"plan_id": id, "decision": "approved", "reason": "mine now"}
        problem(await mine.post("/approve", json=body), 404)
    problem(await mine.post("/api/deployments", json={"agent": "theirs"}), 404)
    subject = {"subject": f"deployment:{theirs['model']}"}
    assert (await mine.get("/api/audit/entries", params=subject)).json()["items"] == []


async def test_lists_and_figures_hold_nothing_of_others(api: Api, theirs: dict[str, Any]) -> None:
    mine = await api(Role.OWNER)
    lists = [path for method, path, names in EVERY if method == "get" and not names and path.startswith("/a")]
    unread = {"/api/events", "/api/deployed-agents", "/api/oidc/start", "/api/oidc/callback"}
    unread.add("/api/agents/templates")  # they are nobody's, and one of them welcomes people too
    read = [path for path in lists if path not in unread]
    assert len(read) > 8
    for path in read:
        answer = await mine.get(path)
        assert answer.status_code == 200, path
        for trace in (theirs["model"], theirs["waiting"], theirs["approval"], "their-bot", "Welcomes"):
            assert trace not in answer.text, path


async def test_a_key_of_a_deployment_opens_nothing_else(
    api: Api, organization: Organization, theirs: dict[str, Any]
) -> None:
    admin = await api(Role.ADMIN)
    key = await deployed_agent_key(admin, "mine")
    caller = await api(None)
    caller.headers["authorization"] = f"Bearer {key}"
    for method, path, _ in EVERY:
        if (method, path) in OPEN or path.startswith(("/api/deployed-agents", "/api/runs/")):
            continue
        url = path.format_map(Ids(plan_id=theirs["model"], slug="mine"))
        problem(await caller.request(method, url, json=BODIES.get(path)), 403)
    problem(await caller.get("/api/runs/run_" + "0" * 26), 404)
    for id in (theirs["model"], "dep_" + "0" * 26):
        for method, path in WITH_ID:
            if path.startswith("/api/deployed-agents"):
                answer = await caller.request(method, path.format(deployment_id=id), json=BODIES.get(path))
                assert answer.status_code in (403, 404), answer.text


async def deployed_agent_key(client: httpx.AsyncClient, slug: str) -> str:
    """Make and deploy an agent; return its deployment's key."""
    made = await client.post("/api/agents", json={"source": HELLO.format(slug=slug)})
    assert made.status_code in (200, 201), made.text
    await activated(client, slug)
    answer = await client.post("/api/deployments", json={"agent": slug, "env": "dev"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["key"])
