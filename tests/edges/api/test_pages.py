"""A path that both the interface and the web application have: who asks for HTML gets the page."""

from tests.fixtures.journey import problem
from tests.fixtures.server import Api

from remit.controls.tenancy import Role


async def test_a_browser_gets_the_page_and_a_client_the_list(api: Api) -> None:
    client, nobody = await api(Role.VIEWER), await api(None)
    listed = await client.get("/approvals")
    assert listed.json() == {"approvals": []}
    assert "accept" in listed.headers["vary"].lower()
    for accept in ("text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"):
        page = await nobody.get("/approvals", headers={"accept": accept})
        assert page.headers["content-type"].startswith("text/html")
        assert "accept" in page.headers["vary"].lower()
    for accept in ("application/json", "*/*", ""):
        problem(await nobody.get("/approvals", headers={"accept": accept}), 401)
    problem(await nobody.get("/api/nothing", headers={"accept": "text/html"}), 404)
