"""A process locks itself in, for good: Landlock, seccomp, limits, no capabilities. Linux, by system calls alone."""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable
from functools import cache

from remit.engines.sandbox.inside.calls import ARCHITECTURE, CLONE, CLONE3, NUMBERS

READ_FILES, READ_FOLDERS, EXECUTE = 1 << 2, 1 << 3, 1 << 0
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_CAPSET = {"x86_64": 126, "aarch64": 91}
_THREAD = 0x10000  # CLONE_THREAD
_FIRST, _SECOND = 16, 24  # where a filter finds the arguments
_FCNTL = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def landlock_version() -> int:
    """Return the version of Landlock that the kernel lets us use, 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(int(_libc().syscall(_CREATE_RULESET, None, 0, 1)), 0)


def has_seccomp() -> bool:
    """Return whether the kernel filters system calls, and we know the numbers of this machine's."""
    return (
        sys.platform == "linux"
        and platform.machine() in NUMBERS
        and os.path.exists("/proc/sys/kernel/seccomp")
    )


def no_new_privileges() -> None:
    """Give up gaining rights by starting programs."""
    if _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")


def no_capabilities() -> None:
    """Give up what root may do besides owning files."""
    header = struct.pack("=Ii", 0x20080522, 0)
    if _libc().syscall(_CAPSET[platform.machine()], header, bytes(24)):
        raise OSError(ctypes.get_errno(), "capset")


def ruleset(rules: Iterable[tuple[str, int]]) -> int:
    """Return a Landlock ruleset: (path, rights) and no other files, no TCP, no signals to others where it can."""
    libc, version = _libc(), landlock_version()
    files = (1 << 13) - 1 | (version >= 2) << 13 | (version >= 3) << 14 | (version >= 5) << 15
    handled = struct.pack("=QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    made = int(libc.syscall(_CREATE_RULESET, handled, size, 0))
    if made < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    for path, rights in rules:
        _allow(libc, made, path, rights)
    return made


def restrict(made: int) -> None:
    """Hold this process to a ruleset, and close it."""
    no_new_privileges()
    if _libc().syscall(_RESTRICT_SELF, made, 0):
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    os.close(made)


def _allow(libc: ctypes.CDLL, made: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not on this machine
        return
    if not os.path.isdir(path):
        rights &= ~READ_FOLDERS
    failed = libc.syscall(_ADD_RULE, made, 1, struct.pack("=Qi", rights, place), 0)
    os.close(place)
    if failed:
        raise OSError(ctypes.get_errno(), "landlock_add_rule")


def seccomp_filter(names: Iterable[str], *, threads: bool = False) -> bytes:
    """Return a filter that refuses (EPERM) what is not named; with `threads`, threads may be started, processes not.

    Of `fcntl` only what concerns the file itself is allowed (not whom to signal), of `prlimit64` only one's own.
    """
    machine = platform.machine()
    numbers = NUMBERS[machine]
    program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, ARCHITECTURE[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
    ]
    if machine == "x86_64":  # its 32-bit twin has numbers of its own
        program += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL)]
    for number in sorted(
        {numbers[name] for name in names if name in numbers and name not in ("fcntl", "prlimit64")}
    ):
        program += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    program += _only(numbers["fcntl"], _SECOND, _FCNTL)
    if "prlimit64" in names:
        program += _only(numbers["prlimit64"], _FIRST, (0,))
    if threads:
        program += [(_EQUAL, 0, 1, CLONE3), (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)]
        program += [(_EQUAL, 0, 3, CLONE[machine]), (_LOAD, 0, 0, _FIRST)]
        program += [(_ANY_BIT, 0, 1, _THREAD), (_RETURN, 0, 0, _ALLOW)]
    program.append((_RETURN, 0, 0, _REFUSE | errno.EPERM))
    return b"".join(struct.pack("=HBBI", *each) for each in program)


def _only(number: int, argument: int, allowed: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Allow a call with certain values of an argument; every other one is refused."""
    checks = [each for value in allowed for each in ((_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW))]
    refused = (_RETURN, 0, 0, _REFUSE | errno.EPERM)
    return [(_EQUAL, 0, len(checks) + 2, number), (_LOAD, 0, 0, argument), *checks, refused]


def seccomp(program: bytes) -> None:
    """Filter this process's system calls from now on."""
    libc = _libc()
    code = ctypes.create_string_buffer(program)
    head = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    no_new_privileges()
    if libc.prctl(_SET_SECCOMP, _FILTER, head, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def limit(**limits: int) -> None:
    """Set limits by name: `limit(nofile=16)`."""
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name.upper()}")
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
