"""An annotator of Remit's contract, or one that speaks as Presidio or Llama Guard do, over real HTTP, with faults."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Fault = Literal["none", "hang", "500", "lying", "huge", "html"]


@dataclass
class AnnotatorStub:
    """`words` maps words to what is said of them, `fault` is what goes wrong; `asked` are the bodies that came."""

    words: dict[str, str] = field(default_factory=dict)
    fault: Fault = "none"
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        """Say what is in a text."""
        if self.fault == "hang":
            self.over.wait(20)
        if self.fault == "500":
            return 500, b"{}"
        if self.fault == "html":
            return 200, b"<h1>Welcome</h1>"
        if self.fault == "huge":
            return 200, b'{"labels": [' + b" " * 2**21 + b"]}"
        if self.fault == "lying":
            return 200, json.dumps({"labels": [{"name": "pii.name", "start": 5, "end": 10**9}]}).encode()
        if path.endswith("/analyze"):
            return 200, json.dumps(self._presidio(body["text"])).encode()
        if path.endswith("/chat/completions"):
            return 200, json.dumps(self._llama_guard(body["messages"][-1]["content"])).encode()
        return 200, json.dumps({"labels": self._labels(body["text"])}).encode()

    def _labels(self, text: str) -> list[dict[str, Any]]:
        return [
            {"name": label, "score": 0.9, "start": found.start(), "end": found.end()}
            for word, label in self.words.items()
            for found in re.finditer(word, text)
        ]

    def _presidio(self, text: str) -> list[dict[str, Any]]:
        return [
            {"entity_type": each["name"], "score": each["score"], "start": each["start"], "end": each["end"]}
            for each in self._labels(text)
        ]

    def _llama_guard(self, text: str) -> dict[str, Any]:
        found = [label for word, label in self.words.items() if word in text]
        said = "\n\nunsafe\n" + ",".join(found) if found else "\n\nsafe"
        return {"choices": [{"index": 0, "message": {"role": "assistant", "content": said}}]}


@contextmanager
def annotator_stub() -> Iterator[AnnotatorStub]:
    """Serve on a free port until the end of the test."""
    stub = AnnotatorStub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            stub.asked.append(body)
            stub.paths.append(self.path)
            stub.authorizations.append(self.headers.get("authorization", ""))
            status, raw = stub.answer(self.path, body)
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
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/annotate"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
