"""The examples of the admin API in the OpenAPI document: each fits its schema, and each request works when sent."""

import copy
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
from tests.fixtures.journey import activated
from tests.fixtures.server import Api

from remit.controls.tenancy import Role
from remit.edges.api import routes

_JSON = "application/json"
DOCUMENT = routes().openapi()
OPERATIONS = [
    (method, path)
    for path, item in DOCUMENT["paths"].items()
    for method in item
    if path.startswith("/api/admin/agents")
]


def fits(schema: dict[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": DOCUMENT["components"]}
    return [each.message for each in jsonschema_rs.validator_for(whole).iter_errors(value)]


def bodies(method: str, path: str) -> dict[str, Any]:
    content = DOCUMENT["paths"][path][method].get("requestBody", {}).get("content", {}).get(_JSON, {})
    return {name: each["value"] for name, each in content.get("examples", {}).items()}


def answers(method: str, path: str) -> Iterator[tuple[dict[str, Any], Any]]:
    for answer in DOCUMENT["paths"][path][method]["responses"].values():
        content = answer.get("content", {}).get(_JSON, {})
        if "example" in content:
            yield content["schema"], content["example"]


def test_the_admin_api_has_the_paths_that_were_promised() -> None:
    assert len(OPERATIONS) == 10


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_example_fits_its_schema(method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    found = list(answers(method, path))
    assert found, "no answer is shown"
    for schema, example in found:
        assert fits(schema, example) == []
        wrong = copy.deepcopy(example) | {"surely": 1}
        del wrong[next(iter(wrong))]
        assert fits(schema, wrong) != []
    if "requestBody" in operation and not path.endswith(("/demote", "/archive")):
        assert bodies(method, path), "no request is shown"
    for name, body in bodies(method, path).items():
        assert fits(operation["requestBody"]["content"][_JSON]["schema"], body) == [], name


async def sent(client: httpx.AsyncClient, method: str, path: str) -> None:
    """Send every request that is shown of an operation."""
    for name, body in (bodies(method, path) or {"nothing": None}).items():
        answer = await client.request(method, path.replace("{id}", "greeting"), json=body)
        assert answer.status_code in (200, 201), (path, name, answer.text)


async def test_every_request_that_is_shown_works(api: Api) -> None:
    client = await api(Role.ADMIN)
    base = "/api/admin/agents"
    for path in ("", "/validate", "/smoke-run"):
        await sent(client, "post", f"{base}{path}")
    await sent(client, "get", base)
    await sent(client, "patch", f"{base}/{{id}}")
    for path in ("smoke-run", "promote"):
        await sent(client, "post", f"{base}/{{id}}/{path}")
    await activated(client, "greeting")
    await sent(client, "get", f"{base}/{{id}}/promotion-requirements")
