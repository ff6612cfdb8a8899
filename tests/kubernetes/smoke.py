"""Try the Kubernetes host on a real cluster: `KUBECONFIG=… python -m tests.kubernetes.smoke NAMESPACE`.

It makes one small pod without a GPU, replaces it, has a third one fail for its image, and removes everything again.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from remit.engines.hosts import Kubernetes, KubernetesSettings, Observed, Phase, Workload

NAME, IMAGE = "remit-smoke", "python:3.12-slim"
# Answers everything with 200, also /health.
SERVER = (
    "from http.server import *\n"
    "class H(BaseHTTPRequestHandler):\n"
    "    def do_GET(self): self.send_response(200); self.end_headers()\n"
    "HTTPServer(('', 8000), H).serve_forever()"
)
_DEADLINE = 300


async def smoke(settings: KubernetesSettings, missing: str, say: Callable[[str], None]) -> None:
    """Walk through a deployment's life; `missing` is an image that cannot be pulled. Raises where it goes wrong."""
    host, broken = Kubernetes(settings), Kubernetes(replace(settings, image=missing))
    first = Workload(
        name=NAME,
        revision="r1",
        environment="dev",
        kind="model",
        model="none",
        region="",
        instance_type=None,
        instance_count=1,
        options={"memory_gib": "1", "gpus": "0", "owner": uuid4().hex},
    )
    second, third = replace(first, revision="r2"), replace(first, revision="r3")
    try:
        for revision, made_by, ends_with in (
            (first, host, "r1"),
            (second, host, "r2"),
            (third, broken, "r2"),
        ):
            await made_by.apply(revision)
            seen = await _settled(made_by, revision)
            say(f"{revision.revision}: {seen.revision} serves. {seen.reason or ''}")
            if seen.revision != ends_with:
                raise RuntimeError(f"{ends_with} was to serve, and {seen.revision} does: {seen.reason}")
            await host.route(replace(revision, revision=ends_with), {ends_with: 100})
        await host.power(second, "pause")
        if (await host.observe(second)).phase is not Phase.ABSENT:
            raise RuntimeError("It runs though it is paused.")
    finally:
        removed = await host.retire(first)
        say(f"{len(removed)} objects removed.")
        await host.close()
        await broken.close()


async def _settled(host: Kubernetes, wanted: Workload) -> Observed:
    async with asyncio.timeout(_DEADLINE):
        while True:
            seen = await host.observe(wanted)
            if seen.ready:
                await host.route(wanted, {seen.ready: 100})
            elif seen.phase in {Phase.IN_SERVICE, Phase.FAILED}:
                return seen
            await asyncio.sleep(1)


def main() -> None:
    """Run it on the cluster of `KUBECONFIG`, in the namespace that is named."""
    arguments = f"python3 -c '{SERVER.replace(chr(39), chr(34))}'"
    settings = KubernetesSettings(
        config=os.environ["KUBECONFIG"], namespace=sys.argv[1], image=IMAGE, arguments=arguments
    )
    asyncio.run(smoke(settings, "registry.invalid/none:1", print))


if __name__ == "__main__":
    main()
