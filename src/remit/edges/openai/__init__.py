"""OpenAI's API over deployed agents: any client of it works with Remit."""

from remit.edges.openai.app import OpenAI
from remit.edges.openai.described import PATHS

__all__ = ["PATHS", "OpenAI"]
