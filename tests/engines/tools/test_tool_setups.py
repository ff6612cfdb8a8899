"""Setups of toolboxes are strict, hold no secrets, and a form can be drawn from them; the scripted toolbox."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from remit.engines.tools import (
    KINDS,
    ScriptedToolbox,
    Setup,
    Tool,
    ToolboxError,
    Used,
)

_SETUP: TypeAdapter[Any] = TypeAdapter(Setup)


def test_each_kind_has_a_form() -> None:
    for kind in KINDS:
        schema = kind.setup.model_json_schema()
        assert schema["properties"]["kind"]["const"] == kind.kind
        assert schema["additionalProperties"] is False
        for name, each in schema["properties"].items():
            assert {"title", "description", "examples"} <= set(each), (kind.kind, name)
            assert each["description"].endswith(".")
        assert kind.setup.model_config["frozen"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "stdio", "command": "sh"},
        {"kind": "mcp", "url": "http://x", "command": "sh"},
        {"kind": "mcp", "url": "http://x", "headers": {"Authorization": "Bearer x"}},
        {"kind": "mcp", "url": "http://x", "headers": {"X-A": "b\r\nHost: evil"}},
        {"kind": "mcp", "url": "http://x", "headers": {"X A": "b"}},
        {"kind": "http_api", "base_url": "http://x"},
        {
            "kind": "http_api",
            "base_url": "http://x",
            "document": "{}",
            "operations": [{"name": "a", "path": "/"}],
        },
        {"kind": "http_api", "base_url": "http://x", "operations": [{"name": "A b", "path": "/"}]},
        {"kind": "http_api", "base_url": "http://x", "operations": [{"name": "a", "path": "//x y"}]},
        {"kind": "http_api", "base_url": "http://x", "operations": [{"name": "a", "path": "x"}]},
        {"kind": "http_api", "base_url": "http://x", "operations": [{"name": "a", "path": "/"}] * 2},
        {
            "kind": "http_api",
            "base_url": "http://x",
            "operations": [{"name": "a", "path": "/", "method": "TRACE"}],
        },
        {"kind": "http_api", "base_url": "http://x", "document": "x" * 1_000_001},
        {"kind": "http_api", "base_url": "http://x", "document": "{}\0"},
        {"kind": "sql", "host": "/var/run", "database": "x", "user": "y"},
        {"kind": "sql", "host": "a,b", "database": "x", "user": "y"},
        {"kind": "sql", "host": "a", "database": "x\0", "user": "y"},
        {"kind": "sql", "host": "a", "database": "x", "user": "y", "port": 0},
        {"kind": "sql", "host": "a", "database": "x", "user": "y", "seconds": float("nan")},
        {"kind": "sql", "engine": "oracle", "host": "a", "database": "x", "user": "y"},
        {"kind": "smtp", "host": "x", "sender": "a@b.example\r\nBcc: c@d.example"},
        {"kind": "smtp", "host": "x", "sender": "no address"},
        {"kind": "smtp", "host": "x", "sender": "a@b", "allowed_domains": ["*"]},
        {"kind": "slack", "url": "https://hooks.slack.com/x"},
    ],
)
def test_what_cannot_be_right_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _SETUP.validate_python(wrong)


def test_what_forms_leave_empty_is_not_there() -> None:
    found = _SETUP.validate_python(
        {
            "kind": "http_api",
            "base_url": " http://x ",
            "document": "",
            "operations": [{"name": "a", "path": "/"}],
        }
    )
    assert found.document is None
    assert found.base_url == "http://x"
    assert _SETUP.validate_python(found.model_dump(mode="json")) == found


async def test_a_scripted_toolbox_does_as_it_is_told() -> None:
    tool = Tool("act", "Acts.", {"type": "object"})
    box = ScriptedToolbox([tool], {"act": [Used("first"), ToolboxError("gone", reached=True), Used("last")]})
    assert await box.tools() == [tool]
    assert (await box.use("act", {"n": 1}, key="k1")).text == "first"
    with pytest.raises(ToolboxError, match="gone"):
        await box.use("act", {"n": 2}, key="k2")
    assert [(await box.use("act", {}, key="k3")).text for _ in range(2)] == ["last", "last"]
    with pytest.raises(ToolboxError, match="no tool"):
        await box.use("other", {}, key="k4")
    assert [(each.arguments.get("n"), each.key) for each in box.uses] == [
        (1, "k1"),
        (2, "k2"),
        (None, "k3"),
        (None, "k3"),
    ]
    assert (await box.probe()).ok
    await box.close()
    assert box.closed
