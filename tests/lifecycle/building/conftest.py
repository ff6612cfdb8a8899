"""A provider's stub beside the whole application."""

from tests.stubs.fixtures import stub

__all__ = ["stub"]
