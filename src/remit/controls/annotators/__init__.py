"""Annotators elsewhere: what an organisation has asked what is in a text, beside what Remit finds by itself."""

from remit.controls.annotators.asking import NOBODY, Annotators, Panel
from remit.controls.annotators.rewrapping import rewrap

__all__ = ["NOBODY", "Annotators", "Panel", "rewrap"]
