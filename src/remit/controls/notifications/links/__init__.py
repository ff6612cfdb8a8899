"""Links by which one person looks at one proposal, and decides on it once."""

from remit.controls.notifications.links.deciding import Look, decide, found, look
from remit.controls.notifications.links.making import forget, make
from remit.controls.notifications.links.schemas import LinkAnswer, LinkDecision

__all__ = ["LinkAnswer", "LinkDecision", "Look", "decide", "forget", "found", "look", "make"]
