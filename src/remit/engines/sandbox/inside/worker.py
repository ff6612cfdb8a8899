"""Confine this process and become Monty's worker: it can load its libraries, compute, and answer on its pipes."""

import os

from remit.engines.sandbox.inside.calls import WORKER
from remit.engines.sandbox.inside.lockdown import (
    EXECUTE,
    READ_FILES,
    READ_FOLDERS,
    has_seccomp,
    landlock_version,
    limit,
    no_capabilities,
    restrict,
    ruleset,
    seccomp,
    seccomp_filter,
)

_LIBRARIES = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/nix/store",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
)
_LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1")


def main(arguments: list[str]) -> None:
    """`binary, its arguments …`."""
    binary = arguments[0]
    limit(core=0, fsize=0, nofile=64, memlock=0)
    if landlock_version():
        rules = [(binary, EXECUTE | READ_FILES)]
        rules += [(path, READ_FILES | READ_FOLDERS) for path in _LIBRARIES]
        rules += [(path, EXECUTE | READ_FILES) for path in _LOADERS]
        restrict(ruleset(rules))
    if has_seccomp():
        if os.geteuid() == 0:
            no_capabilities()
        seccomp(seccomp_filter(WORKER, threads=True))
    os.execve(binary, arguments, {})  # noqa: S606 becoming the worker is what this is for
