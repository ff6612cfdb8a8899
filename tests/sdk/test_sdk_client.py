"""The Python client: what its errors say, and its live stream."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from remit_sdk import Remit, RemitProblem, RemitUnreachable
from remit_sdk.events import Frame, frames
from remit_sdk.models import ChatAnswer

PROBLEM = {
    "type": "/problems/name-taken",
    "title": "The name is taken",
    "status": 409,
    "detail": "bot-staging exists in staging.",
    "request_id": "req_1",
}
AGENT_FAULTS = {
    **PROBLEM,
    "errors": [{"path": "remit.colour", "line": 3, "message": "There is no field.", "hint": "Remove it."}],
}
FIELD_FAULTS = {**PROBLEM, "errors": [{"path": "body.env", "message": "Input should be 'dev'"}]}
COMMAND_FAULTS = {
    **PROBLEM,
    "result": {"plan_id": "dep_1", "errors": ["too dear", "too many."]},
    "plan": None,
}
ANSWER = {
    "status": "answered",
    "waiting": None,
    "id": "call_1",
    "deployment_id": "dep_1",
    "reply": "One\u2028two",
    "model": "demo",
    "provider": "demo",
    "demo": True,
    "usage": {"input_tokens": 1, "output_tokens": 2},
    "cost_usd": None,
    "request_id": "req_1",
    "duration_ms": 1.5,
    "output": None,
    "citations": [],
}


class Peer(BaseHTTPRequestHandler):
    """Answers with what its server was told, and keeps what it was asked."""

    protocol_version = "HTTP/1.1"
    server: "Told"

    def _answer(self) -> None:
        length = int(self.headers.get("content-length", 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
        status, media_type, body = self.server.answers.pop(0)
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815 - the name the library looks for

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Told(ThreadingHTTPServer):
    """A server that answers in turn with what it is given."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Peer)
        self.answers: list[tuple[int, str, bytes]] = []
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []

    def tell(self, status: int, document: object, media_type: str = "application/problem+json") -> None:
        body = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
        self.answers.append((status, media_type, body))


