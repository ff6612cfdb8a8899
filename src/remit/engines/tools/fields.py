"""Texts of setups that may only be written in one way: hosts, headers, domains, schemas."""

import json
import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

_LARGEST_SCHEMA = 64_000
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?|[0-9A-Fa-f:.]{2,45}")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?")
# What the client itself says, what the secret's field is for, and what would lead a request elsewhere.
_OURS = frozenset(
    {
        *(
            "host",
            "authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
            "connection",
            "upgrade",
            "te",
        ),
        *(
            "content-length",
            "content-type",
            "transfer-encoding",
            "trailer",
            "keep-alive",
            "expect",
            "forwarded",
        ),
        *("accept-encoding", "idempotency-key", "mcp-session-id", "mcp-protocol-version", "last-event-id"),
        *("traceparent", "tracestate", "http2-settings", "range"),
    }
)


def may_be_set(header: str) -> bool:
    """Say whether a header may be set by who connects or uses a tool."""
    name = header.lower()
    return (
        _TOKEN.fullmatch(header) is not None
        and name not in _OURS
        and not name.startswith(("x-forwarded", "proxy-"))
    )


def one_line(text: str) -> str:
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in text):
        raise ValueError("it may not hold control characters or line breaks")
    return text


def no_nul(text: str) -> str:
    if "\0" in text or any(unicodedata.category(letter) == "Cs" for letter in text):
        raise ValueError("it may not hold NUL or half characters")
    return text


def _host(text: str) -> str:
    """Take a name or an address, not several and not the path of a socket, which database libraries know too."""
    plain = text.strip("[]")
    if not _HOST.fullmatch(plain):
        raise ValueError("write one name or address, such as db.example.com, without port or path")
    return plain


def _header_name(name: str) -> str:
    if not may_be_set(name):
        raise ValueError("this is no header that can be set here")
    return name


def _header_value(value: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise ValueError("a header has only ASCII letters, digits and signs")
    return value


def domain(text: str) -> str:
    plain = text.lower().removeprefix("@")
    if not _DOMAIN.fullmatch(plain) or len(plain) > 253:
        raise ValueError("write the domain alone, such as example.com")
    return plain


def mailbox(text: str) -> str:
    name, _, place = text.rpartition("@")
    if not name or not text.isascii() or re.search(r"[\s<>,;:\"()\[\]\\]", text):
        raise ValueError("write the address alone, such as remit@example.com")
    return f"{name}@{domain(place)}"


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(schema)) > _LARGEST_SCHEMA:
        raise ValueError(f"a schema has at most {_LARGEST_SCHEMA:,} characters")
    return schema


def empty_is_none(value: object) -> object:
    """Forms send an empty text where nothing was typed."""
    return None if isinstance(value, str) and not value.strip() else value


Line = Annotated[str, AfterValidator(one_line)]
Host = Annotated[str, Field(min_length=1, max_length=253), AfterValidator(_host)]
HeaderName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_header_name)]
HeaderValue = Annotated[str, Field(max_length=2000), AfterValidator(_header_value)]
ToolName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
SchemaText = Annotated[dict[str, Any], AfterValidator(_schema)]
Url = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(one_line)]
SecretSent = Literal["none", "bearer", "header", "basic"]

Sent = Annotated[
    SecretSent,
    Field(
        title="How the secret is sent",
        description=(
            "bearer: as Authorization: Bearer; header: as it is, in a header of its own; basic: as the password of a"
            " user; none: there is no secret."
        ),
        examples=["bearer"],
    ),
]
SentHeader = Annotated[
    HeaderName,
    Field(
        title="Header of the secret",
        description="Only for a secret that is sent in a header of its own: the name of that header.",
        examples=["X-API-Key"],
    ),
]
SentUser = Annotated[
    Line,
    Field(
        max_length=200,
        title="User",
        description="Only for basic: the name that the password belongs to.",
        examples=["remit"],
    ),
]
StaticHeaders = Annotated[
    dict[HeaderName, HeaderValue],
    Field(
        max_length=30,
        title="Headers",
        description="Headers that go along with every request. No secrets: whoever sees the connection sees them.",
        examples=[{"X-Team": "operations"}],
    ),
]
Named = Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=500)]
Authority = Annotated[
    Annotated[str, Field(max_length=100_000)] | None,
    BeforeValidator(empty_is_none),
    Field(
        title="Certificate authority",
        description="Certificates in PEM that the server's is checked against; empty: those of the public authorities.",
        examples=["-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----"],
    ),
]
