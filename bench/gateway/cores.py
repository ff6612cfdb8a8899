"""Which processes run on which cores: a gateway alone on one of them, everything else on the others."""

import os
from contextlib import suppress

import psutil


def shared_out() -> tuple[str, str]:
    """Return the core of the gateway and those of everything else, both empty where nothing can be pinned."""
    if not hasattr(os, "sched_getaffinity"):
        return "", ""
    *others, last = sorted(os.sched_getaffinity(0))
    return (str(last), ",".join(map(str, others))) if others else ("", "")


def stay_on(cores: str) -> None:
    """Keep this process, and what it starts from here on, on these cores."""
    if cores:
        os.sched_setaffinity(0, {int(core) for core in cores.split(",")})


def keep_on(process: psutil.Process, cores: str) -> None:
    """Keep a process and its children on these cores, with all threads that they have now."""
    if not cores:
        return
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.Error, ProcessLookupError):
            for thread in each.threads():
                os.sched_setaffinity(thread.id, {int(core) for core in cores.split(",")})
