"""What plans and agents cite: policies, guides and runbooks, and documents of an agent's own."""

from remit.lifecycle.knowledge.library import load
from remit.lifecycle.knowledge.passages import Passage, best, in_library, of_documents
from remit.lifecycle.knowledge.retrieval import Evidence, search

__all__ = ["Evidence", "Passage", "best", "in_library", "load", "of_documents", "search"]
