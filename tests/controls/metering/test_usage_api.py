"""What was used, over HTTP: added up, listed, found and shown; by whom it may be seen."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.fixtures.journey import problem
from tests.fixtures.server import Api

from remit.controls import metering, tenancy
from remit.controls.tenancy import KEY, MEMBER, Organization, Role
from remit.kit.clock import now
from remit.kit.database import Database
from remit.kit.ids import new_id

DESK = "deployment:dep_01m7zjef5gebgs2p1tne4vj3qk"


async def write(
    database: Database, organization: Organization, *used: metering.Used, **at: timedelta
) -> None:
    async with database.transaction(organization.id) as session:
        actor = tenancy.system(organization.id)
        ago = at.get("ago", timedelta())
        times = {each.id: now() - ago for each in used}
        await metering.record_calls(session, [(actor, each) for each in used], times)


def used(**facts: Any) -> metering.Used:
    usual = {
        "subject": DESK,
        "outcome": "answered",
        "request_id": "req-1",
        "duration_ms": 10.0,
        "provider": "openai",
    }
    return metering.Used(id=new_id(), **{**usual, **facts})


async def test_calls_are_added_up_by_what_they_have_in_common(
    api: Api, database: Database, organization: Organization
) -> None:
    viewer = await api(Role.VIEWER)
    dear = {"model": "gpt-5", "cost_usd": Decimal("0.25"), "price_as_of": date(2026, 9, 28)}
    counted = {"input_tokens": 100, "cached_tokens": 60, "output_tokens": 30, "reasoning_tokens": 20}
    await write(
        database,
        organization,
        used(**dear, **counted, duration_ms=100.0, first_token_ms=40.0),
        used(**dear, **counted, duration_ms=300.0, first_token_ms=60.0),
        used(model="own", provider="local", subject="deployment:dep_01m7zjef5gebgs2p1tne4vj3qm"),
        used(outcome="failed", model="gpt-5", error="model-unavailable", duration_ms=9000.0),
        used(outcome="refused", provider="", error="policy-denied"),
    )
    await write(database, organization, used(**dear), ago=timedelta(days=3))
    told = (await viewer.get("/api/usage", params={"window": "24h"})).json()
    assert (told["bucket"], len(told["points"]), told["groups"]) == ("hour", 24, 3)
    total = told["total"]
    assert (total["calls"], total["errors"], total["refused"], total["unpriced"]) == (4, 1, 1, 2)
    assert (total["input_tokens"], total["cached_tokens"]) == (200, 120)
    assert (total["output_tokens"], total["reasoning_tokens"]) == (60, 40)
    first, second, third = told["items"]
    assert (first["id"], first["provider"], first["cost_usd"], first["calls"]) == ("gpt-5", "openai", 0.5, 3)
    assert (first["p50_ms"], first["first_token_p50_ms"]) == pytest.approx((200.0, 50.0), rel=0.02)
    assert (second["id"], second["provider"], second["unpriced"]) == ("own", "local", 1)
    assert (third["id"], third["calls"], third["refused"]) == ("", 0, 1)
    assert sum(point["cost_usd"] for point in told["points"]) == 0.5
    week = (await viewer.get("/api/usage", params={"by": "subject"})).json()
    assert next((each["id"], each["cost_usd"]) for each in week["items"]) == (DESK, 0.75)
    for by in ("provider", "agent", "key", "actor"):
        assert (await viewer.get("/api/usage", params={"by": by, "window": "30d"})).json()["total"][
            "calls"
        ] == 5


async def test_a_call_is_found_by_any_of_its_ids_and_shown_whole(
    api: Api, database: Database, organization: Organization
) -> None:
    owner = await api(Role.OWNER)
    call = used(
        model="gpt-5",
        request_id="req-of-mine",
        cost_usd=Decimal("0.000012"),
        price_as_of=date(2026, 9, 28),
        cached_tokens=3,
        key=KEY.ref(new_id()),
        fallback_from="openai:gpt-6",
        tool_uses=2,
    )
    await write(database, organization, call, used(), used(outcome="failed", error="provider-failed"))
    shown = metering.CALL.show(call.id)
    for asked in ({"request_id": "req-of-mine"}, {"model": "gpt-5"}, {"key": call.key}, {"q": "of-mine"}):
        found = (await owner.get("/api/usage/calls", params=asked)).json()["items"]
        assert [each["id"] for each in found] == [shown], asked
    one = (await owner.get(f"/api/usage/calls/{shown}")).json()
    assert one == found[0]
    assert (one["price_as_of"], one["cost_usd"], one["cached_tokens"]) == ("2026-09-28", 0.000012, 3)
    assert (one["fallback_from"], one["tool_uses"], one["key"]["ref"]) == ("openai:gpt-6", 2, call.key)
    assert (one["subject"], one["agent"]) == ({"ref": DESK, "name": None}, None)
    failed = (await owner.get("/api/usage/calls", params={"outcome": "failed", "subject": DESK})).json()
    assert [each["error"] for each in failed["items"]] == ["provider-failed"]
    later = {"since": (now() + timedelta(minutes=1)).isoformat()}
    assert (await owner.get("/api/usage/calls", params=later)).json() == {"items": [], "next": None}


async def test_pages_follow_each_other_and_callers_have_names(
    api: Api, database: Database, organization: Organization
) -> None:
    owner = await api(Role.OWNER)
    async with database.transaction(organization.id) as session:
        member = await tenancy.member_by_email(session, "owner@example.org")
        actor = tenancy.member_actor(member)
        await metering.record_calls(session, [(actor, used()) for _ in range(5)])
    seen: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"limit": 2}
    for _ in range(3):
        page = (await owner.get("/api/usage/calls", params=asked)).json()
        seen += page["items"]
        asked["cursor"] = page["next"]
    assert (len({each["id"] for each in seen}), page["next"]) == (5, None)
    assert {each["caller"]["ref"] for each in seen} == {MEMBER.ref(member.id)}
    assert member.name in seen[0]["caller"]["name"]


async def test_what_is_no_call_or_no_question_is_told(api: Api) -> None:
    owner, caller, nobody = await api(Role.OWNER), await api(Role.CALLER), await api(None)
    problem(await owner.get(f"/api/usage/calls/{metering.CALL.show(new_id())}"), 404)
    problem(await owner.get("/api/usage/calls/call_nonsense"), 404)
    for wrong in ({"window": "1y"}, {"by": "mood"}):
        problem(await owner.get("/api/usage", params=wrong), 422)
    for wrong in ({"outcome": "lost"}, {"since": "yesterday"}, {"limit": "0"}, {"q": "x" * 201}):
        problem(await owner.get("/api/usage/calls", params=wrong), 422)
    problem(await owner.get("/api/usage/calls", params={"cursor": "!"}), 422)
    assert (await owner.get("/api/usage/calls", params={"q": "\0", "model": "a\0b"})).status_code in (
        200,
        422,
    )
    for path in ("/api/usage", "/api/usage/calls"):
        problem(await caller.get(path), 403)
        problem(await nobody.get(path), 401)
