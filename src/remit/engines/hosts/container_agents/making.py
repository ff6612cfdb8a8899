"""What an agent's container is made of: no network, no rights, nothing to write to, and labels that say whose it is.

Options read here: `file.NAME` (what is shipped; only to apply), `handler`, `image` (what is run: a digest or a name),
`memory_mb`, `cpus`, `at_once`, `timeout_seconds`, `owner` (32 hexadecimal digits that nobody else's workload has).
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from remit.engines.hosts.container_agents.inside import serve
from remit.engines.hosts.container_agents.spot import Spot
from remit.engines.hosts.containers import OWNER
from remit.engines.hosts.host import Act, Call, Workload

HOME = "io.remit.agents"
REVISION = "io.remit.revision"
CONTENT = "io.remit.content"
_CODE, _RUN = "/agent", "/run/agent"
_SERVER = "serve.py"
_FILE = "file."
_NOBODY = "65534:65534"
_MIB = 2**20
# The server, and two for each call: one that answers and one that the code runs in.
_EACH, _BESIDE = 2, 16
# Sets come in the same order at every run, so that code which is run again asks the same again.
_ENVIRONMENT = ["HOME=/", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1"]


def name_of(workload: Workload) -> str:
    """Name the container of a revision, the same at every attempt."""
    return f"{workload.name}-{workload.revision}"


def limit(workload: Workload) -> int:
    """Return the bytes of memory that a container may use."""
    return int(workload.options["memory_mb"]) * _MIB


def files(workload: Workload) -> dict[str, str]:
    """Return what stands in a container's folder, by name; empty where the workload ships no code."""
    shipped = {n.removeprefix(_FILE): text for n, text in workload.options.items() if n.startswith(_FILE)}
    return {**shipped, _SERVER: Path(serve.__file__).read_text("utf-8")} if shipped else {}


def content(workload: Workload) -> str:
    """Name all that a revision's container is made of."""
    made = {name: value for name, value in workload.options.items() if not name.startswith(_FILE)}
    whole = json.dumps([made, files(workload)], sort_keys=True)
    return hashlib.sha256(whole.encode("utf-8", "backslashreplace")).hexdigest()


def rehearse(act: Act, workload: Workload, serving: str | None) -> list[Call]:
    """Say what an act would start, pause or remove; code is shown by its digest."""
    starts = act in {"apply", "run"}
    if serving == (workload.revision if starts else None):
        return []
    facts: dict[str, object] = {"name": workload.name, "revision": workload.revision}
    if starts:
        shown = ("image", "memory_mb", "cpus", "at_once")
        facts |= {name: workload.options.get(name, "") for name in shown}
        facts |= {"network": "none", "content": content(workload)}
    return [Call("container", "start" if starts else "pause" if act == "pause" else "remove", facts)]


def labels(workload: Workload, home: str) -> dict[str, str]:
    """Say whose it is, and what it was made of."""
    return {
        HOME: home,
        OWNER: workload.options["owner"],
        REVISION: workload.revision,
        CONTENT: content(workload),
        "io.remit.environment": workload.environment,
        "io.remit.deployment": workload.name,
    }


def config(workload: Workload, there: Spot, home: str) -> Mapping[str, Any]:
    """Write what the engine is asked to make."""
    options, most = workload.options, limit(workload)
    server = ["python3", f"{_CODE}/{_SERVER}", options["handler"], f"{_RUN}/{there.socket.name}"]
    return {
        "Image": options["image"],
        "Entrypoint": [*server, options["at_once"], options["timeout_seconds"]],
        "Cmd": [],
        "Env": _ENVIRONMENT,
        "WorkingDir": _CODE,
        "User": _NOBODY,
        "Labels": labels(workload, home),
        "Healthcheck": {"Test": ["NONE"]},
        "NetworkDisabled": True,
        "HostConfig": {
            "NetworkMode": "none",
            "IpcMode": "none",
            "ReadonlyRootfs": True,
            "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges"],
            "Privileged": False,
            "Init": True,
            "PidsLimit": _EACH * int(options["at_once"]) + _BESIDE,
            "Memory": most,
            "MemorySwap": most,
            "NanoCpus": int(float(options["cpus"]) * 10**9),
            "Mounts": [
                {"Type": "bind", "Source": str(there.code), "Target": _CODE, "ReadOnly": True},
                {"Type": "bind", "Source": str(there.run), "Target": _RUN},
            ],
            "RestartPolicy": {"Name": "no"},
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "1m", "max-file": "2"}},
        },
    }
