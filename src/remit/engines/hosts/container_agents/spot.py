"""The folder of a revision on this machine: its code, and where its server listens."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SOCKET = "s"
LONGEST = 107
"""The bytes that the path of a Unix socket may have."""
_OF_OWNER = 12


@dataclass(frozen=True)
class Spot:
    """`code` is read in the container, and `run` holds the socket.

    The container's own user may write in `run` until its server listens, and never again: when code runs, nothing that
    it could write to is left. Nobody else comes so far, since only Remit's user may enter the folder above.
    """

    path: Path

    @property
    def code(self) -> Path:
        """What is shipped."""
        return self.path / "code"

    @property
    def run(self) -> Path:
        """Where the server listens."""
        return self.path / "run"

    @property
    def socket(self) -> Path:
        """The socket itself."""
        return self.run / _SOCKET

    @property
    def fits(self) -> bool:
        """Whether the socket's path is one that systems take."""
        return len(os.fsencode(self.socket)) <= LONGEST

    def open(self, files: Mapping[str, str]) -> None:
        """Lay out the files, and have a server begin to listen."""
        self.path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in (self.code, self.run):
            each.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (self.code / name).write_bytes(text.encode("utf-8", "backslashreplace"))
            (self.code / name).chmod(0o644)
        self.code.chmod(0o755)
        self.socket.unlink(missing_ok=True)
        self.run.chmod(0o777)

    def close(self) -> bool:
        """Let nobody write any more, once a server listens; says whether one has."""
        if not self.socket.exists():
            return False
        if not self.served:
            self.run.chmod(0o700)
        return True

    @property
    def served(self) -> bool:
        """Whether a server has listened, and was seen to."""
        return self.run.is_dir() and not self.run.stat().st_mode & 0o002

    def remove(self) -> None:
        """Leave nothing of it, nor of its owner's folder when it was the last one in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        with suppress(OSError):
            self.path.parent.rmdir()

    def remove_all(self) -> None:
        """Leave nothing of any revision of its owner."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def spot(folder: Path, owner: str, revision: str) -> Spot:
    """Return the folder of an owner's revision; short, for a socket's path may not be long."""
    return Spot(folder / owner[-_OF_OWNER:] / revision)
