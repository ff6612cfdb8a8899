"""What a server writes: kept in a file that never grows beyond a bound, one before it at most."""

import os
from pathlib import Path

_LARGEST = 5 * 2**20
_READ = 256 * 2**10
_LONGEST_LINE = 500


class Output:
    """Where a server's output goes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._size = os.fstat(self._file).st_size

    def write(self, piece: bytes) -> None:
        """Add a piece; what there was becomes the file before when it is large."""
        if self._size + len(piece) > _LARGEST:
            os.replace(self._path, self._path.with_suffix(".before"))
            os.close(self._file)
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._size = 0
        self._size += os.write(self._file, piece)

    def close(self) -> None:
        """Write no more."""
        os.close(self._file)


def last_lines(path: Path, most: int) -> list[str]:
    """Return the last lines that a server wrote, without what a terminal would not show."""
    pieces: list[bytes] = []
    for each in (path.with_suffix(".before"), path):
        try:
            with each.open("rb") as file:
                file.seek(max(0, each.stat().st_size - _READ))
                pieces.append(file.read(_READ))
        except OSError:
            continue
    text = b"".join(pieces).decode("utf-8", "replace")
    lines = ["".join(c for c in line if c.isprintable())[:_LONGEST_LINE] for line in text.splitlines()]
    return [line for line in lines if line.strip()][-most:]
