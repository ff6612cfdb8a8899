"""Insights: how everything stands, what needs attention, and what happened lately."""
