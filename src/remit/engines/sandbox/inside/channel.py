"""How a locked process and its host talk: over one socket, a length, a letter, and what it says.

To the process: `J` its one job, `A` an answer, `X` an answer that is an error.
From it: `R` ready, `L` logs, `C` a call of a service, `D` done with this output, `E` failed.
`C`, `A` and `X` begin with the call's number.
"""

import struct
from typing import Protocol

HEAD = struct.Struct("<Ic")
NUMBER = struct.Struct("<I")


class Socket(Protocol):
    """What is needed of a socket."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""

    def recv(self, size: int, /) -> bytes:
        """Receive something."""


def framed(letter: bytes, said: bytes) -> bytes:
    """Return one message."""
    return HEAD.pack(len(said), letter) + said


def receive(socket: Socket) -> tuple[bytes, bytes]:
    """Return the next message's letter and content; raise `EOFError` when there is none to come."""
    size, letter = HEAD.unpack(_exactly(socket, HEAD.size))
    return letter, _exactly(socket, size)


def _exactly(socket: Socket, size: int) -> bytes:
    parts = []
    while size:
        part = socket.recv(min(size, 1 << 16))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
