"""Signing in through an identity provider, against a real one in a process of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr
from tests.fixtures.browsers import PASSWORD, Browser, SignedIn, email
from tests.fixtures.journey import problem
from tests.fixtures.server import Api, Served
from tests.stubs.oidc_provider import CLIENT_ID, CLIENT_SECRET, oidc_provider

from remit.controls import tenancy
from remit.controls.tenancy import Role
from remit.kit.settings import Settings

AsSomebody = Callable[..., Awaitable[None]]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_provider() as issuer:
        yield issuer


@pytest.fixture
def configured(served: Served, issuer: str) -> Iterator[None]:
    """Have Remit know the provider."""
    settings = Settings(
        public_url=served.url,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(CLIENT_SECRET),
        oidc_name="Example SSO",
    )
    state = served.app.state
    state.oidc_settings = tenancy.oidc_settings(settings)
    yield
    state.oidc_settings = state.oidc = None


@pytest.fixture
async def provider(issuer: str) -> AsyncIterator[AsSomebody]:
    """Have the provider sign everybody in as somebody."""
    async with httpx.AsyncClient(base_url=issuer, trust_env=False) as client:

        async def provider(who: str, *, fault: str = "", rotate: bool = False, **claims: Any) -> None:
            person = {"email": who, "email_verified": True, "name": "Olivia Oidc", **claims}
            told = {"person": person, "fault": fault, "rotate": rotate}
            assert (await client.put("/as", json=told)).status_code == 204

        yield provider


async def start(client: httpx.AsyncClient, next: str = "/") -> httpx.Response:
    """Follow the way to the provider and back, up to the address the browser returns with."""
    begun = await client.get("/api/oidc/start", params={"next": next})
    assert begun.status_code == 303, begun.text
    async with httpx.AsyncClient(trust_env=False) as outside:
        back = await outside.get(begun.headers["location"])
    assert back.status_code == 302, back.text
    return back


async def come(client: httpx.AsyncClient, next: str = "/") -> httpx.Response:
    """Sign in through the provider; return where the browser is sent at last."""
    back = await start(client, next)
    answer = await client.get(back.headers["location"])
    assert answer.status_code == 303, answer.text
    return answer


def refused(answer: httpx.Response) -> str:
    """Check that nobody was signed in; return why not."""
    assert "remit_session" not in answer.headers.get("set-cookie", "")
    where = urlsplit(answer.headers["location"])
    assert where.path == "/sign-in"
    return parse_qs(where.query)["refused"][0]


async def test_without_a_provider_there_is_no_such_way(browser: Browser) -> None:
    client = await browser()
    assert (await client.get("/api/sign-in-options")).json() == {"password": True, "link": True, "oidc": None}
    for path in ("start", "callback"):
        problem(await client.get(f"/api/oidc/{path}"), 404)


@pytest.mark.usefixtures("configured")
class TestConfigured:
    async def test_the_page_is_told_its_name(self, browser: Browser) -> None:
        options = (await (await browser()).get("/api/sign-in-options")).json()
        assert options["oidc"] == {"name": "Example SSO"}

    @pytest.mark.parametrize("fault", ["", "only userinfo"])
    async def test_a_member_comes_in(
        self, browser: Browser, signed_in: SignedIn, provider: AsSomebody, fault: str
    ) -> None:
        member = (await (await signed_in(Role.OPERATOR)).get("/api/session")).json()
        await provider(member["principal"]["email"].upper(), fault=fault)
        client = await browser()
        answer = await come(client, "/deployments?sort=name")
        assert answer.headers["location"] == "/deployments?sort=name"
        session = (await client.get("/api/session")).json()
        assert session["principal"] == member["principal"]
        assert (await client.get("/api/sessions")).json()["items"][0]["method"] == "oidc"

    async def test_who_is_invited_joins(self, api: Api, browser: Browser, provider: AsSomebody) -> None:
        admin, who, client = await api(Role.ADMIN), email("invited"), await browser()
        await admin.post("/api/invitations", json={"email": who, "role": "approver"})
        await provider(who)
        assert (await come(client)).headers["location"] == "/"
        principal = (await client.get("/api/session")).json()["principal"]
        assert (principal["email"], principal["role"], principal["name"]) == (who, "approver", "Olivia Oidc")
        assert (await admin.get("/api/invitations")).json()["items"] == []

    async def test_whoever_opened_the_account_before_its_person_is_shut_out(
        self, api: Api, browser: Browser, provider: AsSomebody
    ) -> None:
        who, thief = email("victim"), await browser()
        made = await (await api(Role.ADMIN)).post("/api/invitations", json={"email": who, "role": "viewer"})
        token = made.json()["link"].rpartition("/")[2]
        body = {"name": "Not them", "password": PASSWORD}
        assert (await thief.post(f"/api/invitations/{token}/accept", json=body)).status_code == 201
        await provider(who)
        person = await browser()
        await come(person)
        account = (await person.get("/api/session")).json()["account"]
        assert (account["email"], account["has_password"]) == (who, False)
        problem(await thief.get("/api/session"), 401)

    async def test_nobody_else_is_let_in(self, api: Api, browser: Browser, provider: AsSomebody) -> None:
        who = email("stranger")
        await provider(who)
        assert refused(await come(await browser())) == "unknown"
        members = (await (await api(Role.ADMIN)).get("/api/members", params={"q": who})).json()
        assert members["items"] == []

    async def test_who_was_removed_stays_out(
        self, api: Api, browser: Browser, signed_in: SignedIn, provider: AsSomebody
    ) -> None:
        person = (await (await signed_in(Role.VIEWER)).get("/api/session")).json()["principal"]
        assert (await (await api(Role.ADMIN)).delete(f"/api/members/{person['id']}")).status_code == 204
        await provider(person["email"])
        assert refused(await come(await browser())) == "unknown"

    @pytest.mark.parametrize(
        ("fault", "why"),
        [("issuer", "token"), ("audience", "token"), ("two audiences", "token"), ("nonce", "token"),
         ("expired", "token"), ("signature", "token"), ("alg none", "token"), ("declined", "declined"),
         ("answer of another", "issuer")],
    )  # fmt: skip
    async def test_what_is_wrong_signs_nobody_in(
        self, browser: Browser, signed_in: SignedIn, provider: AsSomebody, fault: str, why: str
    ) -> None:
        who = (await (await signed_in()).get("/api/session")).json()["principal"]["email"]
        await provider(who, fault=fault)
        assert refused(await come(await browser())) == why
        await provider(who)
        assert (await come(await browser())).headers["location"] == "/"

    @pytest.mark.parametrize(
        "claims", [{"email_verified": False}, {"email_verified": "true"}, {"email": None}]
    )
    async def test_an_address_that_is_not_verified_is_none(
        self, browser: Browser, signed_in: SignedIn, provider: AsSomebody, claims: dict[str, Any]
    ) -> None:
        who = (await (await signed_in()).get("/api/session")).json()["principal"]["email"]
        await provider(**{"who": who, **claims}) if "email" not in claims else await provider(who, **claims)
        assert refused(await come(await browser())) == "unverified"

    async def test_keys_that_changed_are_fetched_anew(
        self, browser: Browser, signed_in: SignedIn, provider: AsSomebody
    ) -> None:
        who = (await (await signed_in()).get("/api/session")).json()["principal"]["email"]
        await provider(who)
        await come(await browser())
        await provider(who, rotate=True)
        assert (await come(await browser())).headers["location"] == "/"

    async def test_an_answer_signs_in_only_the_browser_that_began(
        self, browser: Browser, signed_in: SignedIn, provider: AsSomebody
    ) -> None:
        who = (await (await signed_in()).get("/api/session")).json()["principal"]["email"]
        await provider(who)
        mine, theirs = await browser(), await browser()
        back = await start(mine)
        assert refused(await theirs.get(back.headers["location"])) == "expired"
        await start(theirs)
        assert refused(await theirs.get(back.headers["location"])) == "state"

    async def test_an_answer_works_once(
        self, browser: Browser, signed_in: SignedIn, provider: AsSomebody
    ) -> None:
        who = (await (await signed_in()).get("/api/session")).json()["principal"]["email"]
        await provider(who)
        client = await browser()
        cookies = None
        back = await start(client)
        cookies = dict(client.cookies)
        assert (await client.get(back.headers["location"])).headers["location"] == "/"
        client.cookies.clear()
        client.cookies.update(cookies)
        assert refused(await client.get(back.headers["location"])) == "code"

    @pytest.mark.parametrize(
        "next",
        ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil", "",
         "/\t/evil.example", "/a\\..\\b", "/ok\r\nset-cookie: x", " /x"],
    )  # fmt: skip
    async def test_the_next_page_is_one_of_ours(
        self, browser: Browser, signed_in: SignedIn, provider: AsSomebody, next: str
    ) -> None:
        who = (await (await signed_in()).get("/api/session")).json()["principal"]["email"]
        await provider(who)
        assert (await come(await browser(), next)).headers["location"] == "/"

    @pytest.mark.parametrize("query", ["", "state=x&code=y", "code=y", "state=%00", "error=access_denied"])
    @pytest.mark.parametrize("cookie", [None, "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
    async def test_callbacks_that_make_no_sense(
        self, browser: Browser, query: str, cookie: str | None
    ) -> None:
        client = await browser()
        if cookie is not None:
            client.cookies.set("remit_oidc", cookie)
        assert refused(await client.get(f"/api/oidc/callback?{query}")) == "expired"

    async def test_a_provider_that_is_away_is_said(self, browser: Browser, served: Served) -> None:
        settings = Settings(oidc_issuer="http://127.0.0.1:9", oidc_client_id="x", public_url=served.url)
        served.app.state.oidc_settings, served.app.state.oidc = tenancy.oidc_settings(settings), None
        assert refused(await (await browser()).get("/api/oidc/start")) == "unavailable"
