"""How building agents goes, in figures; and that somebody is told when too many checks fail."""

from tests.fixtures.server import Api, Served

from remit.controls.tenancy import Organization, Role

GOOD = "name: {}\ninstructions: x\nremit: {{type: context, description: y, budget_usd_per_hour: 1}}\n"


async def test_what_is_built_is_counted_and_failures_are_told(
    api: Api, served: Served, organization: Organization
) -> None:
    admin = await api(Role.ADMIN)
    empty = (await admin.get("/api/insights/building?days=7")).json()
    assert (empty["made"], empty["activation_rate"], empty["validations"]["p95_ms"]) == (0, None, None)
    assert len(empty["days"]) == 8
    for name in ("one", "two"):
        made = await admin.post("/api/agents", json={"source": GOOD.format(name), "promote": False})
        assert made.status_code == 201, made.text
    await admin.post("/api/agents/one/versions/1/promote")
    for place in range(22):
        text = "name: x\n" if place % 3 else GOOD.format("x")
        assert (await admin.post("/api/agents/validate", json={"source": text})).status_code == 200
    found = (await admin.get("/api/insights/building")).json()
    assert (found["made"], found["promotions"]["asked"], found["days"][-1]["made"]) == (2, 1, 2)
    checks = found["validations"]
    assert (checks["count"], checks["failed"]) == (22, 14)
    assert 0 < checks["p50_ms"] <= checks["p95_ms"] <= checks["p99_ms"]
    told = [
        each
        for each in (await admin.get("/api/insights/attention")).json()["items"]
        if each["kind"] == "validations"
    ]
    assert [(each["severity"], each["target"]["kind"]) for each in told] == [("warning", "building")]
    figures = (await admin.get("/metrics")).text
    assert 'remit_agent_checks_total{outcome="failed"}' in figures
    assert "remit_agent_check_seconds_bucket{le=" in figures
    assert (await admin.get("/api/insights/building?days=31")).status_code == 422
    assert (await (await api(None)).get("/api/insights/building")).status_code == 401
