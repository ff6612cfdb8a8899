"""Expressions in CEL, reckoned in processes of their own."""
