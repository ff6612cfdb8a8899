"""`/v1/responses`: calls that may follow one another without the client sending all that was said."""

from remit.edges.openai.responses.answering import create, remove, show
from remit.edges.openai.responses.reading import Asked

__all__ = ["Asked", "create", "remove", "show"]