@pytest.fixture
def peer() -> Iterator[Told]:
    with Told() as peer:
        thread = threading.Thread(target=peer.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield peer
        peer.shutdown()
        thread.join()


@pytest.fixture
def remit(peer: Told) -> Iterator[Remit]:
    with Remit(f"http://127.0.0.1:{peer.server_address[1]}", "remit_key", timeout=5) as remit:
        yield remit


def test_a_problem_document_becomes_an_error_with_all_its_members(peer: Told, remit: Remit) -> None:
    peer.tell(409, COMMAND_FAULTS)
    with pytest.raises(RemitProblem, match=r"bot-staging exists in staging\.") as caught:
        remit.command("deploy it", env="prod", budget_usd_per_hour=5)
    problem = caught.value
    assert (problem.status, problem.type, problem.request_id) == (409, "/problems/name-taken", "req_1")
    assert problem.title == "The name is taken"
    assert set(problem.extra) == {"result", "plan"}
    assert problem.document == COMMAND_FAULTS
    _, path, headers, body = peer.asked[0]
    assert path == "/api/agent/command"
    assert headers["authorization" if "authorization" in headers else "Authorization"] == "Bearer remit_key"
    assert json.loads(body) == {
        "command": "deploy it",
        "env": "prod",
        "constraints": {"budget_usd_per_hour": 5},
        "plan_only": False,
    }


@pytest.mark.parametrize(
    ("document", "sentences"),
    [
        (PROBLEM, ["bot-staging exists in staging."]),
        (AGENT_FAULTS, ["Line 3: There is no field. Remove it."]),
        (FIELD_FAULTS, ["body.env: Input should be 'dev'"]),
        (COMMAND_FAULTS, ["too dear.", "too many."]),
        ({**PROBLEM, "errors": []}, ["bot-staging exists in staging."]),
    ],
)
def test_a_problem_is_told_in_sentences(document: dict[str, Any], sentences: list[str]) -> None:
    assert RemitProblem(422, document).sentences == sentences


@pytest.mark.parametrize(
    ("status", "body"), [(502, b"<html>Bad gateway</html>"), (200, b"<html>Hello</html>")]
)
def test_something_else_at_the_address_is_said(peer: Told, remit: Remit, status: int, body: bytes) -> None:
    peer.tell(status, body, "text/html")
    with pytest.raises(RemitUnreachable, match=r"What answers on http://127\.0\.0\.1"):
        remit.approvals()


def test_nobody_at_the_address_is_said() -> None:
    with (
        Remit("http://127.0.0.1:9", "k") as remit,
        pytest.raises(RemitUnreachable, match="Nothing answers on"),
    ):
        remit.session()
    for url in ("http://127.0.0.1:port", "127.0.0.1:8700", "ftp://127.0.0.1", ""):
        with pytest.raises(RemitUnreachable, match="is not an address of Remit"):
            Remit(url, "k")
    with pytest.raises(ValueError, match="only letters"):
        Remit("http://127.0.0.1:9", "clé")


def test_a_proxy_in_the_environment_is_not_asked_for_this_machine(
    peer: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    peer.tell(409, PROBLEM)
    with (
        Remit(f"http://127.0.0.1:{peer.server_address[1]}", "k") as remit,
        pytest.raises(RemitProblem),
    ):
        remit.session()


def _event(**members: object) -> bytes:
    return f"data: {json.dumps(members, ensure_ascii=False)}\n\n".encode()


def test_an_answer_comes_in_pieces_and_then_whole(peer: Told, remit: Remit) -> None:
    stream = (
        _event(type="RUN_STARTED")
        + b": ping\n\n"
        + _event(type="TEXT_MESSAGE_CONTENT", delta="One\u2028")
        + _event(type="TEXT_MESSAGE_CONTENT", delta="two")
        + _event(type="RUN_FINISHED", result=ANSWER)
    )
    peer.tell(200, stream, "text/event-stream")
    *pieces, answer = remit.chat_stream("dep_1", "Count")
    assert pieces == ["One\u2028", "two"]
    assert isinstance(answer, ChatAnswer)
    assert answer.reply == "One\u2028two"


def test_an_answer_that_fails_or_breaks_off_is_an_error(peer: Told, remit: Remit) -> None:
    peer.tell(
        200, _event(type="RUN_ERROR", code="provider-failed", message="No answer."), "text/event-stream"
    )
    with pytest.raises(RemitProblem, match=r"No answer\.") as caught:
        list(remit.chat_stream("dep_1", "Hello"))
    assert caught.value.type == "/problems/provider-failed"
    peer.tell(200, _event(type="TEXT_MESSAGE_CONTENT", delta="Half"), "text/event-stream")
    with pytest.raises(RemitUnreachable, match="broke off"):
        list(remit.chat_stream("dep_1", "Hello"))


def test_watching_goes_on_where_the_connection_was_lost(peer: Told, remit: Remit) -> None:
    hello = b'retry: 1000\nid: 7\nevent: hello\ndata: {"seq": 7}\n\n'
    peer.tell(200, hello + b'id: 8\nevent: deployment.updated\ndata: {"name": "a"}\n\n', "text/event-stream")
    peer.tell(200, b'id: 9\nevent: deployment.updated\ndata: {"name": "b"}\n\n', "text/event-stream")
    watching = remit.watch()
    first, second = next(watching), next(watching)
    assert (first.seq, first.kind, first.data) == (8, "deployment.updated", {"name": "a"})
    assert second.data == {"name": "b"}
    asked = [{name.lower(): value for name, value in headers.items()} for _, _, headers, _ in peer.asked]
    assert "last-event-id" not in asked[0]
    assert asked[1]["last-event-id"] == "8"


def test_frames_are_read_over_any_cut_of_the_bytes() -> None:
    text = "id: 1\r\nevent: e\r\ndata: a\r\ndata: ö\r\n\r\n: ping\n\ndata: cut off".encode()
    for size in range(1, len(text)):
        pieces = [text[n : n + size] for n in range(0, len(text), size)]
        assert list(frames(pieces)) == [Frame("1", "e", "a\nö")]
