"""Which program serves a model, and in what surroundings it runs."""

import os
import re
import shlex
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
MARK = "REMIT_MODEL_SERVER_ID"
MISSING = (
    'No program here serves models: pip install "remit[llama]", or name one with REMIT_MODEL_SERVER, for example'
    " `llama-server -m {model} --host {host} --port {port} -c {context}`."
)
_HERE = Path(__file__).parent
_LLAMA = "xllamacpp"
_PLACES = frozenset({"model", "name", "host", "port", "context", "key"})
_PLACE = re.compile(r"\{(\w+)\}")
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*=")
# All of Remit's own environment that a server gets: no secret of Remit's is in it.
_KEPT = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "OMP_NUM_THREADS", "HF_HOME", "XDG_CACHE_HOME"),
)


@dataclass(frozen=True)
class Asked:
    """What a server is started for."""

    model: str
    name: str
    host: str
    port: int
    context: int
    key: str


@dataclass(frozen=True)
class ServerCommand:
    """A command with places (`{model}`, `{port}`, …) in it; the llama.cpp that comes as an extra when it is empty.

    `setting` is the name under which the operator wrote it.
    """

    template: str = ""
    setting: str = "REMIT_MODEL_SERVER"

    def problem(self) -> str | None:
        """Say why it cannot be started; none when nothing is known against it."""
        if not self.template:
            return None if find_spec(_LLAMA) else MISSING
        try:
            words = shlex.split(self.template)
        except ValueError as error:
            return f"{self.setting} cannot be read: {error}."
        places = set(_PLACE.findall(self.template))
        if unknown := sorted(places - _PLACES):
            return f"{self.setting} has {{{unknown[0]}}}: write {', '.join(f'{{{p}}}' for p in sorted(_PLACES))}."
        if "port" not in places or not [word for word in words if not _SETTING.match(word)]:
            return f"{self.setting} needs a program and {{port}}, which says where it must answer."
        return None

    def words(self, asked: Asked) -> tuple[list[str], dict[str, str]]:
        """Return the program with its arguments, split without a shell, and the variables written before it."""
        if not self.template:
            return self._llama(asked), {}
        values = {
            "model": asked.model,
            "name": asked.name,
            "host": asked.host,
            "port": str(asked.port),
            "context": str(asked.context),
            "key": asked.key,
        }
        words = [_PLACE.sub(lambda m: values[m[1]], word) for word in shlex.split(self.template)]
        first = next(at for at, word in enumerate(words) if not _SETTING.match(word))
        return words[first:], {k: v for k, _, v in (word.partition("=") for word in words[:first])}

    def _llama(self, asked: Asked) -> list[str]:
        script = str(_HERE / "llama_server.py")
        shape = [asked.model, asked.name, asked.host, str(asked.port), str(asked.context)]
        return [sys.executable, "-I", script, *shape]


def launched(words: list[str]) -> list[str]:
    """Put the launcher before a program, which ends it when whoever started it is gone."""
    return [sys.executable, "-I", "-S", str(_HERE / "launch.py"), str(os.getpid()), *words]


def environment(asked: Asked, own: dict[str, str], mark: str) -> dict[str, str]:
    """Return all that a server finds in its environment."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **own, "LLAMA_API_KEY": asked.key, "VLLM_API_KEY": asked.key, MARK: mark}
