"""What the AWS-speaking server does with a request: steer it, count it, let it fail, or pass it on."""

import io
import json
import time
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Any

from tests.aws.function_http import FunctionHttp, wanted
from tests.aws.state import Fault, State

ERRORS = {
    "throttle": (400, "ThrottlingException", "Rate exceeded"),
    "credentials": (
        400,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    ),
    "quota": (400, "ResourceLimitExceeded", "The account-level service limit for this instance type is 0."),
    "unavailable": (503, "InternalFailure", "The service is unavailable."),
}
LOST_SECONDS = 3.0
Start = Callable[..., Any]


class Application:
    """The control address, faults on the wire, Lambda, then whatever speaks the others."""

    def __init__(self, state: State, others: Any = None) -> None:
        self.state = state
        self.functions = FunctionHttp(state)
        self.others = others

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if environ["PATH_INFO"].startswith("/_remit/"):
            return self._control(environ["PATH_INFO"], body, start)
        function = wanted(environ)
        operation = function[0] if function else _operation(environ, body)
        fault = self._due_fault(operation, body, function[1] if function else "")
        if fault and fault.kind != "lost":
            return _error(fault.kind, start)
        answer = self.functions.answer(environ, body, start) if function else self.others(environ, start)
        if fault:
            time.sleep(LOST_SECONDS)
        return answer

    def _control(self, path: str, body: bytes, start: Start) -> Iterable[bytes]:
        if path == "/_remit/state":
            self.state.set(json.loads(body))
        return _json(start, 200, dict(self.state.requests))

    def _due_fault(self, operation: str, body: bytes, function: str) -> Fault | None:
        """Count the request, and use up one hit of the first fault that matches it."""
        with self.state.lock:
            self.state.requests[operation] += 1
            for fault in self.state.faults:
                if _matches(fault, operation, body, function) and fault.times != 0:
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None


def _matches(fault: Fault, operation: str, body: bytes, function: str) -> bool:
    if fault.kind not in {*ERRORS, "lost"} or fault.operation not in {None, operation}:
        return False
    if fault.pattern == "*" or fnmatchcase(function, fault.pattern):
        return True
    try:
        given = json.loads(body)
    except ValueError:
        return False
    names = (given.get(key) for key in ("EndpointName", "EndpointConfigName", "ModelName"))
    return any(name and fnmatchcase(name, fault.pattern) for name in names)


def _operation(environ: dict[str, Any], body: bytes) -> str:
    """Name the operation, whichever of AWS's protocols carries it."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return str(target).rsplit(".", 1)[-1]
    if "/operation/" in environ["PATH_INFO"]:
        return str(environ["PATH_INFO"]).rsplit("/", 1)[-1]
    fields = dict(each.split("=", 1) for each in body.decode(errors="replace").split("&") if "=" in each)
    return fields.get("Action", str(environ["PATH_INFO"]))


def _error(kind: str, start: Start) -> Iterable[bytes]:
    status, code, message = ERRORS[kind]
    return _json(start, status, {"__type": code, "message": message}, ("x-amzn-errortype", code))


def _json(start: Start, status: int, content: Any, *headers: tuple[str, str]) -> Iterable[bytes]:
    start(f"{status} {HTTPStatus(status).phrase}", [("Content-Type", "application/x-amz-json-1.1"), *headers])
    return [json.dumps(content).encode()]
