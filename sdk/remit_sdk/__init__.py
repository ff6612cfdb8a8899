"""The Python client of Remit, the control plane for AI agents and models."""

from remit_sdk import models
from remit_sdk.client import Remit
from remit_sdk.errors import RemitError, RemitProblem, RemitUnreachable
from remit_sdk.events import LiveEvent
from remit_sdk.external import ExternalAgent

__all__ = ["ExternalAgent", "LiveEvent", "Remit", "RemitError", "RemitProblem", "RemitUnreachable", "models"]
