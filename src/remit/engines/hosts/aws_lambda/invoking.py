"""Call a function on AWS Lambda: JSON goes in, what came of it comes out, and what it is billed for."""

import asyncio
import base64
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from remit.engines.hosts.aws import Aws, Throttled, load
from remit.engines.hosts.aws_lambda.calls import LambdaSettings
from remit.engines.hosts.errors import OutcomeUnknown, Rejected
from remit.engines.hosts.functions import Ended, Invoked, Place

_BILLED = re.compile(r"Billed Duration: (\d+) ms\s+Memory Size: (\d+) MB")
_TRIES = 3
_LONGEST_SECONDS = 90.0
_PAUSE_SECONDS = 0.2
MOST_SENT = 6 * 10**6
"""The bytes that AWS takes in one call."""


class LambdaFunctions:
    """Calls functions, many at once, each in a thread of its own."""

    def __init__(self, settings: LambdaSettings) -> None:
        # What was sent may have run: nothing but a refusal to take it is answered by sending it again.
        self._aws = Aws(
            replace(settings, attempts=1, read_timeout=_LONGEST_SECONDS, connections=settings.at_once)
        )
        self._at_once = settings.at_once
        self._pool: ThreadPoolExecutor | None = None

    async def invoke(self, place: Place, event: Mapping[str, Any]) -> Invoked:
        """Call once, again only where AWS took no more calls; raises a `HostError` where there is no answer."""
        sent = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "backslashreplace"
        )
        if len(sent) > MOST_SENT:
            raise Rejected(f"AWS Lambda takes {MOST_SENT:,} bytes in a call, and this has {len(sent):,}.")
        parameters = {
            "FunctionName": place.name, "Qualifier": place.revision, "Payload": sent, "LogType": "Tail"
        }  # fmt: skip
        for attempt in range(1, _TRIES):
            try:
                return await self._once(parameters, place.region)
            except Throttled:
                await asyncio.sleep(_PAUSE_SECONDS * 2**attempt)
        return await self._once(parameters, place.region)

    async def _once(self, parameters: Mapping[str, Any], region: str) -> Invoked:
        answer = await self._aws.write("lambda", "invoke", parameters, region, self._threads)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, _read, answer)
        except load("botocore.exceptions").HTTPClientError as error:
            raise OutcomeUnknown("The function was called, and its answer was cut off.") from error

    async def close(self) -> None:
        """Let go of the threads; calls under way go on to their end, and the next call begins with others."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._at_once, thread_name_prefix="lambda")
        return self._pool


def _read(answer: Mapping[str, Any]) -> Invoked:
    """Read an answer; the end of the machine's log is read for what is billed, and not kept."""
    body = answer["Payload"].read()
    try:
        payload = json.loads(body) if body else None
    except ValueError:
        payload = None
    tail = base64.b64decode(answer.get("LogResult") or "").decode("utf-8", "replace")
    # The machine's own line is the last one: what stands before may be anybody's.
    found = _BILLED.findall(tail)
    billed, memory = (int(found[-1][0]), int(found[-1][1])) if found else (None, None)
    failed, words = None, ""
    if answer.get("FunctionError"):
        told = payload if isinstance(payload, dict) else {}
        failed = str(told.get("errorType") or answer["FunctionError"])
        words = str(told.get("errorMessage") or "")
    return Invoked(payload, _ended(failed, words) if failed else None, failed, words, billed, memory)


def _ended(failed: str, words: str) -> Ended:
    """Say in the runner's words how its machine ended before it could."""
    if "timed out" in words.lower() or "timed" in failed.lower():
        return "timed out"
    memory = "OutOfMemory" in failed or "signal: killed" in words
    return "out of memory" if memory else "crashed"
