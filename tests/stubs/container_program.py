"""What the test image runs: llama.cpp's server for a model called `tiny…`, and trouble for models named after it.

python container_program.py MODEL NAME HOST PORT CONTEXT

crash: ends with words. hungry: takes memory until it is killed. elsewhere: listens on another port.
slow: never listens. killed: kills itself. sleeper: serves, and ends when /end is asked for.
"""

import json
import os
import runpy
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/end":
            os._exit(3)
        if self.path == "/hungry":
            take_all()
        known = {"/v1/models": {"data": [{"id": "theirs"}]}, "/surroundings": surroundings()}
        self._answer(200 if self.path in known else 404, known.get(self.path, {}))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        right = self.headers["authorization"] == f"Bearer {os.environ['LLAMA_API_KEY']}"
        message = {"role": "assistant", "content": "Hi"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self._answer(200 if right else 401, {"choices": [choice]})

    def _answer(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def surroundings() -> dict[str, object]:
    status = dict(
        line.split(":\t") for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line
    )
    return {
        "environment": dict(os.environ),
        "user": os.getuid(),
        "writable": [each for each in ("/", "/models", "/tmp", "/etc") if may_write(Path(each))],
        "rights": int(status["CapEff"], 16) | int(status["CapBnd"], 16),
        "no_new_rights": status["NoNewPrivs"],
        "parent": Path(f"/proc/{os.getppid()}/comm").read_text().strip(),
    }


def may_write(folder: Path) -> bool:
    try:
        (folder / "written").write_text("x")
    except OSError:
        return False
    return True


def take_all() -> None:
    held = []
    while True:
        held.append(bytearray(os.urandom(1)) * 2**24)


def main() -> None:
    model, name, host, port, context = sys.argv[1:]
    kind = Path(model).stem.partition("-")[0]
    if kind == "tiny":
        sys.argv = ["llama_server.py", model, name, host, port, context]
        runpy.run_path("/llama_server.py", run_name="__main__")
        return
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    print(f"serving {model}", flush=True)
    if kind == "crash":
        sys.exit("the weights are of another make")
    if kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "hungry":
        take_all()
    if kind == "slow":
        time.sleep(600)
    at = int(port) + 1 if kind == "elsewhere" else int(port)
    ThreadingHTTPServer((host, at), Handler).serve_forever()


if __name__ == "__main__":
    main()
