"""Smoke tests that somebody runs against the real thing; the suite does not."""
