"""Notifications over HTTP and as they arrive: webhooks signed by the standard, chats, mail to those concerned."""

from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from tests.engines.tools.places import Recorder, answered
from tests.engines.tools.test_mail_toolbox import Post, post
from tests.fixtures.browsers import SignedIn
from tests.fixtures.colleagues import Person
from tests.fixtures.journey import deploy, problem, until
from tests.fixtures.people import Found
from tests.fixtures.server import Api
from tests.stubs.openai_server import serving
from tests.stubs.waiting import until as eventually

from remit.controls.tenancy import Role

PATH = "/api/notifications"
MOVES = ["deployment.succeeded", "deployment.failed"]


@pytest.fixture
def receiver() -> Recorder:
    return Recorder([answered(204)])


@pytest.fixture
def url(receiver: Recorder) -> Iterator[str]:
    with serving(receiver) as address:
        yield address


async def added(client: httpx.AsyncClient, **members: Any) -> dict[str, Any]:
    body = {"name": "To us", "channel": "webhook", "kinds": MOVES, **members}
    answer = await client.post(PATH, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def messages(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(f"{PATH}/messages", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def connected(client: httpx.AsyncClient, kind: str, setup: dict[str, Any], secret: str) -> str:
    body = {"slug": kind, "kind": kind, "setup": setup, **({"secret": secret} if secret else {})}
    answer = await client.post("/api/connections", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def mailing(client: httpx.AsyncClient, port: int, **members: Any) -> dict[str, Any]:
    setup = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "remit@example.com"}
    connection = await connected(client, "smtp", setup, "")
    return await added(client, channel="mail", connection_id=connection, **members)


async def _settled(client: httpx.AsyncClient) -> bool:
    return all(each["state"] == "delivered" for each in await messages(client))


async def test_a_webhook_gets_news_that_the_official_library_believes(
    api: Api, receiver: Recorder, url: str
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, url=f"{url}/hooks")
    secret = made["secret"]
    assert secret.startswith("whsec_")
    plan_id = await deploy(client, "told")
    await until(client, plan_id, "deployed")
    await eventually(lambda: receiver.asked)
    first = receiver.asked[0]
    said = Webhook(secret).verify(first.body, first.headers)
    assert (said["type"], said["data"]["object"]["to"]) == ("deployment.succeeded", "deployed")
    assert said["data"]["url"].endswith(f"/deployments/{plan_id}")
    assert said["data"]["title"].startswith("Deployed: ")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(first.body + b" ", first.headers)
    await eventually(lambda: _settled(client))
    (told,) = await messages(client)
    assert (told["attempts"], told["status"], told["id"]) == (1, 204, first.headers["webhook-id"])
    # For a day both secrets sign, so that nothing is lost while the receiver takes the new one over.
    turned = (await client.post(f"{PATH}/{made['id']}/secret")).json()
    again = await client.post(f"{PATH}/messages/{told['id']}/redeliver")
    assert again.json()["state"] == "waiting"
    await eventually(lambda: len(receiver.asked) == 2)
    second = receiver.asked[1]
    for holds in (secret, turned["secret"]):
        assert Webhook(holds).verify(second.body, second.headers) == said
    assert second.headers["webhook-id"] == first.headers["webhook-id"]
    tested = (await client.post(f"{PATH}/{made['id']}/test")).json()
    assert (tested["ok"], tested["status"]) == (True, 204)
    assert (
        Webhook(turned["secret"]).verify(receiver.asked[2].body, receiver.asked[2].headers)["type"] == "test"
    )
    log = (await client.get("/api/audit/entries", params={"limit": 200})).text
    seen = (await client.get(f"{PATH}/{made['id']}")).text + log + str(await messages(client))
    assert "whsec_" not in seen


async def test_what_cannot_be_is_refused_and_nobody_elses_is_there(api: Api, found: Found, url: str) -> None:
    client = await api(Role.ADMIN)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"url": "http://169.254.169.254/latest"}, "169.254.169.254"),
        ({"url": "http://10.0.0.1/"}, "10.0.0.1"),
        ({"url": "file:///etc/passwd"}, "address"),
        ({}, "url"),
        ({"channel": "slack"}, "connection_id"),
        ({"channel": "mail", "url": url}, "connection_id"),
        ({"url": url, "people": True}, "people"),
        ({"url": url, "kinds": []}, "kinds"),
        ({"url": url, "kinds": ["nothing"]}, "kinds"),
        ({"url": url, "name": "a\0b"}, "name"),
    ]
    for members, what in bad:
        body = {"name": "Bad", "channel": "webhook", "kinds": MOVES, **members}
        answer = await client.post(PATH, json=body)
        assert answer.status_code in (403, 422), answer.text
        assert what in answer.text, answer.text
    made = await added(client, url=url)
    changed = await client.patch(f"{PATH}/{made['id']}", json={"version": 1, "enabled": False})
    assert (changed.json()["enabled"], changed.json()["version"]) == (False, 2)
    problem(await client.patch(f"{PATH}/{made['id']}", json={"version": 1, "name": "Late"}), 409)
    viewer, elsewhere = await api(Role.VIEWER), await api(Role.OWNER, await found())
    assert (await viewer.get(PATH)).status_code == 200
    problem(
        await viewer.post(PATH, json={"name": "x", "channel": "webhook", "url": url, "kinds": MOVES}), 403
    )
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/test"), ("POST", "/secret")):
        problem(await elsewhere.request(method, f"{PATH}/{made['id']}{path}"), 404)
    assert (await elsewhere.get(f"{PATH}/messages")).json()["items"] == []
    assert (await client.delete(f"{PATH}/{made['id']}")).status_code == 204
    problem(await client.get(f"{PATH}/{made['id']}"), 404)


