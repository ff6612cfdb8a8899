"""Where a request stands in a trace: W3C Trace Context, read, continued and passed on.

A `traceparent` is `00-<trace id, 32 hex>-<span id, 16 hex>-<flags, 2 hex>`; the first bit of the flags says that the
caller records, the second that the trace id is random. What cannot be read is no error: a trace of our own begins.
"""

import re
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import ip_address
from random import getrandbits
from typing import Literal, NamedTuple

from remit.kit.addresses import AddressRefused, Reach

Propagation = Literal["private", "all", "none"]
SAMPLED, RANDOM = 1, 2
KNOWN_FLAGS = 3
_FLAGS = ("00", "01", "02", "03")
_PARENT = re.compile(
    r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-[\x21-\x7e]*)?"
)
_LARGEST_STATE, _MOST_MEMBERS = 512, 32
_KEY = r"[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13}"
_MEMBER = re.compile(rf"({_KEY})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{{0,255}}[\x21-\x2b\x2d-\x3c\x3e-\x7e]")
_PUBLIC_ONLY = Reach()


class Trace(NamedTuple):
    """A span's place in a trace; `state` is what other tracing systems carry along (`tracestate`)."""

    trace_id: str
    span_id: str
    flags: int
    state: str = ""

    @property
    def parent(self) -> str:
        """Write it as `traceparent`, for whoever works on our behalf."""
        return f"00-{self.trace_id}-{self.span_id}-{_FLAGS[self.flags]}"

    @property
    def sampled(self) -> bool:
        """Whether spans of this trace are recorded."""
        return bool(self.flags & SAMPLED)

    def next(self) -> "Trace":
        """Return a new span below this one."""
        return Trace(self.trace_id, _random(8), self.flags, self.state)


current_trace: ContextVar[Trace | None] = ContextVar("current_trace", default=None)
"""The span that is being worked on; none outside of a request."""


def begun() -> Trace:
    """Begin a trace that nobody records."""
    return Trace(_random(16), _random(8), RANDOM)


def _random(size: int) -> str:
    """Make an id of so many bytes; never the one of zeros, which is none."""
    return (getrandbits(size * 8) or 1).to_bytes(size, "big").hex()


def continued(parent: str, state: str = "") -> Trace | None:
    """Read the caller's place from `traceparent` and `tracestate`; none when it cannot be read."""
    found = _PARENT.fullmatch(parent)
    if found is None:
        return None
    version, trace_id, span_id, flags, more = found.groups()
    if version == "00" and more is not None:
        return None
    return Trace(trace_id, span_id, int(flags, 16) & KNOWN_FLAGS, _usable(state) if state else "")


@lru_cache(maxsize=256)
def _usable(state: str) -> str:
    """Keep a `tracestate` that follows the rules; nothing of one that does not."""
    members = [member.strip(" \t") for member in state.split(",")]
    members = [member for member in members if member]
    keys = [found.group(1) for member in members if (found := _MEMBER.fullmatch(member))]
    kept = ",".join(members)
    whole = len(keys) == len(members) == len(set(keys)) and len(keys) <= _MOST_MEMBERS
    return kept if whole and len(kept) <= _LARGEST_STATE else ""


class _Passing:
    to: Propagation = "private"


def pass_traces_to(to: Propagation) -> None:
    """Say for this process which hosts learn of a trace: those on private networks, all, or none."""
    _Passing.to = to


def passed_on(address: str) -> dict[str, str]:
    """Return the headers that continue the trace at an address; none where it is not to learn of the trace."""
    trace, to = current_trace.get(), _Passing.to
    if trace is None or to == "none" or (to == "private" and not _private(address)):
        return {}
    if trace.state:
        return {"traceparent": trace.parent, "tracestate": trace.state}
    return {"traceparent": trace.parent}


@lru_cache(maxsize=1024)
def _private(address: str) -> bool:
    """Whether an address lies on this machine or in a private network; a name does not."""
    try:
        _PUBLIC_ONLY.judge(address, str(ip_address(address.partition("%")[0])))
    except AddressRefused:
        return True
    except ValueError:
        pass
    return False
