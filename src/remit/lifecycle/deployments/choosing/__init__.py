"""Choosing instead of writing: what a deployment can be made of, and the command that says what was chosen."""

from remit.lifecycle.deployments.choosing.choice import Choice, read_choice
from remit.lifecycle.deployments.choosing.offers import HostOffer, Offers, offers

__all__ = ["Choice", "HostOffer", "Offers", "offers", "read_choice"]