async def test_chats_get_a_card_with_a_link_that_decides_nothing(
    api: Api, person: Person, receiver: Recorder, url: str
) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    receiver.answers = [answered(200, "ok", "text/html")]
    connection = await connected(admin, "slack", {"channel": "#ops"}, f"{url}/services/T0/B0/secret")
    await added(admin, channel="slack", connection_id=connection, kinds=["approval.wanted"])
    kept = problem(await admin.delete(f"/api/connections/{connection}"), 409)
    assert kept["used_by"] == ["notification To us"]
    assert kept["detail"].startswith("slack is named by notification To us: have them tell elsewhere")
    teams = {"channel": "teams", "connection_id": connection, "name": "x", "kinds": MOVES}
    assert "is of kind slack" in problem(await admin.post(PATH, json=teams), 422)["detail"]
    plan_id = await deploy(olga.client, "carded", env="prod")
    await eventually(lambda: receiver.asked)
    card = receiver.asked[0].json
    assert card["text"].startswith("Approval wanted: ")
    assert f"deployment:{plan_id}" not in str(card)
    assert "/approvals/chg_" in str(card)
    assert "/decide/" not in str(card)


async def _mails(taken: Post, to: str) -> list[str]:
    return [str(mail.get_body(("plain",))) for whom, mail in taken.taken if to in whom]


async def _link(taken: Post, to: str, title: str) -> str:
    """The link in the mail about a change to somebody."""

    async def there() -> bool:
        return any(title in mail for mail in await _mails(taken, to))

    await eventually(there)
    mail = next(mail for mail in await _mails(taken, to) if title in mail)
    return f"/api/decision-links/{mail.partition('/decide/')[2].split()[0]}"


async def _asked_in_staging(admin: httpx.AsyncClient, asker: httpx.AsyncClient, port: int) -> None:
    """Have a change wait for one approver, and mails go to those concerned."""
    stages = [{"people": 1, "whom": {"roles": ["approver"]}}]
    rule = {"kind": "deployment.deploy", "environment": "staging", "stages": stages}
    assert (await admin.put("/api/approval-rules/staged", json=rule)).status_code == 200
    kinds = ["approval.wanted", "approval.decided"]
    await mailing(admin, port, people=True, kinds=kinds, addresses=["log@example.com"])
    await deploy(asker, "mailed", env="staging")


