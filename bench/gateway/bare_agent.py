"""The same agent without Remit: Pydantic AI under uvicorn, with one tool that asks an HTTP API.

`python -m bench.gateway.bare_agent PORT URL`
"""

import json
import sys
from typing import Any

import httpx2
import uvicorn
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from bench.gateway.talk import MODEL, ORDERS, TOLD


class BareAgent:
    """Runs the agent for each request, and answers as OpenAI does."""

    def __init__(self, url: str) -> None:
        self._place = url.removesuffix("/v1")
        provider = OpenAIProvider(base_url=url, api_key="stub")
        self._agent = Agent(OpenAIChatModel(MODEL, provider=provider), instructions=TOLD)
        self._agent.tool_plain(self.find_order, description=ORDERS["summary"])
        self._http: httpx2.AsyncClient | None = None

    async def find_order(self, id: int) -> Any:
        self._http = self._http or httpx2.AsyncClient()
        answer = await self._http.get(f"{self._place}/orders/{id}")
        return answer.json()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        *before, last = json.loads(body)["messages"]
        told = "\n\n".join(each["content"] for each in before)
        done = await self._agent.run(f"{told}\n\n{last['content']}")
        message = {"role": "assistant", "content": done.output}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        answer = json.dumps({"object": "chat.completion", "model": MODEL, "choices": [choice]}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    uvicorn.run(
        BareAgent(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=False,
        log_level="warning",
        loop="uvloop",
        http="httptools",
    )
