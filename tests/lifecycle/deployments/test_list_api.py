"""The list of deployments: filtered, sorted, paged, each row with how it does and what may be done with it."""

import base64
import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb
from tests.fixtures.journey import problem
from tests.fixtures.server import Api

from remit.controls.tenancy import Organization, Role
from remit.kit.clock import now
from remit.kit.ids import new_id
from remit.lifecycle.deployments import DEPLOYMENT

SORTS = ("created", "updated", "name", "environment", "status", "calls_per_minute", "cost_today")
PLAN: dict[str, Any] = {
    "intent": {}, "assumptions": [], "not_understood": [], "evidence": [], "checks": [], "sizing": {},
    "rationale": "", "cost": {
        "estimated_usd_per_hour": "1.50", "peak_usd_per_hour": "3.00", "price_as_of": None,
        "price_source": None, "price_confidence": None,
    },
}  # fmt: skip
BY = {"kind": "member", "id": "mem_x", "name": "Somebody", "role": "operator"}


class Shelf:
    """Writes deployments and calls as they would be after some time."""

    def __init__(self, connection: psycopg.Connection, organization: Organization) -> None:
        self._connection, self._org = connection, organization.id

    def put(self, name: str, **more: Any) -> str:
        id, moment = new_id(), now()
        plan = {**PLAN, "artifact": {
            "model_name": "m", "endpoint_name": f"{name}-end", "instance_type": "ml.g6.xlarge",
            "instance_count": 1, "rollback_alarms": [], "budget_usd_per_hour": None,
        }}  # fmt: skip
        row = {
            "org_id": self._org, "id": id, "name": name, "environment": "staging", "kind": "model",
            "host": "sagemaker", "dry_run": False, "status": "deployed", "command": f"deploy {name}",
            "plan": Jsonb(plan), "revision": 1, "requested_by": Jsonb(BY), "created_at": moment,
            "updated_at": moment, **more,
        }  # fmt: skip
        columns, places = ", ".join(row), ", ".join(f"%({column})s" for column in row)
        self._connection.execute(f"insert into deployments ({columns}) values ({places})", row)
        return DEPLOYMENT.show(id)

    def call(self, plan_id: str, *, outcome: str = "answered", cost: str = "0.25") -> None:
        self._connection.execute(
            "insert into usage (org_id, id, subject, actor, model, provider, input_tokens, output_tokens, cost_usd,"
            " outcome, duration_ms, request_id, created_at)"
            " values (%s, %s, %s, 'a', 'm', 'p', 1, 1, %s, %s, 10, 'r', %s)",
            (self._org, new_id(), f"deployment:{plan_id}", Decimal(cost), outcome, now()),
        )


@pytest.fixture
def shelf(as_owner: psycopg.Connection, organization: Organization) -> Shelf:
    return Shelf(as_owner, organization)


async def _names(client: httpx.AsyncClient, **params: Any) -> list[str]:
    answer = await client.get("/api/deployments", params=params)
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()["deployments"]]


async def test_filters_narrow_and_are_counted(api: Api, shelf: Shelf) -> None:
    client = await api(Role.VIEWER)
    shelf.put("alpha", status="failed")
    shelf.put("beta", status="paused", environment="prod")
    shelf.put("gamma", host="local", kind="agent")
    shelf.put("plan", status="planned")
    shelf.put("gone", status="deleted")
    assert await _names(client) == ["gamma", "beta", "alpha"]
    assert await _names(client, status=["failed", "paused"]) == ["beta", "alpha"]
    assert await _names(client, status="planned") == ["plan"]
    assert await _names(client, status="deleted") == []
    assert await _names(client, environment="prod") == ["beta"]
    assert await _names(client, host="local") == ["gamma"]
    assert await _names(client, kind="agent", host="sagemaker") == []
    told = (await client.get("/api/deployments", params={"limit": 1, "status": ["failed", "paused"]})).json()
    assert (told["count"], told["total"]) == (1, 2)


async def test_words_are_looked_for_as_they_stand(api: Api, shelf: Shelf) -> None:
    client = await api(Role.VIEWER)
    shelf.put("Chat-Bot", command="deploy 100% of it")
    shelf.put("other", command="deploy under_score \\ back")
    shelf.put("عربي", command="deploy 😀")
    assert await _names(client, q="chat-bot-END") == ["Chat-Bot"]
    assert await _names(client, q="100%") == ["Chat-Bot"]
    assert await _names(client, q="%") == ["Chat-Bot"]
    assert await _names(client, q="_") == ["other"]
    assert await _names(client, q="\\") == ["other"]
    assert await _names(client, q="😀") == ["عربي"]
    assert await _names(client, q="' or 1=1 --") == []
    assert len(await _names(client, q="")) == 3


