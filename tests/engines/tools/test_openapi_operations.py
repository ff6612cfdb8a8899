"""OpenAPI documents become tools: references, forms of parameters and bodies, and documents meant to harm."""

import json
import time
from typing import Any

import pytest
import yaml
from tests.engines.tools.places import LAPTOP, SECRET, Recorder, guard
from tests.stubs.openai_server import serving

from remit.engines.tools import HttpApi, Tool, ToolboxError, open_toolbox
from remit.kit.errors import Malformed

SHOP: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "http://169.254.169.254/"}],
    "paths": {
        "/orders/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "operationId": "getOrder",
                "summary": "Gets an order.",
                "parameters": [
                    {"name": "expand", "in": "query", "explode": False,
                     "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
                    {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
                    {"name": "session", "in": "cookie", "schema": {"type": "string"}},
                ],
            },
            "put": {
                "operationId": "getOrder",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                },
            },
            "delete": {"deprecated": True, "operationId": "dropOrder"},
        },
        "/orders": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/x-www-form-urlencoded": {"schema": {
                        "type": "object", "properties": {"note": {"type": "string"}}}}},
                }
            },
            "head": {"operationId": "9 – Odd Näme!"},
            "patch": {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {}}}}},
        },
    },
    "components": {
        "parameters": {"Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}},
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["id", "total"],
                "properties": {
                    "id": {"type": "string", "readOnly": True},
                    "total": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
                    "note": {"type": "string", "nullable": True},
                    "parent": {"$ref": "#/components/schemas/Order"},
                    "photo": {"$ref": "file:///etc/passwd"},
                    "more": {"$ref": "http://169.254.169.254/schema.json"},
                },
            }
        },
    },
}  # fmt: skip


def setup(document: str | dict[str, Any] = SHOP, **more: Any) -> HttpApi:
    text = document if isinstance(document, str) else json.dumps(document)
    return HttpApi(base_url="http://127.0.0.1:9", document=text, auth="none", **more)


async def tools(document: str | dict[str, Any] = SHOP, **more: Any) -> dict[str, Tool]:
    box = open_toolbox(setup(document, **more), "", LAPTOP, guard())
    found = {each.name: each for each in await box.tools()}
    await box.close()
    return found


async def test_operations_become_tools() -> None:
    found = await tools()
    assert set(found) == {"get_order", "get_order_2", "post_orders", "tool_9_odd_name"}
    read, changed = found["get_order"], found["get_order_2"]
    assert read.description == "Gets an order.\nGET /orders/{id}"
    assert set(read.input_schema["properties"]) == {"id", "expand", "filter"}
    assert read.input_schema["required"] == ["id"]
    assert read.reads_only
    assert found["tool_9_odd_name"].reads_only
    assert not changed.reads_only
    properties = changed.input_schema["properties"]
    assert set(properties) == {"id", "total", "note", "parent", "photo", "more"}
    assert properties["total"] == {"type": "number", "exclusiveMinimum": 0}
    assert properties["note"] == {"type": ["string", "null"]}
    assert properties["parent"] == {"$ref": "#/$defs/order"}
    definition = changed.input_schema["$defs"]["order"]
    assert definition["properties"]["parent"] == {"$ref": "#/$defs/order"}
    assert "id" not in definition["properties"]
    assert definition["required"] == ["total"]
    assert changed.input_schema["$defs"][properties["photo"]["$ref"].rpartition("/")[2]] == {}
    assert "169.254" not in json.dumps([each.input_schema for each in found.values()])


async def test_yaml_says_the_same_and_dates_are_texts() -> None:
    assert set(await tools(yaml.safe_dump(SHOP))) == set(await tools())
    said = """
openapi: 3.1.0
info: {title: x, version: 2024-01-01}
paths:
  /x:
    get:
      operationId: on
      parameters: [{name: country, in: query, schema: {type: string, enum: [NO, 2024-01-01, 12:30]}}]
      responses: {200: {description: ok}}
"""
    assert (await tools(said))["on"].input_schema["properties"]["country"]["enum"] == [
        "NO",
        "2024-01-01",
        "12:30",
    ]


async def test_requests_are_built_as_the_document_says() -> None:
    server = Recorder()
    with serving(server) as url:
        box = open_toolbox(setup().model_copy(update={"base_url": url}), SECRET, LAPTOP, guard())
        await box.use("get_order", {"id": "1", "expand": ["a", "b"], "filter": {"state": "open"}}, key="k")
        await box.use("post_orders", {"note": "a&b ü"}, key="k")
        await box.use("get_order_2", {"id": "7", "total": 1, "parent": {"total": 2}}, key="k")
        with pytest.raises(ToolboxError, match="At /parent/total"):
            await box.use("get_order_2", {"id": "7", "total": 1, "parent": {"total": 0}}, key="k")
        await box.close()
    read, posted, put = server.asked
    assert read.target == "/orders/1?expand=a%2Cb&filter%5Bstate%5D=open"
    assert posted.body == b"note=a%26b+%C3%BC"
    assert posted.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (put.method, put.target, put.json) == ("PUT", "/orders/7", {"total": 1, "parent": {"total": 2}})


