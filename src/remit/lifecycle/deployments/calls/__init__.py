"""Deployments as something that is called."""
