"""Become another program that ends together with whoever started this: run as a script, before the program.

On Linux the kernel ends it; elsewhere the next start of Remit does.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Take the parent's process id and the program's words from the command line."""
    parent, *words = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        sys.exit("Remit is gone: nothing is started.")
    try:
        os.execvp(words[0], words)  # noqa: S606 - the operator's own command, without a shell
    except OSError as error:
        sys.exit(f"{words[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    main()
