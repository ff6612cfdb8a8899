"""Using a place as its guard allows: what may be tried again, and what is said when nothing helped."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import TypeVar

from remit.engines.tools.errors import ToolboxError
from remit.kit.addresses import AddressRefused
from remit.kit.resilience import CircuitOpen, Guard, TooManyWaiting, Trouble

Found = TypeVar("Found")


class Fault(ToolboxError):
    """What went wrong with one attempt; `trouble` is for the guard, `hint` says what to do about it."""

    def __init__(
        self,
        said: str,
        *,
        reached: bool,
        again: bool = False,
        bad: bool = True,
        hint: str = "",
        retry_after: str = "",
    ) -> None:
        super().__init__(said, reached=reached, again=again)
        self.hint = hint
        self.trouble = Trouble(said, again, bad, retry_after)


def refused(error: AddressRefused) -> Fault:
    """Say that an address is out of reach."""
    return Fault(
        error.detail,
        reached=False,
        bad=False,
        hint="Use an address that Remit may reach, or let whoever runs Remit allow this one.",
    )


def unreachable(place: str, error: BaseException) -> Fault:
    """Say why there is no connection to a place: nothing was sent."""
    if is_about_tls(error):
        return Fault(
            f"{place} has no certificate that can be trusted.",
            reached=False,
            hint="Check the name in the address, and that the certificate is valid and signed by a known authority.",
        )
    return Fault(
        f"{place} cannot be reached.",
        reached=False,
        again=True,
        hint="Check the host and the port, that the server runs, and that Remit's network leads there.",
    )


def unknown(place: str) -> Fault:
    """Say that a name stands for nothing."""
    return Fault(
        f"There is no host {place}.",
        reached=False,
        again=True,
        hint="Check how the host is written, and that it is known where Remit runs.",
    )


def silent(place: str, seconds: float, *, reached: bool = True) -> Fault:
    """Say that nothing came back in time."""
    return Fault(
        f"{place} did not answer within {seconds:g} s.",
        reached=reached,
        again=True,
        hint="Check that it is not overloaded, or allow it more time.",
    )


def is_about_tls(error: BaseException | None) -> bool:
    """Say whether a certificate or the handshake is to blame."""
    while error is not None:
        if isinstance(error, ssl.SSLError | ssl.CertificateError):
            return True
        error = error.__cause__ or error.__context__
    return False


async def attempts(
    guard: Guard, place: str, once: Callable[[], Awaitable[Found]], *, repeatable: bool
) -> Found:
    """Try until it works or trying is of no use; raises `ToolboxError`.

    What is not `repeatable` is tried again only where it never got there.
    """
    attempt, reached = 0, False
    while True:
        try:
            async with guard.passing() as passing:
                try:
                    async with asyncio.timeout(guard.settings.whole_seconds):
                        found = await once()
                except (Fault, TimeoutError) as error:
                    fault = error if isinstance(error, Fault) else silent(place, guard.settings.whole_seconds)
                    passing.failed(fault.trouble)
                else:
                    passing.answered()
                    return found
        except (CircuitOpen, TooManyWaiting) as error:
            raise _left_alone(guard, error, reached) from error
        reached = fault.reached = reached or fault.reached
        pause = guard.pause(fault.trouble, attempt) if repeatable or not reached else None
        if pause is None:
            raise fault
        attempt += 1
        await asyncio.sleep(pause)


def _left_alone(guard: Guard, error: CircuitOpen | TooManyWaiting, reached: bool) -> Fault:
    after = error.extra.get("retry_after", 1)
    if isinstance(error, CircuitOpen):
        said = (
            f"{guard.name} failed too often just now and is left alone for a while: try again in {after} s."
        )
    else:
        said = error.detail
    return Fault(said, reached=reached, again=True, bad=False, retry_after=str(after))
