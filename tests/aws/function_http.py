"""AWS Lambda on the wire: its addresses, and its errors."""

import json
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.aws.functions import Functions, Refused
from tests.aws.state import State

Start = Callable[..., Any]
_ADDRESS = re.compile(
    r"/20\d\d-\d\d-\d\d/functions(?:/(?P<name>[^/]+))?(?:/(?P<part>[a-z]+))?(?:/(?P<item>[^/]+))?"
)
_OPERATIONS = {
    ("POST", None): "CreateFunction",
    ("GET", None): "GetFunction",
    ("DELETE", None): "DeleteFunction",
    ("GET", "configuration"): "GetFunctionConfiguration",
    ("PUT", "configuration"): "UpdateFunctionConfiguration",
    ("PUT", "code"): "UpdateFunctionCode",
    ("POST", "versions"): "PublishVersion",
    ("POST", "aliases"): "CreateAlias",
    ("GET", "aliases"): "GetAlias",
    ("PUT", "aliases"): "UpdateAlias",
    ("DELETE", "aliases"): "DeleteAlias",
    ("POST", "invocations"): "Invoke",
    ("PUT", "concurrency"): "PutFunctionConcurrency",
    ("DELETE", "concurrency"): "DeleteFunctionConcurrency",
}


class FunctionHttp:
    """Takes the requests that are for Lambda."""

    def __init__(self, state: State) -> None:
        functions = Functions(state)
        self._functions, self._lock = functions, state.lock
        self._does: dict[str, Callable[[str, dict[str, Any]], Any]] = {
            "CreateFunction": functions.create,
            "GetFunction": functions.get,
            "DeleteFunction": functions.remove,
            "GetFunctionConfiguration": functions.configuration,
            "UpdateFunctionConfiguration": functions.configure,
            "UpdateFunctionCode": functions.replace,
            "PublishVersion": functions.publish,
            "CreateAlias": functions.point,
            "UpdateAlias": functions.point,
            "GetAlias": functions.alias,
            "DeleteAlias": functions.unpoint,
            "PutFunctionConcurrency": functions.reserve,
            "DeleteFunctionConcurrency": functions.unreserve,
        }

    def close(self) -> None:
        """Let go of what was unpacked."""
        self._functions.close()

    def answer(self, environ: dict[str, Any], body: bytes, start: Start) -> Iterable[bytes]:
        operation, name, item = wanted(environ) or ("", "", "")
        asked = {key: each[0] for key, each in parse_qs(environ.get("QUERY_STRING", "")).items()}
        try:
            if operation == "Invoke":
                answer, headers = self._functions.invoke(name, asked.get("Qualifier", ""), body)
                start("200 OK", [("Content-Type", "application/json"), *headers.items()])
                return [answer]
            given = {**asked, **(json.loads(body) if body else {}), "create": operation == "CreateAlias"}
            with self._lock:
                found = self._does[operation](name, {**given, "Name": item} if item else given)
        except Refused as error:
            return refusal(start, error.status, error.code, str(error))
        start("200 OK" if found is not None else "204 No Content", [("Content-Type", "application/json")])
        return [json.dumps(found).encode()] if found is not None else [b""]


def wanted(environ: dict[str, Any]) -> tuple[str, str, str] | None:
    """Read the operation, the function and what of it is meant; none for what is not for Lambda."""
    found = _ADDRESS.fullmatch(environ["PATH_INFO"].rstrip("/"))
    if found is None:
        return None
    operation = _OPERATIONS.get((environ["REQUEST_METHOD"], found["part"]))
    return (operation, unquote(found["name"] or ""), unquote(found["item"] or "")) if operation else None


def refusal(start: Start, status: int, code: str, message: str) -> list[bytes]:
    """Answer with an error as Lambda does."""
    start(
        f"{status} {HTTPStatus(status).phrase}",
        [("Content-Type", "application/json"), ("x-amzn-ErrorType", code)],
    )
    return [json.dumps({"Type": "User", "Message": message, "message": message}).encode()]
