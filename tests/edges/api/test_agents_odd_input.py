"""Odd addresses and searches of agents: refused in words, never a fault of the server."""

from tests.fixtures.journey import HELLO, problem
from tests.fixtures.server import Api

from remit.controls.tenancy import Role


async def test_odd_words_numbers_and_slugs_are_refused(api: Api) -> None:
    client = await api(Role.BUILDER)
    body = {"source": HELLO.format(slug="odd"), "promote": False}
    assert (await client.post("/api/agents", json=body)).status_code == 201
    problem(await client.get("/api/agents", params={"q": "a\x00b"}), 422)
    for path in ("%00", "%00/versions", "ODD", "a" * 3_000, "odd/versions/-1", f"odd/versions/{10**40}"):
        problem(await client.get(f"/api/agents/{path}"), 404)
    for number in (0, -1, 10**40):
        asked = {"version": number}
        problem(await client.get("/api/agents/odd/promotion-requirements", params=asked), 404)
        problem(await client.post(f"/api/agents/odd/versions/{number}/promote"), 404)
    problem(await client.get("/api/agents/odd/promotion-requirements", params={"version": "one"}), 422)


async def test_a_slug_of_remits_own_addresses_is_refused(api: Api) -> None:
    client = await api(Role.BUILDER)
    for slug in ("schema", "templates", "validate", "new"):
        told = problem(await client.post("/api/agents", json={"source": HELLO.format(slug=slug)}), 422)
        assert told["errors"][0]["code"] == "reserved-name"