async def test_names_that_clash_are_told_apart() -> None:
    clashing = {
        "openapi": "3.1.0",
        "paths": {
            "/things/{id}": {
                "post": {
                    "operationId": "make",
                    "parameters": [
                        {"name": "id", "in": "path", "required": True},
                        {"name": "id", "in": "query", "schema": {"type": "integer"}},
                    ],
                    "requestBody": {
                        "content": {"application/json": {"schema": {
                            "type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}}}
                    },
                }
            }
        },
    }  # fmt: skip
    schema = (await tools(clashing))["make"].input_schema
    assert set(schema["properties"]) == {"id", "id_query", "body"}
    assert schema["required"] == ["id"]


async def test_operations_can_be_chosen_by_either_name() -> None:
    assert set(await tools(include=("getOrder",))) == {"get_order", "get_order_2"}
    assert set(await tools(include=("post_orders",))) == {"post_orders"}
    with pytest.raises(Malformed, match="no operation missing"):
        await tools(include=("missing",))


def bomb() -> str:
    lines = ["openapi: 3.1.0", "paths: {}", "a0: &a0 [x]"]
    return "\n".join([*lines, *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))])


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("not: [closed", "line"),
        ("just words", "object"),
        ("[1, 2]", "object"),
        ('{"openapi": "3.1.0", "paths": ', "neither JSON nor YAML"),
        ('{"swagger": "2.0", "paths": {}}', "Swagger 2"),
        ('{"openapi": "4.0.0"}', "3.0 or 3.1"),
        ('{"openapi": "3.1.0", "paths": {}}', "no operations"),
        (
            '{"openapi": "3.1.0", "paths": {"/a?x=1": {"get": {}}, "b": {"get": {}}, "/c\\\\d": {"get": {}}}}',
            "no op",
        ),
        (bomb(), "repeats them"),
        ("openapi: " + "[" * 5000 + "]" * 5000, "deeply"),
        ('{"openapi": ' + "[" * 100_000, "deeply"),
        ("openapi: !!python/object/apply:os.system ['true']", "neither JSON nor YAML"),
        (
            json.dumps({"openapi": "3.1.0", "paths": {f"/p{n}": {"get": {}} for n in range(600)}}),
            "at most 500",
        ),
    ],
)
async def test_documents_that_cannot_be_used_are_refused_with_words(document: str, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        await tools(document)


async def test_circles_and_floods_of_references_end() -> None:
    schemas: dict[str, Any] = {
        "a": {"$ref": "#/components/schemas/b"},
        "b": {"$ref": "#/components/schemas/a"},
    }
    for n in range(1000):
        schemas[f"s{n}"] = {"properties": {"n": {"$ref": f"#/components/schemas/s{n + 1}"}}}
    paths: dict[str, Any] = {}
    for name in ("a", "s0"):
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        paths[f"/{name}"] = {"post": {"requestBody": {"content": content}}}
    paths["/p"] = {"$ref": "#/paths/~1p"}
    deep: dict[str, Any] = {}
    for _ in range(60):
        deep = {"properties": {"d": deep}}
    paths["/d"] = {"get": {"parameters": [{"name": "d", "in": "query", "schema": deep}]}}
    found = await tools({"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}})
    assert set(found) == {"post_a", "post_s0", "get_d"}
    assert 10_000 < len(json.dumps(found["post_s0"].input_schema)) < 50_000


async def test_many_operations_that_share_what_they_refer_to_are_read_quickly() -> None:
    named = {f"p{n}": {"type": "string", "description": "words " * 8} for n in range(12)}
    schemas = {
        f"S{n}": {
            "type": "object",
            "properties": {**named, "next": {"$ref": f"#/components/schemas/S{(n + 1) % 450}"}},
        }
        for n in range(450)
    }
    paths: dict[str, Any] = {}
    for n in range(450):
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/S{n}"}}}
        paths[f"/r{n}"] = {"post": {"requestBody": {"content": content}}}
    began = time.process_time()
    found = await tools({"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}})
    assert len(found) == 450
    assert time.process_time() - began < 5
    assert max(len(json.dumps(each.input_schema)) for each in found.values()) < 50_000


async def test_a_pattern_that_never_ends_is_given_up() -> None:
    hostile = {"name": "q", "in": "query", "schema": {"type": "string", "pattern": r"^(?=a)(a+)+\1$"}}
    document = {"openapi": "3.1.0", "paths": {"/x": {"get": {"parameters": [hostile]}}}}
    box = open_toolbox(setup(document), "", LAPTOP, guard())
    with pytest.raises(ToolboxError) as caught:
        await box.use("get_x", {"q": "a" * 200 + "!"}, key="k")
    assert not caught.value.reached
    await box.close()
