"""A model server of another make, as an operator's command: no health page, a key, its surroundings told on request.

python model_program.py PORT FILE [trouble]     trouble: once (its first start fails), always, silent
"""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = {"/v1/models": {"data": [{"id": "theirs"}]}, "/environment": dict(os.environ)}
        self._answer(200 if self.path in known else 404, known.get(self.path, {}))

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        right = (
            asked["model"] == "theirs"
            and self.headers["authorization"] == f"Bearer {os.environ['VLLM_API_KEY']}"
        )
        message = {"role": "assistant", "content": "Hi"}
        self._answer(
            200 if right else 401, {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        )

    def _answer(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def main() -> None:
    port, file, *trouble = sys.argv[1:]
    mark = Path("started-before")
    if "always" in trouble or ("once" in trouble and not mark.exists()):
        mark.touch()
        sys.exit("bind: Address already in use")
    if "silent" in trouble:
        print("loading", flush=True)
        time.sleep(60)
    print(f"serving {file}", flush=True)
    ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
