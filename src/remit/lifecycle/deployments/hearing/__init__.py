"""Hearing what hosts say of themselves, and looking at once at what changed."""

from remit.lifecycle.deployments.hearing.hearing import Hearing

__all__ = ["Hearing"]
