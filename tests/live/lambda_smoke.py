"""Make, call, shift, take back and remove a function at AWS: `REMIT_LIVE_AWS=1 REMIT_LIVE_ROLE_ARN=… python -m …`."""

import asyncio
import os
import sys
import time

from remit.engines.hosts import Conflict, Functions, Lambda, LambdaSettings, Phase, Place, Workload
from remit.engines.sandbox import ENTRY, Limits, NoHost, files_for, run_elsewhere

_CODE = "async def run(input, ctx):\n    return {{'n': input['n'] + {more}}}\n"
_SECONDS = 120


def _workload(revision: str, more: int) -> Workload:
    files = files_for(_CODE.format(more=more))
    return Workload(
        name=f"remit-smoke-{os.getpid()}",
        revision=revision,
        environment="dev",
        kind="agent",
        model="",
        region=os.environ.get("REMIT_AWS_REGION", "us-west-2"),
        instance_type=None,
        instance_count=1,
        options={
            **{f"file.{name}": text for name, text in files.items()},
            "handler": ENTRY,
            "timeout_seconds": "5",
            "memory_mb": "256",
            "architecture": "arm64",
            "role_arn": os.environ["REMIT_LIVE_ROLE_ARN"],
            "owner": "remit-live-smoke",
        },
    )


async def _up(host: Lambda, wanted: Workload) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        try:
            await host.apply(wanted)
            if (await host.observe(wanted)).phase is Phase.IN_SERVICE:
                return
        except Conflict as error:
            print(f"  {error.detail}")
        await asyncio.sleep(1)
    sys.exit(f"{wanted.revision} is not in service after {_SECONDS} s")


async def _ask(functions: Functions, wanted: Workload) -> str:
    place = Place(wanted.name, wanted.revision, wanted.region)

    async def reach(event: object) -> dict[str, object]:
        found = await functions.invoke(place, event)  # type: ignore[arg-type]  # what `run_elsewhere` sends
        print(f"  billed {found.billed_ms} ms of {found.memory_mb} MB")
        return found.payload if found.failed is None else {"ended": found.words}

    return (await run_elsewhere(reach, "", '{"n": 1}', NoHost(), Limits(), "smoke")).output_json


async def main() -> None:
    """Do it all once; what is made is removed whatever happens."""
    first, second = _workload("r1", 1), _workload("r2", 1000)
    host = Lambda(LambdaSettings(region=first.region))
    try:
        print(f"Making {first.name} in {first.region}")
        await _up(host, first)
        await host.route(first, {"r1": 100})
        print("r1 answers", await _ask(host.functions, first))
        await _up(host, second)
        await host.route(second, {"r1": 90, "r2": 10})
        print("r2 answers", await _ask(host.functions, second))
        await host.route(first, {"r1": 100})
        await host.power(first, "pause")
        await host.power(first, "run")
    finally:
        print("Removed:", [call.operation for call in await host.retire(first)])
        await host.functions.close()


if __name__ == "__main__":
    if os.environ.get("REMIT_LIVE_AWS") != "1" or "REMIT_LIVE_ROLE_ARN" not in os.environ:
        sys.exit(
            "Set REMIT_LIVE_AWS=1 and REMIT_LIVE_ROLE_ARN: this makes a function at AWS, and removes it."
        )
    asyncio.run(main())
