"""Agents that run elsewhere: registered, heard of, asked about and reported on."""

from remit.lifecycle.deployments.external.heartbeats import Heartbeats
from remit.lifecycle.deployments.external.queries import instances
from remit.lifecycle.deployments.external.silence import EVERY_SECONDS, sweep_silent
from remit.lifecycle.deployments.external.tables import ExternalInstance

__all__ = ["EVERY_SECONDS", "ExternalInstance", "Heartbeats", "instances", "sweep_silent"]
