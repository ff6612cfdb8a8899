"""Agent files that travel: folders and archives of them, other formats read in, and what applying them would change."""

from remit.lifecycle.agents.portable.bundle import Bundle, as_archive, unpacked
from remit.lifecycle.agents.portable.exporting import exported
from remit.lifecycle.agents.portable.planning import Plan, Planned, Standing, plan

__all__ = ["Bundle", "Plan", "Planned", "Standing", "as_archive", "exported", "plan", "unpacked"]