@pytest.mark.parametrize("column", SORTS)
@pytest.mark.parametrize("direction", ["", "-"])
async def test_every_order_is_paged_without_gap_or_repeat(
    api: Api, shelf: Shelf, column: str, direction: str
) -> None:
    client = await api(Role.VIEWER)
    for n in range(7):
        plan_id = shelf.put(
            f"bot-{n * 5 % 7}",
            environment=("dev", "staging", "prod")[n % 3],
            status=("deployed", "failed")[n % 2],
            metered_since=now(),
            usd_per_hour=Decimal(n % 3),
        )
        for _ in range(n % 3):
            shelf.call(plan_id)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        asked: dict[str, Any] = {
            "sort": f"{direction}{column}",
            "limit": 2,
            **({"cursor": cursor} if cursor else {}),
        }
        page = (await client.get("/api/deployments", params=asked)).json()
        assert page["total"] == 7
        seen += [row["plan_id"] for row in page["deployments"]]
        if (cursor := page["next"]) is None:
            break
    assert (len(seen), len(set(seen))) == (7, 7)
    other = "created" if direction else "-created"
    whole = await _names(client, sort=f"{direction}{column}", limit=100)
    back = await _names(client, sort=f"{'' if direction else '-'}{column}", limit=100)
    assert whole == back[::-1]
    first = (await client.get("/api/deployments", params={"sort": f"{direction}{column}", "limit": 2})).json()
    if f"{direction}{column}" != other:
        told = problem(
            await client.get("/api/deployments", params={"sort": other, "cursor": first["next"]}), 422
        )
        assert "another order" in told["detail"]


def _forged(*facts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(facts).encode()).decode()


ID, MOMENT = "0" * 32, "2026-11-21T00:00:00+00:00"


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [
        ("-created", "x"), ("-created", "é"), ("-created", _forged()), ("-created", _forged("-created")),
        ("-created", _forged("-created", None, ID, MOMENT)), ("-created", _forged("-created", "x", ID, MOMENT)),
        ("-created", _forged("-created", "2026-11-21T00:00:00", ID, MOMENT)),
        ("-created", _forged("-created", MOMENT, "x", MOMENT)), ("-created", _forged("-created", MOMENT, ID, "x")),
        ("name", _forged("name", "a\x00b", ID, MOMENT)), ("name", _forged("name", "\ud800", ID, MOMENT)),
        ("name", _forged("name", {"a": 1}, ID, MOMENT)), ("cost_today", _forged("cost_today", "NaN", ID, MOMENT)),
        ("cost_today", _forged("cost_today", "1e999999999", ID, MOMENT)),
        ("calls_per_minute", _forged("calls_per_minute", "9" * 200, ID, MOMENT)),
        ("cost_today", _forged("cost_today", "1", ID, "0001-01-01T00:00:00+00:00")),
        ("cost_today", _forged("cost_today", "1", ID, "9999-12-31T23:59:59-14:00")),
        ("-created", _forged("-created", "0001-01-01T00:00:00+14:00", ID, MOMENT)),
    ],
)  # fmt: skip
async def test_cursors_that_are_none_of_ours(api: Api, shelf: Shelf, sort: str, cursor: str) -> None:
    client = await api(Role.VIEWER)
    shelf.put("bot")
    answer = await client.get("/api/deployments", params={"sort": sort, "cursor": cursor})
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        problem(answer, 422)


@pytest.mark.parametrize(
    "query",
    ["sort=", "sort=price", "sort=--created", "status=flying", "host=" + "x" * 61, "q=" + "x" * 201,
     "environment=The+Moon", "kind=cat"],
)  # fmt: skip
async def test_questions_that_make_no_sense(api: Api, query: str) -> None:
    client = await api(Role.VIEWER)
    problem(await client.get(f"/api/deployments?{query}"), 422)
    answer = await client.get(f"/api/deployments?q={quote(chr(0))}&host=%00")
    assert answer.status_code in (200, 422)


async def test_a_row_says_what_it_does_and_costs_today(api: Api, shelf: Shelf) -> None:
    client = await api(Role.OPERATOR)
    agent = shelf.put("agent", kind="agent", host="local")
    for outcome in ("answered", "answered", "failed", "failed", "refused"):
        shelf.call(agent, outcome=outcome, cost="0" if outcome == "refused" else "0.25")
    shelf.put("paid", metered_on=now().date(), metered_usd=Decimal(3))
    shelf.put("rehearsed", dry_run=True, metered_on=now().date(), metered_usd=Decimal(3))
    rows = {row["name"]: row for row in (await client.get("/api/deployments")).json()["deployments"]}
    row = rows["agent"]
    assert (row["calls_today"], row["error_rate_today"], row["calls_per_minute"]) == (4, 0.5, 0.8)
    assert (row["cost_today_usd"], row["trust"]) == (1.0, None)
    assert (rows["paid"]["cost_today_usd"], rows["paid"]["dry_run_cost_today_usd"]) == (3.0, 0.0)
    assert (rows["rehearsed"]["cost_today_usd"], rows["rehearsed"]["dry_run_cost_today_usd"]) == (0.0, 3.0)
    assert rows["rehearsed"]["health"]["state"] == "unknown"
    by_cost = await _names(client, sort="-cost_today")
    assert by_cost == ["paid", "agent", "rehearsed"]


async def test_another_organisation_sees_nothing_of_it(api: Api, shelf: Shelf, found: Any) -> None:
    shelf.put("bot")
    stranger = await api(Role.OWNER, await found())
    told = (await stranger.get("/api/deployments", params={"sort": "-cost_today"})).json()
    assert told == {"deployments": [], "count": 0, "next": None, "total": 0}
