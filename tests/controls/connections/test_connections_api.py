"""Model providers over HTTP: added, shown without their secret, tried, changed and removed."""

import asyncio
from typing import Any

import pytest
from tests.controls.connections.providers import KEY, added, changed, deployed, tried
from tests.fixtures.journey import problem
from tests.fixtures.people import Found
from tests.fixtures.server import Api, Served
from tests.stubs.openai_server import MODEL, OpenAIStub

from remit.controls.tenancy import Role
from remit.kit.outbound import Outbound

NOBODYS = "con_" + "0" * 26


async def test_the_first_provider_is_the_default_and_shows_only_the_end_of_its_key(
    api: Api, stub: OpenAIStub
) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub, name="The stub", default_model=MODEL)
    expected = {
        "slug": "stub", "name": "The stub", "kind": "openai_compatible", "base_url": stub.base_url, "has_secret": True,
        "secret_hint": KEY[-4:], "default_model": MODEL, "models": [], "answers_with": MODEL, "enabled": True,
        "is_default": True, "last_test": None, "version": 1,
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected
    listed = (await client.get("/api/connections")).json()
    assert listed == {
        "items": [made],
        "next": None,
        "usual": {"model": f"stub:{MODEL}", "source": "connection"},
    }
    detail = (await client.get(f"/api/connections/{made['id']}")).json()
    assert (detail["used_by"], detail["without_it"]) == ([], {"model": "demo", "source": "demo"})


async def test_a_test_really_calls_and_is_kept(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub)
    assert made["answers_with"] is None
    told = await tried(client, made["id"])
    assert told["result"]["outcome"] == "answered"
    assert told["result"]["said"] == "It answers and serves 1 model."
    assert told["result"]["fix"] is None
    assert told["models"] == [MODEL]
    assert stub.headers[-1]["authorization"] == f"Bearer {KEY}"
    shown = (await client.get(f"/api/connections/{made['id']}")).json()
    assert shown["last_test"] == told["result"]
    assert shown["answers_with"] == MODEL
    models = (await client.get(f"/api/connections/{made['id']}/models")).json()
    assert models["items"] == [
        {"id": MODEL, "name": f"stub:{MODEL}", "offered": True, "usual": True, "price": None}
    ]


@pytest.mark.parametrize(
    ("fault", "outcome", "fix"),
    [
        ("401", "wrong_key", "Replace the key"),
        ("429", "rate_limited", "Wait a minute"),
        ("500", "provider_failed", "status page"),
        ("malformed", "not_a_model_api", "Check the base URL"),
    ],
)
async def test_what_is_wrong_is_said_with_what_to_do(
    api: Api, stub: OpenAIStub, fault: Any, outcome: str, fix: str
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub)
    stub.fault = fault
    result = (await tried(client, made["id"]))["result"]
    assert (result["ok"], result["outcome"]) == (False, outcome)
    assert fix in result["fix"]
    assert "secret detail" not in str(result)


async def test_nobody_there_and_no_key(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub, "nowhere", base_url="http://127.0.0.1:9/v1")
    assert (await tried(client, made["id"]))["result"]["outcome"] == "unreachable"
    keyless = await added(client, stub, "keyless", secret=None)
    assert (keyless["has_secret"], keyless["secret_hint"]) == (False, "")
    assert (await tried(client, keyless["id"]))["result"]["fix"] == "Enter the key of this provider."


async def test_a_change_leaves_what_is_not_sent(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub, default_model=MODEL)
    shown = await changed(client, made["id"], name="Renamed", models=[MODEL, "other", MODEL])
    assert (shown["name"], shown["models"], shown["version"]) == ("Renamed", [MODEL, "other"], 2)
    assert (shown["secret_hint"], shown["default_model"]) == (KEY[-4:], MODEL)
    assert (await tried(client, made["id"]))["result"]["ok"]
    shown = await changed(client, made["id"], secret="another-key-1234")
    assert (shown["secret_hint"], shown["last_test"]) == ("1234", None)
    assert (await tried(client, made["id"]))["result"]["outcome"] == "wrong_key"
    shown = await changed(client, made["id"], secret=None)
    assert (shown["has_secret"], shown["secret_hint"]) == (False, "")
    shown = await changed(client, made["id"], secret="short")
    assert (shown["has_secret"], shown["secret_hint"]) == (True, "")


async def test_two_who_change_the_same_do_not_overwrite_each_other(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub)
    url = f"/api/connections/{made['id']}"
    names = [f"Name {n}" for n in range(6)]
    answers = await asyncio.gather(*(client.patch(url, json={"version": 1, "name": name}) for name in names))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    told = problem(next(answer for answer in answers if answer.status_code == 409), 409)
    assert (told["type"], told["version"]) == ("/problems/changed-meanwhile", 2)
    winner = next(name for name, answer in zip(names, answers, strict=True) if answer.is_success)
    assert (await client.get(url)).json()["name"] == winner


async def test_there_is_one_default_however_many_are_added_at_once(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    await asyncio.gather(*(added(client, stub, f"p{n}", default_model="m") for n in range(6)))
    items = (await client.get("/api/connections")).json()["items"]
    assert sum(item["is_default"] for item in items) == 1
    await asyncio.gather(*(changed(client, item["id"], enabled=True) for item in items[:1]))
    for item in items:
        await changed(client, item["id"], is_default=True)
    items = (await client.get("/api/connections")).json()["items"]
    assert [item["slug"] for item in items if item["is_default"]] == [items[-1]["slug"]]


async def test_of_several_with_one_slug_the_first_stays(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    body = {"slug": "same", "kind": "openai_compatible", "base_url": stub.base_url}
    answers = await asyncio.gather(*(client.post("/api/connections", json=body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert problem(next(a for a in answers if a.status_code == 409), 409)["type"] == "/problems/slug-taken"


async def test_the_same_request_sent_twice_adds_one(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    body = {"slug": "once", "kind": "openai_compatible", "base_url": stub.base_url, "secret": KEY}
    headers = {"idempotency-key": "add-once"}
    first, second = [await client.post("/api/connections", json=body, headers=headers) for _ in range(2)]
    assert first.json() == second.json()
    assert len((await client.get("/api/connections")).json()["items"]) == 1


async def test_what_is_switched_off_is_not_the_default(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub, default_model=MODEL)
    url = f"/api/connections/{made['id']}"
    shown = await changed(client, made["id"], enabled=False)
    assert (shown["enabled"], shown["is_default"]) == (False, False)
    assert (await client.get("/api/connections")).json()["usual"]["source"] == "demo"
    refused = await client.patch(url, json={"version": shown["version"], "is_default": True})
    assert problem(refused, 422)["type"] == "/problems/bad-connection"
    assert (await changed(client, made["id"], enabled=True))["is_default"]
    body = {
        "slug": "x",
        "kind": "openai_compatible",
        "base_url": stub.base_url,
        "enabled": False,
        "is_default": True,
    }
    problem(await client.post("/api/connections", json=body), 422)


async def test_a_stored_key_is_never_led_to_another_address(api: Api, stub: OpenAIStub) -> None:
    """Whoever may change the address must not be able to read the key by having it sent to a server of theirs."""
    client = await api(Role.ADMIN)
    made = await added(client, stub)
    url, elsewhere = f"/api/connections/{made['id']}", stub.base_url.replace("127.0.0.1", "localhost")
    refused = await client.patch(url, json={"version": 1, "base_url": elsewhere})
    assert problem(refused, 409)["type"] == "/problems/secret-needed"
    assert (await client.get(url)).json()["base_url"] == stub.base_url
    await changed(client, made["id"], base_url=f"{stub.base_url}/")
    assert (await changed(client, made["id"], base_url=elsewhere, secret=KEY))["base_url"] == elsewhere
    assert not (await changed(client, made["id"], base_url=stub.base_url, secret=None))["has_secret"]


async def test_a_hosted_provider_has_its_own_address_and_needs_a_key(api: Api) -> None:
    client = await api(Role.ADMIN)
    problem(await client.post("/api/connections", json={"slug": "openai", "kind": "openai"}), 422)
    body = {"slug": "openai", "kind": "openai", "secret": " sk-proj-0123456789 \n", "is_default": False}
    made = (await client.post("/api/connections", json=body)).json()
    assert (made["base_url"], made["default_model"], made["secret_hint"]) == (None, "gpt-5-mini", "6789")
    assert not made["is_default"]
    url = f"/api/connections/{made['id']}"
    problem(await client.patch(url, json={"version": 1, "secret": None}), 422)
    own = await client.patch(url, json={"version": 1, "base_url": "https://api.openai.com/v1/"})
    assert own.json()["base_url"] is None


async def test_a_provider_that_is_named_is_not_removed(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub, "used", default_model=MODEL)
    await added(client, stub, "use", default_model=MODEL)
    url = f"/api/connections/{made['id']}"
    plan_id, _ = await deployed(client, "desk-of-used", "used")
    assert (await client.get(url)).json()["used_by"] == ["agent desk-of-used", "desk-of-used in dev"]
    told = problem(await client.delete(url), 409)
    assert told["type"] == "/problems/connection-in-use"
    assert told["used_by"] == ["agent desk-of-used", "desk-of-used in dev"]
    await deployed(client, "other-of-used", f"use:{MODEL}")
    assert len((await client.get(url)).json()["used_by"]) == 2
    assert plan_id


async def test_what_is_removed_is_gone_with_its_key(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub, default_model=MODEL)
    url = f"/api/connections/{made['id']}"
    assert (await client.delete(url)).status_code == 204
    for answer in (await client.get(url), await client.delete(url), await client.post(f"{url}/test")):
        problem(answer, 404)
    assert (await client.get("/api/connections")).json()["items"] == []
    assert not (await added(client, stub, secret=None))["has_secret"]


@pytest.mark.parametrize("role", [Role.BUILDER, Role.OPERATOR, Role.APPROVER, Role.VIEWER])
async def test_other_roles_read_and_change_nothing(api: Api, stub: OpenAIStub, role: Role) -> None:
    made = await added(await api(Role.ADMIN), stub)
    client, url = await api(role), f"/api/connections/{made['id']}"
    assert (await client.get("/api/connections")).json()["items"][0]["slug"] == "stub"
    assert (await client.get(url)).is_success
    assert (await client.get(f"{url}/models")).is_success
    asked = len(stub.headers)
    body = {"slug": "x", "kind": "openai_compatible", "base_url": stub.base_url}
    for answer in (
        await client.post("/api/connections", json=body),
        await client.patch(url, json={"version": 1, "name": "Mine"}),
        await client.delete(url),
        await client.post(f"{url}/test"),
    ):
        assert problem(answer, 403)["type"] == "/problems/policy-forbids"
    assert len(stub.headers) == asked


async def test_the_providers_of_others_do_not_exist(api: Api, found: Found, stub: OpenAIStub) -> None:
    other = await found()
    theirs = await added(await api(Role.OWNER, other), stub, "theirs", name="Their name")
    mine = await api(Role.OWNER)
    for id in (theirs["id"], NOBODYS, "con_x", "x"):
        url = f"/api/connections/{id}"
        for answer in (
            await mine.get(url),
            await mine.get(f"{url}/models"),
            await mine.post(f"{url}/test"),
            await mine.patch(url, json={"version": 1, "name": "Mine"}),
            await mine.delete(url),
        ):
            problem(answer, 404)
            assert "Their name" not in answer.text
    assert (await mine.get("/api/connections")).json()["items"] == []
    assert (await added(mine, stub, "theirs"))["is_default"]
    assert stub.headers == []


async def test_the_list_is_paged(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    slugs = [(await added(client, stub, f"p{n}"))["slug"] for n in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = (
            await client.get(
                "/api/connections", params={"limit": 2, **({"cursor": cursor} if cursor else {})}
            )
        ).json()
        seen += [item["slug"] for item in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == slugs
    for url in ("?limit=0", "?limit=201", "?cursor=abc"):
        problem(await client.get(f"/api/connections{url}"), 422)


BAD: list[dict[str, Any]] = [
    {"slug": "demo"}, {"slug": "default"}, {"slug": ""}, {"slug": "A"}, {"slug": "a:b"}, {"slug": "a" * 41},
    {"slug": "ä"}, {"slug": None}, {"slug": 1}, {"kind": "bedrock"}, {"kind": None}, {"name": ""},
    {"name": "x" * 101}, {"name": "a\x00b"}, {"name": "a\nb"}, {"base_url": None},
    {"base_url": "http://169.254.169.254/latest"}, {"base_url": "http://10.0.0.1/v1"},
    {"base_url": "http://2852039166/"}, {"base_url": "file:///etc/passwd"}, {"base_url": 7}, {"secret": ""},
    {"secret": "  "}, {"secret": "two words"}, {"secret": "a\r\nX-Evil: 1"}, {"secret": "ключ"},
    {"secret": "x" * 8193}, {"secret": ["x"]}, {"secret": "a\x00b"}, {"default_model": ""},
    {"default_model": "x" * 201}, {"default_model": "a\x00"}, {"models": ["a"], "default_model": "b"},
    {"models": None}, {"models": [""]}, {"models": ["a"] * 501}, {"models": "a"}, {"enabled": "perhaps"},
    {"enabled": None}, {"is_default": 7}, {"surprise": 1}, {"version": 1},
]  # fmt: skip


@pytest.mark.parametrize("members", BAD, ids=lambda members: repr(members)[:60])
async def test_what_cannot_be_is_refused(api: Api, stub: OpenAIStub, members: dict[str, Any]) -> None:
    client = await api(Role.ADMIN)
    body = {"slug": "x", "kind": "openai_compatible", "base_url": stub.base_url, **members}
    told = problem(await client.post("/api/connections", json=body), 422)
    assert len(told["detail"]) < 1000
    assert (await client.get("/api/connections")).json()["items"] == []


@pytest.mark.parametrize(
    "members",
    [
        {}, {"version": None}, {"version": 0}, {"version": 2**31}, {"version": "x"}, {"version": 1, "name": None},
        {"version": 1, "models": None}, {"version": 1, "enabled": None}, {"version": 1, "is_default": None},
        {"version": 1, "slug": "y"}, {"version": 1, "kind": "openai"}, {"version": 1, "base_url": None},
        {"version": 1, "base_url": "http://169.254.169.254/", "secret": "x"}, {"version": 1, "secret": "a b"},
        {"version": 1, "models": ["a"], "default_model": "b"}, {"version": 1, "enabled": False, "is_default": True},
    ],
    ids=lambda members: repr(members)[:60],
)  # fmt: skip
async def test_changes_that_cannot_be_are_refused(
    api: Api, stub: OpenAIStub, members: dict[str, Any]
) -> None:
    client = await api(Role.ADMIN)
    made = await added(client, stub)
    problem(await client.patch(f"/api/connections/{made['id']}", json=members), 422)
    assert (await client.get("/api/connections")).json()["items"] == [made]


async def test_names_in_any_script_are_kept_as_they_are(api: Api, stub: OpenAIStub) -> None:
    client = await api(Role.ADMIN)
    for number, name in enumerate(
        ("مزود النماذج", "👩🏽‍🚀 crew", "<script>alert(1)</script>", "'; drop table connections; --")
    ):
        assert (await added(client, stub, f"n{number}", name=name))["name"] == name


FORBIDDEN = [
    "http://169.254.169.254/latest/meta-data", "http://2852039166/v1", "http://0xa9fea9fe/v1",
    "http://0251.0376.0251.0376/v1",
    "http://[::ffff:169.254.169.254]/v1", "http://[64:ff9b::a9fe:a9fe]/v1", "http://[fd00:ec2::254]/v1",
    "http://[fe80::1]/v1", "http://100.100.100.200/v1",
    "http://168.63.129.16/v1", "http://0.0.0.0:8700/v1", "http://0/v1", "http://[::]/v1",
    "http://10.0.0.1/v1", "http://192.168.0.1/v1", "http://[fc00::1]/v1", "http://[2002:a00:1::]/v1",
    "http://100.64.0.1/v1",
]  # fmt: skip


async def test_eighteen_ways_to_the_inside_are_closed_to_new_and_changed_providers(
    api: Api, stub: OpenAIStub
) -> None:
    client = await api(Role.OWNER)
    made = await added(client, stub)
    for url in FORBIDDEN:
        body = {"slug": "x", "kind": "openai_compatible", "base_url": url}
        told = problem(await client.post("/api/connections", json=body), 422)
        assert told["type"] == "/problems/address-refused", url
        patch = {"version": 1, "base_url": url, "secret": "k"}
        told = problem(await client.patch(f"/api/connections/{made['id']}", json=patch), 422)
        assert told["type"] == "/problems/address-refused", url
    assert (await client.get("/api/connections")).json()["items"] == [made]


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.7", "::ffff:10.0.0.7", "fd00:ec2::254"])
async def test_a_name_that_leads_inside_is_refused_when_it_is_called(
    api: Api, stub: OpenAIStub, served: Served, address: str
) -> None:
    """The name looks harmless when it is saved; it is judged by what it stands for at each call."""
    client = await api(Role.OWNER)
    outbound = served.app.state.models.outbound
    made = await added(client, stub, base_url="http://models.example/v1")

    async def leads_inside(_: str, __: int) -> list[str]:
        return [address]

    served.app.state.models.outbound = Outbound(outbound.reach, leads_inside)
    try:
        result = (await tried(client, made["id"]))["result"]
    finally:
        served.app.state.models.outbound = outbound
    assert (result["ok"], result["outcome"]) == (False, "address_refused")
    assert "10.0.0.7" not in str(result)
