"""Examples of requests and answers of the admin API, as its OpenAPI document shows them; a test sends each of them."""

from typing import Any

_DIGEST = "sha256:2694f4ec527430c151e8470d7fe70ff763ba058bf17c1f1650ca0fc273956a4b"
_FIELDS: dict[str, Any] = {
    "name": "Greeting",
    "remit": {
        "type": "function",
        "slug": "greeting",
        "description": "Greets a person.",
        "code": 'async def run(input, ctx):\n    return {"text": f"Good morning, {input[\'name\']}."}\n',
        "input_schema": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {"name": {"type": "string", "maxLength": 100}},
        },
        "output_schema": {
            "type": "object",
            "additionalProperties": False,
            "required": ["text"],
            "properties": {"text": {"type": "string"}},
        },
        "examples": [{"name": "Ada", "input": {"name": "Ada"}, "output": {"text": "Good morning, Ada."}}],
    },
}
_SOURCE = "name: Hello\ninstructions: Greet people, in a sentence.\nremit:\n  type: context\n  slug: hello\n"
_AGENT: dict[str, Any] = {
    "id": "agent_01m80regz2e4c9pzcn25nyx9e4",
    "slug": "greeting",
    "type": "function",
    "status": "draft",
    "description": "Greets a person.",
    "tags": [],
    "version": {
        "number": 1,
        "status": "draft",
        "digest": _DIGEST,
        "created_at": "2026-01-15T12:00:00Z",
        "created_by": {
            "kind": "member",
            "id": "mem_01m80qsvgqee5vvb2vyj3qf2bk",
            "name": "Ada",
            "role": "builder",
        },
        "activated_at": None,
    },
    "active_version": None,
    "created_at": "2026-01-15T12:00:00Z",
    "updated_at": "2026-01-15T12:00:00Z",
}
_REPORT: dict[str, Any] = {
    "kind": "smoke_run",
    "tier": "lite",
    "passed": True,
    "cost_usd": "0",
    "cases": [
        {
            "name": "Ada",
            "input": {"name": "Ada"},
            "output": {"text": "Good morning, Ada."},
            "expected": {"text": "Good morning, Ada."},
            "passed": True,
            "problems": [],
            "effects": [],
            "logs": "",
            "seconds": 0.0084,
            "memory_bytes": 14004224,
            "line": None,
            "tokens": 0,
        }
    ],
}
_WRONG: dict[str, Any] = {
    "valid": False,
    "findings": [
        {
            "code": "missing-field",
            "severity": "error",
            "path": "instructions",
            "line": None,
            "column": None,
            "message": "`instructions` is missing.",
            "hint": None,
        }
    ],
    "slug": None,
    "digest": None,
    "document": None,
    "dry_run": None,
}
_MET = {
    "not-archived": "The agent is not archived.",
    "not-active": "Version 2 is not the active one yet.",
    "valid": "The file passes every check.",
    "tried": "It passed its trial of 1 case.",
    "permitted": "Your role may promote agents.",
    "not-under-way": "No promotion of it is under way.",
}
_REQUIREMENTS: dict[str, Any] = {
    "version": 2,
    "ready": True,
    "needs_approval": False,
    "approval": None,
    "nobody_could": None,
    "items": [{"code": code, "met": True, "message": message} for code, message in _MET.items()],
}
_PROMOTION = {
    "slug": "greeting",
    "version": 2,
    "status": "approved",
    "proposal_id": "chg_01m80rehy1eaxsv0r81e378aea",
}
_COUNTS = {"all": 1, "draft": 1, "pending_approval": 0, "active": 0, "archived": 0}


def _shown(answer: dict[str, Any], status: int = 200, **bodies: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Write examples as an operation of OpenAPI has them: named bodies that may be sent, and what is answered."""
    operation: dict[str, Any] = {
        "responses": {str(status): {"content": {"application/json": {"example": answer}}}}
    }
    if bodies:
        named = {name: {"summary": said, "value": body} for name, (said, body) in bodies.items()}
        operation["requestBody"] = {"content": {"application/json": {"examples": named}}}
    return operation


_VERSION: dict[str, Any] = {"newest": ("The newest version", {}), "older": ("One version", {"version": 1})}
_BASE = "/api/admin/agents"
ADMIN_EXAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    (_BASE, "post"): _shown(
        {**_AGENT, "unchanged": False, "promotion": None},
        201,
        fields=("A function, by its fields", {"agent": _FIELDS}),
        source=("The text of a file, to be promoted as well", {"source": _SOURCE, "promote": True}),
    ),
    (f"{_BASE}/validate", "post"): _shown(
        _WRONG,
        source=("The text of a file", {"source": _SOURCE}),
        tried=("A function, tried on an input", {"agent": _FIELDS, "dry_run": True, "input": {"name": "Bo"}}),
    ),
    (f"{_BASE}/smoke-run", "post"): _shown(
        _REPORT, fields=("A function that is not stored", {"agent": _FIELDS})
    ),
    (_BASE, "get"): _shown({"items": [_AGENT], "next": None, "counts": _COUNTS}),
    (f"{_BASE}/{{id}}", "patch"): _shown(
        {
            **_AGENT,
            "tags": ["new"],
            "version": {**_AGENT["version"], "number": 2},
            "unchanged": False,
            "promotion": None,
        },
        tags=("Other tags; all else stays", {"changes": {"remit": {"tags": ["new"]}}}),
        removed=(
            "Null takes a field out; refused where somebody was faster",
            {"changes": {"remit": {"tags": None}}, "base_version": 2},
        ),
    ),
    (f"{_BASE}/{{id}}/smoke-run", "post"): _shown(_REPORT, **_VERSION),
    (f"{_BASE}/{{id}}/promote", "post"): _shown(_PROMOTION, **_VERSION),
    (f"{_BASE}/{{id}}/demote", "post"): _shown(
        {**_AGENT, "version": {**_AGENT["version"], "status": "retired"}}
    ),
    (f"{_BASE}/{{id}}/archive", "post"): _shown({**_AGENT, "status": "archived"}),
    (f"{_BASE}/{{id}}/promotion-requirements", "get"): _shown(_REQUIREMENTS),
}
"""By path and method, what is added to an operation of the document."""
