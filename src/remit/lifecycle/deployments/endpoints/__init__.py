"""Deployments over HTTP."""

from remit.lifecycle.deployments.endpoints.routing import router

__all__ = ["router"]
