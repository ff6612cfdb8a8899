"""Rules over what an agent file says: the organisation's own, and that no agent has all three dangers at once."""

from remit.lifecycle.agents.rules.applying import broken

__all__ = ["broken"]
