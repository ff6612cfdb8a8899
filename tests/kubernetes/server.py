"""Kubernetes' HTTP: discovery, objects, scale, status, watches; and what goes wrong with it when a test says so."""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml
from tests.kubernetes import kinds
from tests.kubernetes.kinds import Kind, Object, Refused, find_kind
from tests.kubernetes.store import Store, selects

TOKEN = "a-token-of-the-tests"
_APPLY = "application/apply-patch+yaml"


class ApiServer(ThreadingHTTPServer):
    """Serves a store; `token` is what it takes, `broken` answers 503, `requests` is what it was asked."""

    daemon_threads = True

    def __init__(self, store: Store) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store, self.token, self.broken, self.closing = store, TOKEN, False, False
        self.hung_up = 0
        self.requests: list[tuple[str, str]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hung up."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ApiServer

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def do_PATCH(self) -> None:
        self._serve("PATCH")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def _serve(self, method: str) -> None:
        url = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(url.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append((method, url.path))
        try:
            if self.server.broken:
                raise Refused(
                    503, "ServiceUnavailable", "the server is currently unable to handle the request"
                )
            if self.headers.get("Authorization") != f"Bearer {self.server.token}":
                raise Refused(401, "Unauthorized", "Unauthorized")
            answer = self._route(method, [part for part in url.path.split("/") if part], body)
        except Refused as refused:
            return self._send(refused.status, _status(refused))
        if answer is not None:
            self._send(201 if method == "POST" else 200, answer)
        return None

    def _route(self, method: str, parts: list[str], body: bytes) -> Object | None:
        match parts:
            case ["version"]:
                return {"major": "1", "minor": "31", "gitVersion": "v1.31.0", "platform": "linux/amd64"}
            case ["api"]:
                return kinds.versions()
            case ["apis"]:
                return kinds.groups()
            case ["api", version]:
                return kinds.resources("", version)
            case ["apis", group, version]:
                return kinds.resources(group, version)
            case ["api", version, *rest]:
                return self._object(method, "", version, rest, body)
            case ["apis", group, version, *rest]:
                return self._object(method, group, version, rest, body)
        raise Refused(404, "NotFound", "the server could not find the requested resource")

    def _object(self, method: str, group: str, version: str, rest: list[str], body: bytes) -> Object | None:
        namespace = ""
        if rest[0] == "namespaces" and len(rest) > 2:
            namespace, rest = rest[1], rest[2:]
        kind = find_kind(group, version, rest[0])
        match method, rest[1:]:
            case "GET", []:
                return self._listed(kind, namespace)
            case "POST", []:
                return self.server.store.create(kind, namespace, _read(body), self._manager())
            case "GET", [name]:
                return self.server.store.get(kind, namespace, name)
            case "PUT", [name]:
                return self.server.store.replace(kind, namespace, name, _read(body), self._manager())
            case "PATCH", [name]:
                return self._patched(kind, namespace, name, _read(body))
            case "DELETE", [name]:
                found = self.server.store.delete(kind, namespace, name)
                details = {"name": name, "kind": kind.plural, "uid": found["metadata"]["uid"]}
                return {"kind": "Status", "apiVersion": "v1", "status": "Success", "details": details}
            case _, [name, "scale"] if kind.scale:
                return self._scaled(method, kind, namespace, name, body)
            case "PATCH", [name, "status"]:
                self.server.store.set_status(kind, namespace, name, _read(body)["status"])
                return self.server.store.get(kind, namespace, name)
        raise Refused(
            405, "MethodNotAllowed", "the server does not allow this method on the requested resource"
        )

    def _manager(self) -> str:
        return self.query.get("fieldManager") or (self.headers.get("User-Agent") or "unknown").split("/")[0]

    def _patched(self, kind: Kind, namespace: str, name: str, wanted: Object) -> Object:
        store, force = self.server.store, self.query.get("force") == "true"
        if self.headers.get("Content-Type") == _APPLY:
            if "fieldManager" not in self.query:
                raise Refused(400, "BadRequest", "PatchOptions.fieldManager: Required value")
            return store.apply(kind, namespace, name, wanted, self.query["fieldManager"], force=force)
        return store.merge(kind, namespace, name, wanted, self._manager())

    def _scaled(self, method: str, kind: Kind, namespace: str, name: str, body: bytes) -> Object:
        store = self.server.store
        if method in {"PUT", "PATCH"}:
            change = {"spec": {"replicas": _read(body)["spec"]["replicas"]}}
            store.merge(kind, namespace, name, change, self._manager())
        found = store.get(kind, namespace, name)
        meta = {key: found["metadata"].get(key) for key in ("name", "namespace", "uid", "resourceVersion")}
        return {
            "kind": "Scale",
            "apiVersion": "autoscaling/v1",
            "metadata": meta,
            "spec": {"replicas": found["spec"]["replicas"]},
            "status": {"replicas": (found.get("status") or {}).get("replicas", 0)},
        }

    def _listed(self, kind: Kind, namespace: str) -> Object | None:
        chosen = selects(self.query.get("labelSelector", ""))
        named = self.query.get("fieldSelector", "").removeprefix("metadata.name=")

        def wanted(found: Object) -> bool:
            return chosen(found) and named in ("", found["metadata"]["name"])

        if self.query.get("watch") in {"true", "1"}:
            return self._watched(kind, namespace, wanted)
        items = self.server.store.find(kind, namespace or None, wanted)
        meta = {"resourceVersion": self.server.store.version}
        return {"kind": f"{kind.name}List", "apiVersion": kind.api_version, "metadata": meta, "items": items}

    def _watched(self, kind: Kind, namespace: str, wanted: Any) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        store, seen = self.server.store, int(self.query.get("resourceVersion") or 0)
        until = time.monotonic() + float(self.query.get("timeoutSeconds") or 60)
        lines = self.server.hung_up
        while not self.server.closing and lines == self.server.hung_up and time.monotonic() < until:
            with store.lock:
                new = [each for each in store.events if each[0] > seen]
                if not new:
                    store.lock.wait(0.2)
                    continue
            for version, event, of, found in new:
                seen = version
                if of is kind and namespace in ("", found["metadata"].get("namespace")) and wanted(found):
                    line = json.dumps({"type": event, "object": found}).encode() + b"\n"
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.write(b"0\r\n\r\n")

    def _send(self, status: int, answer: Object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _read(body: bytes) -> Object:
    found = yaml.safe_load(body)
    if not isinstance(found, dict):
        raise Refused(400, "BadRequest", "the body is no object")
    return found


def _status(refused: Refused) -> Object:
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "status": "Failure",
        "message": refused.message,
        "reason": refused.reason,
        "code": refused.status,
    }
