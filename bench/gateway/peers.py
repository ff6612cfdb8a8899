"""Other gateways in the race, each in an environment of its own that is made when it is first asked for."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.gateway.cores import shared_out
from bench.gateway.race import Runner, running
from bench.gateway.talk import MODEL
from bench.server import free_port

_ENVIRONMENTS = Path(__file__).parents[2] / ".tools" / "bench"
_KEY = "sk-bench-0123456789"
_LITELLM = """
model_list:
  - model_name: {model}
    litellm_params: {{model: openai/{model}, api_base: "{url}", api_key: stub}}
general_settings: {{master_key: {key}}}
litellm_settings: {{telemetry: false}}
"""
_MLFLOW = """
endpoints:
  - name: {model}
    endpoint_type: llm/v1/chat
    model:
      provider: openai
      name: {model}
      config: {{openai_api_key: stub, openai_api_base: "{url}"}}
"""


@dataclass(frozen=True)
class Peer:
    """Another gateway: what is installed, how it is started, and how many times as fast Remit means to be.

    `goals` are for calls and for streams; `command` follows the environment's folder of programs.
    """

    title: str
    package: str
    config: str
    command: Sequence[str]
    goals: tuple[float, float]
    last_word: str = "[DONE]"


PEERS = {
    "litellm": Peer(
        "LiteLLM 1.105.0 with a key",
        "litellm[proxy]==1.105.0",
        _LITELLM,
        ("litellm", "--config", "{config}", "--host", "127.0.0.1", "--port", "{port}", "--num_workers", "1"),
        (25, 60),
    ),
    "mlflow": Peer(
        "MLflow 3.17.2's gateway",
        "mlflow[gateway]==3.17.2",
        _MLFLOW,
        (
            "mlflow",
            "gateway",
            "start",
            "--config-path",
            "{config}",
            "--host",
            "127.0.0.1",
            "--port",
            "{port}",
            "--workers",
            "1",
        ),
        (3, 5),
        last_word="",  # it leaves the end mark out
    ),
}
_QUIET = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOG": "ERROR",
    "DO_NOT_TRACK": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
}


@contextmanager
def peer(name: str, url: str, folder: Path) -> Iterator[Runner]:
    """Start another gateway before the stub; `RuntimeError` or `CalledProcessError` where that cannot be done."""
    known, port = PEERS[name], free_port()
    programs = _installed(name, known.package)
    config = folder / f"{name}.yaml"
    config.write_text(known.config.format(model=MODEL, url=url, key=_KEY))
    program, *options = (part.format(config=config, port=port) for part in known.command)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **_QUIET, "PATH": path, "PYTHONPATH": ""}
    with running(
        [str(programs / program), *options],
        port,
        shared_out()[0],
        log=folder / f"{name}.log",
        env=environment,
    ) as pid:
        yield Runner(known.title, port, {"gateway": pid}, keys=(_KEY,), last_word=known.last_word)


def _installed(name: str, package: str) -> Path:
    """Return the programs of a package's own environment, made now where it is not there yet."""
    place = _ENVIRONMENTS / name
    mark, programs = place / "installed", place / "bin"
    if not mark.exists() or mark.read_text() != package:
        print(f"Installing {package} …", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
        subprocess.run([programs / "python", "-m", "pip", "install", "-q", package], check=True)
        mark.write_text(package)
    return programs
