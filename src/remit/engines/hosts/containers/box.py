"""What a container is made of: as little as a model server needs, and labels that say whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remit.engines.hosts.machine import Asked, Order, ServerCommand, Wanted

NETWORK = "remit-models"
PORT = 8080
COMMAND = "-m {model} --host {host} --port {port} -c {context} --alias {name}"
HOME = "io.remit.installation"
OWNER = "io.remit.owner"
_FOLDER = "/models"
_SCRATCH = "/tmp"  # noqa: S108 - the container's own
_LABEL = "io.remit."
_NOBODY = "65534:65534"
_MIB = 2**20
_KEYS = ("LLAMA_API_KEY", "VLLM_API_KEY")


@dataclass(frozen=True)
class ContainerSettings:
    """What the operator decides.

    image: an image of a server that speaks OpenAI's protocol. command: what follows its entry point, with places;
    llama.cpp's when it is empty.
    memory_beside: MiB that a server may take besides the model's own. cpus: cores; 0 for all but one.
    """

    engine: str = ""
    image: str = ""
    command: str = ""
    memory_beside: int = 512
    cpus: float = 0.0
    processes: int = 512


def name_of(order: Order, number: int) -> str:
    """Name a container, the same at every attempt; the owner's end tells organisations apart."""
    return f"remit-{order.name}-{order.key[-8:]}-{order.revision}-{number}"


def limit(order: Order, settings: ContainerSettings) -> int:
    """Return the bytes of memory that a server may use."""
    return order.memory + settings.memory_beside * _MIB


def labels(order: Order, number: int, home: str) -> dict[str, str]:
    """Say whose it is, and enough to take it up again."""
    return {
        HOME: home,
        OWNER: order.key,
        f"{_LABEL}organization": order.organization,
        f"{_LABEL}environment": order.environment,
        f"{_LABEL}deployment": order.name,
        f"{_LABEL}revision": order.revision,
        f"{_LABEL}number": str(number),
        f"{_LABEL}count": str(order.count),
        f"{_LABEL}context": str(order.context),
        f"{_LABEL}memory": str(order.memory),
        f"{_LABEL}file": order.file,
        f"{_LABEL}image": order.image,
    }


def order_of(found: Mapping[str, str], folder: Path) -> Order | None:
    """Read the order that a container was made for from its labels; none when they are not ours."""
    told = {name.removeprefix(_LABEL): value for name, value in found.items() if name.startswith(_LABEL)}
    try:
        return Order(
            key=told["owner"],
            name=told["deployment"],
            revision=told["revision"],
            count=int(told["count"]),
            context=int(told["context"]),
            file=told["file"],
            path=folder / told["file"],
            memory=int(told["memory"]),
            organization=told["organization"],
            environment=told["environment"],
            image=told.get("image", ""),
        )
    except (KeyError, ValueError):
        return None


def config(
    wanted: Wanted, settings: ContainerSettings, command: ServerCommand, home: str, key: str, cores: int
) -> dict[str, Any]:
    """Write what the engine is asked to make: no rights, no environment but its own, one folder to read."""
    order, most = wanted.order, limit(wanted.order, settings)
    folder = str(order.path)[: -len(order.file)].rstrip("/")
    asked = Asked(f"{_FOLDER}/{order.file}", order.name, "0.0.0.0", PORT, order.context, key)  # noqa: S104
    words, own = command.words(asked)
    environment = {"HOME": _SCRATCH, **own, **dict.fromkeys(_KEYS, key)}
    return {
        "Image": order.image or settings.image,
        "Cmd": words,
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "User": _NOBODY,
        "Labels": labels(order, wanted.number, home),
        "ExposedPorts": {f"{PORT}/tcp": {}},
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": {
            "ReadonlyRootfs": True,
            "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges"],
            "Privileged": False,
            "Init": True,
            "PidsLimit": settings.processes,
            "Memory": most,
            "MemorySwap": most,
            "NanoCpus": int((settings.cpus or max(1, cores - 1)) * 10**9),
            "Tmpfs": {_SCRATCH: "rw,nosuid,nodev,size=256m,mode=1777,uid=65534,gid=65534"},
            "Mounts": [{"Type": "bind", "Source": folder, "Target": _FOLDER, "ReadOnly": True}],
            "NetworkMode": NETWORK,
            "PortBindings": {f"{PORT}/tcp": [{"HostIp": "127.0.0.1", "HostPort": ""}]},
            "RestartPolicy": {"Name": "no"},
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "2"}},
        },
    }


def key_of(inspected: Mapping[str, Any]) -> str:
    """Find the key that a container asks for."""
    for each in inspected["Config"].get("Env") or ():
        name, _, value = each.partition("=")
        if name == _KEYS[0]:
            return str(value)
    return ""


def port_of(inspected: Mapping[str, Any]) -> int:
    """Find the port of loopback that leads to a container; 0 for none."""
    bound = (inspected.get("NetworkSettings", {}).get("Ports") or {}).get(f"{PORT}/tcp") or []
    return next((int(each["HostPort"]) for each in bound if each["HostIp"] == "127.0.0.1"), 0)