async def test_mail_goes_to_those_who_can_decide_and_want_it(api: Api, person: Person) -> None:
    admin, olga = await api(Role.ADMIN), await person("Olga", Role.OPERATOR)
    cy, _ = await person("Cy", Role.APPROVER), await person("Ada", Role.APPROVER)
    muted = await cy.client.put(f"{PATH}/preferences", json={"muted": ["approval.wanted"]})
    assert muted.json() == {"muted": ["approval.wanted"], "reachable": False}
    async with post() as (taken, port):
        await _asked_in_staging(admin, olga.client, port)
        await _link(taken, "ada@x.org", "staging")
        await eventually(lambda: any("log@example.com" in whom for whom, _ in taken.taken))
        assert "/decide/" not in (await _mails(taken, "log@example.com"))[0]
        assert not {to for each, _ in taken.taken for to in each} & {"cy@x.org", "olga@x.org"}


async def test_a_mail_lets_one_person_decide_once_and_reading_it_decides_nothing(
    api: Api, person: Person, signed_in: SignedIn
) -> None:
    admin, nobody, olga = await api(Role.ADMIN), await api(None), await person("Olga", Role.OPERATOR)
    await person("Ada", Role.APPROVER)
    await person("Bo", Role.APPROVER)
    async with post() as (taken, port):
        await _asked_in_staging(admin, olga.client, port)
        link = await _link(taken, "ada@x.org", "staging")
        other = await _link(taken, "bo@x.org", "staging")
        for _ in range(3):
            seen = (await nobody.get(link)).json()
        assert (seen["member"], seen["state"], seen["proposal"]["status"]) == ("Ada", "open", "pending")
        # Who is signed in as somebody else neither sees nor decides; a scanner's POST of nothing decides nothing.
        bob = await signed_in(who="bo@x.org")
        theirs = (await bob.get(link)).json()
        assert (theirs["state"], theirs["proposal"]) == ("somebody_else", None)
        yes = {"decision": "approved", "reason": "Fine", "digest": seen["proposal"]["digest"]}
        await _refused(bob, link, yes, 403, "not-your-link")
        problem(await nobody.post(f"{link}/decision"), 422)
        await _refused(nobody, link, {**yes, "digest": "sha256:other"}, 409, "changed-since")
        done = (await nobody.post(f"{link}/decision", json=yes)).json()
        assert (done["state"], done["proposal"]["status"]) == ("used", "approved")
        assert done["proposal"]["decisions"][0]["decided_by"]["name"] == "Ada"
        await _refused(nobody, link, yes, 409, "link-used")
        assert (await nobody.get(other)).json()["state"] == "ended"
        await _refused(nobody, other, yes, 409, "already-decided")
        problem(await nobody.get("/api/decision-links/nothing"), 404)
        # The one who asked hears what became of it.
        await eventually(lambda: any("olga@x.org" in whom for whom, _ in taken.taken))
        assert "Ada has approved this" in (await _mails(taken, "olga@x.org"))[0]
        entries = (await admin.get("/api/audit/entries", params={"type": "decision_link.used"})).json()
        assert entries["items"][0]["actor"]["name"] == "Ada"


async def _refused(client: httpx.AsyncClient, link: str, body: dict[str, Any], status: int, why: str) -> None:
    assert problem(await client.post(f"{link}/decision", json=body), status)["type"] == f"/problems/{why}"


async def test_a_link_alone_does_not_decide_what_is_of_a_high_risk(
    api: Api, person: Person, signed_in: SignedIn, as_owner: psycopg.Connection
) -> None:
    admin, nobody = await api(Role.ADMIN), await api(None)
    olga = await person("Olga", Role.OPERATOR)
    await person("Ada", Role.APPROVER)
    async with post() as (taken, port):
        await mailing(admin, port, people=True, kinds=["approval.wanted"])
        await deploy(olga.client, "risky", env="prod")
        link = await _link(taken, "ada@x.org", "prod")
        as_owner.execute("update proposals set risk = 3 where title like '%risky%'")
        seen = (await nobody.get(link)).json()
        assert (seen["state"], seen["proposal"]["risk"]["level"]) == ("sign_in", "high")
        yes = {"decision": "rejected", "reason": "No", "digest": seen["proposal"]["digest"]}
        refused = await nobody.post(f"{link}/decision", json=yes)
        assert problem(refused, 403)["type"] == "/problems/sign-in-needed"
        ada = await signed_in(who="ada@x.org")
        assert (await ada.get(link)).json()["state"] == "open"
        assert (await ada.post(f"{link}/decision", json=yes)).json()["proposal"]["status"] == "rejected"
