"""A server that speaks HashiCorp Vault's Transit API as it is documented: encrypt and decrypt, with associated data."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Fault = Literal["none", "hang", "sealed", "html", "500", "odd"]
KEY = "remit"


@dataclass
class VaultStub:
    """`token` is the only one let in; `versions` are the key's, newest last; `asked` the paths that came."""

    token: str = "hvs.test-0123456789"
    fault: Fault = "none"
    versions: list[bytes] = field(default_factory=lambda: [os.urandom(32)])
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        """How a setting names the key."""
        return f"transit:{self.address}/transit/{KEY}"

    def turn(self) -> None:
        """Make a new version of the key."""
        self.versions.append(os.urandom(32))

    def answer(self, path: str, headers: dict[str, str], body: dict[str, str]) -> tuple[int, bytes]:
        """Do what a request asks."""
        if self.fault == "hang":
            self.over.wait(20)
        if self.fault == "html":
            return 200, b"<h1>Welcome</h1>"
        if self.fault == "odd":
            return 200, b'{"data": {"plaintext": "***", "ciphertext": null}}'
        if self.fault in ("sealed", "500"):
            return (503 if self.fault == "sealed" else 500), _errors("Vault is sealed")
        if headers.get("x-vault-token") != self.token:
            return 403, _errors("permission denied")
        if path not in (f"/v1/transit/encrypt/{KEY}", f"/v1/transit/decrypt/{KEY}"):
            return 404, _errors()
        bound = base64.b64decode(body.get("associated_data", ""))
        if "/encrypt/" in path:
            return 200, _data(ciphertext=self._encrypt(base64.b64decode(body["plaintext"]), bound))
        try:
            return 200, _data(plaintext=self._decrypt(body["ciphertext"], bound))
        except (InvalidTag, ValueError, IndexError):
            return 400, _errors("cipher: message authentication failed")

    def _encrypt(self, plain: bytes, bound: bytes) -> str:
        nonce = os.urandom(12)
        sealed = nonce + AESGCM(self.versions[-1]).encrypt(nonce, plain, bound)
        return f"vault:v{len(self.versions)}:{base64.b64encode(sealed).decode()}"

    def _decrypt(self, ciphertext: str, bound: bytes) -> str:
        _, version, encoded = ciphertext.split(":")
        sealed = base64.b64decode(encoded)
        plain = AESGCM(self.versions[int(version[1:]) - 1]).decrypt(sealed[:12], sealed[12:], bound)
        return base64.b64encode(plain).decode()


def _data(**members: str) -> bytes:
    return json.dumps({"request_id": "x", "lease_id": "", "renewable": False, "data": members}).encode()


def _errors(*said: str) -> bytes:
    return json.dumps({"errors": list(said)}).encode()


@contextmanager
def vault_stub() -> Iterator[VaultStub]:
    """Serve on a free port until the end of the test."""
    stub = VaultStub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            stub.asked.append(self.path)
            stub.headers.append(headers)
            status, raw = stub.answer(self.path, headers, body)
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # a client that did not wait

    server = Server(("127.0.0.1", 0), Handler)
    stub.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
