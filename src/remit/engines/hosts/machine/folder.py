"""The folder whose model files may be served: nothing outside of it is opened, whoever asks."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from remit.engines.hosts.machine.gguf import Gguf, NotGguf, read_gguf

SUFFIX = ".gguf"
_LONGEST = 400
_CGROUPS = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (
        Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
        Path("/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ),
)


class FileRefused(Exception):
    """A model file cannot be served; the text says why and what to do."""


@dataclass(frozen=True)
class ModelFile:
    """A file of the folder that can be served; `name` is its path inside the folder."""

    name: str
    path: Path
    about: Gguf


@dataclass(frozen=True)
class ModelFolder:
    """A folder with GGUF files, also in folders inside it."""

    path: Path

    def names(self, most: int = 20) -> list[str]:
        """List the files there are, by name."""
        found = sorted(self.path.rglob(f"*{SUFFIX}")) if self.path.is_dir() else []
        return [str(each.relative_to(self.path)) for each in found[:most]]

    def find(self, name: str) -> ModelFile:
        """Open a file by its path inside the folder, or its whole path; raises `FileRefused`."""
        home = self.path.resolve()
        if "\x00" in name or len(name) > _LONGEST or not name.lower().endswith(SUFFIX):
            raise FileRefused(f"“{name[:80]}” is not the name of a model file: it ends in {SUFFIX}.")
        try:
            path = (home / name).resolve()
            inside = path.is_relative_to(home) and path.is_file()
        except OSError:
            inside = False
        if not inside:
            raise FileRefused(f"There is no {name[:200]} in the models folder. {self._there()}")
        try:
            return ModelFile(str(path.relative_to(home)), path, read_gguf(path))
        except NotGguf as error:
            raise FileRefused(f"{name} cannot be served: {error}. Download it again, as GGUF.") from error
        except OSError as error:
            raise FileRefused(f"{name} cannot be read: {error.strerror}.") from error

    def _there(self) -> str:
        names = self.names()
        return (
            f"It has {', '.join(names)}."
            if names
            else "It is `models` in Remit's data directory, unless REMIT_MODELS names another: put the file there."
        )


def memory_available() -> int:
    """Return the bytes that this machine, or the container that this is, can still give."""
    free = psutil.virtual_memory().available
    for most, used in _CGROUPS:
        try:
            left = int(most.read_text()) - int(used.read_text())
        except (OSError, ValueError):
            continue
        return max(0, min(free, left))
    return free
