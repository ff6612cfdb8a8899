"""The only way out of a sandbox: counted, measured, and with clean words coming back."""

import asyncio
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec

from remit.engines.sandbox.errors import BadInput, BadOutput, TooManyCalls, TooMuchOutput
from remit.engines.sandbox.sandbox import Host, HostError, Limits

_MOST_AT_ONCE = 32
_LONGEST_WORDS = 500
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*")


class Door:
    """What one run asks of its host. `calls` counts every knock, the refused ones too."""

    def __init__(self, host: Host, limits: Limits) -> None:
        _require_names(host.names)
        self._host = host
        self._limits = limits
        self._open = 0
        self.calls = 0

    def admit(self) -> None:
        """Count one call before it is made, and end the run when it is one too many."""
        self.calls += 1
        self._open += 1
        if self.calls > self._limits.host_calls:
            raise TooManyCalls(f"The function called services more than {self._limits.host_calls} times.")
        if self._open > _MOST_AT_ONCE:
            raise TooManyCalls(f"The function had more than {_MOST_AT_ONCE} calls of services open at once.")

    async def ask(self, name: object, arguments: object) -> str:
        """Answer an admitted call with JSON; raise `HostError` for the guest, anything else to end the run."""
        try:
            answer = await self._asked(*self._read(name, arguments))
        finally:
            self._open -= 1
        if len(answer) > self._limits.answer_bytes:
            raise HostError(f"{name} answered more than {self._limits.answer_bytes} characters.")
        return answer

    def _read(self, name: object, arguments: object) -> tuple[str, str]:
        if not isinstance(name, str) or not isinstance(arguments, str):
            raise HostError("Services are called as ctx.services.<group>.<function>(…).")
        if name not in self._host.names:
            raise HostError(f"There is no service {name[:100]!r}; there are {self._known()}.")
        if len(arguments) > self._limits.argument_bytes:
            raise HostError(
                f"The arguments of a service are at most {self._limits.argument_bytes} characters."
            )
        if not is_json(arguments):
            raise HostError("The arguments of a service must be JSON.")
        return name, arguments

    async def _asked(self, name: str, arguments: str) -> str:
        try:
            return await self._host.call(name, arguments)
        except HostError as error:
            raise HostError(shortened(str(error))) from None

    def _known(self) -> str:
        return ", ".join(sorted(self._host.names)[:20]) or "none"


async def end_all(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel what a run still had open, and see each to its end."""
    open_ones = list(tasks)
    for task in open_ones:
        task.cancel()
    await asyncio.gather(*open_ones, return_exceptions=True)


@lru_cache(maxsize=256)
def _require_names(names: frozenset[str]) -> None:
    """Refuse names of services that could be anything else in the guest's source."""
    if wrong := [name for name in names if not _NAME.fullmatch(name)]:
        raise ValueError(f"{wrong[0]!r} is no name of a service: those are group.function")


def shortened(words: str) -> str:
    """Return words of somebody else as one that prints them wants them: short, and nothing unseen in them."""
    kept = words[:_LONGEST_WORDS]
    return "".join(
        each if each.isprintable() or each == "\n" else "\N{REPLACEMENT CHARACTER}" for each in kept
    )


def is_json(text: str) -> bool:
    """Return whether a text is JSON by the letter: no NaN, no half characters, not nested beyond reason."""
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return False
    return True


def require_input(text: str, limits: Limits) -> None:
    """Refuse what is not to go in."""
    if len(text) > limits.input_bytes:
        raise BadInput(f"The input is larger than {limits.input_bytes} characters.")
    if not is_json(text):
        raise BadInput("The input is not JSON.")


def require_output(text: object, limits: Limits) -> str:
    """Return what came out if it is what may come out."""
    if not isinstance(text, str):
        raise BadOutput("The function returned something that is not JSON.")
    if len(text) > limits.output_bytes:
        raise TooMuchOutput(
            f"The function returned {len(text)} characters; {limits.output_bytes} are allowed. Return less."
        )
    if not is_json(text):
        raise BadOutput(
            "The function returned something that JSON has no form for, such as NaN. Return null, numbers, text, "
            "lists and dicts."
        )
    return text
