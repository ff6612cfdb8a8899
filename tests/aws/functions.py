"""AWS Lambda's states: functions that are made and changed in time, versions, aliases, and code that really runs."""

import base64
import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.aws.state import State

ARN = "arn:aws:lambda:us-west-2:123456789012:function:"
MOST_ZIP, MOST_PAYLOAD = 50 * 2**20, 6 * 2**20
BUSY = "The operation cannot be performed at this time. "
# Stands for the machine's own runtime: it reads the event, calls the handler and writes the answer.
BOOT = """
import importlib, json, sys, traceback
event = json.loads(sys.stdin.read())
module, _, name = sys.argv[1].rpartition(".")
try:
    answer = {"answer": getattr(importlib.import_module(module), name)(event, None)}
except BaseException as error:
    told = traceback.format_exc().splitlines()
    answer = {"error": {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": told}}
open(sys.argv[2], "w").write(json.dumps(answer))
"""


class Refused(Exception):
    """An error that AWS answers with."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass
class Version:
    """Settings and code as they were published; `failed` says that it never comes up."""

    number: str
    settings: dict[str, Any]
    code: bytes
    ready_at: float
    failed: str = ""

    @property
    def sha(self) -> str:
        return base64.b64encode(hashlib.sha256(self.code).digest()).decode()

    @property
    def state(self) -> str:
        if time.monotonic() < self.ready_at:
            return "Pending"
        return "Failed" if self.failed else "Active"


@dataclass
class Function:
    """One function; `latest` is what is changed, `versions` never are."""

    name: str
    latest: Version
    tags: dict[str, str]
    versions: list[Version] = field(default_factory=list)
    aliases: dict[str, dict[str, Any]] = field(default_factory=dict)
    reserved: int | None = None
    changed_until: float = 0.0

    def version(self, qualifier: str) -> Version:
        """Find a version by its number or an alias, which may choose one of two by chance."""
        number = qualifier
        if (alias := self.aliases.get(qualifier)) is not None:
            number = alias["FunctionVersion"]
            for other, weight in alias["RoutingConfig"]["AdditionalVersionWeights"].items():
                number = other if random.random() < weight else number
        if number in ("", "$LATEST"):
            return self.latest
        for each in self.versions:
            if each.number == number:
                return each
        raise missing(f"{ARN}{self.name}:{qualifier}")


def missing(arn: str) -> Refused:
    return Refused(404, "ResourceNotFoundException", f"Function not found: {arn}")


class Functions:
    """All functions of the server."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, Function] = {}
        self._unpacked: dict[str, Path] = {}
        self._folder = tempfile.TemporaryDirectory()

    def close(self) -> None:
        """Let go of what was unpacked."""
        self._folder.cleanup()

    def create(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        name = given["FunctionName"]
        if name in self._known:
            raise Refused(409, "ResourceConflictException", f"Function already exist: {name}")
        code = _zip(given["Code"]["ZipFile"])
        settings = _settings(given)
        failed = self._fault(name)
        latest = Version("$LATEST", settings, code, self._soon(), failed)
        made = self._known[name] = Function(name, latest, dict(given.get("Tags") or {}))
        return self._shown(made, self._publish(made) if given.get("Publish") else latest)

    def get(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        found = self._find(name)
        shown = {"Configuration": self.configuration(name, given), "Tags": found.tags}
        if found.reserved is not None:
            shown["Concurrency"] = {"ReservedConcurrentExecutions": found.reserved}
        return shown

    def configuration(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        found = self._find(name)
        return self._shown(found, found.version(given.get("Qualifier", "")))

    def configure(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        found = self._changeable(name)
        found.latest.settings = {**found.latest.settings, **_settings(given)}
        found.changed_until = self._soon()
        return self._shown(found, found.latest)

    def replace(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        found = self._changeable(name)
        found.latest.code = _zip(given["ZipFile"])
        found.latest.settings = {**found.latest.settings, **_settings(given)}
        found.latest.failed = self._fault(name)
        found.changed_until = self._soon()
        return self._shown(found, self._publish(found) if given.get("Publish") else found.latest)

    def publish(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        found = self._changeable(name)
        if given.get("CodeSha256") not in (None, found.latest.sha):
            raise Refused(
                400, "InvalidParameterValueException", "CodeSHA256 is different from current CodeSHA256"
            )
        return self._shown(found, self._publish(found))

    def remove(self, name: str, given: dict[str, Any]) -> None:
        self._find(name)
        del self._known[name]

    def point(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        """Make an alias, or change one."""
        found, alias = self._find(name), given["Name"]
        known = found.aliases.get(alias)
        if given["create"] == (known is not None):
            if known is None:
                raise Refused(404, "ResourceNotFoundException", f"Cannot find alias arn: {ARN}{name}:{alias}")
            raise Refused(409, "ResourceConflictException", f"Alias already exists: {ARN}{name}:{alias}")
        if known and given.get("RevisionId") not in (None, known["RevisionId"]):
            raise Refused(
                412, "PreconditionFailedException", "The Revision Id provided does not match the latest."
            )
        weights = (given.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
        if given["FunctionVersion"] in weights or (
            weights and "$LATEST" in (given["FunctionVersion"], *weights)
        ):
            raise Refused(400, "InvalidParameterValueException", "An alias points at two different versions.")
        for number in (given["FunctionVersion"], *weights):
            found.version(number)
        found.aliases[alias] = {
            "AliasArn": f"{ARN}{name}:{alias}",
            "Name": alias,
            "FunctionVersion": given["FunctionVersion"],
            "Description": given.get("Description", (known or {}).get("Description", "")),
            "RoutingConfig": {"AdditionalVersionWeights": weights},
            "RevisionId": str(uuid4()),
        }
        return found.aliases[alias]

    def alias(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        found = self._find(name).aliases.get(given["Name"])
        if found is None:
            raise Refused(
                404, "ResourceNotFoundException", f"Cannot find alias arn: {ARN}{name}:{given['Name']}"
            )
        return found

    def unpoint(self, name: str, given: dict[str, Any]) -> None:
        self._find(name).aliases.pop(given["Name"], None)

    def reserve(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        self._find(name).reserved = given["ReservedConcurrentExecutions"]
        return {"ReservedConcurrentExecutions": given["ReservedConcurrentExecutions"]}

    def unreserve(self, name: str, given: dict[str, Any]) -> None:
        self._find(name).reserved = None

    def invoke(self, name: str, qualifier: str, payload: bytes) -> tuple[bytes, dict[str, str]]:
        """Run the code of a version in a process with an environment of its own."""
        found = self._find(name)
        version = found.version(qualifier)
        if found.reserved == 0:
            raise Refused(429, "TooManyRequestsException", "Rate Exceeded.")
        if len(payload) > MOST_PAYLOAD:
            raise Refused(413, "RequestTooLargeException", "Request must be smaller than 6291456 bytes")
        if version.state != "Active":
            raise Refused(
                409, "ResourceConflictException", f"{BUSY}The function is in the state: {version.state}"
            )
        began = time.monotonic()
        answer, failed = self._run(version, payload)
        billed = max(1, round((time.monotonic() - began) * 1000))
        memory = version.settings["MemorySize"]
        report = f"REPORT RequestId: 1\tBilled Duration: {billed} ms\tMemory Size: {memory} MB\n"
        headers = {
            "X-Amz-Executed-Version": version.number,
            "X-Amz-Log-Result": base64.b64encode(report.encode()).decode(),
        }
        return json.dumps(answer).encode(), {
            **headers,
            **({"X-Amz-Function-Error": "Unhandled"} if failed else {}),
        }

    def _run(self, version: Version, payload: bytes) -> tuple[Any, bool]:
        place, settings = self._unpack(version), version.settings
        with tempfile.TemporaryDirectory() as folder:
            told = Path(folder) / "answer"
            process = subprocess.Popen(
                [sys.executable, "-S", "-B", "-c", BOOT, settings["Handler"], str(told)],
                cwd=place,
                env={**settings["Environment"]["Variables"], **KEYS},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                process.communicate(payload, timeout=settings["Timeout"])
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                words = f"RequestId: 1 Error: Task timed out after {settings['Timeout']}.00 seconds"
                return {"errorType": "Sandbox.Timedout", "errorMessage": words}, True
            if not told.exists():
                words = "RequestId: 1 Error: Runtime exited with error: signal: killed"
                return {"errorType": "Runtime.ExitError", "errorMessage": words}, True
            answer = json.loads(told.read_text())
            return answer.get("answer", answer.get("error")), "error" in answer

    def _unpack(self, version: Version) -> Path:
        if version.sha not in self._unpacked:
            place = Path(self._folder.name) / str(len(self._unpacked))
            with zipfile.ZipFile(io.BytesIO(version.code)) as archive:
                archive.extractall(place)
            self._unpacked[version.sha] = place
        return self._unpacked[version.sha]

    def _publish(self, found: Function) -> Version:
        """Make a version, unless the last one is the same."""
        last = found.versions[-1] if found.versions else None
        if last and (last.sha, last.settings) == (found.latest.sha, found.latest.settings):
            return last
        number = str(int(last.number) + 1 if last else 1)
        made = Version(
            number, dict(found.latest.settings), found.latest.code, self._soon(), found.latest.failed
        )
        found.versions.append(made)
        return made

    def _find(self, name: str) -> Function:
        if (found := self._known.get(name)) is None:
            raise missing(f"{ARN}{name}")
        return found

    def _changeable(self, name: str) -> Function:
        found = self._find(name)
        if found.latest.state == "Pending":
            raise Refused(409, "ResourceConflictException", f"{BUSY}The function is in the state: Pending")
        if time.monotonic() < found.changed_until:
            raise Refused(
                409, "ResourceConflictException", f"{BUSY}An update is in progress for resource: {name}"
            )
        return found

    def _shown(self, found: Function, version: Version) -> dict[str, Any]:
        busy = version is found.latest and time.monotonic() < found.changed_until
        arn = f"{ARN}{found.name}" + ("" if version is found.latest else f":{version.number}")
        return {
            **version.settings,
            "FunctionName": found.name,
            "FunctionArn": arn,
            "Version": version.number,
            "CodeSha256": version.sha,
            "CodeSize": len(version.code),
            "State": version.state,
            "LastUpdateStatus": "InProgress" if busy else "Successful",
            **(
                {"StateReason": version.failed, "StateReasonCode": "EniLimitExceeded"}
                if version.failed
                else {}
            ),
        }

    def _soon(self) -> float:
        return time.monotonic() + self._state.seconds

    def _fault(self, name: str) -> str:
        hit = any(each.kind == "capacity" and fnmatchcase(name, each.pattern) for each in self._state.faults)
        return "The account has no network interfaces left." if hit else ""


# What a machine of Lambda finds in its environment; the code must not.
KEYS = {
    "AWS_ACCESS_KEY_ID": "ASIATESTING",
    "AWS_SECRET_ACCESS_KEY": "machine-secret",
    "AWS_SESSION_TOKEN": "machine-token",
}


def _zip(encoded: str) -> bytes:
    code = base64.b64decode(encoded)
    if len(code) > MOST_ZIP:
        raise Refused(413, "RequestEntityTooLargeException", "Request must be smaller than 69905067 bytes")
    if not zipfile.is_zipfile(io.BytesIO(code)):
        raise Refused(400, "InvalidParameterValueException", "Could not unzip uploaded file.")
    return code


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    named = (
        "Runtime",
        "Handler",
        "Role",
        "Timeout",
        "MemorySize",
        "Environment",
        "VpcConfig",
        "Architectures",
    )
    if given.get("Role", "").endswith("/nobody"):
        words = "The role defined for the function cannot be assumed by Lambda."
        raise Refused(400, "InvalidParameterValueException", words)
    return {name: given[name] for name in named if name in given}
