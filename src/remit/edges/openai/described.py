"""`/v1` in the OpenAPI document, inline: neither the web's client nor the SDK is made from it."""

from typing import Any

import msgspec

from remit.edges.openai.responses import Asked
from remit.engines.models import Inputs, Prompt

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code", "request_id"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": "string"},
                "request_id": {"type": "string"},
            },
        }
    },
}
_REFUSED = {
    "description": "What is wrong, and what to do",
    "content": {"application/json": {"schema": _ERROR}},
}
_MODEL = {
    "type": "object",
    "required": ["id", "object", "created", "owned_by"],
    "properties": {
        "id": {"type": "string", "description": "The deployment's name and environment, for `model`"},
        "object": {"const": "model"},
        "created": {"type": "integer"},
        "owned_by": {"const": "remit"},
        "deployment_id": {"type": "string"},
        "name": {"type": "string"},
        "environment": {"type": "string"},
    },
}
_MODELS = {
    "type": "object",
    "required": ["object", "data"],
    "properties": {"object": {"const": "list"}, "data": {"type": "array", "items": _MODEL}},
}
_GONE = {
    "type": "object",
    "required": ["id", "object", "deleted"],
    "properties": {
        "id": {"type": "string"},
        "object": {"const": "response.deleted"},
        "deleted": {"const": True},
    },
}
_EMBEDDINGS = {
    "type": "object",
    "required": ["object", "data", "model", "usage"],
    "properties": {
        "object": {"const": "list"},
        "data": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["object", "index", "embedding"],
                "properties": {
                    "object": {"const": "embedding"},
                    "index": {"type": "integer"},
                    "embedding": {"type": ["array", "string"], "items": {"type": "number"}},
                },
            },
        },
        "model": {"type": "string"},
        "usage": {"type": "object"},
    },
}
_EVENTS = {"text/event-stream": {"schema": {"type": "string"}}}


def _kind(name: str, *members: str) -> dict[str, Any]:
    """Describe an answer by what it is called and what it has at least."""
    return {
        "type": "object",
        "required": ["id", "object", *members],
        "properties": {"id": {"type": "string"}, "object": {"const": name}},
    }


def _inlined(schema: Any, named: dict[str, Any]) -> Any:
    """Put what is referred to in its place."""
    if isinstance(schema, dict):
        if (ref := schema.get("$ref")) is not None:
            return _inlined(named[ref.rpartition("/")[2]], named)
        return {name: _inlined(each, named) for name, each in schema.items() if name != "$defs"}
    return [_inlined(each, named) for each in schema] if isinstance(schema, list) else schema


def _asked(what: type[msgspec.Struct]) -> dict[str, Any]:
    schema = msgspec.json.schema(what)
    return {
        "required": True,
        "content": {"application/json": {"schema": _inlined(schema, schema["$defs"])}},
    }


def _operation(
    id: str,
    words: str,
    answer: dict[str, Any],
    *,
    body: type[msgspec.Struct] | None = None,
    named: str = "",
    streams: bool = True,
) -> dict[str, Any]:
    content = {"application/json": {"schema": answer}, **(_EVENTS if body and streams else {})}
    described: dict[str, Any] = {
        "tags": ["openai"],
        "summary": words,
        "operationId": id,
        "responses": {
            "200": {"description": "The answer", "content": content},
            "4XX": _REFUSED,
            "5XX": _REFUSED,
        },
    }
    if body is not None:
        described["requestBody"] = _asked(body)
    if named:
        described["parameters"] = [
            {"name": named, "in": "path", "required": True, "schema": {"type": "string"}}
        ]
    return described


PATHS: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {
        "post": _operation(
            "v1_chat_completions",
            "Ask a deployed agent",
            _kind("chat.completion", "choices", "created", "model"),
            body=Prompt,
        )
    },
    "/v1/embeddings": {
        "post": _operation("v1_embeddings", "Embed texts", _EMBEDDINGS, body=Inputs, streams=False)
    },
    "/v1/responses": {
        "post": _operation(
            "v1_create_response",
            "Ask a deployed agent, and keep what was said",
            _kind("response", "status", "output"),
            body=Asked,
        )
    },
    "/v1/responses/{response_id}": {
        "get": _operation(
            "v1_get_response", "Show a response", _kind("response", "status", "output"), named="response_id"
        ),
        "delete": _operation("v1_delete_response", "Remove a response", _GONE, named="response_id"),
    },
    "/v1/models": {"get": _operation("v1_list_models", "List the agents that a key may call", _MODELS)},
    "/v1/models/{model}": {"get": _operation("v1_get_model", "Show one of them", _MODEL, named="model")},
}
