"""Deployments as lists and pages show them."""
