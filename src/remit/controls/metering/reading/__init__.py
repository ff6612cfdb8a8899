"""Reading what was used: calls one by one, and what they add up to."""

from remit.controls.metering.reading.answers import logged
from remit.controls.metering.reading.queries import AskedCalls, calls, calls_of
from remit.controls.metering.reading.schemas import CallLog, LoggedCall

__all__ = ["AskedCalls", "CallLog", "LoggedCall", "calls", "calls_of", "logged"]
