"""Remit over HTTP."""

from remit.edges.api.app import build, front, routes
from remit.edges.api.stopping import Stopping
from remit.edges.api.wire import Wire

__all__ = ["Stopping", "Wire", "build", "front", "routes"]
