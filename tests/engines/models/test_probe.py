"""Trying a provider out, over real HTTP: what is wrong is told apart, and nothing it sends is believed."""

import asyncio
import datetime
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from anthropic._constants import ANTHROPIC_API_VERSION
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.stubs.openai_server import MODEL, OpenAIStub, openai_stub, serving

from remit.engines.models import Connection, Finding, probe
from remit.kit.addresses import Reach
from remit.kit.outbound import Outbound

KEY = "sk-right-0123456789abcdef"
OUTBOUND = Outbound(Reach(loopback=True))
Send = Callable[[dict[str, Any]], Awaitable[None]]


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        running.key = KEY
        yield running


async def tried(
    base_url: str, key: str = KEY, *, provider: Any = "local", default: str = MODEL, seconds: float = 5
) -> Finding:
    connection = Connection(provider, default, base_url, key)
    async with OUTBOUND.client(base_url, timeout=seconds, largest=100_000) as http:
        return await probe(connection, http, seconds=seconds)


async def test_a_good_server_answers_a_real_question(stub: OpenAIStub) -> None:
    found = await tried(stub.base_url)
    assert (found.outcome, found.models) == ("answered", (MODEL,))
    assert found.milliseconds > 0
    assert [asked["max_tokens"] for asked in stub.requests] == [1]


async def test_a_hosted_provider_is_only_asked_for_its_models(stub: OpenAIStub) -> None:
    assert (await tried(stub.base_url, provider="openai")).outcome == "answered"
    assert stub.requests == []


async def test_a_dated_name_is_the_model_it_begins_with(stub: OpenAIStub) -> None:
    stub.models = ("claude-haiku-4-5-20251001", "claude-haiku-4-50")
    assert (await tried(stub.base_url, provider="openai", default="claude-haiku-4-5")).outcome == "answered"
    assert (await tried(stub.base_url, provider="openai", default="claude-haiku")).outcome == "answered"
    found = await tried(stub.base_url, provider="openai", default="gpt-5")
    assert (found.outcome, found.models) == ("model_not_served", stub.models)


@pytest.mark.parametrize("provider", ["local", "openai"])
@pytest.mark.parametrize("key", ["sk-wrong", ""])
async def test_a_wrong_key_is_told(stub: OpenAIStub, provider: str, key: str) -> None:
    found = await tried(stub.base_url, key, provider=provider)
    assert (found.outcome, found.status) == ("wrong_key", 401)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("401", "wrong_key"),
        ("429", "rate_limited"),
        ("500", "provider_failed"),
        ("malformed", "not_a_model_api"),
    ],
)
async def test_a_list_that_is_open_to_everybody_proves_nothing(
    stub: OpenAIStub, fault: Any, outcome: str
) -> None:
    stub.fault = fault
    assert (await tried(stub.base_url)).outcome == outcome


async def test_a_server_that_hangs_is_left(stub: OpenAIStub) -> None:
    stub.fault = "hang"
    found = await tried(stub.base_url, seconds=0.3)
    assert found.outcome == "timeout"
    assert 250 <= found.milliseconds < 3000


async def test_nobody_listens() -> None:
    assert (await tried("http://127.0.0.1:9/v1")).outcome == "unreachable"


class Page:
    """Answers everything with one thing."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.status, self.body, self.headers = status, body, headers or {}

    async def __call__(self, scope: dict[str, Any], _: Any, send: Send) -> None:
        if scope["type"] == "http":
            headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
            await send({"type": "http.response.start", "status": self.status, "headers": headers})
            await send({"type": "http.response.body", "body": self.body})


@pytest.mark.parametrize(
    "page",
    [
        Page(200, b"<html>Sign in</html>"), Page(200, b""), Page(200, b"null"), Page(200, b"[]"),
        Page(200, b"\xff\xfe"),
        Page(200, b'{"data": {}}'), Page(200, b'{"data": "x"}'), Page(404, b"nothing"), Page(418, b""), Page(204, b""),
        Page(302, b"", {"location": "http://169.254.169.254/"}), Page(200, b"x" * 200_000), Page(200, b"[" * 50_000),
        Page(200, b'{"data": []}', {"content-encoding": "gzip"}),
    ],
    ids=lambda page: f"{page.status} {page.body[:12]!r}",
)  # fmt: skip
@pytest.mark.parametrize("provider", ["local", "openai", "anthropic"])
async def test_what_is_no_model_api_is_said_so(page: Page, provider: str) -> None:
    with serving(page) as address:
        found = await tried(f"{address}/v1", provider=provider)
    assert found.outcome == "not_a_model_api"
    assert found.models == ()


async def test_a_list_of_anything_is_read_with_care() -> None:
    hostile = [
        "ok",
        "",
        None,
        7,
        {"a": 1},
        ["x"],
        "a\x00b",
        "a\nb",
        "\ud800",
        "x" * 201,
        f"echo {KEY}",
        "ok",
        "<script>",
    ]
    body = json.dumps({"data": [*({"id": each} for each in hostile), "text", None, {"name": "x"}]})
    with serving(Page(200, body.encode())) as address:
        found = await tried(f"{address}/v1", provider="openai", default="")
    assert (found.outcome, found.models) == ("answered", ("ok", "<script>"))


async def test_anthropic_is_asked_in_its_own_way() -> None:
    seen: list[tuple[str, dict[bytes, bytes]]] = []

    async def anthropic(scope: dict[str, Any], _: Any, send: Send) -> None:
        if scope["type"] == "http":
            seen.append((scope["path"], dict(scope["headers"])))
            await Page(200, b'{"data": [{"id": "claude-haiku-4-5-20251001"}]}')(scope, _, send)

    with serving(anthropic) as address:
        found = await tried(address, provider="anthropic", default="claude-haiku-4-5")
    assert (found.outcome, found.models) == ("answered", ("claude-haiku-4-5-20251001",))
    path, headers = seen[0]
    assert path == "/v1/models"
    assert headers[b"authorization"] == f"Bearer {KEY}".encode()
    # A test that speaks otherwise than the calls do would prove nothing about them.
    assert headers[b"anthropic-version"] == ANTHROPIC_API_VERSION.encode()


async def test_a_certificate_nobody_trusts_is_told_apart(tmp_path: Path) -> None:
    async with tls_server(tmp_path) as port:
        assert (await tried(f"https://127.0.0.1:{port}/v1")).outcome == "tls"


async def test_a_server_that_speaks_no_tls_is_told_apart(stub: OpenAIStub) -> None:
    assert (await tried(stub.base_url.replace("http://", "https://"))).outcome == "tls"


async def test_something_that_is_no_http_at_all() -> None:
    async def ssh(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\nInvalid SSH identification string.\r\n")
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(ssh, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await tried(f"http://127.0.0.1:{port}/v1")).outcome == "not_a_model_api"


@asynccontextmanager
async def tls_server(folder: Path) -> AsyncIterator[int]:
    """A server whose certificate is its own word."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    moment = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(moment).not_valid_after(moment + datetime.timedelta(days=1))
    certificate = made.sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, *form)
    file = folder / "server.pem"
    file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]
